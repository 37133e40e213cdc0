"""Notes in the archive that name the process which is writing, for others that have to wait.

A note is no lock: SQLite's own lock is the only one, and it ends with its process. Two runs may
take turns, batch by batch, and then each has a note. `Store.writer` writes them. This module must
not know what else is written, nor the connection.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable

from newsarchive.parallel import processes
from newsarchive.store.columns import Row, fits

SELECT = "SELECT pid, host, what, since FROM writer"
DELETE = "DELETE FROM writer WHERE pid = ? AND host = ?"
INSERT = "INSERT INTO writer (pid, host, what, since) VALUES (?, ?, ?, ?)"
UNKNOWN = "another process"


def outdated(notes: Iterable[Row]) -> list[tuple[int, str]]:
    """Process and machine of the notes of this process, and of those that have ended."""
    own = identity()
    return [
        (pid, host)
        for pid, host, _, since in _valid(notes)
        if (pid, host) == own or _is_gone(pid, host, since)
    ]


def identity() -> tuple[int, str]:
    """Process and machine of this program."""
    return os.getpid(), _host()


def _host() -> str:
    import socket  # slow to load, and only needed to write or to wait

    return socket.gethostname()


def described(notes: Iterable[Row], *, shared: bool) -> str:
    """The writers that notes name, in words, with times in the local time zone.

    A note may outlive a process that was killed, or be copied to another machine. So a note of an
    ended process names nobody, and neither does one of another machine, unless the archive is on a
    disk that machines share.
    """
    return " or ".join(_named(notes, shared=shared)) or UNKNOWN


def doing(what: str, notes: Iterable[Row], *, shared: bool) -> str:
    """The writers that notes say are doing just this, in the same words; "" if none is."""
    return " or ".join(_named((note for note in notes if note[2] == what), shared=shared))


def _named(notes: Iterable[Row], *, shared: bool) -> list[str]:
    own = identity()
    return [
        f"process {pid} on {host} ({what}, since {_local(since):%H:%M})"
        for pid, host, what, since in _valid(notes)
        if (pid, host) != own and (shared if host != own[1] else not _is_gone(pid, host, since))
    ]


def is_at_work(note: Row) -> bool:
    """Whether the process that a note names is one of this machine, and has not ended."""
    pid, host, _, since = note
    return bool(host == _host()) and not _is_gone(pid, host, since)


def _valid(notes: Iterable[Row]) -> list[Row]:
    return [note for note in notes if fits(note, "writer", "pid host what since")]


def _is_gone(pid: int, host: str, since: str) -> bool:
    """Whether the process that made a note is known to have ended."""
    return host == _host() and processes.is_gone(pid, _local(since).timestamp())


def _local(since: str) -> dt.datetime:
    return dt.datetime.fromisoformat(since).astimezone()
