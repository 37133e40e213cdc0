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
from newsarchive.readers import reader_for
from newsarchive.readers.record import NO_HINTS, Hints, Note, Record
from newsarchive.store import Outcome, Stamp, Store

BATCH_RECORDS = 2000
BATCH_BYTES = 32 * 1024 * 1024
BATCH_SECONDS = 5.0
"""A batch is committed when it has reached one of these."""

HEAD = 4096
"""Bytes that a reader is shown to recognise its format by."""

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
    """What was archived, but not as well as one would wish."""

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

    origin: Origin
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
        for batch in _batches(_read_all(store, origins, report, advance, hints)):
            with store.changing("ingest"):
                outcomes = [outcome for item in batch if (outcome := _put(store, item))]
            # Counted only now: a batch that was not committed is not archived.
            for outcome in outcomes:
                report.count(outcome)
        with store.changing("settle"):
            settlement = store.settle()
        report.settled, report.unsettled = settlement.settled, settlement.unsettled


def _put(store: Store, item: _Read | _Whole) -> Outcome | None:
    origin = item.origin
    if isinstance(item, _Read):
        number = item.record.number
        path = None if not origin.name else origin.name + (f"#{number}" if number else "")
        return store.put(item.record, path=path, reader=item.reader, words=item.words)
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


def _read_all(
    store: Store,
    origins: Sequence[Origin],
    report: IngestReport,
    advance: Advance | None,
    hints: Hints,
) -> Iterator[_Read | _Whole]:
    total = sum(origin.size or 0 for origin in origins)
    done = articles = files = 0

    def tell(place: int) -> None:
        if advance:
            read = min(done + place, total)
            advance(Progress("reading", read, total, articles, files, len(origins)))

    for origin in origins:
        stamp = store.stamp(origin.name) if origin.name else None
        if stamp and (stamp.size, stamp.mtime_ns) == (origin.size, origin.mtime_ns):
            report.unchanged += stamp.records
            articles += stamp.records
        else:
            for item in _read_file(origin, report, tell, hints):
                articles += isinstance(item, _Read)
                yield item
        done += origin.size or 0
        files += 1
        tell(0)


def _read_file(
    origin: Origin, report: IngestReport, tell: Callable[[int], None], hints: Hints
) -> Iterator[_Read | _Whole]:
    """The records of one file; what cannot be read goes into the report, and the run goes on."""
    place = origin.name or "standard input"
    failed, records = report.failed, 0
    try:
        with origin.open() as raw:
            stream = io.BufferedReader(cast("io.RawIOBase", raw))
            reader = reader_for(origin.name, stream.peek(HEAD)[:HEAD])
            if reader is None:
                _unsupported(origin, report)
                return
            for found in reader.read(place, stream, hints):
                if isinstance(found, Note):
                    report.notes.append(found)
                    continue
                if isinstance(found, Flaw):
                    report.flaw(found)
                    continue
                records += 1
                _note_damage(found, place, report)
                yield _Read(origin, reader.name, found, text.count_words(found.article.body))
                if records % 200 == 0 and origin.size is not None:
                    tell(stream.tell())
    except NeedsExtraError as error:
        if not origin.named:
            report.needs[error.extra] = report.needs.get(error.extra, 0) + 1
            return  # not the end of it: the file is read once the extra is there
        report.flaw(Flaw(place, str(error)))
    except ReadError as error:
        report.flaw(Flaw(place, str(error)))
    except OSError as error:
        report.flaw(Flaw(place, (error.strerror or str(error)).lower()))
    if report.failed == failed:
        yield _Whole(origin, records)


def _note_damage(record: Record, place: str, report: IngestReport) -> None:
    """Say so when characters could not be decoded: readers put U+FFFD in their place."""
    damaged = record.article.body.count(_REPLACEMENT)
    if damaged and _REPLACEMENT.encode() not in record.original:
        number = f"#{record.number}" if record.number else ""
        said = f"{damaged} damaged character{'s' if damaged > 1 else ''}"
        reason = (
            f"{said} in the text ({record.encoding}) shown as {_REPLACEMENT}; the original is kept"
        )
        report.notes.append(Flaw(place + number, reason))


def _unsupported(origin: Origin, report: IngestReport) -> None:
    if origin.named:
        report.flaw(
            Flaw(
                origin.name,
                "this format is not supported; docs/formats.md lists those that are",
            )
        )
    else:
        report.unsupported += 1
