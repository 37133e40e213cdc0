"""What a run of ingest did, as counts and problems. It must not know how files are read."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from newsarchive.model.article import Problem
from newsarchive.model.record import ReadWarning
from newsarchive.store import Outcome


@dataclass(slots=True)
class IngestReport:
    """What a run did. The numbers count articles, or files where a field says so."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    """Known content at another place: its article gets one more path."""
    unsupported: int = 0
    """Files in folders whose format no reader knows."""
    needs: dict[str, int] = field(default_factory=dict)
    """Extra of this package → files in folders that cannot be read without it."""
    failed: int = 0
    """Files or records that could not be read."""
    settled: int = 0
    """Articles whose date had two readings, now decided by other dates of the source or folder."""
    unsettled: int = 0
    """Articles whose date was settled so earlier, and is contradicted now."""
    seconds: float = 0.0
    """How long the run took, with the index."""
    flaws: list[Problem] = field(default_factory=list)
    """What could not be read, and why: one for each that failed."""
    notes: list[Problem] = field(default_factory=list)
    """Warnings: what was archived with some damage, and what was passed over."""

    def as_dict(self) -> dict[str, object]:
        """The same as plain data, for JSON."""
        return asdict(self) | {"seconds": round(self.seconds, 3)}

    def flaw(self, problem: Problem) -> None:
        """Note a problem: a warning among the notes, all others as failures."""
        if isinstance(problem, ReadWarning):
            self.notes.append(problem)
        else:
            self.failed += 1
            self.flaws.append(problem)

    def count(self, outcome: Outcome) -> None:
        """Count an article by its outcome."""
        match outcome:
            case Outcome.ADDED:
                self.added += 1
            case Outcome.UPDATED:
                self.updated += 1
            case Outcome.DUPLICATE:
                self.duplicates += 1
            case Outcome.UNCHANGED:
                self.unchanged += 1
