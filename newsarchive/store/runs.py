"""Runs: the work of one command on the archive, which others are to know of, and their log.

A run has a note of its process while it lasts, for others that meet its lock, and a row of the log
that stays; both begin in one transaction, and end in one. So a run that was killed is on record,
without an end. It makes no revision: the index has nothing to follow. This module must not know
what the work is.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

from newsarchive.model import clock
from newsarchive.model.errors import ArchiveError, BusyError, DamagedError
from newsarchive.model.kinds import storable
from newsarchive.model.pastrun import LatestRuns, PastRun, State
from newsarchive.store import writer
from newsarchive.store.columns import TABLES, Row, fits
from newsarchive.store.database import Database
from newsarchive.store.disk import shared_file_system

KEPT = 10_000
"""The latest runs stay on record."""
_HIGHEST = 2**31 - 1
"""The highest number that a run can have."""
_PAUSE = 0.1
"""Seconds between two looks whether another process has ended."""
_NAMES = tuple(TABLES["run"])
_SELECT = f"SELECT {', '.join(_NAMES)} FROM run "  # noqa: S608 - ours
_INSERT = (
    f"INSERT OR REPLACE INTO run ({', '.join(_NAMES)}) "  # noqa: S608 - ours
    f"VALUES ({', '.join('?' * len(_NAMES))})"
)


class Entry:
    """The record of a run, for its command to fill in."""

    def __init__(self) -> None:
        self.counts: Mapping[str, int] = {}
        """What it did; what is 0 is left out."""
        self.problems = 0


@contextmanager
def running(
    database: Database,
    command: str,
    *,
    inbox: str | None = None,
    log: bool = True,
    since: float | None = None,
) -> Iterator[Entry]:
    """For the length of a run, name this process to others that meet its lock, and log it.

    Notes of processes that have ended go. Of an `inbox` only one run is at work at a time. `since`:
    when it began, if that was before, by `time.monotonic`. Raises BusyError if another process is
    reading the inbox after the time that others are waited for.
    """
    database.run("PRAGMA cache_size = -65536")  # KiB: its indexes are written all over
    # The log is folded into the archive after the commit with which it has this many pages (32 MiB
    # in a new archive), so it never holds more than these and one batch.
    database.run("PRAGMA wal_autocheckpoint = 4096")
    database.run("PRAGMA journal_size_limit = 33554432")
    began, own = time.monotonic(), writer.identity()
    run = _Beginning(database, own, command, inbox, began if since is None else since, log=log)
    while other := run.busy():
        if time.monotonic() >= began + database.wait:
            raise BusyError(f"{other} is at work on this; try again when it is done")
        time.sleep(_PAUSE)
    entry, state = Entry(), "interrupted"
    try:
        yield entry
        state = "done"
    except Exception:
        state = "failed"
        raise
    finally:
        # A note that stays behind does no harm: the next run removes it.
        with suppress(ArchiveError), database.transaction():
            run.end(state, entry)


class _Beginning:
    """The transactions in which a run begins and ends."""

    def __init__(
        self,
        database: Database,
        own: tuple[int, str],
        command: str,
        inbox: str | None,
        since: float,
        *,
        log: bool,
    ) -> None:
        self.database, self.own, self.command = database, own, command
        self.inbox, self.since, self.log = inbox, since, log
        self.number = 0

    def busy(self) -> str:
        """Begin; or, if another process is reading the inbox, only return which."""
        what = self.command if self.inbox is None else f"{self.command} --inbox {self.inbox}"
        database = self.database
        with database.transaction():
            notes: list[Row] = []
            with suppress(DamagedError):
                notes += database.rows(writer.SELECT)
            if self.inbox is not None:
                shared = shared_file_system(database.path) is not None
                if other := writer.doing(what, notes, shared=shared):
                    return other
            for outdated in writer.outdated(notes):
                database.run(writer.DELETE, outdated)
            database.run(writer.INSERT, (*self.own, storable(what), clock.stamp()))
            if self.log:
                self._record()
        return ""

    def _record(self) -> None:
        # A number may be forged or damaged; the log is no reason to refuse a run.
        select = "SELECT coalesce(max(number), 0) FROM run WHERE number BETWEEN 1 AND ?"
        self.number = 1 + self.database.one(select, (_HIGHEST - 1,))[0]
        began = clock.now() - dt.timedelta(seconds=time.monotonic() - self.since)
        inbox = None if self.inbox is None else storable(self.inbox)
        row = (self.number, self.command, inbox, f"{began:%Y-%m-%dT%H:%M:%SZ}")
        self.database.run(_INSERT, (*row, None, None, None, "{}", 0, who(), self.own[0]))
        self.database.run("DELETE FROM run WHERE number <= ?", (self.number - KEPT,))

    def end(self, state: str, entry: Entry) -> None:
        """Remove the note, and complete the record."""
        self.database.run(writer.DELETE, self.own)
        if self.log:
            counts = {name: count for name, count in entry.counts.items() if count}
            took = round((time.monotonic() - self.since) * 1000)
            self.database.run(
                "UPDATE run SET ended = ?, milliseconds = ?, state = ?, counts = ?, problems = ? "
                "WHERE number = ?",
                (clock.stamp(), took, state, json.dumps(counts), entry.problems, self.number),
            )


def who() -> str:
    """The user and the machine of this process."""
    import getpass

    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody has a name for the number: in a container
        user = str(os.getuid()) if hasattr(os, "getuid") else "?"
    return storable(f"{user}@{writer.identity()[1]}")


def listed(database: Database, where: str = "", *parameters: object) -> Iterator[PastRun]:
    """The runs on record, latest first. Those with impossible values are left out."""
    for row in database.rows(f"{_SELECT}{where} ORDER BY number DESC", parameters):
        if (run := _run(row)) is not None:
            yield run


def of_inbox(database: Database, inbox: str) -> Iterator[PastRun]:
    """The runs of an inbox, latest first."""
    return listed(database, "WHERE inbox = ?", storable(inbox))


def latest(database: Database) -> LatestRuns:
    """The latest run and the latest success, of all runs and of each inbox.

    There are none where the log is damaged.
    """
    try:
        return _latest_of_all(database)
    except DamagedError:
        return LatestRuns()


def _latest_of_all(database: Database) -> LatestRuns:
    rows = database.rows("SELECT DISTINCT inbox FROM run WHERE inbox IS NOT NULL ORDER BY inbox")
    inboxes = {inbox: _latest(database, "WHERE inbox = ?", inbox) for (inbox,) in list(rows)}
    whole = _latest(database, "WHERE 1")
    return LatestRuns(last_run=whole.last_run, last_success=whole.last_success, inboxes=inboxes)


def _latest(database: Database, where: str, *parameters: object) -> LatestRuns:
    done = next(listed(database, f"{where} AND state = 'done'", *parameters), None)
    return LatestRuns(
        last_run=next(listed(database, where, *parameters), None),
        last_success=None if done is None else done.ended,
    )


def rows(database: Database) -> Iterator[Row]:
    """The rows of the log as they are, but for those with impossible values."""
    return (row for row in database.rows(_SELECT) if _run(row) is not None)


def take_over(database: Database, found: Iterable[Row]) -> None:
    """Put the rows of another archive's log into this one."""
    database.run_many(_INSERT, found)


def _run(row: Row) -> PastRun | None:
    if not fits(row, "run", " ".join(_NAMES)):
        return None
    found = dict(zip(_NAMES, row, strict=True))
    counts = json.loads(found["counts"])
    if not isinstance(counts, dict) or any(type(count) is not int for count in counts.values()):
        return None
    took = found["milliseconds"]
    return PastRun(
        number=found["number"], command=found["command"], inbox=found["inbox"],
        began=found["began"], ended=found["ended"], seconds=None if took is None else took / 1000,
        state=found["state"] or _unfinished(found), counts=counts, problems=found["problems"],
        who=found["who"],
    )  # fmt: skip


def _unfinished(found: Mapping[str, str]) -> State:
    note = (found["pid"], found["who"].rpartition("@")[2], found["command"], found["began"])
    return "running" if writer.is_at_work(note) else "not finished"
