"""What a run of ingest did, as counts and problems. It must not know how files are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from newsarchive.model.article import Problem
from newsarchive.model.record import ReadWarning
from newsarchive.store import Outcome

MOST = 10_000
"""Flaws that a report names, and notes; further ones are only counted."""
_KINDS = 500
"""Kinds of files that a report names."""
OTHER = "others"


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
    """Files or records that could not be read, without those that are `known`."""
    settled: int = 0
    """Articles whose date had two readings, now decided by other dates of the source or folder."""
    unsettled: int = 0
    """Articles whose date was settled so earlier, and is contradicted now."""
    seconds: float = 0.0
    """How long the run took, with the index."""
    flaws: list[Problem] = field(default_factory=list)
    """What could not be read, and why: one for each that failed, the first 10,000."""
    notes: list[Problem] = field(default_factory=list)
    """Warnings: what was archived with some damage, and what was passed over; 10,000 at most."""
    kinds: dict[str, dict[str, int]] = field(default_factory=dict)
    """Extra, or "" for no reader at all → kind of file ("PDF") → how many of those files."""
    known: int = 0
    """Files that could not be read before either, for the same reason, and have not changed."""
    page_folders: int = 0
    """Folders that browsers saved with a page, which were passed over."""
    settled_headers: int = 0
    """Plain texts whose title, authors or date other texts of their folder have settled."""
    unsettled_headers: int = 0
    """Plain texts that are again as they were read: their folder no longer says otherwise."""
    settled_languages: int = 0
    """Articles in an uncertain language that other articles of their source have settled."""
    unsettled_languages: int = 0
    """Articles whose language was settled so earlier, and is contradicted now."""
    pages: int = 0
    """Files that were read through another one: the pages of issues in METS."""
    left: int = 0
    """Files that were not begun when the time was up; the next run goes on with them."""

    def as_dict(self) -> dict[str, object]:
        """The same as plain data, for JSON."""
        return asdict(self) | {"seconds": round(self.seconds, 3)}

    def counts(self) -> dict[str, int]:
        """The articles by what became of them, and the files left, for the log."""
        names = ("added", "updated", "unchanged", "duplicates", "left")
        return {name: getattr(self, name) for name in names}

    def flaw(self, problem: Problem) -> None:
        """Note a problem: a warning among the notes, all others as failures."""
        self.add((problem,), 0 if isinstance(problem, ReadWarning) else 1)

    def add(self, problems: Iterable[Problem], failed: int) -> None:
        """Note problems, and how many they and others are that are no warnings."""
        self.failed += failed
        for problem in problems:
            named = self.notes if isinstance(problem, ReadWarning) else self.flaws
            if len(named) < MOST:
                named.append(problem)
            elif len(named) == MOST and named is self.notes:
                named.append(ReadWarning(problem.place, "further notes are left out from here on"))

    def skip(self, kind: str, extra: str | None) -> None:
        """Count a file in a folder that no reader reads, or none without this extra."""
        if extra is None:
            self.unsupported += 1
        else:
            self.needs[extra] = self.needs.get(extra, 0) + 1
        counts = self.kinds.setdefault(extra or "", {})
        kind = kind if kind in counts or len(counts) < _KINDS else OTHER
        counts[kind] = counts.get(kind, 0) + 1

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
