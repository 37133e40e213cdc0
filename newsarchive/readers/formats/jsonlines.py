"""JSON lines: one object a line, read as a stream."""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records, Repeats, once_each
from newsarchive.readers.delimited import lines
from newsarchive.readers.encoding import decode_utf8
from newsarchive.readers.json.envelopes import article_of, is_about, is_bulk_action
from newsarchive.readers.json.parse import is_json, parse
from newsarchive.readers.json.scan import Scanner
from newsarchive.readers.json.wires import notes_of
from newsarchive.readers.lookup import MapCheck
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, suffix_of

_FIRST_OF_MANY = re.compile(rb"(?:\xef\xbb\xbf)?\s*(\{[^\n]*\})\s*?\n\s*\{")
_NOT_LINE_BY_LINE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[[^\n]*|\{[^\n]*?[{\[,:]|\{)\s*?\n")
"""The first line is an array, or ends within a value, as no line of JSON lines does."""
_SUFFIXES = frozenset((".jsonl", ".ndjson", ".jl", ".jsonlines", ".ldjson"))
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class JsonLines:
    """Every line is an article of its own: a broken one costs no other."""

    name = "json lines"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        if suffix in _SUFFIXES:
            return not is_not_line_by_line(head)
        first = _FIRST_OF_MANY.match(head) if suffix in {".json", ""} else None
        return first is not None and is_json(first[1])

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        return once_each(name, lambda repeats: _read(name, stream, options, repeats))


def is_json_lines(name: str) -> bool:
    """Whether a file of this name should hold JSON lines."""
    return suffix_of(name) in _SUFFIXES


def is_not_line_by_line(head: bytes) -> bool:
    """Whether a file that begins with these bytes is JSON, but not line by line."""
    return _NOT_LINE_BY_LINE.match(head) is not None


def _read(name: str, stream: BinaryIO, options: ReadOptions, repeats: Repeats) -> Records:
    number = options.line
    mapped = MapCheck(options.names)
    found = lines(stream, options.limits.record_bytes)
    for number, line in enumerate(found, start=options.line + 1):
        place = f"{name} line {number}"
        if line is None:
            yield Problem(place, options.limits.too_long())
            continue
        original = line.rstrip(b"\r\n")
        if number == 1:
            original = original.removeprefix(codecs.BOM_UTF8)
            if original.startswith(_UTF16):
                raise ReadError("not UTF-8 text, as JSON lines must be")
        if original.strip():
            record = repeats.attempt(place, _record, original, number, options, mapped)
            if record is not None:
                yield record
    if number == 0:
        raise ReadError("the file is empty")
    yield from mapped.missing(name)


def _record(line: bytes, number: int, options: ReadOptions, mapped: MapCheck) -> Record | None:
    if line.count(b"[") + line.count(b"{") > options.limits.depth:
        Scanner(io.BytesIO(line.lstrip()), options.limits).value()
    text = decode_utf8(line)
    if text is None:
        raise ReadError("not UTF-8 text")
    value = parse(text)
    if is_bulk_action(value) or is_about(value):
        return None
    article = article_of(value, options, mapped)
    return Record(article, line, "utf-8", number, notes=notes_of(value))
