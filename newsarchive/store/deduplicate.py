"""Deduplicate: which known article a record is, if any. Nothing here writes.

`decide` compares the digest of the original, the path and, for records of larger files, the URL.
It never compares the text. So a second run over the same files finds everything unchanged, even if
the readers have changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from newsarchive.store import originals
from newsarchive.store.database import Database
from newsarchive.store.prepare import Prepared

_AT_ONCE = 500
"""Values in one question: SQLite takes 999, or more."""


class Outcome(Enum):
    """What became of a record."""

    ADDED = "added"
    """A new article."""
    UPDATED = "updated"
    """A new version of an article."""
    UNCHANGED = "unchanged"
    """Nothing new."""
    DUPLICATE = "duplicate"
    """Known content in another place."""


@dataclass(frozen=True, slots=True)
class Target:
    """A version of an article."""

    article: int
    version: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a record."""

    outcome: Outcome
    known: Target | None = None
    """The version last seen at its path."""
    found: Target | None = None
    """The version with the same content; None if it is yet to be written."""
    article: int | None = None
    """The article that gets a new version; None for a new article, and if `found` is set."""


def decide(database: Database, record: Prepared) -> Decision:
    """What to do with a record."""
    path, digest = record.path, record.digest
    seen = path and database.row(
        """
        SELECT place.article, place.version, last.digest, article.version, current.digest
        FROM place
        JOIN version AS last ON last.article = place.article AND last.number = place.version
        JOIN article ON article.key = place.article
        JOIN version AS current
            ON current.article = article.key AND current.number = article.version
        WHERE place.path = ?
        """,
        (path,),
    )
    if not seen:
        return _decide_elsewhere(database, record, None)
    article, last, last_digest, current, current_digest = seen
    known = Target(article, last)
    if digest == last_digest:
        return Decision(Outcome.UNCHANGED, known, known)
    if digest == current_digest:
        return Decision(Outcome.UNCHANGED, known, Target(article, current))
    if record.number is None:
        return _decide_changed_file(database, path, known, digest)
    # One of several: lines may have been inserted above it, so its number proves nothing.
    return _decide_elsewhere(database, record, known)


def _decide_changed_file(
    database: Database, path: str | None, known: Target, digest: bytes
) -> Decision:
    holder = _holder(database, digest)
    if holder is not None:
        return Decision(Outcome.DUPLICATE, known, holder)
    # A null path, a place lost within a file of several records, counts as another place.
    others = "SELECT 1 FROM place WHERE article = ? AND path IS NOT ?"
    if database.row(others, (known.article, path)):
        return Decision(Outcome.ADDED, known)  # the old content is still elsewhere
    return Decision(Outcome.UPDATED, known, article=known.article)


def _decide_elsewhere(database: Database, record: Prepared, known: Target | None) -> Decision:
    path, file, digest = record.path, record.file, record.digest
    moved = _moved_within(database, file, digest)
    if moved is not None:
        return Decision(Outcome.UNCHANGED, known, moved)
    holder = _holder(database, digest)
    if holder is not None:
        seen = "SELECT 1 FROM place WHERE article = ? AND file = ?"
        is_here = file is None or database.row(seen, (holder.article, file))
        return Decision(Outcome.UNCHANGED if is_here else Outcome.DUPLICATE, known, holder)
    if record.url is not None and (record.number is not None or path is None):
        article = _only_article_with(database, record.url)
        if article is not None and not _held_by_another(database, article, path, file):
            return Decision(Outcome.UPDATED, known, article=article)
    return Decision(Outcome.ADDED, known)


def _held_by_another(database: Database, article: int, path: str | None, file: str | None) -> bool:
    """Whether another record of the same file is this article: then two records share a URL.

    Some exports give every article the address of the site; no article may hide another.
    """
    others = "SELECT 1 FROM place WHERE article = ? AND file = ? AND path <> ?"
    return database.row(others, (article, file, path)) is not None


def _moved_within(database: Database, file: str | None, digest: bytes) -> Target | None:
    """The version with this content that was last seen in the same file, wherever in it."""
    row = database.row(
        """
        SELECT place.article, place.version
        FROM version
        JOIN place ON place.article = version.article AND place.version = version.number
        WHERE version.digest = ? AND place.file = ?
        """,
        (digest, file),
    )
    return None if row is None else Target(*row)


def _holder(database: Database, digest: bytes) -> Target | None:
    """The article that has this content now."""
    row = database.row(
        """
        SELECT article.key, article.version
        FROM version
        JOIN article ON article.key = version.article AND article.version = version.number
        WHERE version.digest = ?
        """,
        (digest,),
    )
    return None if row is None else Target(*row)


def _only_article_with(database: Database, url: str) -> int | None:
    """The article whose current version has this URL, if there is exactly one."""
    rows = database.rows(
        """
        SELECT article.key
        FROM version
        JOIN article ON article.key = version.article AND article.version = version.number
        WHERE version.url = ?
        LIMIT 2
        """,
        (url,),
    )
    found = [int(key) for (key,) in rows]
    return found[0] if len(found) == 1 else None


class Known:
    """What the archive has of the records of a batch, found out in a few questions.

    It may know too much, never too little: `decide` has the last word on what `is_new` denies.
    """

    def __init__(self, database: Database, records: Sequence[Prepared]) -> None:
        self._db = database
        digests = [record.digest for record in records]
        ids = map(originals.first_id, digests)
        self._digests = self._present("SELECT digest FROM version WHERE digest", digests)
        self._paths = self._present("SELECT path FROM place WHERE path", [r.path for r in records])
        self._urls = self._present("SELECT url FROM version WHERE url", [r.url for r in records])
        self._ids = self._present("SELECT id FROM article WHERE id", ids)

    def is_new(self, record: Prepared) -> bool:
        """Whether neither archive nor batch has its content, path, URL or id."""
        return (
            record.digest not in self._digests
            and record.path not in self._paths
            and record.url not in self._urls
            and originals.first_id(record.digest) not in self._ids
        )

    def add(self, record: Prepared) -> None:
        """Note that the record is in the archive now."""
        self._digests.add(record.digest)
        self._ids.add(originals.first_id(record.digest))
        if record.path is not None:
            self._paths.add(record.path)
        if record.url is not None:
            self._urls.add(record.url)

    def _present(self, select: str, values: Iterable[object]) -> set[object]:
        found: set[object] = set()
        wanted = [value for value in values if value is not None]
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            found.update(value for (value,) in self._db.rows(f"{select} IN ({marks})", some))
        return found
