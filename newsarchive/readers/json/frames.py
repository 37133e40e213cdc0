"""Tables in JSON, as pandas writes them: rows of values, or columns of them.

It must not know how a file is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeGuard

from newsarchive.readers.fields import has_body, has_text, unwrapped
from newsarchive.readers.record import ReadOptions


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
