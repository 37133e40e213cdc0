"""Who is writing: notes in the archive, so that a process that has to wait can say for whom.

A note is no lock; SQLite's own lock is the only one, and it goes with its process. Two runs may
take turns, batch by batch: each has a note. Knows nothing of what is being written.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Iterable

from newsarchive.parallel import processes
from newsarchive.store.columns import fits
from newsarchive.store.database import Row

SELECT = "SELECT pid, host, what, since FROM writer"
INSERT = "INSERT INTO writer (pid, host, what, since) VALUES (?, ?, ?, ?)"
DELETE_OWN = "DELETE FROM writer WHERE pid = ? AND host = ?"

UNKNOWN = "another process"


def identity() -> tuple[int, str]:
    """The process and the machine we are."""
    return os.getpid(), socket.gethostname()


def described(notes: Iterable[Row], *, shared: bool) -> str:
    """The writers that notes name, in words; a note's time is UTC, the words are in local time.

    A note outlives a process that was killed, and goes with a copy to another machine: one whose
    process is known to be gone names nobody, nor does one from another machine, unless the archive
    is where machines share it.
    """
    own = identity()
    named = [
        f"process {pid} on {host} ({what}, since {_local(since):%H:%M})"
        for pid, host, what, since in sound(notes)
        if (pid, host) != own and (shared if host != own[1] else not is_gone(pid, host, since))
    ]
    return " or ".join(named) or UNKNOWN


def sound(notes: Iterable[Row]) -> list[Row]:
    """Those of the notes that can be ours: an archive can be anybody's."""
    return [note for note in notes if fits(note, "writer", "pid host what since")]


def is_gone(pid: int, host: str, since: str) -> bool:
    """Whether the process that made a note is known to have ended."""
    return host == socket.gethostname() and processes.is_gone(pid, _local(since).timestamp())


def _local(since: str) -> dt.datetime:
    return dt.datetime.fromisoformat(since).astimezone()
