"""Exports of an archive, among the files to ingest: their articles go in as they were.

It knows the form of exports and the store; it must not know readers, engines or the terminal.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, cast

from newsarchive import exports
from newsarchive import ingest as ingesting
from newsarchive.article import Flaw
from newsarchive.errors import ReadError, UnknownIdError
from newsarchive.files import Origin
from newsarchive.ingest import BATCH_BYTES, BATCH_SECONDS, IngestReport
from newsarchive.progress import Advance, counter
from newsarchive.readers.record import Hints
from newsarchive.store import History, PastCorrection, Store

_BATCH = 500
"""Articles of an export that are taken in before it is committed, at most."""


def ingest(
    store: Store,
    origins: Sequence[Origin],
    report: IngestReport,
    advance: Advance | None,
    hints: Hints,
    jobs: int | None = None,
) -> None:
    """Take exports in as they are, and read all other files: see `newsarchive.ingest`."""
    exported = exports_among(store, origins)
    if exported:
        take_in(store, exported, report, advance)
        origins = [origin for origin in origins if origin not in exported]
    if origins or not exported:
        ingesting.ingest(store, origins, report, advance, hints, jobs)


def exports_among(store: Store, origins: Sequence[Origin]) -> list[Origin]:
    """Those of the files that are exports of an archive, known by how they begin."""
    found: list[Origin] = []
    for origin in origins:
        likely = origin.named or origin.name.endswith((".jsonl", ".jsonl.gz"))
        if not likely or _is_stamped(store, origin):
            continue
        try:
            with _peeked(origin) as stream:
                if exports.claims(stream.peek(256)[:256]):
                    found.append(origin)
        except OSError:
            continue  # told of when it is to be read
    return found


def _is_stamped(store: Store, origin: Origin) -> bool:
    """Whether the file was read before, and has not changed: exports are never noted so."""
    stamp = store.stamps([origin.name]).get(origin.name) if origin.name else None
    return stamp is not None and (stamp.size, stamp.mtime_ns) == (origin.size, origin.mtime_ns)


def take_in(
    store: Store, origins: Sequence[Origin], report: IngestReport, advance: Advance | None
) -> None:
    """Take exports into the archive; what is wrong with them is in the report."""
    tell = counter(advance, "reading", 0)
    with store.writer("ingest"):
        for origin in origins:
            place = origin.name or "standard input"
            diverged: set[str] = set()
            try:
                with _peeked(origin) as stream:
                    for batch in _batches(exports.read(cast("BinaryIO", stream))):
                        with store.changing("ingest"):
                            _take_in(store, batch, place, report, diverged)
                        tell(len(batch))
            except ReadError as error:
                report.flaw(Flaw(place, str(error)))
            except OSError as error:
                report.flaw(Flaw(place, (error.strerror or str(error)).lower()))


_Part = History | PastCorrection | exports.Broken


def _take_in(
    store: Store, batch: Sequence[_Part], place: str, report: IngestReport, diverged: set[str]
) -> None:
    act: list[PastCorrection] = []
    seen: dict[str, int] = {}
    for part in batch:
        if isinstance(part, exports.Broken):
            report.flaw(Flaw(f"{place} {part.place}", part.reason))
        elif isinstance(part, History):
            try:
                report.count(store.receive(part))
            except ReadError as error:
                diverged.add(part.id)
                report.flaw(Flaw(f"{place} article {part.id[:8]}", str(error)))
        else:
            if act and act[0].act != part.act:
                store.receive_act(act)
                act.clear()
            if part.id not in diverged and _is_new(store, part, place, report, diverged, seen):
                act.append(part)
    store.receive_act(act)


def _is_new(
    store: Store,
    part: PastCorrection,
    place: str,
    report: IngestReport,
    diverged: set[str],
    seen: dict[str, int],
) -> bool:
    """Whether the correction follows upon those that the article has here.

    It has come before if it stands here at its place. If another does, the article was corrected
    here otherwise: then what was done here stays.
    """
    try:
        here = store.corrections(store.find(part.id).key)
    except UnknownIdError:
        diverged.add(part.id)
        report.flaw(
            Flaw(f"{place} article {part.id[:8]}", "a correction of it, but not the article")
        )
        return False
    number = seen.get(part.id, 0)
    seen[part.id] = number + 1
    if number >= len(here):
        return True
    other = here[number]
    if (other.field, other.after, other.made) != (part.field, part.after, part.made):
        diverged.add(part.id)
        report.notes.append(
            Flaw(f"{place} article {part.id[:8]}", "corrected here otherwise, and left as it is")
        )
    return False


def _batches(parts: Iterator[_Part]) -> Iterator[list[_Part]]:
    """The parts of an export in batches; all its corrections are one, as they follow each other."""
    batch: list[_Part] = []
    size, begun = 0, time.monotonic()
    for part in parts:
        batch.append(part)
        if isinstance(part, History):
            size += sum(len(past.original) for past in part.versions)
            full = len(batch) >= _BATCH or size >= BATCH_BYTES
            if full or time.monotonic() - begun >= BATCH_SECONDS:
                yield batch
                batch, size, begun = [], 0, time.monotonic()
    if batch:
        yield batch


@contextmanager
def _peeked(origin: Origin) -> Iterator[io.BufferedReader]:
    """The file, or standard input, of which nothing is lost by looking at its beginning."""
    stream = origin.open()
    reader = (
        stream
        if isinstance(stream, io.BufferedReader)
        else io.BufferedReader(cast("io.RawIOBase", stream))
    )
    if origin.name:
        with reader:
            yield reader
    else:
        yield reader
        if reader is not stream:
            reader.detach()
