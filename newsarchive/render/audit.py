"""What an audit found, as rows of text. It knows data, not how it was come by."""

from __future__ import annotations

from collections.abc import Mapping

from newsarchive.render import safe
from newsarchive.search.audit import DEFECTS, Defect, Finding
from newsarchive.search.hit import Hit

MEANING: Mapping[Defect, str] = {
    "undated": "no date",
    "ambiguous": "a date that can be read in two ways",
    "no-author": "no author",
    "derived": "a title made from the first sentence",
    "short": "a very short text",
    "garbled": "characters that were lost or misread",
    "duplicate": "the same text as another article",
}


class Tally:
    """How many articles have each problem, and the first of them."""

    def __init__(self) -> None:
        self.counts: dict[Defect, int] = dict.fromkeys(DEFECTS, 0)
        self.examples: dict[Defect, Hit] = {}

    def add(self, finding: Finding) -> None:
        """Count an article."""
        for problem in finding.problems:
            self.counts[problem] += 1
            self.examples.setdefault(problem, finding.hit)

    def rows(self) -> list[tuple[str, ...]]:
        """Problem, count, what it is, and an example: short id and title."""
        return [
            (
                problem,
                str(count),
                MEANING[problem],
                self.examples[problem].id[:8] if count else "-",
                _title(self.examples[problem]) if count else "-",
            )
            for problem, count in self.counts.items()
        ]

    def records(self) -> list[dict[str, object]]:
        """The same as plain data."""
        return [
            {
                "problem": problem,
                "articles": count,
                "example": self.examples[problem].id if count else None,
            }
            for problem, count in self.counts.items()
        ]


def finding_row(finding: Finding) -> tuple[str, ...]:
    """Short id, date, problems, title."""
    hit = finding.hit
    day = hit.article.date.isoformat() if hit.article.date else "-"
    return hit.id[:8], day, ", ".join(finding.problems), _title(hit)


def _title(hit: Hit) -> str:
    return safe.line(hit.article.title or "-")
