"""The record: an article as scripts read it. It is a promise, so it has a version.

Version 1. Fields are only ever added, and then at the end; anything else is a new version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from newsarchive.model.article import COLUMNS, KINDS
from newsarchive.search.hit import Hit

SCHEMA_VERSION = 1

Record = dict[str, object]

_HIT: dict[str, Callable[[Hit], object]] = {
    "id": lambda hit: hit.id,
    "words": lambda hit: hit.archived.words,
    "path": lambda hit: hit.archived.paths[0] if hit.archived.paths else None,
    "score": lambda hit: round(hit.score, 4),
    "snippet": lambda hit: str(hit.snippet),
    "version": lambda hit: hit.archived.version,
    "alike": lambda hit: list(hit.alike),
    "added": lambda hit: hit.archived.added,
    "notes": lambda hit: [note.text for note in hit.archived.notes],
}
"""What a record says that is no field of an article."""

_FIRST = (
    "id", "title", "title_source", "date", "published", "updated", "authors", "agency", "source",
    "url", "language", "section", "tags", "words", "path", "score", "snippet",
    "date_source", "date_candidates", "authors_source", "language_source", "place", "version",
    "alike", "added", "notes",
)  # fmt: skip
_UNTOLD = ("body", "date_order", "header")
"""Fields of an article that are not in every record."""
FIELDS = (*_FIRST, *(one.name for one in COLUMNS if one.name not in {*_FIRST, *_UNTOLD}))
"""The fields of every record, in order: a new field of an article comes at the end by itself."""

_MORE: dict[str, Callable[[Hit], object]] = {
    "short_id": lambda hit: hit.id[:8],
    "author": lambda hit: next(iter(hit.article.authors), None),
    "rank": lambda hit: hit.rank,
}
_OF = _HIT | _MORE
ON_REQUEST = ("body", *_MORE)
"""Fields that are there for who names them, with `--fields` or `--format`."""


_KNOWN = {*FIELDS, *ON_REQUEST}


def _value(hit: Hit, name: str) -> object:
    of_hit = _OF.get(name)
    return of_hit(hit) if of_hit else KINDS[name].json(getattr(hit.article, name))


def fields(*, body: bool = False) -> tuple[str, ...]:
    """The names of a record's fields, in order."""
    return (*FIELDS, "body") if body else FIELDS


def record(hit: Hit, *, body: bool = False, only: Iterable[str] | None = None) -> Record:
    """The hit as plain data. None for what is missing; of several things a list, perhaps empty.

    `only` names the fields that are needed: others may be slow to come by. What it names that is
    no field of an article is left to the caller.
    """
    names = fields(body=body) if only is None else only
    return {name: _value(hit, name) for name in names if name in _KNOWN}
