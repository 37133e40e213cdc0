"""Remove articles: the only code that deletes anything from an archive."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from newsarchive.store.database import Database


def remove(database: Database, keys: Sequence[int], revision: int) -> int:
    """Remove these articles, which exist, and all that belongs to them alone.

    Each leaves a tombstone with the number of the revision. The fingerprints of their files go too,
    so that a later ingest reads those files again. The bytes of the originals that went.
    """
    chosen = (json.dumps(list(keys)),)
    each = [(key,) for key in keys]
    of_chosen = "WHERE article IN (SELECT value FROM json_each(?))"
    digests = list(database.rows(f"SELECT DISTINCT digest FROM version {of_chosen}", chosen))  # noqa: S608 - ours
    files = database.rows(f"SELECT DISTINCT file FROM place {of_chosen}", chosen)  # noqa: S608 - ours
    stamped = {(path,) for (file,) in files for path in _stamped_as(file)}
    database.run_many("DELETE FROM stamp WHERE path = ?", stamped)
    database.run_many(
        "INSERT INTO removed (key, id, revision) SELECT key, id, ? FROM article WHERE key = ?",
        [(revision, key) for key in keys],
    )
    database.run(f"DELETE FROM seen {of_chosen}", chosen)  # noqa: S608 - ours
    for table in ("place", "correction", "settled", "note", "version"):
        database.run_many(f"DELETE FROM {table} WHERE article = ?", each)  # noqa: S608 - ours
    database.run_many("DELETE FROM article WHERE key = ?", each)
    unused = "digest = ? AND digest NOT IN (SELECT digest FROM version)"
    sizes = f"SELECT size FROM original WHERE {unused}"  # noqa: S608 - ours
    freed: int = sum(size for digest in digests for (size,) in database.rows(sizes, digest))
    database.run_many(f"DELETE FROM original WHERE {unused}", digests)  # noqa: S608 - ours
    return freed


def _stamped_as(file: str) -> Iterator[str]:
    """The paths under which a file, or the packed file that holds it, may have a fingerprint.

    The store does not know the form of paths inside packed files, so it tries every shorter path; a
    fingerprint too many that goes costs one reading of a file.
    """
    yield file
    for separator in re.finditer(r"[/\\#!:]", file):
        yield file[: separator.start()]
