"""Many new articles at once: what is known of a batch of records, and their rows in few statements.

A record is new if nothing in the archive, or before it in the batch, has its content, its path,
its URL or its id. All others are left to `placing`, one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from newsarchive.store import originals
from newsarchive.store.database import Database
from newsarchive.store.preparing import Prepared
from newsarchive.store.rows import INSERT_VERSION, version_row

_AT_ONCE = 500
"""Values in one question: SQLite takes 999, or more."""


class Known:
    """What the archive has of the records of a batch; at worst it knows too much."""

    def __init__(self, database: Database, records: Sequence[Prepared]) -> None:
        self._db = database
        paths = [record.path for record in records if record.path is not None]
        urls = [record.url for record in records if record.url is not None]
        digests = [record.digest for record in records]
        self._digests = self._present("SELECT digest FROM version WHERE digest", digests)
        self._paths = self._present("SELECT path FROM place WHERE path", paths)
        self._urls = self._present("SELECT url FROM version WHERE url", urls)
        self._ids = self._present(
            "SELECT id FROM article WHERE id", map(originals.first_id, digests)
        )

    def is_new(self, record: Prepared) -> bool:
        """Whether it is an article of which nothing is known."""
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
        wanted = list(values)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            found.update(value for (value,) in self._db.rows(f"{select} IN ({marks})", some))
        return found


def next_key(database: Database) -> int:
    """The key of the next new article: none is given twice.

    SQLite gives no further one where an archive of somebody else has the largest there can be.
    """
    last = database.row("SELECT seq FROM sqlite_sequence WHERE name = 'article'")
    return 1 + (last[0] if last else 0)


def add_new(
    database: Database, records: Sequence[Prepared], revision: int, added: str
) -> Iterator[int]:
    """Write new articles, each with its first version; their keys, in the same order."""
    first = next_key(database)
    keys = range(first, first + len(records))
    pairs = list(zip(keys, records, strict=True))
    database.run_many(
        originals.KEEP, [(one.digest, one.size, one.deflated, one.data) for one in records]
    )
    database.run_many(
        "INSERT INTO article (key, id, version, revision) VALUES (?, ?, 1, ?)",
        [(key, originals.first_id(one.digest), revision) for key, one in pairs],
    )
    database.run_many(
        INSERT_VERSION,
        [
            version_row(one.columns, key=key, number=1, digest=one.digest, added=added)
            for key, one in pairs
        ],
    )
    database.run_many(
        "INSERT INTO place (path, file, article, version) VALUES (?, ?, ?, 1)",
        [(one.path, one.file, key) for key, one in pairs if one.path is not None],
    )
    return iter(keys)
