"""Remove articles: the only code that deletes anything from an archive."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from newsarchive.store.database import Database


def remove(database: Database, keys: Sequence[int], revision: int) -> None:
    """Remove these articles, which exist, and all that belongs to them alone.

    Each leaves a tombstone with the number of the revision. The fingerprints of their files go too,
    so that a later ingest reads those files again.
    """
    chosen = (json.dumps(list(keys)),)
    each = [(key,) for key in keys]
    digests = list(
        database.rows(
            """
            SELECT DISTINCT digest FROM version
            WHERE article IN (SELECT value FROM json_each(?))
            """,
            chosen,
        )
    )
    files = database.rows(
        "SELECT DISTINCT file FROM place WHERE article IN (SELECT value FROM json_each(?))", chosen
    )
    stamped = {(path,) for (file,) in files for path in _stamped_as(file)}
    database.run_many("DELETE FROM stamp WHERE path = ?", stamped)
    database.run_many(
        "INSERT INTO removed (key, id, revision) SELECT key, id, ? FROM article WHERE key = ?",
        [(revision, key) for key in keys],
    )
    database.run_many("DELETE FROM place WHERE article = ?", each)
    database.run_many("DELETE FROM correction WHERE article = ?", each)
    database.run_many("DELETE FROM settled WHERE article = ?", each)
    database.run_many("DELETE FROM version WHERE article = ?", each)
    database.run_many("DELETE FROM article WHERE key = ?", each)
    database.run_many(
        """
        DELETE FROM original
        WHERE digest = ? AND digest NOT IN (SELECT digest FROM version)
        """,
        digests,
    )


def _stamped_as(file: str) -> Iterator[str]:
    """The paths under which a file, or the packed file that holds it, may have a fingerprint.

    The store does not know the form of paths inside packed files, so it tries every shorter path; a
    fingerprint too many that goes costs one reading of a file.
    """
    yield file
    for separator in re.finditer(r"[/\\#!:]", file):
        yield file[: separator.start()]
