"""Files → records → store, in batches that are committed as they go.

Whatever happens in between (an error, Ctrl-C, a power cut) loses the batch in hand at most, and
the next run carries on: what is archived is recognised by path, size and time, else by content.
It knows readers and the store; it must not know engines or the terminal.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import cast

from newsarchive import text
from newsarchive.article import Flaw
from newsarchive.errors import NeedsExtraError, ReadError
from newsarchive.files import Origin
from newsarchive.progress import Advance, Progress
from newsarchive.readers import plugins
from newsarchive.readers.known import reader_for
from newsarchive.readers.limits import Bounded, too_large
from newsarchive.readers.record import NO_HINTS, Hints, Note, Reader, Record
from newsarchive.store import Outcome, Stamp, Store
from newsarchive.unpacking import HEAD, Part, parts

BATCH_RECORDS = 2000
BATCH_BYTES = 32 * 1024 * 1024
BATCH_SECONDS = 5.0
"""A batch is committed when it has reached one of these."""

_REPLACEMENT = "\ufffd"


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
    flaws: list[Flaw] = field(default_factory=list)
    """What could not be read, and why: one for each that failed."""
    notes: list[Flaw] = field(default_factory=list)
    """What was archived, but not as well as one would wish, and what was passed over."""

    def as_dict(self) -> dict[str, object]:
        """The same as plain data, for JSON."""
        return asdict(self) | {"seconds": round(self.seconds, 3)}

    def flaw(self, flaw: Flaw) -> None:
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
class _Read:
    """A record as it comes from its file."""

    path: str | None
    """The file it was in, or the place within a packed one; None for standard input."""
    reader: str
    record: Record
    words: int


@dataclass(frozen=True, slots=True)
class _Whole:
    """The end of a file of which every record was read."""

    origin: Origin
    records: int


def ingest(
    store: Store,
    origins: Sequence[Origin],
    report: IngestReport,
    advance: Advance | None = None,
    hints: Hints = NO_HINTS,
) -> None:
    """Archive what the files hold, noting in `report` what became of it. Raises BusyError."""
    with store.writer("ingest"):
        for batch in _batches(_Reading(store, report, advance, hints).all(origins)):
            with store.changing("ingest"):
                outcomes = [outcome for item in batch if (outcome := _put(store, item))]
            # Counted only now: a batch that was not committed is not archived.
            for outcome in outcomes:
                report.count(outcome)
        with store.changing("settle"):
            settlement = store.settle()
        report.settled, report.unsettled = settlement.settled, settlement.unsettled


def _put(store: Store, item: _Read | _Whole) -> Outcome | None:
    if isinstance(item, _Read):
        number = item.record.number
        path = item.path if item.path is None or not number else f"{item.path}#{number}"
        return store.put(item.record, path=path, reader=item.reader, words=item.words)
    origin = item.origin
    if origin.size is not None and origin.mtime_ns is not None:
        store.set_stamp(origin.name, Stamp(origin.size, origin.mtime_ns, item.records))
    return None


def _batches(items: Iterator[_Read | _Whole]) -> Iterator[list[_Read | _Whole]]:
    batch: list[_Read | _Whole] = []
    size, begun = 0, time.monotonic()
    for item in items:
        batch.append(item)
        size += len(item.record.original) if isinstance(item, _Read) else 0
        full = len(batch) >= BATCH_RECORDS or size >= BATCH_BYTES
        if full or time.monotonic() - begun >= BATCH_SECONDS:
            yield batch
            batch, size, begun = [], 0, time.monotonic()
    if batch:
        yield batch


class _Reading:
    """What a run reads: the records of its files. What cannot be read goes into the report."""

    def __init__(
        self, store: Store, report: IngestReport, advance: Advance | None, hints: Hints
    ) -> None:
        self._store = store
        self._report = report
        self._advance = advance
        self._hints = hints
        self._limits = hints.limits
        self._files = 0
        self._at: Callable[[], int] = int
        """Where in the file in hand we are."""
        self._done = 0
        self._left = False
        """Whether the file in hand is to be read again some day, when we can do more."""
        self._foreign, flaws = plugins.load()
        for flaw in flaws:
            report.flaw(flaw)

    def all(self, origins: Sequence[Origin]) -> Iterator[_Read | _Whole]:
        """The records of all files, each followed by its end if all of it could be read."""
        total = sum(origin.size or 0 for origin in origins)
        done = articles = 0

        def tell(place: int, files: int) -> None:
            if self._advance:
                # Within a zip the way is not straight, as its files are read by name.
                self._done = max(place, self._done)
                read = Progress("reading", self._done, total, articles, files, len(origins))
                self._advance(read)

        for number, origin in enumerate(origins):
            stamp = self._store.stamp(origin.name) if origin.name else None
            if stamp and (stamp.size, stamp.mtime_ns) == (origin.size, origin.mtime_ns):
                self._report.unchanged += stamp.records
                articles += stamp.records
            elif self._files > self._limits.files:
                return  # and this has been said
            else:
                for item in self._file(origin):
                    if isinstance(item, _Read):
                        articles += 1
                        if articles % 200 == 0 and origin.size:
                            tell(done + min(self._at(), origin.size), number)
                    yield item
            done += origin.size or 0
            tell(done, number + 1)

    def _file(self, origin: Origin) -> Iterator[_Read | _Whole]:
        """The records of one file, whether it is packed or not."""
        place = origin.name or "standard input"
        failed, records = self._report.failed, 0
        self._left = False
        try:
            with origin.open() as raw:
                stream = Bounded(cast("io.RawIOBase", raw), self._limits)
                self._at = stream.tell
                first = Part(place, origin.name, stream, member=False)
                for found in parts(first, self._limits, origin.size, self._is_read_packed):
                    if isinstance(found, Flaw):
                        self._report.flaw(found)
                        continue
                    self._files += 1
                    if self._files > self._limits.files:
                        self._too_many(found)
                        return
                    for item in self._part(origin, found):
                        records += 1
                        yield item
        except OSError as error:
            self._report.flaw(Flaw(place, (error.strerror or str(error)).lower()))
        if self._report.failed == failed and not self._left:
            yield _Whole(origin, records)

    def _is_read_packed(self, name: str, head: bytes) -> bool:
        """Whether a reader from elsewhere wants a packed file as it is."""
        return any(self._claims(reader, name, head) for reader in self._foreign)

    def _claims(self, reader: plugins.Plugin, name: str, head: bytes) -> bool:
        """Whether the reader claims the file; one that cannot say is not asked again."""
        try:
            return reader.claims(name, head)
        except plugins.PluginError as error:
            self._report.flaw(Flaw(name or "standard input", str(error)))
            self._foreign = [other for other in self._foreign if other is not reader]
            return False

    def _part(self, origin: Origin, part: Part) -> Iterator[_Read]:
        """The records of a file that is not packed (any more)."""
        try:
            reader = self._reader(part)
            if reader is None:
                self._unsupported(origin, part)
                return
            for found in reader.read(part.path, part.stream, self._hints):
                if isinstance(found, Note):
                    self._report.notes.append(found)
                    continue
                if isinstance(found, Flaw):
                    self._report.flaw(found)
                    continue
                where = f"{part.path}#{found.number}" if found.number else part.path
                if _longer(found.article.body, self._limits.article_bytes):
                    error = too_large(self._limits.article_bytes, "--max-article", " of text")
                    self._report.flaw(Flaw(where, str(error)))
                    continue
                _note_damage(found, where, self._report)
                path = part.path if origin.name else None
                yield _Read(path, reader.name, found, text.count_words(found.article.body))
        except NeedsExtraError as error:
            if origin.named and not part.member:
                self._report.flaw(Flaw(part.path, str(error)))
            else:
                self._report.needs[error.extra] = self._report.needs.get(error.extra, 0) + 1
                self._left = True
        except ReadError as error:
            self._report.flaw(Flaw(part.path, str(error)))

    def _reader(self, part: Part) -> Reader | None:
        head = part.stream.peek(HEAD)[:HEAD]
        for reader in self._foreign:
            if self._claims(reader, part.kind, head):
                return reader
        return reader_for(part.kind, head)

    def _unsupported(self, origin: Origin, part: Part) -> None:
        if origin.named and not part.member:
            reason = "this format is not supported; docs/formats.md lists those that are"
            self._report.flaw(Flaw(part.path, reason))
        else:
            self._report.unsupported += 1
            self._left = self._left or not part.member

    def _too_many(self, part: Part) -> None:
        reason = f"more than {self._limits.files:,} files in one run: --max-files raises this limit"
        self._report.flaw(Flaw(part.path, f"{reason}, and another run goes on from here"))


def _longer(body: str, most: int) -> bool:
    """Whether the text takes more bytes than that."""
    return len(body) * 4 > most and len(body.encode()) > most


def _note_damage(record: Record, where: str, report: IngestReport) -> None:
    """Say so when characters could not be decoded: readers put U+FFFD in their place."""
    damaged = record.article.body.count(_REPLACEMENT)
    if damaged and _REPLACEMENT.encode() not in record.original:
        said = f"{damaged} damaged character{'s' if damaged > 1 else ''}"
        reason = (
            f"{said} in the text ({record.encoding}) shown as {_REPLACEMENT}; the original is kept"
        )
        report.notes.append(Flaw(where, reason))
