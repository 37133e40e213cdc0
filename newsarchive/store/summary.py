"""An archive in numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from newsarchive import kinds
from newsarchive.store.corrections import STANDING_AUTHORS, STANDING_DATE
from newsarchive.store.database import Database

_DAY = kinds.DAY.or_none().read


@dataclass(frozen=True, slots=True)
class Summary:
    """An archive in numbers. Dates and authors are those of the articles as they stand now."""

    articles: int
    versions: int
    dated: int
    first: dt.date | None
    last: dt.date | None
    authors: int
    """Different names."""
    originals_bytes: int
    """The originals of all versions, each content once, before compression."""
    text_bytes: int
    """The bodies of all versions, in UTF-8."""
    file_bytes: int
    """The archive file, as large as it is once SQLite has folded its log into it."""


def summarise(database: Database) -> Summary:
    """Count everything."""
    articles, dated, first, last = database.one(
        f"""
        SELECT count(*), count(day), min(day), max(day) FROM (
            SELECT {STANDING_DATE} AS day
            FROM article
            JOIN version ON version.article = article.key AND version.number = article.version
            LEFT JOIN settled
                ON settled.article = article.key AND settled.version = article.version
        )
        """  # noqa: S608 - SQL of our own
    )
    (authors,) = database.one(
        f"""
        SELECT count(DISTINCT author.value)
        FROM article
        JOIN version ON version.article = article.key AND version.number = article.version
        JOIN json_each({STANDING_AUTHORS}) AS author
        """  # noqa: S608 - SQL of our own
    )
    versions, text_bytes = database.one(
        "SELECT count(*), coalesce(sum(length(CAST(body AS BLOB))), 0) FROM version"
    )
    (originals_bytes,) = database.one(
        "SELECT coalesce(sum(size), 0) FROM original WHERE size BETWEEN 0 AND 1 << 40"
    )
    (file_bytes,) = database.one(
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    )
    return Summary(
        articles=articles,
        versions=versions,
        dated=dated,
        first=_DAY(first),
        last=_DAY(last),
        authors=authors,
        originals_bytes=originals_bytes,
        text_bytes=text_bytes,
        file_bytes=file_bytes,
    )
