"""Files → records → store, in batches that are committed as they go.

Whatever happens in between (an error, Ctrl-C, a power cut) loses at most one batch, and the next
run goes on from there: it recognises archived files by path, size and time, and others by content.
This module decides what is read, counted and committed; `extract` reads files, and `schedule`
chooses the process. It must not know engines or the terminal.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from newsarchive.ingest import discover, kinds
from newsarchive.ingest.batches import batches
from newsarchive.ingest.discover import Source
from newsarchive.ingest.events import Extracted, FileEnded, FileStarted
from newsarchive.ingest.ledger import Gatherer, NotRead, not_written, passed_over
from newsarchive.ingest.report import IngestReport
from newsarchive.ingest.selection import Selection
from newsarchive.model.article import Article, Problem
from newsarchive.model.deadline import Deadline
from newsarchive.model.errors import ArchiveError, BusyError
from newsarchive.model.progress import Advance, Progress
from newsarchive.model.record import flaw_of
from newsarchive.parallel.processes import uncollected
from newsarchive.readers.record import NO_OPTIONS, ReadOptions
from newsarchive.store import Fingerprint, Outcome, Settlement, Store

if TYPE_CHECKING:
    from newsarchive.ingest.beside import File
    from newsarchive.ingest.schedule import Scheduler
    from newsarchive.store.dictionaries import Dictionary

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
    selection: Selection | None = None
    """Which files of a folder are read; None for all."""
    again: bool = False
    """Whether the report names what was not read before either, for the same reason."""
    inbox: str | None = None
    """The name of what is read: only one run at a time reads it. None: nobody has named it."""
    deadline: Deadline | None = None
    """When no further file is begun: see `IngestReport.left`."""
    advance: Advance | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The files at the paths of a run."""

    sources: list[Source]
    problems: list[Problem]
    """Of paths that the user named."""
    passed_over: list[NotRead]
    """What lies in folders, and is not read or could not be looked at."""
    places: list[str]
    """The absolute paths that the user named."""
    left: set[str] = field(default_factory=set)
    """The files that were not begun before the deadline."""


@dataclass(frozen=True, slots=True)
class _EndedFile:
    """A file on disk that was read to its end."""

    source: Source
    records: int | None
    """None if not every record was read."""
    is_unread: Callable[[str], bool]
    """See `Gatherer.is_unread`."""
    size: ClassVar[int] = 0
    """The bytes that it adds to a batch."""

    @property
    def place(self) -> tuple[str, str]:
        """See `Extracted.place`."""
        return self.source.name, self.source.name

    def holds(self, path: str) -> bool:
        """Whether this path is the file, or of a file that is packed in it."""
        return f"{path}/".startswith(f"{self.source.name}/")


_Item = Extracted | NotRead | _EndedFile


def find(
    paths: Iterable[str | os.PathLike[str]], stdin: BinaryIO | None, options: RunOptions
) -> Found:
    """The files at the paths, and what is not read there."""
    named = [os.fspath(path) for path in paths]
    found = Found([], [], [], [discover.place_of(path) for path in named if path not in ("", "-")])
    below = tuple(place.rstrip(os.sep) + os.sep for place in found.places)
    follow, selection = options.follow, options.selection
    with uncollected():
        for one in discover.find(named, stdin, follow=follow, selection=selection):
            if isinstance(one, Source):
                found.sources.append(one)
            elif one.place.startswith(below):
                found.passed_over.append(passed_over(one))
            else:
                found.problems.append(one)
    return found


def archive_files(store: Store, found: Found, report: IngestReport, options: RunOptions) -> None:
    """Archive the records of the files, and count them and what was not read in `report`.

    Exports of an archive are imported before all others. Raises ArchiveError, BusyError.
    """
    report.add(found.problems, len(found.problems))
    report.page_folders = sum(one.file.kind == kinds.FOLDER for one in found.passed_over)
    with store.running("ingest", inbox=options.inbox) as entry, uncollected():
        try:
            _archive_files(store, found, report, options)
        finally:
            entry.counts, entry.problems = report.counts(), report.failed


def _archive_files(store: Store, found: Found, report: IngestReport, options: RunOptions) -> None:
    commits = _Commits(store, report, again=options.again)
    commits.write_all(iter(found.passed_over))
    files = list(zip(found.sources, _known(store, found.sources), strict=True))
    # What is as it was needs no format, and they take long to load; an issue that is named does.
    if any(known is None or source.named for source, known in files) and not options.read.columns:
        files = _without_others(files, store, commits, report, options)
    if files:
        with closing(_Run(files, report, options, found.left, store.dictionary).items()) as items:
            commits.write_all(items)
    seen = store.revision().number
    headers = _settled(store, report, lambda: store.settle_headers(_read_beside))
    languages = _settled(store, report, lambda: store.settle_languages(_may_be))
    with store.changing("settle"):
        dates = store.settle(seen)
    with store.changing("ingest"):
        left = {hash(one.file.path) for one in found.passed_over}
        store.forget_gone(
            found.places,
            lambda file, was_read: discover.is_there(file) and (was_read or hash(file) in left),
        )
    report.add(headers.mistakes, len(headers.mistakes))
    report.settled, report.unsettled = dates.settled, dates.unsettled
    report.settled_headers, report.unsettled_headers = headers.settled, headers.unsettled
    report.settled_languages, report.unsettled_languages = languages.settled, languages.unsettled


