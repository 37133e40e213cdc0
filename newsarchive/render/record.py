"""The records that are written: of articles (`search.record`), and of places that a query found.

It must not know in which form.
"""

from __future__ import annotations

from collections.abc import Iterable

from newsarchive.query.concordance import Occurrence
from newsarchive.search.hit import Hit
from newsarchive.search.record import FIELDS, ON_REQUEST, SCHEMA_VERSION, Record, fields, record

__all__ = [
    "FIELDS", "OCCURRENCE_FIELDS", "ON_REQUEST", "SCHEMA_VERSION", "Record", "fields",
    "occurrence", "record",
]  # fmt: skip

OCCURRENCE_FIELDS = ("id", "date", "title", "part", "start", "end", "left", "match", "right")


def occurrence(hit: Hit, place: Occurrence, only: Iterable[str] = ()) -> Record:
    """One place that the query found, as plain data: `part[start:end]` is the match.

    With the fields of the article that `only` names besides.
    """
    return record(hit, only=only) | {
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
