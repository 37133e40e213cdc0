"""One connection to the SQLite file: opened safely, written durably, with errors of our own.

All statements go through `run`, `row`, `rows` and their kin, and no sqlite3 error leaves this
module. It must not know what is in the file, except the notes that name the process with the lock.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import Self, cast

from newsarchive.model.deadline import UNLIMITED, Deadline, DeadlineError
from newsarchive.model.errors import ArchiveError, BusyError
from newsarchive.store.columns import Row
from newsarchive.store.disk import identity_of, shared_file_system, state_of, uri_of
from newsarchive.store.sqlite_errors import RAISED, ChangedError, explained

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
    # An error while SQLite reads a mapped page is a signal, which ends the process. Without mapped
    # pages it is an error that can be reported.
    "PRAGMA mmap_size = 0",
    # Articles are read from all over the file (KiB; none is taken before it is needed).
    "PRAGMA cache_size = -16384",
)
_PATIENCE = 0.5
"""Seconds of waiting before the message that names the other process."""
_PAUSE = 0.02
"""Seconds between two attempts: a process that writes many batches leaves short gaps."""
_STEPS = 10_000
"""Steps of SQLite's own, together about a millisecond, between two looks at a deadline."""
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


_LIMITS = {
    # No archive of ours needs more, and a forged one cannot ask for more.
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

    A statement waits `wait` seconds for another process's lock, then it raises BusyError. `tell` is
    called with messages for the user. Every method may raise ArchiveError: DamagedError if a part
    of the file is corrupted; CannotWriteError; ChangedError if another process changes a file that
    is read without locks.
    """

    def __init__(
        self, path: Path, access: Access, *, wait: float, tell: Tell = lambda _: None
    ) -> None:
        self.path = path
        self.tell = tell
        self.wait = wait
        """Seconds to wait for another process's lock."""
        still = access in (Access.STILL, Access.STILL_WITH_LOG)
        self._unchanged = state_of(path) if still else None
        self._writes = access is Access.WRITE
        self._reading = set[sqlite3.Cursor]()
        """Cursors that read rows. From Python 3.12 on, one that an exception on its way still holds
        would keep the file and its log open when the connection is closed."""
        try:
            self._connection = sqlite3.connect(
                f"{uri_of(path)}?{access.value}",
                uri=True,
                timeout=wait,
                isolation_level=None,
            )
        except sqlite3.Error as error:
            raise self._explain(error) from error
        self._file = identity_of(path)
        with self.closed_on_error():
            if access is Access.STILL_WITH_LOG:
                # SQLite keeps the index of the log in its own memory then, not in a file. This has
                # to come first: other pragmas look into the file.
                self.run("PRAGMA locking_mode = EXCLUSIVE")
            self._guard()
            if access is not Access.WRITE:
                self.run("PRAGMA query_only = ON")
                self.run("PRAGMA temp_store = MEMORY")  # reading needs no room on any disk

    def _guard(self) -> None:
        for limit, most in _LIMITS.items():
            self._connection.setlimit(limit, most)
        for pragma in _SAFEGUARDS:
            self.run(pragma)

    def close(self) -> None:
        """Close the file, and fold the log into it.

        SQLite does that only for the last process to close, so one that wrote does it before, as
        far as others are not in the middle of reading.
        """
        try:
            for cursor in list(self._reading):
                cursor.close()
            if self._writes:
                with suppress(sqlite3.Error):  # what stays in the log is as safe as before
                    self._connection.execute("PRAGMA busy_timeout = 0")
                    self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._connection.close()
        except sqlite3.Error as error:
            raise self._explain(error) from error

    @contextmanager
    def closed_on_error(self) -> Iterator[Self]:
        """Close the file if anything is raised within."""
        try:
            yield self
        except BaseException:
            self.close()
            raise

    def copy_to(
        self, other: Path | Database, advance: Callable[[int, int], None] | None = None
    ) -> None:
        """Write all that is committed into another file, or database.

        `advance` is called with the number of pages written, and of all pages. If others may write
        meanwhile, call this within `snapshot`.
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
                user = self._writer()
                raise BusyError(f"{self.path} is being used by {user}; try again when it is done")

        until = time.monotonic() + wait
        try:
            with closing(sqlite3.connect(path)) as source:
                source.backup(self._connection, progress=give_up, sleep=0.05)
        except sqlite3.Error as error:
            raise self._explain(error) from error

    def vacuum(self) -> None:
        """Write the file anew without the room that nothing takes up, and empty the log."""
        # SQLite attaches the new file to the connection.
        none = self._connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 1)
        try:
            self.run("VACUUM")
        finally:
            self._connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, none)
        self.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def run(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> None:
        """Execute a statement."""
        self._execute(sql, parameters)

    def run_many(self, sql: str, parameters: Iterable[Sequence[object]]) -> None:
        """Execute a statement once for each set of parameters."""
        try:
            self._connection.executemany(sql, parameters)
        except RAISED as error:
            raise self._explain(error) from error

    def insert(self, sql: str, parameters: Sequence[object]) -> int:
        """Execute an INSERT of one row; the integer key that it was given."""
        return cast("int", self._execute(sql, parameters).lastrowid)

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """The first row of the answer, or None."""
        try:
            cursor = self._connection.execute(sql, parameters)
            try:
                row: Row | None = cursor.fetchone()
            finally:
                cursor.close()  # the statement is not at its end
        except RAISED as error:
            raise self._explain(error) from error
        self._ensure_unchanged()
        return row

    def one(self, sql: str, parameters: Sequence[object] = ()) -> Row:
        """The row of an answer that always has one."""
        row = self.row(sql, parameters)
        if row is None:
            raise ArchiveError(f"{self.path} is damaged: a row is missing; restore a copy")
        return row

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of the answer, as they are read from the file."""
        cursor = self._execute(sql, parameters)
        self._reading.add(cursor)
        try:
            # Not `yield from`: that closes the cursor when the caller stops early, which fails if
            # the connection was closed before.
            for row in cursor:  # noqa: UP028
                yield row
        except RAISED as error:
            cursor.close()  # the error holds it, and it would hold the file
            raise self._explain(error) from error
        finally:
            self._reading.discard(cursor)
        self._ensure_unchanged()

    def _execute(
        self, sql: str, parameters: Sequence[object] | dict[str, object]
    ) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql, parameters)
        except RAISED as error:
            raise self._explain(error) from error

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """All writes within take effect, or, on any exception and without `keep`, none does."""
        self._begin()
        try:
            yield
            if keep:
                self.ensure_there()
            self.run("COMMIT" if keep else "ROLLBACK")
        except BaseException:
            # The first error counts; SQLite may already have rolled back by itself.
            with suppress(sqlite3.Error):
                self._connection.rollback()
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads within see one state, whatever others write meanwhile."""
        self.run("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                self._connection.rollback()

    def ended_by(self, deadline: Deadline | None) -> AbstractContextManager[None]:
        """Reads within raise DeadlineError once the time is up."""
        return UNLIMITED if deadline is None else self._ended_by(deadline)

    @contextmanager
    def _ended_by(self, deadline: Deadline) -> Iterator[None]:
        self._connection.set_progress_handler(deadline.passed, _STEPS)
        try:
            yield
        except DeadlineError:
            deadline.ended = True
            raise
        finally:
            self._connection.set_progress_handler(None, 0)

    def _begin(self) -> None:
        """Wait for the lock, and say so: SQLite's own waiting is silent."""
        begun = time.monotonic()
        reported = False
        self.run("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    self.run("BEGIN IMMEDIATE")
                except BusyError:
                    waited = time.monotonic() - begun
                    if waited >= self.wait:
                        raise
                    if waited >= _PATIENCE and not reported:
                        reported = True
                        self.tell(
                            f"{self.path} is being written by {self._writer()}; waiting up to "
                            f"{self.wait:g} s"
                        )
                    time.sleep(_PAUSE)
                else:
                    return
        finally:
            self.run(f"PRAGMA busy_timeout = {int(self.wait * 1000)}")

    def ensure_there(self) -> None:
        """Raises ArchiveError if the file at this path is no longer the one that is open.

        SQLite would go on writing into a file without a name, and all of it would be lost.
        """
        if self._file is not None and identity_of(self.path) != self._file:
            raise ArchiveError(
                f"{self.path} was removed or replaced while it was being written; what was "
                "archived went with it, run the same command again"
            )

    def _ensure_unchanged(self) -> None:
        """Raises ChangedError if an archive that is read without locks was changed."""
        if self._unchanged is not None and state_of(self.path) != self._unchanged:
            raise ChangedError(
                f"{self.path} was changed by another process while it was read; run the same "
                "command again"
            )

    def _explain(
        self, error: sqlite3.Error | OverflowError, written: Path | None = None
    ) -> Exception:
        """The error to raise in place of SQLite's; `written` is another file that was written."""
        try:
            self._ensure_unchanged()
        except ChangedError as changed:
            return changed
        return explained(error, self.path, written or self.path, self._writer)

    def _writer(self) -> str:
        """The process that holds the lock, as far as its note says."""
        from newsarchive.store import writer

        try:
            noted = self._connection.execute(writer.SELECT).fetchall()
        except sqlite3.Error:
            noted = []
        return writer.described(noted, shared=shared_file_system(self.path) is not None)


class Temporary(Database):
    """A copy of an archive in memory, or in a file that has no name: nothing of it ever stays.

    `path` is the archive that it stands for.
    """

    def __init__(
        self,
        path: Path = Path("a temporary copy"),
        *,
        on_disk: bool = False,
        tell: Tell = lambda _: None,
    ) -> None:
        self.path = path
        self.tell = tell
        self.wait = 0.0
        self._file = self._unchanged = None
        self._writes = False
        self._reading = set()
        self._connection = sqlite3.connect("" if on_disk else ":memory:", isolation_level=None)
        if on_disk:
            self._guard()
