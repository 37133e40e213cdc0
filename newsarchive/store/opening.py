"""Find the archive file, make sure that it is one, and connect to it.

An archive may be anybody's file. Until it is known to be ours, undamaged and of a schema we know,
it is only ever read: whatever is refused here is left exactly as it was.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from newsarchive.files.atomic import make_empty
from newsarchive.model.errors import ArchiveError, BusyError
from newsarchive.store import schema
from newsarchive.store.database import Access, Database, Tell, Temporary
from newsarchive.store.disk import may_write, shared_file_system
from newsarchive.store.readonly import ensure_own_log, open_unchanged, tidied
from newsarchive.store.schema import APPLICATION_ID, DIGEST, SCHEMA, migrate, schema_of
from newsarchive.store.sqlite_errors import ChangedError, read_only

_MAGIC = b"SQLite format 3\0"
_STATISTICS = frozenset(("sqlite_stat1", "sqlite_stat4"))
_TRIES = 20
"""Attempts to look at an archive that others change in the same moment."""
_OLDEST_SQLITE = (3, 37)  # the first with STRICT tables


def open_database(
    path: Path, *, create: bool, readonly: bool, wait: float, tell: Tell = lambda _: None
) -> Database:
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
            path.parent.mkdir(parents=True, exist_ok=True)
            # What a journalist collects is nobody else's business on a shared machine.
            make_empty(path)
            return _ready_for_writing(path, wait, tell)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ArchiveError(f"{path} cannot be opened: {reason}") from error
    database = _examined(path, header, readonly=readonly, wait=wait, tell=tell)
    if readonly:
        return tidied(database, wait)
    database.close()
    if not may_write(path):
        raise ArchiveError(read_only(path))
    return _ready_for_writing(path, wait, tell)


def copy_archive(
    path: Path,
    to: Path | Database,
    advance: Callable[[int, int], None] | None = None,
    *,
    wait: float = 5.0,
) -> int:
    """Write what an archive of any schema that we know holds into an empty file; it stays.

    The number of its revision, at the moment of which the copy is. Raises ArchiveError as
    `open_database` does.
    """
    try:
        header = _header(path)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be opened: {error.strerror or error}") from error
    examined = _examined(path, header, readonly=False, wait=wait)
    with closing(tidied(examined, wait)) as database, database.snapshot():
        revision = int(database.one("SELECT number FROM revision ORDER BY number DESC LIMIT 1")[0])
        database.copy_to(to, advance)
    return revision


def _examined(
    path: Path,
    header: bytes | None,
    *,
    readonly: bool,
    wait: float,
    tell: Tell = lambda _: None,
) -> Database:
    """A connection for reading to what is certain to be an archive that we know."""
    _examine_header(path, header)
    for _ in range(_TRIES):
        with suppress(ChangedError):  # by another process, in this very moment
            database = open_unchanged(path, wait, tell)
            try:
                _examine_schema(database, readonly=readonly)
                ensure_own_log(database)
            except BaseException:
                database.close()
                raise
            return database
    raise BusyError(f"{path} is being changed all the time; try again later")


def rehearsal(path: Path) -> Database:
    """A copy of the archive at `path`, if there is one, of which nothing will be left."""
    database = Temporary(on_disk=True)
    try:
        if path.exists() and path.stat().st_size:
            copy_archive(path, database)
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def _header(path: Path) -> bytes | None:
    """The first 100 bytes, which SQLite calls the header; None if there is no file."""
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder; name the archive file in it")
    if path.exists() and not path.is_file():
        raise ArchiveError(f"{path} is no file, but a device, a pipe or the like")
    try:
        with path.open("rb") as file:
            return file.read(100)
    except FileNotFoundError:
        return None


def _ready_for_writing(path: Path, wait: float, tell: Tell) -> Database:
    database = Database(path, Access.WRITE, wait=wait, tell=tell)
    try:
        if schema_of(database) < SCHEMA:
            migrate(database)
        # Only now, so that the header of a new archive is in the file itself, never in the log.
        _set_journal(database)
    except BaseException:
        database.close()
        raise
    return database


def _set_journal(database: Database) -> None:
    """Choose how commits are made safe: by a write-ahead log, but where machines may share it."""
    shared = shared_file_system(database.path)
    if shared is None:
        database.run("PRAGMA journal_mode = WAL")
        return
    database.tell(
        f"{database.path} is on a disk that machines share ({shared}): use it from one at a time, "
        "or keep it on a disk of this machine"
    )
    # If others have the archive open, it stays as it is until they have gone.
    with suppress(BusyError):
        database.run("PRAGMA journal_mode = DELETE")


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
    path, step = database.path, schema_of(database)
    if step > SCHEMA:
        raise ArchiveError(
            f"{path} was made by a newer newsarchive (schema {step}, this one knows up to "
            f"{SCHEMA}); upgrade newsarchive"
        )
    if step < 1:
        raise ArchiveError(f"{path} was tampered with: it has no schema; restore a copy")
    # Triggers, views, virtual tables, generated columns, indexes on expressions: many things make a
    # reader run something. What we make is known to the letter; all else is refused.
    found = _definitions(database)
    if step == SCHEMA and digest_of(found) == DIGEST:
        return
    made = schema_made_by(step)
    for name in [*found, *(made.keys() - found.keys())]:
        if name not in found:
            wrong = f"it lacks {name!r}"
        elif _kind(found[name]) != _kind(made.get(name, "")):
            wrong = f"it holds {name!r}, which newsarchive never makes"
        elif found[name] != made[name]:
            wrong = f"its {name!r} is not as newsarchive makes it"
        else:
            continue
        raise ArchiveError(f"{path} was tampered with: {wrong}; restore a copy")
    if step < SCHEMA and readonly:
        raise ArchiveError(
            f"{path} was made by an older newsarchive (schema {step}, this one needs {SCHEMA}); "
            "open it once for writing, for example with `newsarchive ingest`"
        )


def _definitions(database: Database) -> dict[str, str]:
    """Name → how it was defined, of all that is in the file but statistics."""
    found = {
        str(name): f"{kind} {on} {bool(root)} {' '.join(str(sql).split())}"
        for kind, name, on, root, sql in database.rows(
            "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema"
        )
    }
    return {
        name: said
        for name, said in found.items()
        # ANALYZE makes these. SQLite lets nobody give a table such a name.
        if not (name in _STATISTICS and said.startswith("table"))
    }


def digest_of(definitions: dict[str, str]) -> str:
    """A SHA-256 that tells these definitions from all others."""
    return hashlib.sha256(repr(sorted(definitions.items())).encode()).hexdigest()


def _kind(definition: str) -> str:
    return definition.partition(" ")[0]


def schema_made_by(number: int) -> dict[str, str]:
    """What is in an archive that has reached this step, made by the steps themselves."""
    with closing(Temporary()) as fresh:
        for step, statements in schema.MIGRATIONS:
            if step <= number:
                for statement in statements:
                    fresh.run(statement, {"now": ""})
        return _definitions(fresh)
