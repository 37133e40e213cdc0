"""Files → records → store, in batches that are committed as they go.

Whatever happens in between (an error, Ctrl-C, a power cut) loses at most one batch, and the next
run goes on from there: it recognises archived files by path, size and time, and others by content.
This module decides what is read, counted and committed; `extract` reads files, and `schedule`
chooses the process. It must not know engines or the terminal.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence, Set
from contextlib import closing
from dataclasses import dataclass
from operator import attrgetter
from typing import BinaryIO, ClassVar

from newsarchive.ingest import discover
from newsarchive.ingest.batches import batches
from newsarchive.ingest.choose import is_export
from newsarchive.ingest.discover import Source
from newsarchive.ingest.exports import import_exports
from newsarchive.ingest.extract import Event, Extracted, FileEnded, FileStarted, NoReader
from newsarchive.ingest.report import IngestReport
from newsarchive.ingest.schedule import Scheduler
from newsarchive.model.article import Problem
from newsarchive.model.progress import Advance, Progress
from newsarchive.model.record import flaw_of
from newsarchive.parallel.processes import uncollected
from newsarchive.readers.plugins import Plugins
from newsarchive.readers.record import NO_OPTIONS, ReadOptions
from newsarchive.store import Fingerprint, Outcome, Store

_FINGERPRINTS = 2000
"""Files whose fingerprints are looked up at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a run goes."""

    read: ReadOptions = NO_OPTIONS
    jobs: int = 1
    """Processes that read files, if there are enough bytes to be worth it."""
    follow: bool = False
    """Whether links that lead out of a folder are followed."""
    advance: Advance | None = None


@dataclass(frozen=True, slots=True)
class _ReadFile:
    """A file of which every record was read."""

    source: Source
    records: int
    size: ClassVar[int] = 0
    """The bytes that it adds to a batch."""

    @property
    def place(self) -> tuple[str, str]:
        """See `Extracted.place`."""
        return self.source.name, self.source.name


_File = tuple[Source, int | None]
"""A file, and how many records it has if it is as it was when it was archived."""


def sources(
    paths: Iterable[str | os.PathLike[str]],
    stdin: BinaryIO | None,
    report: IngestReport,
    options: RunOptions,
) -> list[Source]:
    """The files at the paths; problems with paths go into the report."""
    files: list[Source] = []
    for found in discover.find(paths, stdin, follow=options.follow):
        if isinstance(found, Source):
            files.append(found)
        else:
            report.flaw(found)
    return files


def archive_files(
    store: Store, sources: Sequence[Source], report: IngestReport, options: RunOptions
) -> None:
    """Archive the records of the files and count them in `report`.

    Exports of an archive are imported before all others. Raises ArchiveError, BusyError.
    """
    with store.writer("ingest"), uncollected():
        files = list(zip(sources, _known(store, sources), strict=True))
        exports = [source for source, known in files if known is None and is_export(source)]
        exports = [] if options.read.columns else exports
        if exports:
            import_exports(store, exports, report, options.advance)
            files = [file for file in files if file[0] not in exports]
            if not files:
                return
        refused: set[str] = set()
        """The files of which a record could not be written."""

        def put(part: Sequence[Extracted | _ReadFile]) -> list[Outcome]:
            outcomes = store.put_all([item.record for item in part if isinstance(item, Extracted)])
            store.set_fingerprints(_fingerprints(part, refused))
            return outcomes

        with closing(_Run(files, report, options).items()) as items:
            for batch in batches(items, attrgetter("size")):
                for part, done in store.write("ingest", batch, put):
                    if isinstance(done, Exception):
                        place, file = part[0].place
                        report.flaw(flaw_of(place, done))
                        refused.add(file)
                    else:  # counted only now, when they are committed
                        for outcome in done:
                            report.count(outcome)
        with store.changing("settle"):
            settlement = store.settle()
        report.settled, report.unsettled = settlement.settled, settlement.unsettled


def _known(store: Store, sources: Sequence[Source]) -> Iterator[int | None]:
    """How many records each file has, if it is as it was when it was archived."""
    for start in range(0, len(sources), _FINGERPRINTS):
        some = sources[start : start + _FINGERPRINTS]
        fingerprints = store.fingerprints(source.name for source in some if source.name)
        for source in some:
            known = fingerprints.get(source.name)
            same = known and (known.size, known.mtime_ns) == (source.size, source.mtime_ns)
            yield known.records if known and same else None


def _fingerprints(
    batch: Sequence[Extracted | _ReadFile], refused: Set[str]
) -> dict[str, Fingerprint]:
    return {
        item.source.name: Fingerprint(item.source.size, item.source.mtime_ns, item.records)
        for item in batch
        if isinstance(item, _ReadFile)
        and item.source.size is not None
        and item.source.mtime_ns is not None
        and not any(f"{file}/".startswith(f"{item.source.name}/") for file in refused)
    }


class _Run:
    """The reading of a run. Problems go into the report."""

    def __init__(self, files: Sequence[_File], report: IngestReport, options: RunOptions) -> None:
        self._files = files
        self._report = report
        self._options = options
        self._started = 0
        self._position = 0
        self._plugins = Plugins.load()
        for problem in self._plugins.unloaded:
            report.flaw(problem)

    def items(self) -> Generator[Extracted | _ReadFile]:
        """The records of all files; after those of a file that was read whole, the file."""
        total = sum(source.size or 0 for source, _ in self._files)
        unread = [source for source, known in self._files if known is None]
        before = articles = 0
        read, jobs = self._options.read, self._options.jobs
        with Scheduler(unread, read, self._plugins, jobs) as scheduler:
            for number, (source, known) in enumerate(self._files):
                if known is not None:
                    self._report.unchanged += known
                    articles += known
                else:
                    for event in scheduler.events():
                        if isinstance(event, Extracted):
                            articles += 1
                            if articles % 200 == 0 and source.size:
                                position = before + min(event.position, source.size)
                                self._advance(position, total, articles, number)
                            yield event
                        elif isinstance(event, FileEnded):
                            if event.records is not None:
                                yield _ReadFile(source, event.records)
                        elif not self._goes_on(event):
                            return
                before += source.size or 0
                self._advance(before, total, articles, number + 1)

    def _advance(self, position: int, total: int, articles: int, files: int) -> None:
        if self._options.advance:
            # Positions within a zip jump back, as its files are read in the order of their names.
            self._position = max(position, self._position)
            count = len(self._files)
            done = Progress("reading", self._position, total, articles, files, count)
            self._options.advance(done)

    def _goes_on(self, event: Event) -> bool:
        """Note a problem or the start of a file; whether the run goes on."""
        match event:
            case Problem():
                self._report.flaw(event)
            case NoReader(extra=None):
                self._report.unsupported += 1
            case NoReader(str(extra)):
                self._report.needs[extra] = self._report.needs.get(extra, 0) + 1
            case FileStarted(path):
                self._started += 1
                most = self._options.read.limits.files
                if self._started > most:
                    reason = f"more than {most:,} files in one run: --max-files raises this limit"
                    self._report.flaw(Problem(path, f"{reason}, and another run goes on from here"))
                    return False
        return True
