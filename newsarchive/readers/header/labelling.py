"""What each line of a header is: the cheapest labelling of all of them together.

A small linear-chain model. By what is seen in it, a line costs something as each label, and so
does a label below another; the cheapest path through the lines decides (Viterbi). The costs are in
`costs.txt`. It must not know texts, only what was seen in their lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from newsarchive.readers.vocabulary import word_lists

LABELS = "paper section title standfirst byline names day label dateline caption noise text".split()
BODY = frozenset(("text", "dateline"))
"""The labels of lines below the header."""
_ALWAYS = frozenset("paper section title standfirst caption noise text".split())
"""The labels that any line may have."""
_IMPOSSIBLE = 1000
_TABLES = word_lists("header/costs.txt")


def _table(name: str) -> dict[str, dict[str, int]]:
    """The rows of a table: name → label → cost."""
    lines = (f"{line} ".replace(" x ", f" {_IMPOSSIBLE} ") for line in _TABLES[name])
    rows = (line.replace(" . ", " 0 ").split() for line in lines)
    return {name: dict(zip(LABELS, map(int, costs), strict=True)) for name, *costs in rows}


_LINES, _CLOSE, _APART = map(_table, ("lines", "close", "apart"))
_ELSE = {name: int(cost) for name, cost in map(str.split, _TABLES["else"])}
MARGIN = _ELSE["margin"]
"""How much dearer a labelling must be that says otherwise for a value to be taken."""


TITLE, AUTHORS, DATE, UPDATED, OTHER = (1 << bit for bit in range(5))
"""Bits of the values that a line gives."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen in a line."""

    features: tuple[str, ...]
    """Rows of the table of costs."""
    could_be: frozenset[str]
    """Which of byline, names, day, label and dateline was read in it."""
    gives: int
    """The bits of the values that are read in it."""
    apart: bool
    """Whether a blank line stands above it."""

    def costs(self) -> dict[str, int]:
        """Label → cost, without the impossible ones."""
        rows = [_LINES["any"], *(_LINES[name] for name in self.features)]
        possible = [label for label in LABELS if label in self.could_be or label in _ALWAYS]
        totals = {label: sum(row[label] for row in rows) for label in possible}
        return {label: max(cost, 0) for label, cost in totals.items() if cost < _IMPOSSIBLE // 2}


class Labelling(NamedTuple):
    """A labelling of the lines and its cost."""

    labels: tuple[str, ...]
    cost: int


def cheapest(lines: Sequence[Seen], banned: tuple[int, str] | None = None) -> Labelling:
    """The cheapest labelling, or the cheapest in which one line has not that label."""
    # The last label and the bits of the values so far → the cheapest way there.
    paths = {("start", 0): Labelling((), 0)}
    for at, line in enumerate(lines):
        costs = line.costs()
        if banned and banned[0] == at:
            costs.pop(banned[1], None)
        following: dict[tuple[str, int], Labelling] = {}
        for (before, given), path in paths.items():
            for label, cost in costs.items():
                total = path.cost + cost + _transition(before, given, label, line)
                if total >= _IMPOSSIBLE:
                    continue
                gives = line.gives if label in line.could_be else TITLE * (label == "title")
                state = label, given | gives
                if state not in following or total < following[state].cost:
                    following[state] = Labelling((*path.labels, label), total)
        paths = following
    return min(paths.values(), key=lambda path: path.cost, default=Labelling((), _IMPOSSIBLE))


def _transition(before: str, given: int, label: str, line: Seen) -> int:
    """What a label costs below another, where these values were given."""
    cost = (_APART if line.apart else _CLOSE)[before][label]
    if label == "title":
        if given & TITLE:
            return _IMPOSSIBLE
        if given & AUTHORS:
            cost += _ELSE["title-below-byline"]
    elif before == "title" and "below-sentence" in line.features and label not in BODY:
        cost += _ELSE["title-sentence-apart"]
    elif label in BODY:
        if before in BODY or before == "start":
            return cost
        if "small" in line.features and not line.apart:
            cost += _ELSE["small-right-below"]
        if before != "title" and given in {0, TITLE}:
            cost += _ELSE["text-without-anchor"]
        if before == "names" and not given & DATE:
            cost += _ELSE["names-without-day"]
    elif label in line.could_be and line.apart and before != "start" and not line.gives & ~given:
        return _IMPOSSIBLE  # a paragraph that says nothing new is text
    return cost
