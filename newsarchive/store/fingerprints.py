"""Fingerprints of files that were archived whole: while they match, nothing is read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from newsarchive.model.kinds import storable
from newsarchive.store.columns import TABLES
from newsarchive.store.database import Database


class Fingerprint(NamedTuple):
    """Size and time of a file when all of it was archived without a problem."""

    size: int
    """Bytes."""
    mtime_ns: int
    """Nanoseconds since 1970."""
    records: int


Stamp = tuple[int | None, int | None]
"""Size and time of a file as it is now; None for what is unknown."""

_records = TABLES["stamp"]["records"].read


def unchanged(database: Database, files: Mapping[str, Stamp]) -> dict[str, int]:
    """Path → records of each file that is as it was when it was last archived whole."""
    given = {storable(path): path for path in files}
    rows = database.rows(
        """
        SELECT path, size, mtime_ns, records FROM stamp
        WHERE path IN (SELECT value FROM json_each(?))
        """,
        (json.dumps(list(given)),),
    )
    found: dict[str, int] = {}
    for stored, size, mtime_ns, records in rows:
        path = given[stored]
        if files[path] == (size, mtime_ns):
            try:  # noqa: SIM105 - a context for each file would take as long as the rest
                found[path] = _records(records)
            except ValueError:
                pass
    return found


def note(database: Database, fingerprints: Mapping[str, Fingerprint]) -> None:
    """Note that these files, by their paths, were archived whole."""
    insert = "INSERT OR REPLACE INTO stamp (path, size, mtime_ns, records) VALUES (?, ?, ?, ?)"
    found = fingerprints.items()
    rows = [(storable(path), one.size, one.mtime_ns, one.records) for path, one in found]
    database.run_many(insert, rows)
