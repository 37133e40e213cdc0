"""An export of an archive → the store: articles with their versions and corrections.

It knows the form of exports and the store; it must not know readers, engines or the terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from newsarchive.ingest import form
from newsarchive.ingest.batches import batches
from newsarchive.ingest.discover import Source
from newsarchive.ingest.report import IngestReport
from newsarchive.model.article import Problem
from newsarchive.model.errors import ArchiveError, ReadError, UnknownIdError
from newsarchive.model.progress import Advance, counter
from newsarchive.model.record import ReadWarning, flaw_of
from newsarchive.store import History, Outcome, PastCorrection, PastNote, PastSearch, Store


def is_export(source: Source) -> bool:
    """Whether the file is an export of an archive: a named file, or one that is called so."""
    if source.named or source.name.endswith((".jsonl", ".jsonl.gz")):
        with suppress(Exception), source.buffered() as stream:  # the extractor reports errors
            return form.claims(stream.peek(256)[:256])
    return False


def import_export(
    store: Store, source: Source, report: IngestReport, advance: Advance | None
) -> Iterator[Problem]:
    """Import an export into the archive, count it in `report`, and yield what could not be."""
    tell = counter(advance, "reading", 0)
    place = source.name or "standard input"
    progress = _Import(store, place)
    try:
        with source.buffered() as stream:
            units = _units(form.read(stream))
            for batch in batches(units, _size):
                for part, done in store.write("ingest", batch, progress.put):
                    yield from progress.commit(part[0], done, report)
                tell(sum(len(unit) if isinstance(unit, tuple) else 1 for unit in batch))
    except ArchiveError:
        raise
    except OSError as error:
        yield Problem(place, (error.strerror or str(error)).lower())
    except Exception as error:
        yield flaw_of(place, error)


_Act = tuple[PastCorrection, ...]
"""Corrections that were made together."""
_Unit = History | _Act | PastNote | PastSearch | Problem
"""A unit is imported whole or not at all."""


@dataclass
class _Import:
    """How far the import of an export has come."""

    store: Store
    place: str
    diverged: set[str] = field(default_factory=set)
    """Articles that are missing or differ here: the import passes over their corrections."""
    seen: dict[str, int] = field(default_factory=dict)
    """How many corrections of each article the export has given so far."""
    results: list[Outcome | Problem] = field(default_factory=list)
    """The outcomes and problems of the units in this transaction."""

    def put(self, units: Sequence[_Unit]) -> _Import:
        """Write units into the archive, and return the state after their commit."""
        after = replace(self, diverged=set(self.diverged), seen=dict(self.seen), results=[])
        for unit in units:
            after.put_one(unit)
        return after

    def put_one(self, unit: _Unit) -> None:
        """Write a unit into the archive."""
        if isinstance(unit, Problem):
            self.results.append(replace(unit, place=f"{self.place} {unit.place}"))
        elif isinstance(unit, History):
            try:
                self.results.append(self.store.receive(unit))
            except ReadError as error:
                self._diverges(unit.id, flaw_of(self._at(unit), error))
        elif isinstance(unit, PastNote):
            if unit.of not in self.diverged:
                self.store.receive_note(unit)
        elif isinstance(unit, PastSearch):
            if not self.store.searches.receive(unit):
                reason = "another query has this name here, and was left as it is"
                self.results.append(ReadWarning(self._at(unit), reason))
        else:
            self.store.receive_act([one for one in unit if self._is_new(one)])

    def commit(
        self, unit: _Unit, done: _Import | Exception, report: IngestReport
    ) -> Iterator[Problem]:
        """Count what was committed; the problems, or why this unit was not."""
        if isinstance(done, Exception):
            if isinstance(unit, History | tuple):  # its later corrections must not come alone
                units = unit if isinstance(unit, tuple) else (unit,)
                self.diverged.update(one.id for one in units)
            yield flaw_of(self._at(unit), done)
            return
        self.diverged, self.seen = done.diverged, done.seen
        for result in done.results:
            if isinstance(result, Outcome):
                report.count(result)
            else:
                yield result

    def _at(self, unit: _Unit | PastCorrection) -> str:
        if isinstance(unit, Problem):
            return f"{self.place} {unit.place}"
        if isinstance(unit, PastSearch):
            return f"{self.place} saved search {unit.search.name}"
        if isinstance(unit, PastNote):
            return f"{self.place} note of article {unit.of[:8]}"
        return f"{self.place} article {(unit[0] if isinstance(unit, tuple) else unit).id[:8]}"

    def _diverges(self, id_: str, flaw: Problem) -> None:
        self.diverged.add(id_)
        self.results.append(flaw)

    def _is_new(self, one: PastCorrection) -> bool:
        """Whether the archive lacks the correction.

        A correction with the same position in the history of the article here is the same one, or
        the article was corrected otherwise here: then the corrections here stay.
        """
        if one.id in self.diverged:
            return False
        try:
            here = self.store.corrections(self.store.find(one.id).key)
        except UnknownIdError:
            reason = "a correction of it, but not the article"
            self._diverges(one.id, Problem(self._at(one), reason))
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


def _units(parts: Iterator[form.Part]) -> Iterator[_Unit]:
    """The parts of an export, with the corrections of one act as one unit."""
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


def _size(unit: _Unit) -> int | None:
    """The bytes of an article; None for others: the acts at the end follow upon each other."""
    if not isinstance(unit, History):
        return None
    return sum(len(past.original) for past in unit.versions)
