"""What a record that was just read is to the archive: new, changed, known, or known elsewhere.

`decide` only reads. It never looks at the text, only at the digest of the original, at the path,
and for records of larger files at the URL; so a second reading of the same files always finds
everything unchanged, whatever the first one made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from newsarchive.store.database import Database
from newsarchive.store.preparing import Prepared


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
    """What is to be done with a record."""

    outcome: Outcome
    known: Target | None = None
    """What the path pointed to so far."""
    found: Target | None = None
    """The version that has just this content; None if it has yet to be written."""
    article: int | None = None
    """The article that gets a new version; None otherwise, and for a new article."""


def decide(database: Database, record: Prepared) -> Decision:
    """What to do with a record."""
    path, digest = record.path, record.digest
    if path is None:
        return _decide_elsewhere(database, record, None)
    seen = database.row(
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
    if seen is None:
        return _decide_elsewhere(database, record, None)
    article, last, last_digest, current, current_digest = seen
    known = Target(article, last)
    if digest == last_digest:
        return Decision(Outcome.UNCHANGED, known, known)
    if digest == current_digest:
        return Decision(Outcome.UNCHANGED, known, Target(article, current))
    if record.number is None:
        return _decide_changed_file(database, path, known, digest)
    # One of several: a line may have been put in above it, so its number proves nothing.
    return _decide_elsewhere(database, record, known)


def _decide_changed_file(database: Database, path: str, known: Target, digest: bytes) -> Decision:
    holder = _holder(database, digest)
    if holder is not None:
        return Decision(Outcome.DUPLICATE, known, holder)
    # A null path, a place lost within a file of several records, is another place too.
    if database.row(
        "SELECT 1 FROM place WHERE article = ? AND path IS NOT ?", (known.article, path)
    ):
        return Decision(Outcome.ADDED, known)  # elsewhere the old content still stands
    return Decision(Outcome.UPDATED, known, article=known.article)


def _decide_elsewhere(database: Database, record: Prepared, known: Target | None) -> Decision:
    path, file, digest = record.path, record.file, record.digest
    moved = _moved_within(database, file, digest)
    if moved is not None:
        return Decision(Outcome.UNCHANGED, known, moved)
    holder = _holder(database, digest)
    if holder is not None:
        outcome = Outcome.UNCHANGED if file is None else Outcome.DUPLICATE
        if database.row(
            "SELECT 1 FROM place WHERE article = ? AND file = ?", (holder.article, file)
        ):
            outcome = Outcome.UNCHANGED
        return Decision(outcome, known, holder)
    if record.url is not None and (record.number is not None or path is None):
        article = _only_article_with(database, record.url)
        if article is not None and not _held_by_another(database, article, path, file):
            return Decision(Outcome.UPDATED, known, article=article)
    return Decision(Outcome.ADDED, known)


def _held_by_another(database: Database, article: int, path: str | None, file: str | None) -> bool:
    """Whether another record of the same file is this article: then two records share a URL.

    Exports give all their articles the address of the site; none may hide another.
    """
    return bool(
        database.row(
            "SELECT 1 FROM place WHERE article = ? AND file = ? AND path <> ?",
            (article, file, path),
        )
    )


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
    found = list(
        database.rows(
            """
            SELECT article.key
            FROM version
            JOIN article ON article.key = version.article AND article.version = version.number
            WHERE version.url = ?
            LIMIT 2
            """,
            (url,),
        )
    )
    return int(found[0][0]) if len(found) == 1 else None


def place(database: Database, record: Prepared, decision: Decision, now: Target) -> bool:
    """Note that `now` is what was last seen at its path; whether an article's paths changed."""
    known, path, file = decision.known, record.path, record.file
    if path is None or known == now:
        return False
    corrected = decision.outcome is Outcome.UPDATED and known and known.article == now.article
    if known and path != file and not corrected:
        # It probably moved within the file, and will be met again further on: as the same one.
        database.run("UPDATE place SET path = NULL WHERE path = ?", (path,))
    database.run(
        "DELETE FROM place WHERE article = ? AND version = ? AND file = ? AND path IS NULL",
        (now.article, now.version, file),
    )
    database.run(
        """
        INSERT INTO place (path, file, article, version) VALUES (?, ?, ?, ?)
        ON CONFLICT (path) DO UPDATE SET article = excluded.article, version = excluded.version
        """,
        (path, file, now.article, now.version),
    )
    return known is None or known.article != now.article
