"""Articles as rows of the `version` table, and back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from functools import lru_cache

from newsarchive.article import ArchivedArticle, Article
from newsarchive.store.checksums import checksum
from newsarchive.store.corrections import IN_FORCE, corrected
from newsarchive.store.database import Row

INSERT_VERSION = """
    INSERT INTO version (
        article, number, digest, added, reader, encoding, words, date, date_source, published,
        updated, title, title_source, authors, authors_source, agency, source, url, language,
        section, tags, body, date_candidates, date_order, language_source, place, checksum
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_COLUMNS = """
    SELECT article.key, article.id, version.number,
        (SELECT json_group_array(path) FROM place
         WHERE place.article = article.key AND path IS NOT NULL),
        digest, added, reader, encoding, words, date, date_source, published, updated, title,
        title_source, authors, authors_source, agency, source, url, language, section, tags, body,
        date_candidates, date_order, language_source, version.place, version.checksum,
"""

_CHECKSUM = 28
"""The place of the checksum in these columns; it is that of those before it which are a version's.
"""

SELECT_CURRENT = (
    f"{_COLUMNS} settled.day, settled.reason, settled.checksum, {IN_FORCE}"
    """
    FROM article
    JOIN version ON version.article = article.key AND version.number = article.version
    LEFT JOIN settled ON settled.article = article.key AND settled.version = article.version
"""
)
"""One row for each article as it stands. To be followed by WHERE and ORDER BY."""

SELECT_VERSIONS = (
    f"{_COLUMNS} NULL, NULL, NULL, '[]' FROM article JOIN version ON version.article = article.key "
)
"""One row for each version of each article, as it was read. To be followed by WHERE and ORDER BY.
"""


def version_row(
    columns: tuple[object, ...], *, key: int, number: int, digest: bytes, added: str
) -> tuple[object, ...]:
    """The parameters of INSERT_VERSION, of a record whose `columns` are prepared."""
    row = (key, number, digest, added, *columns)
    return (*row, checksum(row))


def archived(row: Row) -> ArchivedArticle:
    """The article of a row of SELECT_CURRENT or SELECT_VERSIONS.

    Raises ValueError if the row holds what no version of this program writes.
    """
    if row[_CHECKSUM] is not None and row[_CHECKSUM] != checksum(
        (row[0], row[2], *row[4:_CHECKSUM])
    ):
        raise ValueError("what was read of it is not as it was written (its checksum differs)")
    (
        key, id_, number, paths, digest, added, reader, encoding, words, date, date_source,
        published, updated, title, title_source, authors, authors_source, agency, source, url,
        language, section, tags, body, candidates, date_order, language_source, place, _,
        settled, settled_source, settled_checksum, corrections,
    ) = row  # fmt: skip
    article = Article(
        body=body,
        title=title,
        title_source=title_source,
        date=day(date),
        date_source=date_source,
        date_candidates=tuple(map(dt.date.fromisoformat, _tuple(candidates))),
        date_order=date_order,
        published=published,
        updated=updated,
        authors=_tuple(authors),
        authors_source=authors_source,
        agency=agency,
        source=source,
        url=url,
        language=language,
        language_source=language_source,
        place=place,
        section=section,
        tags=_tuple(tags),
    )
    if settled is not None and date is None:
        if settled_checksum not in (None, checksum((key, number, settled, settled_source))):
            raise ValueError("its settled date is not as it was written")
        article = dataclasses.replace(article, date=day(settled), date_source=settled_source)
    if corrections != "[]":
        article = corrected(article, key, corrections)
    return ArchivedArticle(
        key=key,
        id=id_,
        version=number,
        article=article,
        words=words,
        paths=tuple(sorted(_tuple(paths))),
        digest=digest.hex(),
        reader=reader,
        encoding=encoding,
        added=added,
    )


def day(text: str | None) -> dt.date | None:
    """A date as it stands in a row."""
    return None if text is None else dt.date.fromisoformat(text)


_decoded = json.JSONDecoder().raw_decode


@lru_cache(maxsize=1024)
def _tuple(said: str) -> tuple[str, ...]:
    if said == "[]":
        return ()
    try:
        texts, end = _decoded(said)
    except RecursionError:
        raise ValueError("a list is nested without end") from None
    whole = end == len(said) and isinstance(texts, list)
    if not whole or not all(isinstance(item, str) for item in texts):
        raise ValueError(f"{said[:40]!r} is not a list of texts")
    return tuple(texts)
