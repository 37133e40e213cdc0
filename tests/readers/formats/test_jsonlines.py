"""JSON lines: one article a line."""

from __future__ import annotations

import io
import itertools
import json

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record
from newsarchive.readers.formats.jsonlines import JsonLines
from newsarchive.readers.limits import Limits
from newsarchive.readers.record import ReadOptions
from tests.readers.reading import read, records


def test_json_lines_go_on_after_a_broken_line() -> None:
    data = (
        b'\xef\xbb\xbf{"body": "x"}\r\n\r\n{"body": "y"\n[1]\n{"body": ""}\n{"body": "\xff"}\n'
        + b"[" * 100_000
        + b'\n {"body": "z"}'
    )
    first, *flaws, last, empty = read("a.jsonl", data)
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert (first.original, first.number) == (b'{"body": "x"}', 1)
    assert (last.original, last.number) == (b' {"body": "z"}', 8)
    assert flaws == [
        Problem("a.jsonl line 3", "broken JSON at column 13: it ends too early"),
        Problem("a.jsonl line 4", "not a JSON object with the fields of an article"),
        Problem("a.jsonl line 6", "not UTF-8 text"),
        Problem("a.jsonl line 7", "JSON nested too deeply: more than 500 levels"),
    ]
    assert empty == Problem("a.jsonl line 5", "the text is empty")


@pytest.mark.parametrize("name", ["a.json", ""])
@pytest.mark.parametrize("size", [1, 10_000])
def test_an_object_a_line_is_json_lines_under_any_name(name: str, size: int) -> None:
    """Even if the first line is longer than the head of a file."""
    lines = [json.dumps({"body": letter * size}) for letter in "xy"]
    assert [(item.number, item.original) for item in records(name, "\n".join(lines))] == [
        (number, line.encode()) for number, line in enumerate(lines, start=1)
    ]


def test_json_lines_are_read_as_they_come() -> None:
    """The reader takes no more than the current record from the stream."""
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


def test_a_100_mb_line_is_never_held() -> None:
    """A reader takes it in pieces of no more than the limit allows."""
    asked: list[int] = []

    class Endless(io.RawIOBase):
        left = 100

        def readline(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            asked.append(size)
            self.left -= 1
            return b"x" * size if self.left > 0 else b"\n" if self.left == 0 else b""

    options = ReadOptions(limits=Limits(record_bytes=50))
    [flaw] = JsonLines().read("a.jsonl", Endless(), options)  # type: ignore[arg-type]  # enough
    assert isinstance(flaw, Problem)
    assert min(asked) > 0


@pytest.mark.parametrize("suffix", ["jsonl", "ndjson", "jl", "jsonlines"])
@pytest.mark.parametrize("data", ['{\n "body": "x"\n}\n{\n "body": "y"\n}\n',
                                  '[{"body": "x"},\n{"body": "y"}]\n'])  # fmt: skip
def test_what_is_called_json_lines_may_be_json(suffix: str, data: str) -> None:
    assert [one.article.body for one in records(f"a.{suffix}", data)] == ["x", "y"]


def test_a_file_without_texts_says_so_once() -> None:
    [flaw] = read("a.jsonl", '{"title": "A"}\n' * 1_200)
    assert flaw == Problem(
        "a.jsonl",
        "no text among the fields title; --map body=NAME says which it is"
        " (1,200 records, the first is a.jsonl line 1)",
    )


def test_lines_that_say_where_the_next_goes_are_no_articles() -> None:
    data = (
        '{"index": {"_index": "news", "_id": "1"}}\n{"body": "x"}\n'
        '{"update": {"_id": "2"}}\n{"doc": {"body": "y"}}\n{"delete": {"_id": "3"}}\n'
        '{"create": {}}\n{"body": "z"}\n'
    )
    assert [(one.number, one.article.body) for one in records("a.jsonl", data)] == [
        (2, "x"), (4, "y"), (7, "z"),
    ]  # fmt: skip
