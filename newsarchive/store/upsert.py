"""Insert articles, their versions and their places: the only writer of these tables.

It writes what `deduplicate` or a received history decided, and must not decide anything itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from newsarchive.store import dictionaries, originals
from newsarchive.store.database import Database
from newsarchive.store.deduplicate import Decision, Outcome, Target
from newsarchive.store.prepare import Prepared
from newsarchive.store.rows import INSERT_VERSION, version_row


class NewVersion(NamedTuple):
    """A version to write, with its number in its article."""

    article: int
    number: int
    record: Prepared
    added: str
    """When: UTC, ISO 8601, whole seconds."""


def insert_articles(database: Database, ids: Sequence[str], revision: int) -> range:
    """New articles, whose first versions are yet to be written; their keys, in the same order.

    No key is ever used twice.
    """
    # SQLite itself gives no further key where a forged archive has the largest possible one.
    last = database.row("SELECT seq FROM sqlite_sequence WHERE name = 'article'")
    first = 1 + (last[0] if last else 0)
    keys = range(first, first + len(ids))
    database.run_many(
        "INSERT INTO article (key, id, version, revision) VALUES (?, ?, 1, ?)",
        [(key, id_, revision) for key, id_ in zip(keys, ids, strict=True)],
    )
    return keys


def write_versions(database: Database, versions: Sequence[NewVersion]) -> int:
    """Write versions of articles, with their originals; the bytes of those that are new."""
    records = [one.record for one in versions]
    for number in {one.form - originals.WITH_TEXT for one in records}:
        if number > 0:
            dictionaries.expect_there(database, number)
    (last,) = database.one("SELECT coalesce(max(rowid), 0) FROM original")
    database.run_many(
        originals.INSERT, [(one.digest, one.size, one.form, one.data) for one in records]
    )
    sizes: dict[bytes, int] = dict(
        database.rows("SELECT digest, size FROM original WHERE rowid > ?", (last,))
    )
    # Of several versions with one original, it holds the text of the first.
    holding = {
        one.digest: one.form >= originals.WITH_TEXT
        for one in reversed(records)
        if one.digest in sizes
    }
    database.run_many(
        INSERT_VERSION,
        [
            version_row(
                record.columns, key=key, number=number, digest=record.digest, added=added,
                with_text=holding.pop(record.digest, False),
            )
            for key, number, record, added in versions
        ],
    )  # fmt: skip
    return sum(sizes.values())


def set_version(database: Database, key: int, number: int, revision: int) -> None:
    """Make a version the one that the article has now."""
    database.run(
        "UPDATE article SET version = ?, revision = ? WHERE key = ?", (number, revision, key)
    )


def insert_places(
    database: Database, places: Iterable[tuple[str | None, str | None, int, int]]
) -> None:
    """Note path, file, article and version of places; a path that is known keeps its article."""
    database.run_many(
        """
        INSERT INTO place (path, file, article, version) VALUES (?, ?, ?, ?)
        ON CONFLICT (path) DO NOTHING
        """,
        places,
    )


def note_place(database: Database, record: Prepared, decision: Decision, now: Target) -> bool:
    """Note that `now` was last seen at the record's path; whether an article's paths changed."""
    known, path, file = decision.known, record.path, record.file
    if path is None or known == now:
        return False
    updated = decision.outcome is Outcome.UPDATED and known and known.article == now.article
    if known and path != file and not updated:
        # It probably moved within the file, and will follow further on, as the same article.
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
