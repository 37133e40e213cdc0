"""The record: what scripts are told of an article. A promise, so it has a version.

Version 1. Fields are only ever added, and then at the end; anything else is a new version.
"""

from __future__ import annotations

from newsarchive.hits import Hit
from newsarchive.query.concordance import Occurrence

SCHEMA_VERSION = 1
FIELDS = (
    "id", "title", "title_source", "date", "published", "updated", "authors", "agency", "source",
    "url", "language", "section", "tags", "words", "path", "score", "snippet",
    "date_source", "date_candidates", "authors_source", "language_source", "place", "version",
    "alike",
)  # fmt: skip

Record = dict[str, object]


def fields(*, body: bool = False) -> tuple[str, ...]:
    """The names of a record's fields, in order."""
    return (*FIELDS, "body") if body else FIELDS


def record(hit: Hit, *, body: bool = False) -> Record:
    """The hit as plain data. None for what is missing; of several things a list, perhaps empty."""
    article = hit.article
    found: Record = {
        "id": hit.id,
        "title": article.title,
        "title_source": article.title_source,
        "date": article.date.isoformat() if article.date else None,
        "published": article.published,
        "updated": article.updated,
        "authors": list(article.authors),
        "agency": article.agency,
        "source": article.source,
        "url": article.url,
        "language": article.language,
        "section": article.section,
        "tags": list(article.tags),
        "words": hit.archived.words,
        "path": hit.archived.paths[0] if hit.archived.paths else None,
        "score": round(hit.score, 4),
        "snippet": str(hit.snippet),
        "date_source": article.date_source,
        "date_candidates": [day.isoformat() for day in article.date_candidates],
        "authors_source": article.authors_source,
        "language_source": article.language_source,
        "place": article.place,
        "version": hit.archived.version,
        "alike": list(hit.alike),
    }
    return found | {"body": article.body} if body else found


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
