"""NewsML-G2: news items, and messages of several."""

from __future__ import annotations

import pytest

from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from tests.readers.formats.test_nitf import nitf
from tests.readers.reading import article, read, records

TEXT = f"<inlineXML>{nitf()}</inlineXML>"


def item(meta: str = "", content: str = "", about: str = "", version: int = 1) -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" version="{version}">'
        f'<itemMeta><itemClass qcode="ninat:text"/>{about}</itemMeta>'
        f"<contentMeta>{meta}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def message(*items: str) -> str:
    space = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
    return f"<newsMessage {space}><itemSet>{''.join(items)}</itemSet></newsMessage>"


def test_a_news_item_gives_all_its_details() -> None:
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


def test_a_withheld_item_is_kept_with_a_warning() -> None:
    found = read("a.xml", item(content=TEXT, about='<pubStatus qcode="stat:withheld"/>'))
    assert isinstance(found[0], Record)
    assert found[1:] == [ReadWarning("a.xml", "marked as withheld by its provider")]


def test_the_original_of_a_single_item_is_the_whole_document() -> None:
    source = item(content=TEXT)
    data = f"<?xml version='1.0'?>\r\n<!-- from the wire -->\n{source}\n\n".encode("utf-16")
    [record] = records("a.xml", data)
    assert record.original == data


def test_a_file_without_an_article_is_an_error() -> None:
    with pytest.raises(ReadError, match="no text in this item"):
        read("a.xml", item())
    with pytest.raises(ReadError, match="no news item"):
        read("a.newsml", "<packageItem/>")
