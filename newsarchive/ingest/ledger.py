"""The files that a run does not read, or not whole, as items of its batches.

Problems are gathered file by file. The store decides which files are new, and the report names the
problems of those. This module must not know readers or the terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from newsarchive.ingest import kinds
from newsarchive.ingest.discover import PageFiles, Source
from newsarchive.ingest.events import Extracted, FileStarted, NoReader
from newsarchive.ingest.report import IngestReport
from newsarchive.model.article import Mistake, Problem
from newsarchive.model.kinds import UnreadState, storable
from newsarchive.model.record import ReadWarning
from newsarchive.model.unread import Unread

MOST = 10_000
"""Problems of one file that the report can name; further ones are counted."""
_OVERHEAD = 300
"""About how many bytes a problem takes beside its texts."""


class NotRead(NamedTuple):
    """A file that was not read, or not whole, as an item of a batch."""

    file: Unread
    problems: tuple[Problem, ...] = ()
    """What the report names if this is new, warnings too; at most `MOST`."""
    failed: int = 0
    """How many problems there were that are no warnings."""

    @property
    def size(self) -> int:
        """The bytes that it adds to a batch."""
        return sum(len(one.place) + len(one.reason) + _OVERHEAD for one in self.problems)

    @property
    def place(self) -> tuple[str, str]:
        """See `Extracted.place`."""
        return self.file.path, self.file.path


@dataclass(slots=True)
class _File:
    """What has come of the file that is being read."""

    path: str
    started: bool = False
    """Whether it could be opened."""
    records: int = 0
    unread: NoReader | None = None
    reason: str = ""
    """The first problem."""
    whole: bool = False
    """Whether that is the refusal of the whole file."""
    failed: int = 0
    problems: list[Problem] = field(default_factory=list)
    further_notes: int = 0
    """Warnings that are not among the problems."""

    def add(self, problem: Problem, where: str) -> None:
        """Add a problem at a place in the file, such as "line 2"; "" for the whole file."""
        if not isinstance(problem, ReadWarning):
            if not self.failed:
                self.reason = f"{where}: {problem.reason}" if where else problem.reason
                self.whole = self.started and not where and not isinstance(problem, Mistake)
            self.failed += 1
        elif len(self.problems) >= MOST:
            self.further_notes += 1
        if len(self.problems) < MOST:
            self.problems.append(problem)


class Gatherer:
    """Gathers what is not read of a file on disk, and of the files that are packed in it."""

    def __init__(self, source: Source, report: IngestReport) -> None:
        self._source = source
        self._report = report
        self._file = _File(source.name)
        self._seen: set[int] = set()
        """Hashes of the paths that were not read: a packed file may have a million of them."""

    def is_unread(self, path: str) -> bool:
        """Whether this path, as the store has it, is among those that were not read."""
        return hash(path) in self._seen

    def add(self, event: Problem | NoReader | Extracted | FileStarted) -> Iterator[NotRead]:
        """Take in an event; it may end the file before, which is yielded if it was not read."""
        match event:
            case FileStarted(path):
                yield from self._turn_to(path)
                self._file.started = True
            case Extracted():
                self._file.records += 1
            case NoReader():
                self._file.unread = event
                if self._source.named and not event.packed:
                    self._file.add(Problem(self._file.path, event.reason), "")
                else:
                    self._report.skip(event.kind, event.extra)
            case Problem():
                where = event.place.removeprefix(self._file.path)
                if where == event.place or where[:1] not in ("", " ", "#"):
                    where = ""
                    if f"{event.place}/".startswith(f"{self._source.name}/"):
                        yield from self._turn_to(event.place)  # a packed file, or all of them
                self._file.add(event, where.strip())

    def _turn_to(self, path: str) -> Iterator[NotRead]:
        if path != self._file.path:
            yield from self.end()
            self._file = _File(path)

    def end(self) -> Iterator[NotRead]:
        """The file that is being read, if it was not read whole."""
        file, self._file = self._file, _File("")
        if file.further_notes:
            file.problems.append(ReadWarning(file.path, f"{file.further_notes:,} further notes"))
        if file.unread is None and not file.failed:
            for warning in file.problems:
                self._report.flaw(warning)
        elif not self._source.name:
            self._report.add(file.problems, file.failed)
        else:
            yield NotRead(self._entry(file), tuple(file.problems), file.failed)

    def _entry(self, file: _File) -> Unread:
        path = storable(file.path)
        self._seen.add(hash(path))
        state: UnreadState = "failed" if file.records or not file.whole else "refused"
        kind, extra, reason = kinds.kind_of(path), None, file.reason
        if file.unread is not None:
            state, kind, extra = "unsupported", file.unread.kind, file.unread.extra
            reason = reason or file.unread.reason
        return Unread(
            path=path, file=self._source.name, size=self._source.size,
            mtime_ns=self._source.mtime_ns, state=state, kind=kind, extra=extra, reason=reason,
            problems=max(file.failed, 1),
        )  # fmt: skip


def not_written(source: Source, path: str, problems: Sequence[Problem]) -> NotRead:
    """A file that the archive could not hold, or a record of it."""
    failed = sum(not isinstance(one, ReadWarning) for one in problems)
    entry = Unread(
        path=path, file=source.name, size=source.size, mtime_ns=source.mtime_ns, state="failed",
        kind=kinds.kind_of(path), extra=None, reason=problems[0].reason, problems=failed,
    )  # fmt: skip
    return NotRead(entry, tuple(problems), failed)


def passed_over(problem: Problem) -> NotRead:
    """Something in a folder that is not read, or could not be looked at."""
    warning, saved = isinstance(problem, ReadWarning), isinstance(problem, PageFiles)
    entry = Unread(
        path=problem.place, file=problem.place, size=None, mtime_ns=None,
        state="passed over" if warning else "failed",
        kind=kinds.FOLDER if saved else kinds.SPECIAL, extra=None, reason=problem.reason,
        problems=1,
    )  # fmt: skip
    return NotRead(entry, () if saved else (problem,), 0 if warning else 1)
