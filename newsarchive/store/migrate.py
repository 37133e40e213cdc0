"""Migrate an archive to the newest schema.

Each step and the record that it ran (`user_version`) share one transaction, so an archive is always
at exactly one step. This module must not know what the steps do.
"""

from __future__ import annotations

from newsarchive.model import clock
from newsarchive.store.database import Database
from newsarchive.store.schema import MIGRATIONS

_PAGE = 8192
"""Bytes in a page of a new archive. In pages of 4,096, SQLite's default, most articles leave much
of a page unused, which makes an archive a tenth larger; pages of 16,384 save 2 % more, but 2,000
new articles change as many pages in each index of digests and ids, and the log holds them all."""


def schema_of(database: Database) -> int:
    """The step that an archive has reached; 0 for a file with nothing in it."""
    return int(database.one("PRAGMA user_version")[0])


def migrate(database: Database) -> None:
    """Migrate an archive, or an empty file, to the newest schema.

    Two processes may do this at once: each step checks again, under the lock, whether it is due.
    The steps of a new archive share one transaction, so no process sees one that is half made.
    """
    is_new = schema_of(database) == 0
    if is_new:
        database.run(f"PRAGMA page_size = {_PAGE}")
    for steps in [MIGRATIONS] if is_new else [(step,) for step in MIGRATIONS]:
        with database.transaction():
            for number, statements in steps:
                if schema_of(database) < number:
                    for statement in statements:
                        database.run(statement, {"now": clock.stamp()})
                    database.run(f"PRAGMA user_version = {number}")
