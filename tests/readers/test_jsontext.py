"""JSON: one article, several, or one a line."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import json

import pytest

from newsarchive.article import Flaw
from newsarchive.errors import ReadError
from newsarchive.readers.jsontext import JsonLines
from newsarchive.readers.record import Record

from .reading import article, read, records

ONE = '{"headline": "A line", "authors": ["Jane Doe"], "publishedAt": "2018-04-10", "text": "T."}'


def test_an_object_is_one_article() -> None:
    data = f"\n{ONE}\n".encode()
    [record] = records("a.json", data)
    assert (record.original, record.number) == (data, None)
    found = record.article
    assert (found.title, found.title_source) == ("A line", 'field "headline"')
    assert (found.date, found.date_source) == (dt.date(2018, 4, 10), 'field "publishedAt"')
    assert (found.authors, found.authors_source) == (("Jane Doe",), 'field "authors"')
    assert found.body == "T."


@pytest.mark.parametrize(
    "pattern",
    ["[{}, \n{} ]", '{{"n": {{"articles": [1]}}, "articles" : [ {},{}], "status": "ok"}}'],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_array_is_several_each_with_its_own_bytes(pattern: str, encoding: str) -> None:
    first, second = '{"body": "Één", "x": [1]}', '{ "body" : "Zwei }" }'
    found = records("a.json", pattern.format(first, second).encode(encoding))
    own = "utf-8" if encoding == "utf-8-sig" else encoding
    assert [(item.number, item.article.body) for item in found] == [(1, "Één"), (2, "Zwei }")]
    assert [item.original for item in found] == [first.encode(own), second.encode(own)]


def test_elements_that_are_not_articles_are_flaws() -> None:
    good, empty, number = read("a.json", '[{"body": "x"}, {"title": "y"}, 3]')
    assert isinstance(good, Record)
    assert empty == Flaw(
        "a.json#2", "no text: none of body, text, content, article, main_text, article_body"
    )
    assert number == Flaw("a.json#3", "not a JSON object with the fields of an article")


def test_an_empty_array_is_no_article() -> None:
    assert read("a.json", "[]") == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('{"body":\n "x",}', "broken JSON at line 2, column 6: expecting property name"),
        ('{"body": "x"', "broken JSON at line 1, column 13: it ends too early"),
        ('{\n"body": "x"}\n{"body": "y"}', "broken JSON at line 3, column 1: something follows"),
        ("[" * 200_000, "JSON nested too deeply"),
        ('{"n": ' + "1" * 5000 + "}", "broken JSON: "),
        ("", "the file is empty"),
        (" \n", "the file is empty"),
        ("3", "not a JSON object with the fields of an article"),
        ('{"body": "é"}'.encode("cp1252"), "not UTF-8 text, as JSON must be"),
    ],
)
def test_broken_json_is_refused_in_plain_words(data: str | bytes, message: str) -> None:
    with pytest.raises(ReadError, match=f"^{message}"):
        read("a.json", data)


def test_half_a_surrogate_pair_and_nan_do_no_harm() -> None:
    found = article("a.json", r'{"body": "x \ud83d y \ud83d\ude00", "score": NaN}')
    assert found.body == "x \ufffd y 😀"


def test_json_lines_go_on_after_a_broken_line() -> None:
    data = (
        b'\xef\xbb\xbf{"body": "x"}\r\n\r\n{"body": "y"\n[1]\n{"body": ""}\n{"body": "\xff"}\n'
        + b"[" * 100_000
        + b'\n {"body": "z"}'
    )
    first, *flaws, last = read("a.jsonl", data)
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert (first.original, first.number) == (b'{"body": "x"}', 1)
    assert (last.original, last.number) == (b' {"body": "z"}', 8)
    assert flaws == [
        Flaw("a.jsonl line 3", "broken JSON at column 13: it ends too early"),
        Flaw("a.jsonl line 4", "not a JSON object with the fields of an article"),
        Flaw("a.jsonl line 5", "the text is empty"),
        Flaw("a.jsonl line 6", "not UTF-8 text"),
        Flaw("a.jsonl line 7", "JSON nested too deeply"),
    ]


@pytest.mark.parametrize("name", ["a.json", ""])
@pytest.mark.parametrize("size", [1, 10_000])
def test_an_object_a_line_is_json_lines_under_any_name(name: str, size: int) -> None:
    """Even when the first line is longer than what a reader is shown of a file."""
    lines = [json.dumps({"body": letter * size}) for letter in "xy"]
    assert [(item.number, item.original) for item in records(name, "\n".join(lines))] == [
        (number, line.encode()) for number, line in enumerate(lines, start=1)
    ]


def test_json_lines_are_read_as_they_come() -> None:
    """No more than the record in hand is taken from the stream."""
    endless = (b'{"body": "x"}\n' for _ in itertools.count())

    class Endless(io.RawIOBase):
        def readline(self, size: int | None = -1, /) -> bytes:
            return next(endless)

    stream = Endless()
    found = JsonLines().read("a.jsonl", stream)  # type: ignore[arg-type]  # enough of a stream
    assert [item.number for item in itertools.islice(found, 3) if isinstance(item, Record)] == [
        1,
        2,
        3,
    ]


def test_json_lines_in_utf16_are_refused() -> None:
    with pytest.raises(ReadError, match="not UTF-8 text, as JSON lines must be"):
        read("a.jsonl", '{"body": "x"}\n'.encode("utf-16"))
