"""Find the archive file, make sure that it is one, and connect to it.

An archive may be anybody's file. Until it is known to be ours, undamaged and of a schema we know,
it is only ever read: whatever is refused here is left exactly as it was.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from newsarchive.errors import ArchiveError
from newsarchive.store.database import Database
from newsarchive.store.schema import APPLICATION_ID, SCHEMA, migrate, schema_of

_MAGIC = b"SQLite format 3\0"
_OLDEST_SQLITE = (3, 37)  # the first with STRICT tables


def open_database(path: Path, *, create: bool, readonly: bool, wait: float) -> Database:
    """Connect to the archive at `path`; with `create`, make it first where there is none.

    With `readonly` nothing can be changed through it. An empty file counts as none. Raises
    ArchiveError for whatever is not an archive that this program can use, and BusyError after
    `wait` seconds of another process's lock.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise ArchiveError(
            f"this Python comes with SQLite {sqlite3.sqlite_version}; newsarchive needs 3.37 or "
            "later"
        )
    try:
        header = _header(path)
        if not header and create and not readonly:
            _make_file(path)
            return _ready_for_writing(path, wait)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ArchiveError(f"{path} cannot be opened: {reason}") from error
    _examine_header(path, header)

    # A journal is left by a process that died while it made the archive, or where the disk allows
    # no write-ahead log; undoing what it had begun takes a connection that may write.
    looking = readonly or not Path(f"{path}-journal").exists()
    database = Database(path, readonly=looking, wait=wait)
    try:
        _examine_schema(database, readonly=readonly)
    except BaseException:
        database.close()
        raise
    if not readonly:
        database.close()
        return _ready_for_writing(path, wait)
    return _tidily(database, wait)


def _tidily(database: Database, wait: float) -> Database:
    """A connection that reads only and leaves nothing beside the file, where that can be had."""
    path = database.path
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return database
    database.close()
    return Database(path, readonly=False, wait=wait, query_only=True)


def copy_archive(path: Path, to: Path, advance: Callable[[int, int], None] | None = None) -> None:
    """Write what an archive of any schema that we know holds into an empty file; it stays as it is.

    Raises ArchiveError as `open_database` does.
    """
    try:
        _examine_header(path, _header(path))
    except OSError as error:
        raise ArchiveError(f"{path} cannot be opened: {error.strerror or error}") from error
    database = Database(path, readonly=True, wait=5.0)
    try:
        _examine_schema(database, readonly=False)
        database = _tidily(database, wait=5.0)
        with database.snapshot():
            database.copy_to(to, advance)
    finally:
        database.close()


def _header(path: Path) -> bytes | None:
    """The first 100 bytes, which SQLite calls the header; None if there is no file."""
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder; name the archive file in it")
    try:
        with path.open("rb") as file:
            return file.read(100)
    except FileNotFoundError:
        return None


def _make_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # What a journalist collects is nobody else's business on a shared machine.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _ready_for_writing(path: Path, wait: float) -> Database:
    database = Database(path, readonly=False, wait=wait)
    try:
        if schema_of(database) < SCHEMA:
            migrate(database)
        # Only now, so that the header of a new archive is in the file itself, never in the log.
        database.run("PRAGMA journal_mode = WAL")
    except BaseException:
        database.close()
        raise
    return database


def _examine_header(path: Path, header: bytes | None) -> None:
    """Look at the bytes alone: SQLite must not even open a file that is somebody else's.

    Offsets as in https://www.sqlite.org/fileformat.html, section 1.3.
    """
    if header is None:
        raise ArchiveError(f"no archive at {path}; `newsarchive ingest FOLDER` makes one")
    if not header:
        raise ArchiveError(
            f"{path} is empty, not an archive; `newsarchive ingest FOLDER` makes it one"
        )
    if not header.startswith(_MAGIC):
        raise ArchiveError(
            f"{path} is not an archive, nor any SQLite file; choose another with --archive"
        )
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise ArchiveError(
            f"{path} is another program's SQLite file, not an archive; choose another with "
            "--archive"
        )


def _examine_schema(database: Database, *, readonly: bool) -> None:
    path, schema = database.path, schema_of(database)
    if schema > SCHEMA:
        raise ArchiveError(
            f"{path} was made by a newer newsarchive (schema {schema}, this one knows up to "
            f"{SCHEMA}); upgrade newsarchive"
        )
    if schema < SCHEMA and readonly:
        raise ArchiveError(
            f"{path} was made by an older newsarchive (schema {schema}, this one needs {SCHEMA}); "
            "open it once for writing, for example with `newsarchive ingest`"
        )
    # We make tables and indexes. Triggers, views and virtual tables (which have no root page) are
    # ways to make a reader run something.
    foreign = database.row(
        "SELECT name FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR rootpage = 0"
    )
    if foreign is not None:
        raise ArchiveError(
            f"{path} was tampered with: it holds {foreign[0]!r}, which newsarchive never makes; "
            "restore a copy"
        )
