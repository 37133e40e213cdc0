"""Files that were not read, as records and rows of text. It knows data, not how it was come by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.render import safe

if TYPE_CHECKING:
    from newsarchive.model.unread import Unread
    from newsarchive.render.record import Record

FIELDS = ("path", "file", "state", "kind", "extra", "reason", "problems", "size", "noted")
"""The fields of a record, in their order; later releases may add others at the end."""


def record(one: Unread) -> Record:
    """The file as plain data."""
    return {name: getattr(one, name) for name in FIELDS}


def row(one: Unread) -> tuple[str, ...]:
    """Day, state, kind, path, reason."""
    return tuple(map(safe.line, (one.noted[:10], one.state, one.kind, one.path, one.reason)))
