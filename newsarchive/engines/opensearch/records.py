"""Whole articles as JSON in the documents of an index, and back.

Anybody who can write to the cluster can have forged a record: what comes back is checked by the
kinds of an article's columns, as rows of an archive are. This module must not know how documents
are found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsarchive.model import kinds
from newsarchive.model.article import COLUMNS, ArchivedArticle, Article, Note
from newsarchive.model.kinds import Kind, storable
from newsarchive.store.columns import TABLES

Record = dict[str, Any]
"""JSON: a field that is unknown or empty is left out."""

_VERSION, _NOTE = TABLES["version"], TABLES["note"]
_ARCHIVED: Mapping[str, Kind] = {
    "key": kinds.NUMBER,
    "id": kinds.ID,
    "version": kinds.NUMBER,
    "paths": kinds.TEXTS,
    "digest": kinds.SHA256,
    **{name: _VERSION[name] for name in ("words", "reader", "encoding", "added")},
}
"""What is known of an article beside its own fields and its notes."""
_ARTICLE: Mapping[str, Kind] = {column.name: column.kind for column in COLUMNS}
_OF_NOTE: Mapping[str, Kind] = {name: _NOTE[name] for name in Note.__dataclass_fields__}


def encoded(archived: ArchivedArticle) -> Record:
    """The record of an article."""
    record = _written(archived, _ARCHIVED)
    record["article"] = _written(archived.article, _ARTICLE)
    if archived.notes:
        record["notes"] = [_written(note, _OF_NOTE) for note in archived.notes]
    return record


def decoded(record: object) -> ArchivedArticle:
    """The article of a record. Raises ValueError, which names the field, if it is none."""
    found = _object(record, "record")
    notes = found.get("notes", [])
    if notes.__class__ is not list:
        raise ValueError("its notes cannot be right: they are no list")
    return ArchivedArticle(
        article=Article(**_read(_object(found.get("article"), "article"), _ARTICLE)),
        notes=tuple(Note(**_read(_object(note, "note"), _OF_NOTE)) for note in notes),
        **_read(found, _ARCHIVED),
    )


def _written(of: object, fields: Mapping[str, Kind]) -> Record:
    values = ((name, kind.json(getattr(of, name))) for name, kind in fields.items())
    return {name: value for name, value in values if value is not None and value != []}


def _read(found: Mapping[str, object], fields: Mapping[str, Kind]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, kind in fields.items():
        value = found.get(name, [] if kind.several else None)
        try:
            checked = kind.value(value)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"its {name} cannot be right: {error}") from None
        values[name] = storable(checked) if checked.__class__ is str else checked
    return values


def _object(found: object, what: str) -> dict[str, Any]:
    if found.__class__ is not dict:
        raise ValueError(f"its {what} is no object")
    return found
