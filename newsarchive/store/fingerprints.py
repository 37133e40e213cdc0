"""How files looked when they were archived whole: those that look so again need not be read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from newsarchive.model.frozen import frozen
from newsarchive.model.kinds import storable
from newsarchive.store.columns import fits
from newsarchive.store.database import Database


@frozen
class Fingerprint:
    """How a file looked when all of it was archived without a flaw."""

    size: int
    """Bytes."""
    mtime_ns: int
    """Nanoseconds since 1970."""
    records: int


def known(database: Database, paths: Iterable[str]) -> dict[str, Fingerprint]:
    """Path → how the file looked when it was last archived whole, for those that were."""
    given = {storable(path): path for path in paths}
    rows = database.rows(
        """
        SELECT path, size, mtime_ns, records FROM stamp
        WHERE path IN (SELECT value FROM json_each(?))
        """,
        (json.dumps(list(given)),),
    )
    return {
        given[path]: Fingerprint(*rest)
        for path, *rest in rows
        if fits(rest, "stamp", "size mtime_ns records")
    }


def note(database: Database, fingerprints: Mapping[str, Fingerprint]) -> None:
    """Note that these files, by their paths, were archived whole."""
    database.run_many(
        "INSERT OR REPLACE INTO stamp (path, size, mtime_ns, records) VALUES (?, ?, ?, ?)",
        [
            (storable(path), fingerprint.size, fingerprint.mtime_ns, fingerprint.records)
            for path, fingerprint in fingerprints.items()
        ],
    )
