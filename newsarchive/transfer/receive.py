"""Exports of an archive, among the files to ingest: their articles go in as they were.

It knows the form of exports and the store; it must not know readers, engines or the terminal.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import BinaryIO, cast

from newsarchive.ingest import run as ingesting
from newsarchive.ingest.discover import Source
from newsarchive.ingest.run import BATCH_BYTES, BATCH_SECONDS, IngestReport
from newsarchive.model.article import Problem
from newsarchive.model.errors import ArchiveError, ReadError, UnknownIdError
from newsarchive.model.progress import Advance, counter
from newsarchive.readers.record import ReadOptions, ReadWarning, flaw_of
from newsarchive.store import History, Outcome, PastCorrection, Store
from newsarchive.transfer import form

_BATCH = 500
"""Articles of an export that are taken in before it is committed, at most."""


def ingest(
    store: Store,
    sources: Sequence[Source],
    report: IngestReport,
    advance: Advance | None,
    options: ReadOptions,
    jobs: int | None = None,
) -> None:
    """Take exports in as they are, and read all other files: see `newsarchive.ingest.run`."""
    exported = exports_among(store, sources)
    if exported:
        take_in(store, exported, report, advance)
        sources = [source for source in sources if source not in exported]
    if sources or not exported:
        ingesting.ingest(store, sources, report, advance, options, jobs)


def exports_among(store: Store, sources: Sequence[Source]) -> list[Source]:
    """Those of the files that are exports of an archive, known by how they begin."""
    found: list[Source] = []
    for source in sources:
        likely = source.named or source.name.endswith((".jsonl", ".jsonl.gz"))
        if not likely or _is_fingerprinted(store, source):
            continue
        with suppress(Exception), _peeked(source) as stream:  # told of when it is to be read
            if form.claims(stream.peek(256)[:256]):
                found.append(source)
    return found


def _is_fingerprinted(store: Store, source: Source) -> bool:
    """Whether the file was read before, and has not changed: exports are never noted so."""
    fingerprint = store.fingerprints([source.name]).get(source.name) if source.name else None
    return fingerprint is not None and (fingerprint.size, fingerprint.mtime_ns) == (
        source.size,
        source.mtime_ns,
    )


def take_in(
    store: Store, sources: Sequence[Source], report: IngestReport, advance: Advance | None
) -> None:
    """Take exports into the archive; what is wrong with them is in the report."""
    tell = counter(advance, "reading", 0)
    with store.writer("ingest"):
        for source in sources:
            place = source.name or "standard input"
            taking = _Taking(store, place)
            try:
                with _peeked(source) as stream:
                    for batch in _batches(_units(form.read(cast("BinaryIO", stream)))):
                        for part, done in store.write("ingest", batch, taking.put):
                            taking.go_on(part[0], done, report)
                        tell(sum(len(one) if isinstance(one, tuple) else 1 for one in batch))
            except ArchiveError:
                raise
            except OSError as error:
                report.flaw(Problem(place, (error.strerror or str(error)).lower()))
            except Exception as error:
                report.flaw(flaw_of(place, error))


_Act = tuple[PastCorrection, ...]
"""Corrections that were made together."""
_Unit = History | _Act | Problem
"""What is taken in as a whole, or not at all."""


@dataclass
class _Taking:
    """How far an export has been taken in."""

    store: Store
    place: str
    diverged: set[str] = field(default_factory=set)
    """The articles that are not here, or are another's here: their corrections are passed over."""
    seen: dict[str, int] = field(default_factory=dict)
    """How many corrections of each article have come."""
    said: list[Outcome | Problem] = field(default_factory=list)
    """What there is to report of the units in hand."""

    def put(self, units: Sequence[_Unit]) -> _Taking:
        """Write units into the archive; how far it is then, if they are committed."""
        then = replace(self, diverged=set(self.diverged), seen=dict(self.seen), said=[])
        for unit in units:
            then.put_one(unit)
        return then

    def put_one(self, unit: _Unit) -> None:
        """Write a unit into the archive."""
        if isinstance(unit, Problem):
            self.said.append(replace(unit, place=f"{self.place} {unit.place}"))
        elif isinstance(unit, History):
            try:
                self.said.append(self.store.receive(unit))
            except ReadError as error:
                self._diverges(unit.id, flaw_of(self._at(unit), error))
        else:
            self.store.receive_act([one for one in unit if self._is_new(one)])

    def go_on(self, unit: _Unit, done: _Taking | Exception, report: IngestReport) -> None:
        """Report what was committed, or why this unit could not be."""
        if isinstance(done, Exception):
            report.flaw(flaw_of(self._at(unit), done))
            if not isinstance(unit, Problem):  # what follows upon it must not come before it
                units = unit if isinstance(unit, tuple) else (unit,)
                self.diverged.update(one.id for one in units)
            return
        self.diverged, self.seen = done.diverged, done.seen
        for one in done.said:
            if isinstance(one, Outcome):
                report.count(one)
            elif isinstance(one, ReadWarning):
                report.notes.append(one)
            else:
                report.flaw(one)

    def _at(self, unit: _Unit | PastCorrection) -> str:
        if isinstance(unit, Problem):
            return f"{self.place} {unit.place}"
        return f"{self.place} article {(unit[0] if isinstance(unit, tuple) else unit).id[:8]}"

    def _diverges(self, id_: str, flaw: Problem) -> None:
        self.diverged.add(id_)
        self.said.append(flaw)

    def _is_new(self, one: PastCorrection) -> bool:
        """Whether the correction follows upon those that the article has here.

        It has come before if it stands here at its place. If another does, the article was
        corrected here otherwise: then what was done here stays.
        """
        if one.id in self.diverged:
            return False
        try:
            here = self.store.corrections(self.store.find(one.id).key)
        except UnknownIdError:
            self._diverges(
                one.id, Problem(self._at(one), "a correction of it, but not the article")
            )
            return False
        number = self.seen.get(one.id, 0)
        self.seen[one.id] = number + 1
        if number >= len(here):
            return True
        other = here[number]
        if (other.field, other.after, other.made) != (one.field, one.after, one.made):
            reason = "corrected here otherwise, and left as it is"
            self._diverges(one.id, ReadWarning(self._at(one), reason))
        return False