def _without_others(
    files: list[File], store: Store, commits: _Commits, report: IngestReport, options: RunOptions
) -> list[File]:
    """The files without exports, which are imported here, and without the pages of issues."""
    from newsarchive.ingest.beside import gathered
    from newsarchive.ingest.exports import is_export

    exports = [source for source, known in files if known is None and is_export(source)]
    for source in exports:
        with closing(_imported(store, source, report, options)) as items:
            commits.write_all(items)
    left = [file for file in files if file[0] not in exports] if exports else files
    return gathered(left, options.read.limits, partial(_known, store))


def _read_beside(original: bytes, marks: frozenset[str], layout: tuple[str, ...]) -> Article:
    from newsarchive.readers.formats.text import read_beside  # slow, and rarely needed

    return read_beside(original, marks, layout)


def _may_be(text: str, language: str) -> bool:
    from newsarchive.readers.language import may_be

    return may_be(text, language)


def _settled(store: Store, report: IngestReport, settle: Callable[[], Settlement]) -> Settlement:
    """Settle values; a mistake of the program there leaves them as they were read."""
    try:
        return settle()
    except (ArchiveError, OSError):
        raise
    except Exception as error:
        report.flaw(flaw_of(str(store.path), error))
        return Settlement()


def end(store: Store, found: Found) -> None:
    """Note that the user is given the report: the next run need not repeat it.

    What a run that was killed before this has put on record, the next one reports.
    """
    places = found.places
    if found.left:
        reached = {source.name for source in found.sources} - found.left
        places = [*reached, *(one.file.path for one in found.passed_over)]
    with suppress(BusyError), store.changing("ingest"):
        store.report_unread(places)


class _Commits:
    """Writes the items of a run, and counts them in the report once they are committed."""

    def __init__(self, store: Store, report: IngestReport, *, again: bool) -> None:
        self._store = store
        self._report = report
        self._again = again
        self._refused: dict[str, list[Problem]] = {}
        """File → why it, or a record of it, could not be written, until that is on record."""

    def write_all(self, items: Iterator[_Item]) -> None:
        """Write all items in batches. Raises ArchiveError, BusyError."""
        for batch in batches(items, attrgetter("size")):
            self._store.learn([one.record for one in batch if isinstance(one, Extracted)])
            for part, done in self._store.write("ingest", batch, self._put):
                if isinstance(done, Exception):
                    self._note(part[0], done)
                    continue
                outcomes, unread = done
                for outcome in outcomes:
                    self._report.count(outcome)
                for one, is_new in unread:
                    self._refused.pop(one.file.path, None)
                    # A file that nobody can read has problems only if the user named it.
                    if is_new or self._again or one.file.state == "unsupported":
                        self._report.add(one.problems, one.failed)
                    elif one.failed:
                        self._report.known += 1
        for problems in self._refused.values():
            for problem in problems:
                self._report.flaw(problem)
        self._refused.clear()

    def _put(self, part: Sequence[_Item]) -> tuple[list[Outcome], list[tuple[NotRead, bool]]]:
        """Write items; the outcomes, and the files not read with whether that is news."""
        outcomes = self._store.put_all(
            [item.record for item in part if isinstance(item, Extracted)]
        )
        unread = [item for item in part if isinstance(item, NotRead)]
        ended = [item for item in part if isinstance(item, _EndedFile) and item.source.name]
        for one in ended:
            held = {path: self._refused[path] for path in self._refused if one.holds(path)}
            unread += [not_written(one.source, path, why) for path, why in held.items()]
        news = self._store.note_unread(one.file for one in unread)
        self._store.forget_unread({one.source.name: self._stays(one) for one in ended})
        self._store.forget_unread(
            {page.name: _is_page for one in ended for page in one.source.pages}
        )
        self._store.set_fingerprints(
            {name: found for one in ended for name, found in self._fingerprints(one)}
        )
        return outcomes, list(zip(unread, news, strict=True))

    def _stays(self, ended: _EndedFile) -> Callable[[str], bool]:
        return lambda path: ended.is_unread(path) or path in self._refused

    def _fingerprints(self, ended: _EndedFile) -> Iterator[tuple[str, Fingerprint]]:
        """Those of a file that was read whole, and of its pages, which are no records."""
        if ended.records is None or any(map(ended.holds, self._refused)):
            return
        for one in (ended.source, *ended.source.pages):
            if one.size is not None and one.mtime_ns is not None:
                records = ended.records if one is ended.source else 0
                yield one.name, Fingerprint(one.size, one.mtime_ns, records)

    def _note(self, item: _Item, error: Exception) -> None:
        """Note that an item could not be written, if nothing else is known against its file."""
        place, file = item.place
        problems = list(item.problems) if isinstance(item, NotRead) else []
        if isinstance(item, _EndedFile) and any(map(item.holds, self._refused)):
            return
        self._refused.setdefault(file, []).extend(problems or [flaw_of(place, error)])


