"""Files → records → store, in batches that are committed as they go.

Whatever happens in between (an error, Ctrl-C, a power cut) loses the batch in hand at most, and
the next run carries on: what is archived is recognised by path, size and time, else by content.
It decides what is read, what is counted and what is committed; how a file is read is in `reading`,
and by which process in `sharing`. It must not know engines or the terminal.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence, Set
from contextlib import closing
from dataclasses import asdict, dataclass, field

from newsarchive.ingest.discover import Source
from newsarchive.ingest.extract import Broken, Entered, Event, Found, Needs, Unsupported, Whole
from newsarchive.ingest.schedule import Sharing
from newsarchive.model.article import Problem
from newsarchive.model.progress import Advance, Progress
from newsarchive.parallel.collector import uncollected
from newsarchive.parallel.processors import usable_processors
from newsarchive.readers import plugins
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, ReadWarning, flaw_of
from newsarchive.store import Fingerprint, Outcome, Store

BATCH_RECORDS = 2000
BATCH_BYTES = 32 * 1024 * 1024
BATCH_SECONDS = 5.0
"""A batch is committed when it has reached one of these."""

_STAMPS = 2000
"""Files that the archive is asked for at once."""


@dataclass(slots=True)
class IngestReport:
    """What a run did: numbers of articles, but of files where it says so."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    """Known content at a further place: nothing new, but another path for its article."""
    unsupported: int = 0
    """Files in a format that no reader knows, found in a folder."""
    needs: dict[str, int] = field(default_factory=dict)
    """Extra of this package → files, found in a folder, that cannot be read without it."""
    failed: int = 0
    """Files or records that could not be read."""
    settled: int = 0
    """Articles whose date had two readings, now decided by other dates of the source or folder."""
    unsettled: int = 0
    """Articles whose date had been settled so, and has been contradicted since."""
    seconds: float = 0.0
    """How long all of it took, the index included."""
    flaws: list[Problem] = field(default_factory=list)
    """What could not be read, and why: one for each that failed."""
    notes: list[Problem] = field(default_factory=list)
    """What was archived, but not as well as one would wish, and what was passed over."""

    def as_dict(self) -> dict[str, object]:
        """The same as plain data, for JSON."""
        return asdict(self) | {"seconds": round(self.seconds, 3)}

    def flaw(self, flaw: Problem) -> None:
        """Note something that could not be read."""
        self.failed += 1
        self.flaws.append(flaw)

    def count(self, outcome: Outcome) -> None:
        """Note what became of a record."""
        match outcome:
            case Outcome.ADDED:
                self.added += 1
            case Outcome.UPDATED:
                self.updated += 1
            case Outcome.DUPLICATE:
                self.duplicates += 1
            case Outcome.UNCHANGED:
                self.unchanged += 1


@dataclass(frozen=True, slots=True)
class _Done:
    """The end of a file of which every record was read."""

    source: Source
    records: int

    @property
    def place(self) -> tuple[str, str]:
        """See `Found.place`."""
        return self.source.name, self.source.name


def ingest(
    store: Store,
    sources: Sequence[Source],
    report: IngestReport,
    advance: Advance | None = None,
    options: ReadOptions = NO_OPTIONS,
    jobs: int | None = None,
) -> None:
    """Archive what the files hold, noting in `report` what became of it. Raises BusyError.

    `jobs` is in how many processes files are read, if they are enough for that: by default, as
    many as there are processors for us.
    """
    jobs = usable_processors() if jobs is None else jobs
    with store.writer("ingest"), uncollected():
        items = _Run(store, report, advance, options, jobs).items(sources)
        with closing(items):
            refused: set[str] = set()
            """The files of which a record could not be written."""

            def put(part: Sequence[Found | _Done]) -> list[Outcome]:
                outcomes = store.put_all([item.record for item in part if isinstance(item, Found)])
                store.set_fingerprints(_fingerprints(part, refused))
                return outcomes

            for batch in _batches(items):
                # Counted only once they are committed: others are not archived.
                for part, done in store.write("ingest", batch, put):
                    if isinstance(done, Exception):
                        place, file = part[0].place
                        report.flaw(flaw_of(place, done))
                        refused.add(file)
                    else:
                        for outcome in done:
                            report.count(outcome)
        with store.changing("settle"):
            settlement = store.settle()
        report.settled, report.unsettled = settlement.settled, settlement.unsettled


def _fingerprints(batch: Sequence[Found | _Done], refused: Set[str]) -> dict[str, Fingerprint]:
    return {
        item.source.name: Fingerprint(item.source.size, item.source.mtime_ns, item.records)
        for item in batch
        if isinstance(item, _Done)
        and item.source.size is not None
        and item.source.mtime_ns is not None
        and not any(f"{file}/".startswith(f"{item.source.name}/") for file in refused)
    }


def _batches(items: Iterator[Found | _Done]) -> Iterator[list[Found | _Done]]:
    batch: list[Found | _Done] = []
    size, begun = 0, time.monotonic()
    for item in items:
        batch.append(item)
        size += item.record.size if isinstance(item, Found) else 0
        full = len(batch) >= BATCH_RECORDS or size >= BATCH_BYTES
        if full or time.monotonic() - begun >= BATCH_SECONDS:
            yield batch
            batch, size, begun = [], 0, time.monotonic()
    if batch:
        yield batch


class _Run:
    """What a run reads: the records of its files. What cannot be read goes into the report."""

    def __init__(
        self,
        store: Store,
        report: IngestReport,
        advance: Advance | None,
        options: ReadOptions,
        jobs: int,
    ) -> None:
        self._store = store
        self._report = report
        self._advance = advance
        self._options = options
        self._jobs = jobs
        self._entered = 0
        self._told = 0
        self._foreign, flaws = plugins.load()
        for flaw in flaws:
            report.flaw(flaw)

    def items(self, sources: Sequence[Source]) -> Generator[Found | _Done]:
        """The records of all files, each followed by its end if all of it could be read."""
        total = sum(source.size or 0 for source in sources)
        known = list(self._known(sources))
        unread = [one for one, records in zip(sources, known, strict=True) if records is None]
        done = articles = 0

        def tell(place: int, files: int) -> None:
            if self._advance:
                # Within a zip the way is not straight, as its files are read by name.
                self._told = max(place, self._told)
                read = Progress("reading", self._told, total, articles, files, len(sources))
                self._advance(read)

        with Sharing(unread, self._options, self._foreign, self._jobs) as sharing:
            for number, (source, records) in enumerate(zip(sources, known, strict=True)):
                if records is not None:
                    self._report.unchanged += records
                    articles += records
                else:
                    for event in sharing.next():
                        if isinstance(event, Found):
                            articles += 1
                            if articles % 200 == 0 and source.size:
                                tell(done + min(event.at, source.size), number)
                            yield event
                        elif isinstance(event, Whole):
                            yield _Done(source, event.records)
                        elif not self._goes_on(event):
                            return
                done += source.size or 0
                tell(done, number + 1)

    def _known(self, sources: Sequence[Source]) -> Iterator[int | None]:
        """How many records each of the files has, if it is as it was when it was archived."""
        for start in range(0, len(sources), _STAMPS):
            some = sources[start : start + _STAMPS]
            fingerprints = self._store.fingerprints(source.name for source in some if source.name)
            for source in some:
                fingerprint = fingerprints.get(source.name)
                same = fingerprint and (fingerprint.size, fingerprint.mtime_ns) == (
                    source.size,
                    source.mtime_ns,
                )
                yield fingerprint.records if fingerprint and same else None

    def _goes_on(self, event: Event) -> bool:
        """Note what is to be reported; whether the run goes on."""
        match event:
            case ReadWarning():
                self._report.notes.append(event)
            case Problem():
                self._report.flaw(event)
            case Broken():
                self._report.flaw(event.flaw)
            case Needs(extra):
                self._report.needs[extra] = self._report.needs.get(extra, 0) + 1
            case Unsupported():
                self._report.unsupported += 1
            case Entered(path):
                self._entered += 1
                most = self._options.limits.files
                if self._entered > most:
                    reason = f"more than {most:,} files in one run: --max-files raises this limit"
                    self._report.flaw(Problem(path, f"{reason}, and another run goes on from here"))
                    return False
        return True
