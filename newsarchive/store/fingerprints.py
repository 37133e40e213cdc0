"""Fingerprints of files that were archived whole: while they match, nothing is read again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
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


_size, _time, _records = (TABLES["stamp"][name].read for name in ("size", "mtime_ns", "records"))


def known(database: Database, paths: Iterable[str]) -> dict[str, Fingerprint]:
    """Path → fingerprint of the file when it was last archived whole, if it ever was."""
    given = {storable(path): path for path in paths}
    rows = database.rows(
        """
        SELECT path, size, mtime_ns, records FROM stamp
        WHERE path IN (SELECT value FROM json_each(?))
        """,
        (json.dumps(list(given)),),
    )
    found: dict[str, Fingerprint] = {}
    for path, size, mtime_ns, records in rows:
        with suppress(ValueError):
            found[given[path]] = Fingerprint(_size(size), _time(mtime_ns), _records(records))
    return found


def note(database: Database, fingerprints: Mapping[str, Fingerprint]) -> None:
    """Note that these files, by their paths, were archived whole."""
    insert = "INSERT OR REPLACE INTO stamp (path, size, mtime_ns, records) VALUES (?, ?, ?, ?)"
    found = fingerprints.items()
    rows = [(storable(path), one.size, one.mtime_ns, one.records) for path, one in found]
    database.run_many(insert, rows)
