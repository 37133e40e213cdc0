"""WARC: pages with articles, wherever they stand in it, and what is broken, with its place."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from newsarchive.readers.formats.httpresponse import parse_response
from tests.readers.formats.test_webpage import BODY, PROSE, page
from tests.readers.reading import read, records

PAGE = page("<meta charset='utf-8'>").encode()
URL = "https://paper.example/harbour"


def record(block: bytes, kind: str = "response", **more: str) -> bytes:
    lines = [
        "WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {URL}",
        "WARC-Date: 2022-02-01T12:00:00Z", f"Content-Length: {len(block)}",
        *(f"{name}: {value}" for name, value in more.items()),
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
    assert found == [ReadWarning("a.warc", "pages without an article, passed over: 2")]


def test_a_packed_file_that_is_cut_off_is_told() -> None:
    data = gzip.compress(record(response()))
    with pytest.raises(ReadError, match="damaged or cut off"):
        read("a.warc.gz", data[:-50])
    with pytest.raises(ReadError, match="empty"):
        read("a.warc", b"")


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1", b"HTTP/1.1 20", b"GET / HTTP/1.1\r\n\r\n"])
def test_what_is_no_response_is_none(data: bytes) -> None:
    assert parse_response(data) is None