def _units(parts: Iterator[History | PastCorrection | Problem]) -> Iterator[_Unit]:
    """The parts of an export, the corrections of one act together."""
    act: list[PastCorrection] = []
    for part in parts:
        if act and not (isinstance(part, PastCorrection) and part.act == act[0].act):
            yield tuple(act)
            act = []
        if isinstance(part, PastCorrection):
            act.append(part)
        else:
            yield part
    if act:
        yield tuple(act)


def _batches(units: Iterator[_Unit]) -> Iterator[list[_Unit]]:
    """The units of an export in batches; all its acts are one, as they follow each other."""
    batch: list[_Unit] = []
    size, begun = 0, time.monotonic()
    for unit in units:
        batch.append(unit)
        if isinstance(unit, History):
            size += sum(len(past.original) for past in unit.versions)
            full = len(batch) >= _BATCH or size >= BATCH_BYTES
            if full or time.monotonic() - begun >= BATCH_SECONDS:
                yield batch
                batch, size, begun = [], 0, time.monotonic()
    if batch:
        yield batch


@contextmanager
def _peeked(source: Source) -> Iterator[io.BufferedReader]:
    """The file, or standard input, of which nothing is lost by looking at its beginning."""
    stream = source.open()
    reader = (
        stream
        if isinstance(stream, io.BufferedReader)
        else io.BufferedReader(cast("io.RawIOBase", stream))
    )
    if source.name:
        with reader:
            yield reader
    else:
        yield reader
        if reader is not stream:
            reader.detach()
