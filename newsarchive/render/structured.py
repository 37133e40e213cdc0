"""Records → JSON, JSON lines, CSV, TSV. Each is written as it comes; nothing is collected.

It knows records as plain data, not what they are about.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from typing import Literal, Protocol, TextIO, get_args

from newsarchive.render import safe
from newsarchive.render.record import Record

Format = Literal["json", "jsonl", "csv", "tsv"]
FORMATS: tuple[Format, ...] = get_args(Format)


class Writer(Protocol):
    """A format that takes records one by one."""

    def write(self, record: Record) -> None:
        """Write a record."""
        ...

    def end(self) -> None:
        """Write what comes after the last one."""
        ...


def writer(fields: Sequence[str], form: Format, stream: TextIO) -> Writer:
    """A writer of this format.

    `fields` are the columns of CSV and TSV, which begin with a line that names them, even when
    there is no record. An empty JSON array is "[]".
    """
    match form:
        case "json":
            return _Json(stream)
        case "jsonl":
            return _JsonLines(stream)
        case "csv":
            return _Csv(fields, stream)
        case "tsv":
            return _Tsv(fields, stream)


def write(records: Iterable[Record], fields: Sequence[str], form: Format, stream: TextIO) -> int:
    """Write all the records in this format, and say how many they were."""
    out, count = writer(fields, form, stream), 0
    for record in records:
        out.write(record)
        count += 1
    out.end()
    return count


def encoded(data: object) -> str:
    """The data as JSON on one line: UTF-8 as it is, control characters escaped."""
    return safe.json_text(json.dumps(data, ensure_ascii=False))


class _Json:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._begun = False

    def write(self, record: Record) -> None:
        self._stream.write((",\n  " if self._begun else "[\n  ") + encoded(record))
        self._begun = True

    def end(self) -> None:
        self._stream.write("\n]\n" if self._begun else "[]\n")


class _JsonLines:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, record: Record) -> None:
        self._stream.write(encoded(record) + "\n")

    def end(self) -> None:
        pass


class _Csv:
    def __init__(self, fields: Sequence[str], stream: TextIO) -> None:
        self._fields = fields
        # Line ends are "\n": what is piped here goes on to programs that cut lines.
        self._csv = csv.writer(stream, lineterminator="\n")
        self._csv.writerow(fields)

    def write(self, record: Record) -> None:
        self._csv.writerow([safe.block(_cell(record[name])) for name in self._fields])

    def end(self) -> None:
        pass


class _Tsv:
    def __init__(self, fields: Sequence[str], stream: TextIO) -> None:
        self._fields = fields
        self._stream = stream
        stream.write("\t".join(fields) + "\n")

    def write(self, record: Record) -> None:
        cells = (safe.line(_cell(record[name])) for name in self._fields)
        self._stream.write("\t".join(cells) + "\n")

    def end(self) -> None:
        pass


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case list():
            return "; ".join(str(one) for one in value)
        case _:
            return str(value)