def _is_page(_: str) -> bool:
    """Whether a page stays unread: it is read through its issue."""
    return False


def _known(store: Store, sources: Sequence[Source]) -> Iterator[int | None]:
    """How many records each file has, if it is as it was when it was archived."""
    for start in range(0, len(sources), _FINGERPRINTS):
        some = sources[start : start + _FINGERPRINTS]
        known = store.unchanged({one.name: (one.size, one.mtime_ns) for one in some if one.name})
        yield from map(known.get, map(attrgetter("name"), some))


def _imported(
    store: Store, source: Source, report: IngestReport, options: RunOptions
) -> Generator[_Item]:
    """Import an export; what of it could not be."""
    from newsarchive.ingest.exports import import_export

    gatherer = Gatherer(source, report)
    for problem in import_export(store, source, report, options.advance):
        yield from gatherer.add(problem)
    yield from gatherer.end()
    yield _EndedFile(source, None, gatherer.is_unread)


class _Run:
    """The reading of a run. Problems go into the report."""

    def __init__(
        self, files: Sequence[File], report: IngestReport, options: RunOptions, left: set[str],
        dictionary: Callable[[], Dictionary],
    ) -> None:  # fmt: skip
        self._files = files
        self._left = left
        self._report = report
        self._options = options
        self._dictionary = dictionary
        self._started = 0
        self._position = 0

    def items(self) -> Generator[_Item]:
        """The records of all files; after those of a file, what was not read of it, and its end."""
        total = sum(source.size or 0 for source, _ in self._files)
        unread = [source for source, known in self._files if known is None]
        before = articles = 0
        with self._scheduled(unread) as scheduler:
            for number, (source, known) in enumerate(self._files):
                if known is not None:
                    self._report.unchanged += known
                    articles += known
                elif self._is_late():
                    self._left.add(source.name)
                    self._report.left += 1
                else:
                    self._report.pages += len(source.pages)
                    gatherer = Gatherer(source, self._report)
                    assert scheduler
                    for event in scheduler.events():
                        if isinstance(event, FileEnded):
                            yield from gatherer.end()
                            yield _EndedFile(source, event.records, gatherer.is_unread)
                            continue
                        if isinstance(event, FileStarted) and not self._goes_on(event.path):
                            yield from gatherer.end()
                            return
                        yield from gatherer.add(event)
                        if isinstance(event, Extracted):
                            articles += 1
                            if articles % 200 == 0 and source.size:
                                position = before + min(event.position, source.size)
                                self._advance(position, total, articles, number)
                            yield event
                before += source.size or 0
                self._advance(before, total, articles, number + 1)

    def _scheduled(self, unread: Sequence[Source]) -> AbstractContextManager[Scheduler | None]:
        """What reads these files; nothing for none."""
        if not unread:
            return nullcontext()
        from newsarchive.ingest.schedule import Scheduler
        from newsarchive.readers.plugins import Plugins

        plugins = Plugins.load()
        for problem in plugins.unloaded:
            self._report.flaw(problem)
        return Scheduler(unread, self._options.read, plugins, self._options.jobs, self._dictionary)

    def _advance(self, position: int, total: int, articles: int, files: int) -> None:
        if self._options.advance:
            # Positions within a zip jump back, as its files are read in the order of their names.
            self._position = max(position, self._position)
            count = len(self._files)
            done = Progress("reading", self._position, total, articles, files, count)
            self._options.advance(done)

    def _is_late(self) -> bool:
        """Whether no further file is begun. Each run reads one, so that the last one comes."""
        deadline = self._options.deadline
        return deadline is not None and self._started > 0 and deadline.passed()

    def _goes_on(self, path: str) -> bool:
        """Count a file; whether the run goes on."""
        self._started += 1
        most = self._options.read.limits.files
        if self._started > most:
            reason = f"more than {most:,} files in one run: --max-files raises this limit"
            self._report.flaw(Problem(path, f"{reason}, and another run goes on from here"))
        return self._started <= most
