"""The reader of each file, and the promises of all readers."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from newsarchive.readers import READERS, reader_for
from newsarchive.readers.record import Reader
from tests.readers.written import WRITE


@pytest.mark.parametrize(
    ("name", "head", "reader"),
    [
        ("/news/a.txt", b"", "text"),
        ("/news/A.TEXT", b"{", "text"),
        ("/news/a.txt", b"---\ntitle: x\n---\n", "markdown"),
        ("/news/a.md", b"plain", "markdown"),
        ("/news/a.markdown", b"", "markdown"),
        ("/news/a.json", b"", "json"),
        ("/news/a.json", b'{"a": 1}\n{"a": 2}\n', "json lines"),
        ("/news/a.json", b'{"a": {\n{', "json"),
        ("/news/a.jsonl", b"", "json lines"),
        ("/news/a.ndjson", b"", "json lines"),
        ("/news/a.csv", b"", "csv"),
        ("/news/a.tsv", b"", "csv"),
        ("/news/article", b"Some text.", "text"),
        ("/news/Speech of Mr. Smith", b"Some text.", "text"),
        ("/news/2018.04.10", b"Some text.", "text"),
        ("", b"Some text.", "text"),
        ("", b"", "text"),
        ("", "Текст".encode("cp1251"), "text"),
        ("", "Text".encode("utf-16"), "text"),
        ("", b"<ACME CORP> YEAR NET", "text"),
        ("", b"[Update] Some text.", "text"),
        ("", b"--- Some text.", "text"),
        ("", b' \n{"body": "x"}', "json"),
        ("", b'[\n {"body": "x"}]', "json"),
        ("", b'\xef\xbb\xbf{"body": "x"}\n{"body": "y"}', "json lines"),
        ("", b"---\ntitle: x\n---\nText.", "markdown"),
        ("/news/a.pdf", b"Some text.", "pdf"),
        ("/news/a.html", b"Some text.", "html"),
        ("/news/a.docx", b"PK\x03\x04", "docx"),
        ("/news/a.xyz", b"Some text.", None),
        ("/news/a.txt.gz", b"\x1f\x8b", None),
        ("/news/.hidden.txt", b"Some text.", None),
        ("/news/.hidden", b"Some text.", None),
        ("/news/picture", b"\x89PNG\r\n\x1a\n\0\0", None),
        ("/news/a.eml", b"", "mail"),
        ("/news/a.mbox", b"", "mbox"),
        ("", b"From: a@b.c\nSubject: x\nMessage-ID: <x>\n\nx", "mail"),
        ("", b"Return-Path: <>\r\nReceived: x\r\n\ty\r\nFrom: a@b.c\r\n", "mail"),
        ("", b"From: Baku\nDate: 10 April 2018\nSubject: x\n\nSome text.", "text"),
        ("/news/a.txt", b"From: a@b.c\nSubject: x\nMessage-ID: <x>\n\nx", "text"),
        ("/news/Inbox", b"From x Tue Apr 10 23:30:00 2018\nSubject: x\n", "mbox"),
        ("/news/Letter", b"From x Tue Apr 10 23:30:00 2018\nwe walk.\n", "text"),
        ("", b"%PDF-1.7\n", "pdf"),
        ("", b"<!DOCTYPE html><html>", "html"),
        ("", b"\n<?xml version='1.0'?>", None),
    ],
)
def test_the_name_and_the_head_decide_the_reader(
    name: str, head: bytes, reader: str | None
) -> None:
    found = reader_for(name, head)
    assert (found and found.name) == reader


def test_names_of_readers_differ() -> None:
    names = [reader.name for reader in READERS]
    assert len(set(names)) == len(names)


bodies = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)
articles = st.fixed_dictionaries(
    {"body": bodies},
    optional={
        "title": bodies,
        "date": st.dates().map(str) | st.sampled_from(["10 April 2018", "04/05/2018"]),
        "author": st.sampled_from(["Jane Doe", "Jane Doe and Ali Veli", "Staff"]),
    },
)
encodings = st.sampled_from(["utf-8", "utf-8-sig"])


_ALONE = [reader for reader in READERS if reader.name not in {"pdf", "doc"}]
"""A PDF is read in a process of its own, which is slow, and of an old document nothing is read."""


@pytest.mark.long
@pytest.mark.parametrize("reader", _ALONE, ids=[reader.name for reader in _ALONE])
@given(items=st.lists(articles, min_size=1, max_size=3), encoding=encodings)
def test_the_bytes_of_a_record_stand_alone(
    reader: Reader, items: list[dict[str, str]], encoding: str
) -> None:
    """From these bytes alone the reader makes the same article again."""
    data = WRITE[reader.name](items, encoding)
    try:
        found = list(reader.read("file", io.BytesIO(data)))
    except ReadError:
        return
    for item in found:
        if isinstance(item, Problem):
            continue
        once_more = reader.read("file", io.BytesIO(item.original))
        [again] = [one for one in once_more if not isinstance(one, ReadWarning)]
        assert isinstance(again, Record)
        assert (again.article, again.original) == (item.article, item.original)


@pytest.mark.parametrize("reader", READERS, ids=[reader.name for reader in READERS])
@given(data=st.binary(max_size=300) | st.text().map(str.encode))
def test_any_bytes_are_records_or_problems_or_a_read_error(reader: Reader, data: bytes) -> None:
    try:
        found = list(reader.read("file", io.BytesIO(data)))
    except ReadError as error:
        found = [Problem("file", str(error))]
    for item in found:
        if isinstance(item, Problem):
            assert item.reason
            assert "\n" not in item.reason
            assert not item.reason.endswith(".")
        else:
            assert item.article.body.strip()
            item.article.body.encode()
