"""Feeds that are no XML: read as far as they go, each entry with bytes that make it again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from newsarchive.readers.formats.feeds import Feed
from newsarchive.readers.markup import xmltext
from tests.readers.formats.test_feeds import rss
from tests.readers.reading import read, records

BROKEN_FEEDS = [
    "<title>Quay & gates</title><description>Oil rose.</description>",
    "<title>Quay & gates</title><link>https://a.example/?a=1&amp=2</link>Oil",
    "<title>Quay & gates</title><description>Oil\x0b rose.</description>",
    "<title>Quay & gates</b></title><description>Oil rose.",
    "<title>Quay & gates<description>Oil rose.<br>And fell.</description>",
    "<title>Quay & gates</title><description><p>Oil rose.<p>And fell.<ul><li>a<li>b</ul>",
    "<title a=b c='d\" e>Quay & gates</title><description>5 < 6 <!-- never closed",
    "<title>Quay & gates</title><description><![CDATA[5 < 6]]></description><![CDATA[",
]


@pytest.mark.parametrize("broken", BROKEN_FEEDS)
def test_a_broken_entry_costs_no_other_and_can_be_read_alone(broken: str) -> None:
    """However it is broken: read as a whole, in small pieces, and from its own bytes."""
    good = "<title>Ferry late</title><description>Fog &amp; rain.</description>"
    data = rss(good, broken, good, good).encode()
    found = read("a.rss", data)
    made = [one for one in found if isinstance(one, Record)]
    assert [one.article.title for one in made] == [
        "Ferry late", "Quay & gates", "Ferry late", "Ferry late",
    ]  # fmt: skip
    assert {one.article.body for one in made if one.article.title == "Ferry late"} == {
        "Fog & rain."
    }
    assert [one for one in found if isinstance(one, ReadWarning)]
    for one in made:
        [again] = [r for r in read("a.rss", one.original) if isinstance(r, Record)]
        assert (again.article, again.original) == (one.article, one.original)


@pytest.mark.parametrize("broken", BROKEN_FEEDS)
def test_where_the_pieces_of_a_stream_end_makes_no_difference(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = rss("<title>A</title>", broken, "<title>B</title>").encode()
    whole = [one for one in read("a.rss", data) if isinstance(one, Record)]
    monkeypatch.setattr(xmltext, "_CHUNK", 7)
    pieces = [one for one in Feed().read("a.rss", io.BytesIO(data)) if isinstance(one, Record)]
    assert pieces == whole


@pytest.mark.long
@pytest.mark.parametrize(
    "piece", ["<item", "<item>", "<!--", "<![CDATA[", "<a b='", '<a "', "&", "<p>", "</item>", "<?"]
)
def test_tag_soup_without_end_takes_no_more_time_than_a_feed(piece: str) -> None:
    found = Feed().read("a.rss", io.BytesIO(rss("<title>A & b</title>" + piece * 5_000).encode()))
    with suppress(ReadError):
        for one in found:
            assert isinstance(one, Record | Problem)


def test_bytes_of_another_encoding_are_read_in_it_and_stay_as_they_were() -> None:
    data = rss("<description>Das B\xfcro \x93am Kai\x94</description>", "<title>C</title>")
    found = read("a.rss", data.encode("latin-1"))
    first, _, note = found
    assert isinstance(first, Record)
    assert first.article.body == "Das Büro “am Kai”"
    assert b"B\xfcro \x93am Kai\x94" in first.original
    assert note == ReadWarning("a.rss", "entries that are not in utf-8, read as cp1252: 1")


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1251", "us-ascii"])
def test_utf_8_under_another_name_is_utf_8(declared: str) -> None:
    source = f'<?xml version="1.0" encoding="{declared}"?>' + rss(
        "<title>Ascii</title>", "<title>Café “Łódź”</title>", channel="<title>Läng</title>"
    )
    found = read("a.rss", source.encode())
    made = [one for one in found if isinstance(one, Record)]
    assert [one.article.title for one in made] == ["Ascii", "Café “Łódź”"]
    assert {one.article.source for one in made} == {"Läng"}
    for one in made:
        [again] = [made for made in read("a.rss", one.original) if isinstance(made, Record)]
        assert (again.article, again.original) == (one.article, one.original)


@pytest.mark.parametrize("title", ["A", "A & b"])
def test_what_comes_after_an_entry_is_not_known_with_it(title: str) -> None:
    """So that its original makes the same article, wherever the pieces of a stream end."""
    source = f"<rss><channel><item><title>{title}</title></item><title>T</title></channel></rss>"
    [made] = [one for one in read("a.rss", source) if isinstance(one, Record)]
    [again] = [one for one in read("a.rss", made.original) if isinstance(one, Record)]
    assert (made.article.source, again.article) == (None, made.article)
    assert made.original.startswith(b"<rss><channel><item>")


def test_an_entry_whose_bytes_alone_mean_something_else_is_written_anew() -> None:
    source = '<channel></channel><x "y><rss><item a="1\t2"><title>A &amp; b & c</title></item>'
    [made] = ignoring(Feed().read("a", io.BytesIO(source.encode())))
    assert made.original == (
        b'<?xml version="1.0"?><x xmlns="" y=""><rss xmlns=""><item xmlns="" a="1&#9;2">'
        b'<title xmlns="">A &amp; b &amp; c</title></item></rss></x>'
    )
    [again] = records("a.rss", made.original)
    assert again.article == made.article


def ignoring(found: Iterator[Record | Problem]) -> Iterator[Record]:
    """The records up to an error."""
    with suppress(ReadError):
        for one in found:
            if isinstance(one, Record):
                yield one
