"""WARC: pages with articles, wherever they stand in it, and what is broken, with its place."""

from __future__ import annotations

import gzip
import io
import zlib
from contextlib import suppress

import brotli
import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from newsarchive.readers.formats.httpresponse import parse_response
from newsarchive.readers.formats.warc import Warc
from tests.readers.formats.test_feeds import rss
from tests.readers.formats.test_webpage import BODY, PROSE, page
from tests.readers.reading import read, records

PAGE = page("<meta charset='utf-8'>").encode()
URL = "https://paper.example/harbour"


def record(block: bytes, kind: str = "response", **more: str) -> bytes:
    lines = [
        "WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {URL}",
        "WARC-Date: 2022-02-01T12:00:00Z", f"Content-Length: {len(block)}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in more.items()),
    ]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"


def response(
    body: bytes = PAGE, kind: str = "text/html", status: str = "200", **more: str
) -> bytes:
    lines = [f"HTTP/1.1 {status} OK", f"Content-Type: {kind}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def test_pages_are_read_and_other_records_passed_over() -> None:
    data = b"".join(
        (
            record(b"software: x", "warcinfo"),
            record(response(b"<html>", kind="text/css")),
            record(response(status="404")),
            record(response(), "revisit"),
            record(b"GET / HTTP/1.1\r\n\r\n", "request"),
            record(b"not http at all"),
            record(response()),
        )
    )
    [found] = records("a.warc", data)
    assert (found.number, found.article.url, found.article.body) == (7, URL, BODY)
    assert found.article.date is None, "when it was fetched is not when it was published"


@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_a_record_can_be_read_alone_and_is_byte_for_byte_that_of_the_file(
    pack: type[bytes],
) -> None:
    parts = [record(response(PAGE.replace(b"Tuesday", day))) for day in (b"Friday", b"Sunday")]
    found = records("a.warc.gz" if pack is not bytes else "a.warc", b"".join(map(pack, parts)))
    assert [item.original for item in found] == parts
    [again] = records("b.warc", found[1].original)
    assert again.article == found[1].article


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 100] for at in range(0, len(body), 100)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(PAGE), {"Content_Encoding": "gzip"}),
        (zlib.compress(PAGE), {"Content_Encoding": "deflate"}),
        (brotli.compress(PAGE), {"Content_Encoding": "br"}),
        (chunked(PAGE), {"Transfer_Encoding": "chunked"}),
        (chunked(gzip.compress(PAGE)),
         {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (PAGE, {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (PAGE, {"Content_Encoding": "br"}),
    ],
)  # fmt: skip
def test_pages_are_unpacked_if_they_are_packed(body: bytes, headers: dict[str, str]) -> None:
    [found] = records("a.warc", record(response(body, **headers)))
    assert found.article.body == BODY


def test_the_server_s_word_on_the_encoding_counts() -> None:
    body = page("", f"<article>{PROSE}<p>{'Гавань. ' * 9}</p></article>").encode("cp1251")
    [found] = records("a.warc", record(response(body, kind="text/html; charset=windows-1251")))
    assert "Гавань." in found.article.body


@pytest.mark.parametrize("packing", ["gzip", "br"])
def test_a_page_that_unpacks_to_too_much_is_refused(packing: str) -> None:
    bomb = b"<html>" + b" " * (40 * 1024 * 1024)
    packed = gzip.compress(bomb, 1) if packing == "gzip" else brotli.compress(bomb, quality=1)
    found = read("a.warc", record(response(packed, Content_Encoding=packing)) + record(response()))
    assert found[0] == Problem("a.warc#1 at byte 0", "a page of more than 16 MiB")
    assert isinstance(found[1], Record)


def test_what_is_broken_is_told_with_its_place_and_the_rest_is_read() -> None:
    good = record(response())
    no_length = good.replace(b"Content-Length", b"Content-Size")
    found = read("a.warc", b"rubbish\r\nmore\r\n" + good + no_length + good + good[:-200])
    flaws = [item for item in found if isinstance(item, Problem)]
    at = [15 + len(good), 15 + 2 * len(good) + len(no_length) - len(good)]
    assert flaws[0] == Problem("a.warc#1 at byte 0", "no WARC record begins here")
    assert flaws[1].reason == "a WARC record without a valid length"
    assert flaws[1].place == f"a.warc#3 at byte {at[0]:,}"
    assert flaws[-1].reason == "the file ends within this record"
    assert len([item for item in found if isinstance(item, Record)]) == 2


def test_pages_without_an_article_are_counted() -> None:
    found = read("a.warc", record(response(b"<html><body><p>Menu and more</p></body></html>")) * 2)
    assert found == [ReadWarning("a.warc", "no articles found, but pages without an article: 2")]
    found = read("a.warc", record(response()) + record(response(b"<html><p>Menu</p>")))
    assert found[1:] == [ReadWarning("a.warc", "pages without an article, passed over: 1")]


def test_a_crawl_without_articles_says_what_it_holds() -> None:
    parts = [
        *[record(response(kind="image/png"))] * 2, record(response(status="404")),
        record(b"GET / HTTP/1.1\r\n\r\n", "request"), record(response(b"<a/>", kind="text/xml")),
        record(b"{}", "resource"),
    ]  # fmt: skip
    [found] = read("a.warc", b"".join(parts))
    assert found == ReadWarning(
        "a.warc",
        "no articles found, but image/png: 2; answers with the status 404: 1; records of the kind "
        "request: 1; text/xml: 1; records without a type: 1",
    )


def arc(*blocks: bytes, version: int = 1) -> bytes:
    more = " 200 - - 0 a.arc" if version == 2 else ""
    about = b"1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n"
    head = f"filedesc://a.arc 0.0.0.0 20080101000000 text/plain{more} {len(about)}\n".encode()
    parts = [
        f"{URL} 10.0.0.1 20080101000000 text/html{more} {len(block)}\n".encode() + block + b"\n"
        for block in blocks
    ]
    return b"".join([head, about, b"\n", *parts])


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("name", ["a.arc", ""])
def test_arc_is_read_as_warc_is(version: int, name: str) -> None:
    data = arc(response(), b"", response(PAGE.replace(b"Tuesday", b"Friday")), version=version)
    first, second = records(name, data)
    assert (first.number, second.number, first.article.url) == (2, 4, URL)
    assert (first.article.body, first.article.date) == (BODY, None)
    [again] = records("a.arc", second.original)
    assert (again.article, again.original) == (second.article, second.original)


@pytest.mark.parametrize("version", [b"WARC/0.17", b"WARC/0.18", b"WARC/1.1"])
@pytest.mark.parametrize("name", ["a.warc", "", "a.warc.open"])
def test_every_version_of_warc_is_read(version: bytes, name: str) -> None:
    [found] = records(name, record(response()).replace(b"WARC/1.0", version))
    assert found.article.body == BODY


def test_a_resource_is_a_page_and_a_conversion_is_its_text() -> None:
    data = record(PAGE, "resource", Content_Type="text/html; charset=utf-8")
    text = "\n".join([BODY, "Café ôté"]).encode()
    data += record(text, "conversion", Content_Type="text/plain") * 1
    data += record(b"Menu", "conversion", Content_Type="text/plain")
    data += record(text, "resource", Content_Type="text/plain")
    page_, converted, note = read("a.wet", data)
    assert isinstance(page_, Record)
    assert isinstance(converted, Record)
    assert (page_.article.body, page_.article.url) == (BODY, URL)
    assert (converted.article.url, converted.article.title_source) == (URL, "derived")
    assert converted.article.body.endswith("Café ôté")
    assert isinstance(note, ReadWarning)


def test_the_entries_of_a_feed_in_a_crawl_are_articles_that_stand_alone() -> None:
    feed = rss("<title>A</title><description>Oil.</description>", "<title>B & c</title>").encode()
    data = record(response(feed, kind="application/rss+xml")) + record(response())
    found = [one for one in read("a.warc", data) if isinstance(one, Record)]
    assert [(one.number, one.article.title) for one in found[:2]] == [(1, "A"), (2, "B & c")]
    assert found[2].number == 3
    for one in found:
        [again] = [made for made in read("b.warc", one.original) if isinstance(made, Record)]
        assert (again.article, again.original) == (one.article, one.original)


def test_a_page_without_a_type_is_known_by_its_beginning() -> None:
    bare = response().replace(b"Content-Type: text/html", b"Server: x")
    assert len(records("a.warc", record(bare) + record(PAGE, "resource"))) == 2


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_is_cut_off_keeps_every_whole_record(packed: bool) -> None:
    pack = gzip.compress if packed else bytes
    whole = b"".join(
        pack(record(response(PAGE.replace(b"Tuesday", b"day %d" % n)))) for n in range(9)
    )
    for cut in (len(whole) - 60, len(whole) - 300, len(whole) * 3 // 4):
        kept = 0
        with suppress(ReadError):
            for one in Warc().read("a.warc", io.BytesIO(whole[:cut])):
                kept += isinstance(one, Record)
        assert kept == cut * 9 // len(whole)


def test_a_packed_file_that_is_cut_off_is_told() -> None:
    data = gzip.compress(record(response()))
    with pytest.raises(ReadError, match="damaged or cut off"):
        read("a.warc.gz", data[:-50])
    with pytest.raises(ReadError, match="empty"):
        read("a.warc", b"")


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1", b"HTTP/1.1 20", b"GET / HTTP/1.1\r\n\r\n"])
def test_what_is_no_response_is_none(data: bytes) -> None:
    assert parse_response(data) is None
