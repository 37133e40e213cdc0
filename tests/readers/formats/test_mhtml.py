"""MHTML, and the addresses that programs leave in the pages they save."""

from __future__ import annotations

import quopri

import pytest

from newsarchive.model.errors import ReadError
from tests.readers.formats.test_webpage import BODY, page
from tests.readers.reading import article, format_of, read

URL = "https://paper.example/harbour?id=1&page=2"
HEADERS = f"""\
From: <Saved by Blink>
Snapshot-Content-Location: {URL}
Subject: =?utf-8?Q?Harbour=20opens?=
Date: Tue, 1 Feb 2022 12:00:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="b"

"""


def mhtml(content: bytes, headers: str = HEADERS, kind: str = "text/html; charset=utf-8") -> bytes:
    part = f"--b\nContent-Type: {kind}\nContent-Transfer-Encoding: quoted-printable\n"
    part += f"Content-Location: {URL}\n\n"
    picture = b"--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n"
    frame = b"--b\nContent-Type: text/html\n\n<p>An advertisement</p>\n--b--\n"
    return headers.encode() + part.encode() + quopri.encodestring(content) + b"\n" + picture + frame


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", ""])
def test_the_first_page_is_the_article_with_its_address(name: str) -> None:
    assert format_of(name, mhtml(page().encode())[:4096]) == "mhtml"
    found = article(name, mhtml(page().encode()))
    assert (found.body, found.url, found.date) == (BODY, URL, None)


def test_a_page_without_snapshot_headers_has_the_address_of_its_part() -> None:
    headers = HEADERS.replace("Snapshot-Content-Location", "X-Other").replace("Blink", "Explorer")
    assert article("a.mht", mhtml(page().encode(), headers)).url == URL


def test_the_encoding_of_the_part_counts() -> None:
    text = page().replace("Ships", "Größere Schiffe").encode("cp1252")
    assert "Größere" in article("a.mht", mhtml(text, kind="text/html; charset=windows-1252")).body


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"Just text", "begin with headers"),
        (mhtml(b"x", kind="text/plain").replace(b"/html\n", b"/plain\n"), "no web page in it"),
    ],
)
def test_what_holds_no_page_is_an_error(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read("a.mhtml", data)


def test_a_letter_is_no_page() -> None:
    head = HEADERS.replace("Snapshot-Content-Location", "X-Other").replace("Saved by", "Jane")
    assert format_of("", f"{head}Received: x") == "mail"


ADDRESSED = [
    f"<!-- saved from url=(0042){URL} -->",
    f"<!-- saved from url={URL} -->",
    f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: Tue Feb 01 2022\n-->",
    f"<!-- Saved from {URL} at 2022-02-01T12:00:00Z using monolith v2 -->",
    f"<meta name='savepage-url' content='{URL.replace('&', '&amp;')}'>",
]


@pytest.mark.parametrize("note", ADDRESSED)
def test_a_saved_page_has_the_address_that_it_was_saved_from(note: str) -> None:
    assert article("a.html", page(note)).url == URL
    assert article("a.html", page().replace("<html>", f"{note}<html>")).url == URL


def test_an_address_in_the_text_is_not_that_of_the_page() -> None:
    assert article("a.html", page().replace("Tuesday", f"Tuesday, saved from {URL}")).url is None
    assert article("a.html", page("<!-- saved from url=(0016)about:internet -->")).url is None
