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
    about = '<pubStatus qcode="stat:withheld"/>'
    [found] = records("a.xml", item(content=TEXT, about=about))
    assert found.notes == ("marked as withheld by its provider",)


def test_other_items_are_named_with_what_they_refer_to() -> None:
    group = (
        '<groupSet><group><itemRef residref="urn:1"><headline>Oil</headline></itemRef>'
        '<itemRef residref="urn:2"/></group></groupSet>'
    )
    package, concept = (
        f"<packageItem>{group}</packageItem>",
        "<conceptItem><concept/></conceptItem>",
    )
    found = read("a.xml", message(package, item(content=TEXT), concept))
    named = "a package that refers to 2 items: Oil, urn:2"
    assert found[0] == ReadWarning("a.xml#1", f"passed over: {named}")
    assert isinstance(found[1], Record)
    assert found[2] == ReadWarning("a.xml#3", "passed over: a concept")
    with pytest.raises(ReadError, match=f"^no news item, but {named}$"):
        read("a.xml", package)


def test_the_original_of_a_single_item_is_the_whole_document() -> None:
    source = item(content=TEXT)
    data = f"<?xml version='1.0'?>\r\n<!-- from the wire -->\n{source}\n\n".encode("utf-16")
    [record] = records("a.xml", data)
    assert record.original == data


def test_a_file_without_an_article_is_an_error() -> None:
    with pytest.raises(ReadError, match="no text in this item"):
        read("a.xml", item())
    with pytest.raises(ReadError, match="no news item"):
        read("a.newsml", "<newsMessage/>")


DESK = "<located literal='Bangalore'><name>Bangalore</name></located>"


@pytest.mark.parametrize(
    ("text", "meta", "place"),
    [
        ("OSLO (Reuters) - The ferry sails.", DESK, "Oslo"),
        ("The ferry sails.", DESK, None),
        ("In Bangalore the ferry sails.", DESK, "Bangalore"),
        ("The ferry sails.", DESK + "<dateline>BANGALORE, May 1</dateline>", "Bangalore"),
    ],
)
def test_a_place_counts_if_the_text_says_so_too(text: str, meta: str, place: str | None) -> None:
    """It may be where the agency has its desk."""
    assert article("a.xml", item(meta, f"<inlineData>{text}</inlineData>")).place == place


@pytest.mark.parametrize(
    ("creator", "authors"),
    [
        ("<creator><name>Jane Doe</name></creator>", ("Jane Doe",)),
        ("<creator literal='Bay Wire'/>", ()),
        ("<creator role='cRole:source'><name>Bay Wire</name></creator>", ()),
        ("<creator><name>doe.jane</name></creator><creator><name>JD</name></creator>", ()),
    ],
)
def test_a_creator_is_an_author_if_it_is_a_name(creator: str, authors: tuple[str, ...]) -> None:
    text = "<inlineData>The ferry sails.</inlineData>"
    assert article("a.xml", item(creator, text)).authors == authors


def test_slug_line_and_title_above_the_text_of_a_page_are_no_part_of_it() -> None:
    page = (
        "<inlineXML><html><body><header><h1>Oil</h1><time>1 May</time></header>"
        "<p>Oil rose.</p><footer><p>(END)</p></footer></body></html></inlineXML>"
    )
    assert article("a.xml", item("<headline>Oil</headline>", page)).body == "Oil rose."
    only = "<inlineXML><html><body><header><p>Oil rose.</p></header></body></html></inlineXML>"
    assert article("a.xml", item(content=only)).body == "Oil rose."


def test_the_day_of_the_content_counts_where_those_of_the_item_are_empty() -> None:
    meta = "<contentCreated>2013-02-16T17:36:20</contentCreated>"
    found = article("a.xml", item(meta, TEXT, "<versionCreated/><firstCreated/>"))
    assert str(found.date) == "2013-02-16"
