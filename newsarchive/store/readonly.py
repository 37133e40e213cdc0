"""Read an archive where nothing can be written: whole, or not at all.

Commits may be in a write-ahead log beside the file, and a rollback journal beside it may have to
undo what a dead process has written. SQLite does both if it may write to the folder and the disk
has room. Otherwise this module does; if it cannot, the archive is refused.

It knows SQLite's files, and of its tables only those that prove whose a log is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from newsarchive.model.errors import ArchiveError
from newsarchive.store.database import Access, Database, Tell, Temporary
from newsarchive.store.disk import companion, holds_something, is_full, may_write, state_of
from newsarchive.store.sqlite_errors import CannotWriteError, ChangedError

_LOG_HEADER, _FRAME_HEADER = 32, 24
"""Bytes: see https://www.sqlite.org/fileformat.html, section 4.1."""
_REVISION = "SELECT number, token FROM revision ORDER BY number DESC LIMIT 1"
_DEFINITION = "SELECT type, sql FROM sqlite_schema WHERE name = 'revision'"


def open_unchanged(path: Path, wait: float, tell: Tell) -> Database:
    """A connection for reading that needs neither room on the disk nor permission to write.

    It creates and removes nothing beside the file, unless a transaction of a dead process must be
    undone, and may be. Raises ArchiveError if a file of the archive cannot be read, and
    ChangedError.
    """
    journal, log = holds_something(companion(path, "-journal")), companion(path, "-wal")
    if journal:
        ways = [Access.READ if may_write(path) else Access.LOOK]
    else:
        ways = [Access.STILL_WITH_LOG if _commits(log) else Access.STILL]
        if companion(path, "-shm").exists() or not _has_log(path):
            ways.insert(0, Access.LOOK)  # others may be writing: with locks, and nothing to make
    for access in ways:
        try:
            return _connected(path, access, wait, tell)
        except CannotWriteError:
            if access is ways[-1] and not journal:
                raise
    return _rolled_back(path, tell)


def tidied(database: Database, wait: float) -> Database:
    """The same archive by a connection that leaves nothing beside it, if possible."""
    path, tell = database.path, database.tell
    if (
        isinstance(database, Temporary)
        or not may_write(path)
        or is_full(companion(path, "").parent)
    ):
        return database
    database.close()
    try:
        return _connected(path, Access.READ, wait, tell)
    except CannotWriteError:
        return open_unchanged(path, wait, tell)


def ensure_own_log(database: Database) -> None:
    """Raises ArchiveError if the log beside an archive belongs to another one.

    If a user replaces an archive by an older or another one, and its log stays, SQLite does not
    detect that and applies the log. An archive's own log continues from the last revision in the
    file, or replaces all of it.
    """
    path, log = database.path, companion(database.path, "-wal")
    # Twice, as another process may be folding the log into the file.
    if _commits(log) and not (_goes_on(database, log) or _goes_on(database, log)):
        raise ArchiveError(
            f"{log} is the log of another archive, or of another state of {path}; move it "
            "elsewhere, and the archive is what the file alone holds"
        )


def _goes_on(database: Database, log: Path) -> bool:
    try:
        with closing(Database(database.path, Access.STILL, wait=0)) as alone:
            if alone.row(_DEFINITION) != database.row(_DEFINITION):
                return True
            last = alone.one(_REVISION)
    except ArchiveError:  # it is damaged, or being written: then the log is in use
        return True
    if database.row("SELECT 1 FROM revision WHERE number = ? AND token = ?", last):
        return True
    replaced = {page for page, pages in _committed(log) if page <= pages}
    (pages,) = database.one("PRAGMA page_count")
    return len(replaced) >= int(pages) - 1  # one page of a large file is never used


def _connected(path: Path, access: Access, wait: float, tell: Tell) -> Database:
    with Database(path, access, wait=wait, tell=tell).closed_on_error() as database:
        database.one("PRAGMA user_version")  # SQLite opens files only once it needs them
    return database


def _has_log(path: Path) -> bool:
    """Whether the header says that an archive is written with a write-ahead log."""
    try:
        with path.open("rb") as file:
            return file.read(20)[18:] == b"\2\2"
    except OSError:
        return False


def _commits(log: Path) -> bool:
    """Whether a write-ahead log may hold commits."""
    return holds_something(log) and any(True for _ in _committed(log))


def _committed(log: Path) -> Iterator[tuple[int, int]]:
    """The frames of a write-ahead log up to its last commit: page, and pages of the archive then.

    Checksums are not verified, so SQLite may accept fewer frames, but not more.
    """
    try:
        with log.open("rb") as file:
            header = file.read(_LOG_HEADER)
            size = int.from_bytes(header[8:12], "big")
            waiting: list[int] = []
            while len(frame := file.read(_FRAME_HEADER)) == _FRAME_HEADER:
                if frame[8:16] != header[16:24]:
                    return  # left of an earlier round, which had another mark
                waiting.append(int.from_bytes(frame[:4], "big"))
                if pages := int.from_bytes(frame[4:8], "big"):
                    yield from ((page, pages) for page in waiting)
                    waiting.clear()
                file.seek(size, os.SEEK_CUR)
    except FileNotFoundError:
        return  # its last user has just gone
    except OSError as error:
        raise ArchiveError(
            f"{log} belongs to the archive, and cannot be read: {error.strerror}"
        ) from error


def _rolled_back(path: Path, tell: Tell) -> Database:
    """A temporary copy of an archive, in which the change of a dead process is undone."""
    from shutil import copyfile
    from tempfile import TemporaryDirectory

    tell(
        f"{path} was left in the middle of a change, which cannot be undone where it lies; it is "
        "read from a private copy"
    )
    before = state_of(path)
    with TemporaryDirectory(prefix="newsarchive-") as folder:
        copy = Path(folder, "archive.db")
        try:
            for what in ("", "-wal", "-journal"):
                if holds_something(companion(path, what)):
                    copyfile(companion(path, what), f"{copy}{what}")
        except PermissionError as error:
            raise ArchiveError(
                f"{error.filename} belongs to the archive, and cannot be read: {error.strerror}"
            ) from error
        except OSError as error:
            raise ArchiveError(
                f"{path} cannot be copied to {Path(folder).parent}: {error.strerror}; set TMPDIR "
                "to a folder with more room"
            ) from error
        if state_of(path) != before:
            raise ChangedError(f"{path} was changed by another process; run the same command again")
        with (
            Temporary(path, on_disk=True, tell=tell).closed_on_error() as copied,
            closing(Database(copy, Access.READ, wait=0)) as source,
        ):
            source.copy_to(copied)
    return copied
