"""One connection to the SQLite file, and the one boundary where SQLite's errors become ours.

Knows how the file is opened safely and durably, and nothing of what is in it, except whom a lock
is to be blamed on. Statements go through `run`, `row`, `rows` and their kin, and no sqlite3 error
leaves this module.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import Any, cast

from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.model.errors import ArchiveError, BusyError, DamagedError, RefusedError
from newsarchive.store.networks import shared_file_system
from newsarchive.store.ondisk import identity_of, is_full, no_room, state_of

Row = tuple[Any, ...]
_PAGES = 2048
"""Pages copied at a time: 8 MiB."""

_SAFEGUARDS = (
    # An archive may come from anybody: its schema may call no function that has side effects, and
    # a damaged page is noticed before it is used.
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA foreign_keys = ON",
    # With NORMAL a commit in WAL mode can be undone by a power failure. What was reported as
    # archived must stay, so each commit waits for the disk; a run commits in large batches, which
    # makes that cheap. fullfsync says the same to macOS, where fsync alone does not wait.
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    # An error while a mapped page is read would be a signal, which ends the process; one while it
    # is read in the common way is an error that can be told.
    "PRAGMA mmap_size = 0",
    # Articles are read from all over the file (KiB; none is taken before it is needed).
    "PRAGMA cache_size = -16384",
)
_PATIENCE = 0.5
"""Seconds of waiting before the person is told for whom."""
_PAUSE = 0.02
"""Seconds between two attempts: who writes batch after batch leaves short gaps."""
_STEPS = 10_000
"""Steps of SQLite's own, together about a millisecond, between two looks at a deadline."""
_REFUSING = (
    sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_RANGE
)  # fmt: skip
_NOT_OURS = ("malformed JSON", "integer overflow")
"""What SQLite says of values that no newsarchive writes."""
_READING = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ)

_REFUSED = (sqlite3.Error, OverflowError)
"""What a statement can raise; an OverflowError is of a number that SQLite has no room for."""

Tell = Callable[[str], None]


class Access(Enum):
    """How a file is opened, with the parameters of SQLite's that say so."""

    WRITE = "mode=rw"
    READ = "mode=rw&cache=private"
    """No statement can change anything, but the last process to close folds the write-ahead log
    into the file, as the file alone is a backup, and what a dead process had begun is undone."""
    LOOK = "mode=ro"
    """The file stays as it is; SQLite's files beside it are used."""
    STILL = "mode=ro&immutable=1"
    """Nothing is locked nor written, and what lies beside the file is not looked at."""
    STILL_WITH_LOG = f"mode=ro&vfs={'win32' if sys.platform == 'win32' else 'unix'}-none"
    """Nothing is locked nor written, and the write-ahead log belongs to what is read.

    It must have commits in it: SQLite deletes one that has none.
    """


class CannotWriteError(ArchiveError):
    """SQLite had to write, if only beside the archive, and could not."""


class ChangedError(ArchiveError):
    """What should have stayed as it is while it was read has changed."""


_LIMITS = {
    # What an archive of ours never needs, so that one of somebody else's cannot ask for it.
    sqlite3.SQLITE_LIMIT_LENGTH: 768 * 1024 * 1024,  # of a value or a row
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 10,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000,
}


