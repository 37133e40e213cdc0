"""SQLite's errors, as errors for the person at the terminal: ArchiveError and its kin.

This module knows SQLite's codes. It must not know what a statement was for.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from newsarchive.model.deadline import DeadlineError
from newsarchive.model.errors import ArchiveError, BusyError, DamagedError, RefusedError
from newsarchive.store.disk import is_full

RAISED = (sqlite3.Error, OverflowError)
"""What a statement can raise; an OverflowError is of a number that SQLite has no room for."""
_REFUSING = (
    sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_RANGE
)  # fmt: skip
_BAD_VALUE = ("malformed JSON", "integer overflow", "JSON cannot hold BLOB values")
"""SQLite's messages about values that newsarchive never writes."""
_READING = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ)


class CannotWriteError(ArchiveError):
    """SQLite had to write, if only beside the archive, and could not."""


class ChangedError(ArchiveError):
    """Another process changed the archive while it was read without locks."""


def explained(
    error: sqlite3.Error | OverflowError, path: Path, written: Path, writer: Callable[[], str]
) -> Exception:
    """The error to raise in place of SQLite's: an ArchiveError, or DeadlineError.

    `path` is the archive, and `written` the file that was being written. `writer` names the
    process that has the lock.
    """
    # Extended codes keep the kind of error in their lowest byte. Errors of Python's own module have
    # no code.
    code = getattr(error, "sqlite_errorcode", 0)
    if code == 0 and str(error).startswith("Could not decode to UTF-8"):
        return DamagedError(f"{path} is damaged: a text in it is not UTF-8; restore a copy")
    if isinstance(error, OverflowError) or str(error) in _BAD_VALUE:
        return DamagedError(f"{path} is damaged: a value in it cannot be right ({error})")
    match code & 0xFF:
        case kind if kind in _REFUSING or str(error).startswith("Error binding parameter"):
            return RefusedError(f"{path} cannot hold a value of it: {error}")
        case sqlite3.SQLITE_INTERRUPT:
            return DeadlineError()
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return BusyError(f"{path} is being written by {writer()}; try again when it is done")
        case sqlite3.SQLITE_FULL:
            return CannotWriteError(no_room(written))
        case sqlite3.SQLITE_READONLY:
            return CannotWriteError(read_only(written))
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return CannotWriteError(
                f"{written} cannot be opened: {error}; are you allowed to read it "
                "and to write to its folder?"
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DamagedError(f"{path} is damaged: {error}; restore a copy of it")
        case sqlite3.SQLITE_IOERR if code in _READING:
            return DamagedError(f"{path} cannot be read: {error}; the disk may be failing")
        case sqlite3.SQLITE_IOERR if is_full(written.parent):
            return CannotWriteError(no_room(written))
        case sqlite3.SQLITE_IOERR:
            return CannotWriteError(
                f"{written} cannot be written: {error} (a limit, a full quota or a failing "
                "disk); what was committed before is kept"
            )
        case _:
            return ArchiveError(f"{path} cannot be used: {error}")


def read_only(path: Path) -> str:
    """The message for an archive that the user may not change."""
    return (
        f"{path} is read-only; to change it you need to be allowed to write to it and to its folder"
    )


def no_room(path: Path) -> str:
    """The message for a full disk. SQLite does not say which disk was full."""
    from tempfile import gettempdir

    temporary = Path(os.environ.get("SQLITE_TMPDIR") or gettempdir())
    where = f"{path}"
    if is_full(temporary) and not is_full(path.parent):
        where = f"temporary files in {temporary}, of which {path} needs some"
    return f"no space left for {where}; nothing of this step was kept, free some and repeat"
