"""Tables in JSON, as pandas writes them, and rows of other tables as objects of JSON.

It must not know how a file is read.
"""

from __future__ import annotations

import datetime as dt
import decimal
import json
import math
from collections.abc import Iterator, Mapping
from typing import TypeGuard

from newsarchive.model.record import Record
from newsarchive.readers.fields import has_body, has_text, unwrapped
from newsarchive.readers.json.envelopes import article_of
from newsarchive.readers.json.wires import notes_of
from newsarchive.readers.lookup import MapCheck
from newsarchive.readers.record import ReadOptions


def row_record(row: object, number: int, options: ReadOptions, mapped: MapCheck) -> Record:
    """The article of a row; its original is the row as an object that we write. Raises ReadError.

    The values are those of JSON, as `plain_value` makes them.
    """
    article = article_of(row, options, mapped)
    return Record(article, json.dumps(row).encode(), "utf-8", number, notes=notes_of(row))


def plain_value(value: object) -> object:
    """The value of a cell as JSON has it: days and times as text; None for bytes and NaN."""
    match value:
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case float() if not math.isfinite(value):
            return None
        case str() | int() | float() | bool() | None:
            return value
        case list() | tuple():
            return [plain_value(one) for one in value]
        case Mapping():
            return {str(name): plain_value(one) for name, one in value.items()}
        case decimal.Decimal():
            return str(value)
        case _:
            return None


def frame_rows(
    fields: Mapping[str, object], options: ReadOptions
) -> Iterator[Mapping[str, object]] | None:
    """The rows of a table as objects; None if the object is no table."""
    names, data = fields.get("columns"), fields.get("data")
    if _are_names(names, options) and isinstance(data, list):
        if all(isinstance(row, list) and len(row) == len(names) for row in data):
            return (dict(zip(names, row, strict=True)) for row in data)
        return None
    columns = {name: column for name, column in fields.items() if isinstance(column, Mapping)}
    if not columns or len(columns) < len(fields) or not has_body(fields, options):
        return None
    keys = next(iter(columns.values())).keys()
    if any(column.keys() != keys for column in columns.values()):
        return None
    if has_text(unwrapped(fields, options), options):
        return None  # {"title": {"rendered": ...}, "content": {"rendered": ...}}
    return ({name: columns[name][key] for name in columns} for key in keys)


def _are_names(names: object, options: ReadOptions) -> TypeGuard[list[str]]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return False
    return has_body(names, options)
