"""An archive in numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from newsarchive.model import kinds
from newsarchive.model.article import ArchivedArticle
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


def summarise(database: Database, readable: Sequence[ArchivedArticle] | None) -> Summary:
    """Count everything. `readable` are the articles that can be read, if not all of them can.

    Raises ValueError if some cannot.
    """
    standing = _asked(database) if readable is None else _counted(readable)
    articles, dated, first, last, authors = standing
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
        first=first,
        last=last,
        authors=authors,
        originals_bytes=originals_bytes,
        text_bytes=text_bytes,
        file_bytes=file_bytes,
    )


_Standing = tuple[int, int, dt.date | None, dt.date | None, int]
"""Articles, those with a date, the first and the last, and different authors."""


def _counted(articles: Sequence[ArchivedArticle]) -> _Standing:
    days = [one.article.date for one in articles if one.article.date]
    authors = {author for one in articles for author in one.article.authors}
    ends = (min(days), max(days)) if days else (None, None)
    return len(articles), len(days), *ends, len(authors)


def _asked(database: Database) -> _Standing:
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
    return articles, dated, _DAY(first), _DAY(last), authors
