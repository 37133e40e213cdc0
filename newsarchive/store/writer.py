"""Who is writing: a note in the archive, so that a process that has to wait can say for whom.

The note is no lock; SQLite's own lock is the only one. Knows nothing of what is being written.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import sys

SELECT = "SELECT pid, host, what, since FROM writer"
INSERT = "INSERT INTO writer (pid, host, what, since) VALUES (?, ?, ?, ?)"
DELETE = "DELETE FROM writer"
DELETE_OWN = "DELETE FROM writer WHERE pid = ? AND host = ?"

UNKNOWN = "another process"


def identity() -> tuple[int, str]:
    """The process and the machine we are."""
    return os.getpid(), socket.gethostname()


def described(pid: int, host: str, what: str, since: str) -> str:
    """The writer that a note names, in words; `since` is UTC, the words are in local time.

    A note outlives a process that was killed: one whose process is known to be gone names nobody.
    """
    if _is_gone(pid, host):
        return UNKNOWN
    started = dt.datetime.fromisoformat(since).astimezone()
    return f"process {pid} on {host} ({what}, since {started:%H:%M})"


def _is_gone(pid: int, host: str) -> bool:
    # On Windows os.kill would end the process instead of asking after it.
    if sys.platform == "win32" or host != socket.gethostname():
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False