class Database:
    """A connection to a file that exists.

    `wait` is how long, in seconds, a statement waits for another process's lock before it raises
    BusyError; `tell` is called with what a person should know meanwhile. Everything here raises
    ArchiveError with a sentence about what SQLite complained of: DamagedError, if a part of the
    file is not as it was written; CannotWriteError; ChangedError, if another process changes what
    is read without locks.
    """

    def __init__(
        self, path: Path, access: Access, *, wait: float, tell: Tell = lambda _: None
    ) -> None:
        self.path = path
        self.tell = tell
        self._wait = wait
        still = access in (Access.STILL, Access.STILL_WITH_LOG)
        self._unchanged = state_of(path) if still else None
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?{access.value}",
                uri=True,
                timeout=wait,
                isolation_level=None,
            )
        except sqlite3.Error as error:
            raise self._explain(error) from error
        self._file = identity_of(path)
        try:
            if access is Access.STILL_WITH_LOG:
                # SQLite keeps the index of the log in its own memory then, not in a file. This has
                # to come first: other pragmas look into the file.
                self.run("PRAGMA locking_mode = EXCLUSIVE")
            self._guard()
            if access is not Access.WRITE:
                self.run("PRAGMA query_only = ON")
                self.run("PRAGMA temp_store = MEMORY")  # reading needs no room on any disk
        except BaseException:
            self._connection.close()
            raise

    def _guard(self) -> None:
        for limit, most in _LIMITS.items():
            self._connection.setlimit(limit, most)
        for pragma in _SAFEGUARDS:
            self.run(pragma)

    def close(self) -> None:
        """Let go of the file. The last process to do so folds the write-ahead log into it.

        Unless it could only look.
        """
        try:
            self._connection.close()
        except sqlite3.Error as error:
            raise self._explain(error) from error

    def copy_to(
        self, other: Path | Database, advance: Callable[[int, int], None] | None = None
    ) -> None:
        """Write all that is committed into another file, or database.

        `advance` is told how many pages are written, and of how many. If others may write
        meanwhile, this belongs within `snapshot`.
        """
        try:
            if isinstance(other, Database):
                self._connection.backup(other._connection)  # noqa: SLF001 - of our own kind
            else:
                # Not VACUUM INTO, which a connection that may change nothing is not allowed either.
                with closing(sqlite3.connect(other)) as copy:
                    self._connection.backup(
                        copy,
                        pages=_PAGES,
                        progress=lambda _, left, all_: advance and advance(all_ - left, all_),
                    )
        except sqlite3.Error as error:
            raise self._explain(error, other if isinstance(other, Path) else other.path) from error
        self._ensure_unchanged()

    def become(self, path: Path, wait: float) -> None:
        """Replace all that is in the file by what is in another, in one transaction."""

        def give_up(status: int, _left: int, _all: int) -> None:
            # Python itself would try again without end.
            if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
                raise BusyError(
                    f"{self.path} is being used by {self._writer()}; try again when it is done"
                )

        until = time.monotonic() + wait
        try:
            with closing(sqlite3.connect(path)) as source:
                source.backup(self._connection, progress=give_up, sleep=0.05)
        except sqlite3.Error as error:
            raise self._explain(error) from error

    def run(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> None:
        """Execute a statement."""
        try:
            self._connection.execute(sql, parameters)
        except _REFUSED as error:
            raise self._explain(error) from error

    def run_many(self, sql: str, parameters: Iterable[Sequence[object]]) -> None:
        """Execute a statement once for each set of parameters."""
        try:
            self._connection.executemany(sql, parameters)
        except _REFUSED as error:
            raise self._explain(error) from error

    def insert(self, sql: str, parameters: Sequence[object]) -> int:
        """Execute an INSERT of one row; the integer key that it was given."""
        try:
            key = self._connection.execute(sql, parameters).lastrowid
        except _REFUSED as error:
            raise self._explain(error) from error
        return cast("int", key)

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """The first row of the answer, or None."""
        try:
            row = self._connection.execute(sql, parameters).fetchone()
        except _REFUSED as error:
            raise self._explain(error) from error
        self._ensure_unchanged()
        return cast("Row | None", row)

    def one(self, sql: str, parameters: Sequence[object] = ()) -> Row:
        """The row of an answer that always has one."""
        row = self.row(sql, parameters)
        if row is None:
            raise ArchiveError(f"{self.path} is damaged: a row is missing; restore a copy")
        return row

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of the answer, as they are read from the file."""
        try:
            # Not `yield from`: that closes the cursor when the caller stops early, which fails if
            # the connection was closed before.
            for row in self._connection.execute(sql, parameters):  # noqa: UP028
                yield row
        except _REFUSED as error:
            raise self._explain(error) from error
        self._ensure_unchanged()

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """All that is written within takes effect together, or, on any exception, not at all.

        Nor does it without `keep`.
        """
        self._begin()
        try:
            yield
            if keep:
                self.ensure_there()
            self.run("COMMIT" if keep else "ROLLBACK")
        except BaseException:
            # What went wrong is the news; SQLite may already have rolled back by itself.
            with suppress(sqlite3.Error):
                self._connection.rollback()
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read within is of one moment, whatever others write meanwhile."""
        self.run("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                self._connection.rollback()

    @contextmanager
    def ended_by(self, deadline: Deadline | None) -> Iterator[None]:
        """What is read within ends when the time is up: then it raises DeadlineError."""
        if deadline is None:
            yield
            return
        self._connection.set_progress_handler(deadline.passed, _STEPS)
        try:
            yield
        except DeadlineError:
            deadline.ended = True
            raise
        finally:
            self._connection.set_progress_handler(None, 0)

    def _begin(self) -> None:
        """Wait for the lock, and say so; SQLite's own waiting would be silent."""
        begun = time.monotonic()
        told = False
        self.run("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    self.run("BEGIN IMMEDIATE")
                except BusyError:
                    waited = time.monotonic() - begun
                    if waited >= self._wait:
                        raise
                    if waited >= _PATIENCE and not told:
                        told = True
                        self.tell(
                            f"{self.path} is being written by {self._writer()}; waiting up to "
                            f"{self._wait:g} s"
                        )
                    time.sleep(_PAUSE)
                else:
                    return
        finally:
            self.run(f"PRAGMA busy_timeout = {int(self._wait * 1000)}")

    def ensure_there(self) -> None:
        """Raises ArchiveError if what is being written is no longer the file at this path.

        SQLite would write on into a file that has no name any more, and all of it would be lost.
        """
        if self._file is not None and identity_of(self.path) != self._file:
            raise ArchiveError(
                f"{self.path} was removed or replaced while it was being written; what was "
                "archived went with it, run the same command again"
            )

    def _ensure_unchanged(self) -> None:
        """Raises ChangedError if what is read without locks is not as it was."""
        if self._unchanged is not None and state_of(self.path) != self._unchanged:
            raise ChangedError(
                f"{self.path} was changed by another process while it was read; run the same "
                "command again"
            )

    def _explain(
        self, error: sqlite3.Error | OverflowError, written: Path | None = None
    ) -> Exception:
        """What an error means for the person at the terminal: an ArchiveError.

        `written` is what was being written, if that is another file. What was ended by its deadline
        has no error; who ended it knows.
        """
        try:
            self._ensure_unchanged()
        except ChangedError as changed:
            return changed
        path, written = self.path, written or self.path
        # Extended codes keep the kind of error in their lowest byte; errors that the Python module
        # raises by itself have no code.
        code = getattr(error, "sqlite_errorcode", 0)
        if code == 0 and str(error).startswith("Could not decode to UTF-8"):
            return DamagedError(f"{path} is damaged: a text in it is not UTF-8; restore a copy")
        if isinstance(error, OverflowError) or str(error) in _NOT_OURS:
            return DamagedError(f"{path} is damaged: a value in it cannot be right ({error})")
        match code & 0xFF:
            case kind if kind in _REFUSING or str(error).startswith("Error binding parameter"):
                return RefusedError(f"{path} cannot hold a value of it: {error}")
            case sqlite3.SQLITE_INTERRUPT:
                return DeadlineError()
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return BusyError(
                    f"{path} is being written by {self._writer()}; try again when it is done"
                )
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

    def _writer(self) -> str:
        """Who holds the lock, as far as that was noted."""
        from newsarchive.store import writer

        try:
            noted = self._connection.execute(writer.SELECT).fetchall()
        except sqlite3.Error:
            noted = []
        return writer.described(noted, shared=shared_file_system(self.path) is not None)


def read_only(path: Path) -> str:
    """What to tell who wants to change an archive and may not."""
    return (
        f"{path} is read-only; to change it you need to be allowed to write to it and to its folder"
    )
