"""A record made ready for the store: all of the work that needs no database.

It can be done in another process than the one that writes. Plain data, quick to hand over.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import NamedTuple

from newsarchive.readers.record import Record
from newsarchive.store import originals
from newsarchive.store.storable import storable


class Prepared(NamedTuple):
    """A record, and where it was seen."""

    path: str | None
    """"FILE#n" for the nth record of a file that holds several; None for standard input."""
    number: int | None
    """The n."""
    url: str | None
    digest: bytes
    size: int
    """Of the original."""
    deflated: bool
    data: bytes
    """The original, as it is kept."""
    columns: tuple[object, ...]
    """What the `version` table has of it, from `reader` on."""

    @property
    def file(self) -> str | None:
        """The path of the file it was in: its own without the "#n" of one of several."""
        if self.path is None or self.number is None:
            return self.path
        return self.path.removesuffix(f"#{self.number}")


def prepare(record: Record, *, path: str | None, reader: str, words: int) -> Prepared:
    """The record as `Store.put` describes it."""
    url = record.article.url
    data, deflated = originals.packed(record.original)
    return Prepared(
        path=None if path is None else storable(path),
        number=record.number,
        url=None if url is None else storable(url),
        digest=originals.digest_of(record.original),
        size=len(record.original),
        deflated=deflated,
        data=data,
        columns=_columns(record, reader, words),
    )


def _columns(record: Record, reader: str, words: int) -> tuple[object, ...]:
    article = record.article
    texts = (
        article.date.isoformat() if article.date else None,
        article.date_source,
        article.published,
        article.updated,
        article.title,
        article.title_source,
        _list(article.authors),
        article.authors_source,
        article.agency,
        article.source,
        article.url,
        article.language,
        article.section,
        _list(article.tags),
        article.body,
        _list(tuple(map(dt.date.isoformat, article.date_candidates))),
        article.date_order,
        article.language_source,
        article.place,
    )
    kept = [None if text is None else storable(text) for text in texts]
    return (storable(reader), storable(record.encoding), words, *kept)


def _list(texts: tuple[str, ...]) -> str:
    return json.dumps(tuple(map(storable, texts))) if texts else "[]"
