"""NITF and NewsML-G2."""

from __future__ import annotations

import pytest

from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from newsarchive.readers.formats.nitf import iso
from tests.readers.reading import article, read, records

PROSE = "<p>Oil rose.</p><p>Gas, said <person>A Trader</person>, too.</p>"


def nitf(head: str = "", body_head: str = "", content: str = PROSE) -> str:
    return (
        f"<nitf xml:lang='en'><head>{head}</head><body><body.head>{body_head}</body.head>"
        f"<body.content>{content}</body.content></body></nitf>"
    )


def item(meta: str = "", content: str = "", about: str = "", version: int = 1) -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" version="{version}">'
        f'<itemMeta><itemClass qcode="ninat:text"/>{about}</itemMeta>'
        f"<contentMeta>{meta}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def message(*items: str) -> str:
    space = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
    return f"<newsMessage {space}><itemSet>{''.join(items)}</itemSet></newsMessage>"


TEXT = f"<inlineXML>{nitf()}</inlineXML>"


def test_nitf_gives_all_that_it_says() -> None:
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


def test_a_document_that_was_withdrawn_is_kept_with_a_word() -> None:
    found = read("a.nitf", nitf("<docdata management-status='canceled'/>"))
    assert isinstance(found[0], Record)
    assert found[1:] == [ReadWarning("a.nitf", "marked as canceled")]
    newsml = read("a.xml", item(content=TEXT, about='<pubStatus qcode="stat:withheld"/>'))
    assert newsml[1:] == [ReadWarning("a.xml", "marked as withheld by its provider")]


def test_a_news_item_gives_all_that_it_says() -> None:
    found = article(
        "a.xml",
        item(
            "<headline>Oil</headline><by>By Jane Doe and John Roe</by><keyword>oil</keyword>"
            "<subject qcode='x:1'><name>trade</name></subject><language tag='de-AT'/>",
            "<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><head><title>T</title></head>"
            "<body><p>One.</p><p>Two.</p></body></html></inlineXML>",
            "<provider qcode='p:K'><name>Kontor</name></provider>"
            "<versionCreated>2018-05-01T08:00:00Z</versionCreated>"
            "<firstCreated>2018-04-10T23:15:00-05:00</firstCreated>",
            version=2,
        ),
    )
    assert (found.title, found.body, found.language) == ("Oil", "One.\n\nTwo.", "de")
    assert (str(found.date), found.updated) == ("2018-04-10", "2018-05-01T08:00:00Z")
    assert (found.authors, found.source) == (("Jane Doe", "John Roe"), "Kontor")
    assert (found.tags, found.date_source) == (("oil", "trade"), "NewsML")


def test_the_time_of_a_version_is_that_of_the_first_only() -> None:
    about = "<versionCreated>2018-05-01T08:00:00Z</versionCreated>"
    assert str(article("a.xml", item(content=TEXT, about=about)).date) == "2018-05-01"
    later = article("a.xml", item(content=TEXT, about=about, version=3))
    assert (later.date, later.updated) == (None, "2018-05-01T08:00:00Z")


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (TEXT, "Oil rose.\n\nGas, said A Trader, too."),
        ("<inlineData contenttype='text/plain'>Oil.\n\nGas.</inlineData>", "Oil.\n\nGas."),
        ("<inlineData contenttype='text/html'>&lt;p>Oil.&lt;p>Gas.</inlineData>", "Oil.\n\nGas."),
    ],
)
def test_the_text_of_a_news_item_can_have_three_forms(content: str, body: str) -> None:
    assert article("a.xml", item(content=content)).body == body


def test_a_message_holds_several_and_each_can_be_read_alone() -> None:
    source = message(
        item("<headline>A</headline>", TEXT), item(), item("<headline>C</headline>", TEXT)
    )
    found = read("a.newsml", source)
    assert found[1] == ReadWarning("a.newsml#2", "passed over: an item without a text")
    whole = [record for record in found if isinstance(record, Record)]
    assert [(record.number, record.article.title) for record in whole] == [(1, "A"), (3, "C")]
    for record in whole:
        [again] = records("b.newsml", record.original)
        assert (again.article, again.original) == (record.article, record.original)


def test_the_original_of_a_document_with_one_article_is_all_of_it() -> None:
    for source in (nitf(), item(content=TEXT)):
        data = f"<?xml version='1.0'?>\r\n<!-- from the wire -->\n{source}\n\n".encode("utf-16")
        [record] = records("a.xml", data)
        assert record.original == data


def test_what_holds_no_article_is_told() -> None:
    with pytest.raises(ReadError, match="no text in this item"):
        read("a.xml", item())
    with pytest.raises(ReadError, match="no news item"):
        read("a.newsml", "<packageItem/>")
    with pytest.raises(ReadError, match="no NITF"):
        read("a.nitf", "<html/>")
