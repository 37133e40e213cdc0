"""Notes in the archive that name the process which is writing, for others that have to wait.

A note is no lock: SQLite's own lock is the only one, and it ends with its process. Two runs may
take turns, batch by batch, and then each has a note. This module must not know what is written.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from newsarchive.model import clock
from newsarchive.model.errors import ArchiveError, DamagedError
from newsarchive.parallel import processes
from newsarchive.store.columns import fits
from newsarchive.store.database import Database, Row

SELECT = "SELECT pid, host, what, since FROM writer"
_DELETE = "DELETE FROM writer WHERE pid = ? AND host = ?"
UNKNOWN = "another process"


@contextmanager
def noted(database: Database, what: str) -> Iterator[None]:
    """Have a note of this process while it writes; notes of processes that have ended go."""
    own = identity()
    with database.transaction():
        with suppress(DamagedError):
            for pid, host, _, since in _valid(list(database.rows(SELECT))):
                if (pid, host) == own or _is_gone(pid, host, since):
                    database.run(_DELETE, (pid, host))
        database.run(
            "INSERT INTO writer (pid, host, what, since) VALUES (?, ?, ?, ?)",
            (*own, what, clock.stamp()),
        )
    try:
        yield
    finally:
        # A note that stays behind does no harm: the next writer removes it.
        with suppress(ArchiveError):
            database.run(_DELETE, own)


def identity() -> tuple[int, str]:
    """Process and machine of this program."""
    return os.getpid(), socket.gethostname()


def described(notes: Iterable[Row], *, shared: bool) -> str:
    """The writers that notes name, in words, with times in the local time zone.

    A note may outlive a process that was killed, or be copied to another machine. So a note of an
    ended process names nobody, and neither does one of another machine, unless the archive is on a
    disk that machines share.
    """
    own = identity()
    named = [
        f"process {pid} on {host} ({what}, since {_local(since):%H:%M})"
        for pid, host, what, since in _valid(notes)
        if (pid, host) != own and (shared if host != own[1] else not _is_gone(pid, host, since))
    ]
    return " or ".join(named) or UNKNOWN


def _valid(notes: Iterable[Row]) -> list[Row]:
    return [note for note in notes if fits(note, "writer", "pid host what since")]


def _is_gone(pid: int, host: str, since: str) -> bool:
    """Whether the process that made a note is known to have ended."""
    return host == socket.gethostname() and processes.is_gone(pid, _local(since).timestamp())


def _local(since: str) -> dt.datetime:
    return dt.datetime.fromisoformat(since).astimezone()
