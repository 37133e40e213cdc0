"""Records → JSON, JSON lines, CSV, TSV. Each is written as it comes; nothing is collected.

It knows records as plain data, not what they are about.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from typing import Literal, TextIO, get_args

from newsarchive.render import safe
from newsarchive.render.record import Record

Format = Literal["json", "jsonl", "csv", "tsv"]
FORMATS: tuple[Format, ...] = get_args(Format)


def write(records: Iterable[Record], fields: Sequence[str], form: Format, stream: TextIO) -> int:
    """Write the records in this format, and say how many they were.

    `fields` are the columns of CSV and TSV, which begin with a line that names them, even when
    there is no record. An empty JSON array is "[]".
    """
    match form:
        case "json":
            return _json(records, stream)
        case "jsonl":
            return _jsonl(records, stream)
        case "csv":
            return _csv(records, fields, stream)
        case "tsv":
            return _tsv(records, fields, stream)


def encoded(data: object) -> str:
    """The data as JSON on one line: UTF-8 as it is, control characters escaped."""
    return safe.json_text(json.dumps(data, ensure_ascii=False))


def _json(records: Iterable[Record], stream: TextIO) -> int:
    count = 0
    for count, record in enumerate(records, start=1):
        stream.write(("[\n  " if count == 1 else ",\n  ") + encoded(record))
    stream.write("\n]\n" if count else "[]\n")
    return count


def _jsonl(records: Iterable[Record], stream: TextIO) -> int:
    count = 0
    for record in records:
        stream.write(encoded(record) + "\n")
        count += 1
    return count


def _csv(records: Iterable[Record], fields: Sequence[str], stream: TextIO) -> int:
    # Line ends are "\n": what is piped here goes on to programs that cut lines.
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(fields)
    count = 0
    for record in records:
        writer.writerow([safe.block(_cell(record[name])) for name in fields])
        count += 1
    return count


def _tsv(records: Iterable[Record], fields: Sequence[str], stream: TextIO) -> int:
    stream.write("\t".join(fields) + "\n")
    count = 0
    for record in records:
        stream.write("\t".join(safe.line(_cell(record[name])) for name in fields) + "\n")
        count += 1
    return count


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case list():
            return "; ".join(str(one) for one in value)
        case _:
            return str(value)
