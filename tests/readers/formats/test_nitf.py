"""NITF: one article a document."""

from __future__ import annotations

import pytest

from newsarchive.model.errors import ReadError
from newsarchive.readers.formats.nitf import iso
from tests.readers.reading import article, read, records

PROSE = "<p>Oil rose.</p><p>Gas, said <person>A Trader</person>, too.</p>"


def nitf(head: str = "", body_head: str = "", content: str = PROSE) -> str:
    return (
        f"<nitf xml:lang='en'><head>{head}</head><body><body.head>{body_head}</body.head>"
        f"<body.content>{content}</body.content></body></nitf>"
    )


def test_nitf_gives_all_its_details() -> None:
    found = article(
        "a.xml",
        nitf(
            "<docdata><date.issue norm='20180410T231500-0500'/><key-list><keyword key='oil'/>"
            "</key-list><identified-content><classifier value='Trade'/></identified-content>"
            "</docdata>"
            "<pubdata name='Northline' position.section='Money' ex-ref='https://wire.example/a'/>",
            "<hedline><hl1>Oil</hl1><hl2>And gas</hl2></hedline>"
            "<byline>By <person>Jane Doe</person><byttl>Staff writer</byttl></byline>",
            "<block><p>One.</p><media><media-caption>No.</media-caption></media><hl2>Two</hl2></block>",
        ),
    )
    assert (found.title, found.body, found.language) == ("Oil", "One.\n\nTwo", "en")
    assert (str(found.date), found.published) == ("2018-04-10", "2018-04-10T23:15:00-05:00")
    assert (found.authors, found.tags) == (("Jane Doe",), ("oil", "Trade"))
    assert (found.source, found.section, found.url) == (
        "Northline", "Money", "https://wire.example/a",
    )  # fmt: skip


def test_a_byline_without_marked_people_is_read_without_its_titles() -> None:
    head = "<byline>By Jane Doe<byttl>Energy Correspondent</byttl></byline>"
    assert article("a.nitf", nitf("", head)).authors == ("Jane Doe",)


def test_a_lead_that_is_given_twice_is_read_once() -> None:
    content = (
        "<block class='lead_paragraph'><p>One.</p></block>"
        "<block class='full_text'><p>One.</p><p>Two.</p></block>"
    )
    assert article("a.nitf", nitf(content=content)).body == "One.\n\nTwo."


@pytest.mark.parametrize(
    ("norm", "expected"),
    [
        ("20180410T231500Z", "2018-04-10T23:15:00Z"),
        ("20180410T2315-0500", "2018-04-10T23:15-0500"),
        ("20180410", "2018-04-10"),
        ("20180410T000000", "2018-04-10"),
        ("20180410T000000Z", "2018-04-10T00:00:00Z"),
        ("2018-04-10", "2018-04-10"),
        ("April 10", "April 10"),
    ],
)
def test_dates_in_compact_form_are_spelt_out(norm: str, expected: str) -> None:
    assert iso(norm) == expected


def test_a_withdrawn_document_is_kept_with_a_warning() -> None:
    [found] = records("a.nitf", nitf("<docdata management-status='canceled'/>"))
    assert found.notes == ("marked as canceled by its provider",)


def test_the_original_of_a_document_is_all_of_it() -> None:
    data = f"<?xml version='1.0'?>\r\n<!-- from the wire -->\n{nitf()}\n\n".encode("utf-16")
    [record] = records("a.xml", data)
    assert record.original == data


def test_a_file_without_an_article_is_an_error() -> None:
    with pytest.raises(ReadError, match="no NITF"):
        read("a.nitf", "<html/>")
