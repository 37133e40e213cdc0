"""Open an archive file: verify that it is one, then connect to it.

Any file may be named as an archive. Until it is verified it is only read, so a file that is refused
stays exactly as it was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from newsarchive.model.digests import sha256
from newsarchive.model.errors import ArchiveError, BusyError, ExistsError
from newsarchive.store import schema
from newsarchive.store.database import Access, Database, Tell, Temporary
from newsarchive.store.disk import may_write, shared_file_system
from newsarchive.store.migrate import migrate, schema_of
from newsarchive.store.readonly import ensure_own_log, open_unchanged, tidied
from newsarchive.store.schema import APPLICATION_ID, DIGEST, SCHEMA
from newsarchive.store.sqlite_errors import ChangedError, read_only

_MAGIC = b"SQLite format 3\0"
_STATISTICS = frozenset(("sqlite_stat1", "sqlite_stat4"))
_TRIES = 20
"""Attempts to verify an archive that other processes are changing."""
_OLDEST_SQLITE = (3, 37)  # the first with STRICT tables


def open_database(
    path: Path, *, create: bool, readonly: bool, wait: float, tell: Tell = lambda _: None
) -> Database:
    """Connect to the archive at `path`; with `create`, make it first where there is none.

    With `readonly` nothing can be changed by it. An empty file counts as none. Raises ArchiveError
    for any file that is not an archive this program can use, and BusyError after `wait` seconds of
    another process's lock.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise ArchiveError(
            f"this Python comes with SQLite {sqlite3.sqlite_version}; newsarchive needs 3.37 or "
            "later"
        )
    with _errors_named(path):
        header = _header(path)
        if create and not readonly:
            from newsarchive.files.atomic import clear_up, make_empty

            path.parent.mkdir(parents=True, exist_ok=True)
            clear_up(path.parent)
            if header is None:
                _make(path, wait)
            elif not header:
                make_empty(path)  # private: others on the machine must not read it
            if not header:
                return _ready_for_writing(path, wait, tell)
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
    """Copy an archive of any known schema into an empty file; the number of its revision.

    Raises ArchiveError as `open_database` does.
    """
    with _errors_named(path):
        header = _header(path)
    examined = _examined(path, header, readonly=False, wait=wait)
    with closing(tidied(examined, wait)) as database, database.snapshot():
        revision = int(database.one("SELECT number FROM revision ORDER BY number DESC LIMIT 1")[0])
        database.copy_to(to, advance)
    return revision


def _examined(
    path: Path, header: bytes | None, *, readonly: bool, wait: float, tell: Tell = lambda _: None
) -> Database:
    """A connection for reading to a file that is verified to be an archive of a known schema."""
    _examine_header(path, header)
    for _ in range(_TRIES):
        with suppress(ChangedError):  # by another process at the same time
            with open_unchanged(path, wait, tell).closed_on_error() as database:
                _examine_schema(database, readonly=readonly)
                ensure_own_log(database)
            return database
    raise BusyError(f"{path} is being changed all the time; try again later")


def rehearsal(path: Path) -> Database:
    """A temporary copy of the archive at `path`, or an empty archive if there is none."""
    with Temporary(on_disk=True).closed_on_error() as database:
        if path.exists() and path.stat().st_size:
            copy_archive(path, database)
        migrate(database)
    return database


@contextmanager
def _errors_named(path: Path) -> Iterator[None]:
    """Turn errors of the file system into ArchiveError."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"{path} cannot be opened: {error.strerror or error}") from error


def _header(path: Path) -> bytes | None:
    """The first 100 bytes, SQLite's header; None if there is no file."""
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
    with Database(path, Access.WRITE, wait=wait, tell=tell).closed_on_error() as database:
        if schema_of(database) < SCHEMA:
            migrate(database)
        # Last, so that the header of a new archive is in the file itself, not in the log.
        _set_journal(database)
    return database


def _make(path: Path, wait: float) -> None:
    """Make an archive that appears whole: a process that is killed leaves none half made."""
    from newsarchive.files.atomic import written_whole

    with suppress(ExistsError), written_whole(path) as part:  # unless another process is faster
        _ready_for_writing(part, wait, lambda _: None).close()


def _set_journal(database: Database) -> None:
    """Use a write-ahead log, unless the archive is on a disk that machines share."""
    shared = shared_file_system(database.path)
    if shared is None:
        database.run("PRAGMA journal_mode = WAL")
        return
    database.tell(
        f"{database.path} is on a disk that machines share ({shared}): use it from one at a time, "
        "or keep it on a disk of this machine"
    )
    # While others have the archive open, its journal mode stays.
    with suppress(BusyError):
        database.run("PRAGMA journal_mode = DELETE")


def _examine_header(path: Path, header: bytes | None) -> None:
    """Check the bytes themselves: SQLite must not even open the file of another program.

    Offsets as in https://www.sqlite.org/fileformat.html, section 1.3.
    """
    if header is None:
        raise ArchiveError(f"no archive at {path}; `newsarchive ingest FOLDER` makes one")
    if not header:
        raise ArchiveError(
            f"{path} is empty, not an archive; `newsarchive ingest FOLDER` makes it one"
        )
    if not header.startswith(_MAGIC):
        raise ArchiveError(f"{path} is not an archive, nor any SQLite file; name another file")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise ArchiveError(
            f"{path} is another program's SQLite file, not an archive; name another file"
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
    # Triggers, views, virtual tables, generated columns and indexes on expressions run code when an
    # archive is read. So every definition has to be exactly as newsarchive makes it.
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
    """Name → definition of everything in the file but statistics."""
    rows = database.rows("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema")
    return {
        str(name): f"{kind} {on} {bool(root)} {' '.join(str(sql).split())}"
        for kind, name, on, root, sql in rows
        # ANALYZE makes these; SQLite reserves their names.
        if not (str(name) in _STATISTICS and str(kind).startswith("table"))
    }


def digest_of(definitions: dict[str, str]) -> str:
    """A SHA-256 of definitions."""
    return sha256(repr(sorted(definitions.items())).encode()).hex()


def _kind(definition: str) -> str:
    return definition.partition(" ")[0]


def schema_made_by(number: int) -> dict[str, str]:
    """The definitions of an archive of this step, which the steps themselves make."""
    with closing(Temporary()) as fresh:
        for step, statements in schema.MIGRATIONS:
            if step <= number:
                for statement in statements:
                    fresh.run(statement, {"now": ""})
        return _definitions(fresh)
