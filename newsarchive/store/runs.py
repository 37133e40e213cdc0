"""Runs: a longer work of one process on the archive, which others are to know of.

It must not know what the work is.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from newsarchive.model import clock
from newsarchive.model.errors import ArchiveError, BusyError, DamagedError
from newsarchive.store import writer
from newsarchive.store.columns import Row
from newsarchive.store.database import Database
from newsarchive.store.disk import shared_file_system

_PAUSE = 0.1
"""Seconds between two looks whether another process has ended."""


@contextmanager
def running(database: Database, what: str, *, alone: bool = False) -> Iterator[None]:
    """For the length of a run, name this process to others that meet its lock.

    Notes of processes that have ended go. `alone`: wait until no other process is doing just this.
    Raises BusyError if one still is after the time that others are waited for.
    """
    database.run("PRAGMA cache_size = -65536")  # KiB: its indexes are written all over
    database.run("PRAGMA wal_autocheckpoint = 8192")  # pages
    own, until = writer.identity(), time.monotonic() + database.wait
    while other := _begin(database, what, alone=alone):
        if time.monotonic() >= until:
            raise BusyError(f"{other} is at work on this; try again when it is done")
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        # A note that stays behind does no harm: the next writer removes it.
        with suppress(ArchiveError):
            database.run(writer.DELETE, own)


def _begin(database: Database, what: str, *, alone: bool) -> str:
    """Leave a note of this process; if `alone`, only if no other is doing just this: which."""
    with database.transaction():
        notes: list[Row] = []
        with suppress(DamagedError):
            notes += database.rows(writer.SELECT)
        if alone:
            shared = shared_file_system(database.path) is not None
            if other := writer.doing(what, notes, shared=shared):
                return other
        for outdated in writer.outdated(notes):
            database.run(writer.DELETE, outdated)
        database.run(writer.INSERT, (*writer.identity(), what, clock.stamp()))
    return ""
