"""The record: what scripts are told of an article. A promise, so it has a version.

Version 1. Fields are only ever added, and then at the end; anything else is a new version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from newsarchive.hits import Hit
from newsarchive.query.concordance import Occurrence

SCHEMA_VERSION = 1

Record = dict[str, object]

_VALUES: dict[str, Callable[[Hit], object]] = {
    "id": lambda hit: hit.id,
    "title": lambda hit: hit.article.title,
    "title_source": lambda hit: hit.article.title_source,
    "date": lambda hit: hit.article.date.isoformat() if hit.article.date else None,
    "published": lambda hit: hit.article.published,
    "updated": lambda hit: hit.article.updated,
    "authors": lambda hit: list(hit.article.authors),
    "agency": lambda hit: hit.article.agency,
    "source": lambda hit: hit.article.source,
    "url": lambda hit: hit.article.url,
    "language": lambda hit: hit.article.language,
    "section": lambda hit: hit.article.section,
    "tags": lambda hit: list(hit.article.tags),
    "words": lambda hit: hit.archived.words,
    "path": lambda hit: hit.archived.paths[0] if hit.archived.paths else None,
    "score": lambda hit: round(hit.score, 4),
    "snippet": lambda hit: str(hit.snippet),
    "date_source": lambda hit: hit.article.date_source,
    "date_candidates": lambda hit: [day.isoformat() for day in hit.article.date_candidates],
    "authors_source": lambda hit: hit.article.authors_source,
    "language_source": lambda hit: hit.article.language_source,
    "place": lambda hit: hit.article.place,
    "version": lambda hit: hit.archived.version,
    "alike": lambda hit: list(hit.alike),
}
FIELDS = tuple(_VALUES)
"""The fields of every record, in order."""

_MORE: dict[str, Callable[[Hit], object]] = {
    "body": lambda hit: hit.article.body,
    "short_id": lambda hit: hit.id[:8],
    "author": lambda hit: next(iter(hit.article.authors), None),
    "rank": lambda hit: hit.rank,
}
_OF = _VALUES | _MORE
ON_REQUEST = tuple(_MORE)
"""Fields that are there for who names them, with `--fields` or `--format`."""


def fields(*, body: bool = False) -> tuple[str, ...]:
    """The names of a record's fields, in order."""
    return (*FIELDS, "body") if body else FIELDS


def record(hit: Hit, *, body: bool = False, only: Iterable[str] | None = None) -> Record:
    """The hit as plain data. None for what is missing; of several things a list, perhaps empty.

    `only` names the fields that are needed: others may be slow to come by. What it names that is
    no field of an article is left to the caller.
    """
    names = fields(body=body) if only is None else only
    return {name: _OF[name](hit) for name in names if name in _OF}


OCCURRENCE_FIELDS = ("id", "date", "title", "part", "start", "end", "left", "match", "right")


def occurrence(hit: Hit, place: Occurrence) -> Record:
    """One place that the query found, as plain data: `part[start:end]` is the match."""
    return {
        "id": hit.id,
        "date": hit.article.date.isoformat() if hit.article.date else None,
        "title": hit.article.title,
        "part": place.part,
        "start": place.start,
        "end": place.end,
        "left": place.left,
        "match": place.match,
        "right": place.right,
    }
