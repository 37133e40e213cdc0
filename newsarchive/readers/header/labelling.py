"""What each line of a header is: the cheapest labelling of all of them together.

A small linear-chain model. By what is seen in it, a line costs something as each label, and so
does a label below another; the cheapest path through the lines decides (Viterbi). The costs are in
`costs.txt`. It must not know texts, only what was seen in their lines.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from newsarchive.readers.vocabulary import word_lists

LABELS = "paper section title standfirst byline names day label dateline caption noise text".split()
BODY = frozenset(("text", "dateline"))
"""The labels of lines below the header."""
_ALWAYS = frozenset("paper section title standfirst caption noise text".split())
"""The labels that any line may have."""
_IMPOSSIBLE = 1000
_DEAREST, _REACH = 10, 20
"""A label that is so much dearer than another of the line, and a labelling that is so much dearer
so far, never are of the cheapest."""
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


_NO_TEXT = frozenset(("headline", "no-sentence"))
TITLE, AUTHORS, DATE, UPDATED, LABELLED, DATE_FIRST, OTHER = (1 << bit for bit in range(7))
"""Bits of the values that a line gives, of a label, and of a date in digits
in the first line."""


class Seen(NamedTuple):
    """What is seen in a line. A tuple: many are compared, as `labelled` remembers them."""

    features: tuple[str, ...]
    """Rows of the table of costs."""
    could_be: frozenset[str]
    """Which of byline, names, day, label and dateline was read in it."""
    gives: int
    """The bits of the values that are read in it."""
    apart: bool
    """Whether a blank line stands above it."""
    expected: str = ""
    """What this line is in most texts of the collection."""


@lru_cache(maxsize=4096)  # the lines of a collection look alike
def _costs(features: tuple[str, ...], could_be: frozenset[str]) -> dict[str, int]:
    """Label → cost, without the labels that are impossible or far too dear."""
    rows = [_LINES["any"], *(_LINES[name] for name in features)]
    possible = [label for label in LABELS if label in could_be or label in _ALWAYS]
    costs = {label: max(sum(row[label] for row in rows), 0) for label in possible}
    dearest = min(costs.values()) + _DEAREST
    return {label: cost for label, cost in costs.items() if cost <= dearest or label == "text"}


class Labelled(NamedTuple):
    """The label of a line."""

    label: str
    margin: int
    """How much dearer the cheapest labelling is in which the line has another label."""


_State = tuple[str, int]
"""The label of a line, and the bits of the values that it and the lines above give."""
_Steps = list[tuple[_State, int]]
"""States of a line, and what each costs below the one above."""


@lru_cache(maxsize=4096)  # the texts of a collection look alike
def labelled(lines: tuple[Seen, ...]) -> tuple[Labelled, ...]:
    """The lines as the cheapest labelling of all of them has them."""
    start: _State = ("start", 0)
    costs: list[dict[_State, int]] = [{start: 0}]
    steps: list[list[tuple[_State, _Steps]]] = []
    for line in lines:
        from_state = _steps_to(line)
        dearest = min(costs[-1].values(), default=0) + _REACH
        steps.append([])
        following: dict[_State, int] = {}
        for before, so_far in costs[-1].items():
            if so_far <= dearest:
                steps[-1].append((before, from_state[before]))
                for state, step in from_state[before]:
                    if (total := so_far + step) < following.get(state, _IMPOSSIBLE):
                        following[state] = total
        costs.append(following)
    # The same from the end: what is still to come below each state.
    below = dict.fromkeys(costs[-1], 0)
    found: list[Labelled] = []
    for at in range(len(lines), 0, -1):
        through: dict[str, int] = {}
        for state, cost in costs[at].items():
            if (total := cost + below.get(state, _IMPOSSIBLE)) < through.get(state[0], _IMPOSSIBLE):
                through[state[0]] = total
        label, second = (*sorted(through, key=through.__getitem__)[:2], None)[:2]
        dearer = _IMPOSSIBLE if second is None else through[second]
        found.append(Labelled(label or "text", dearer - through.get(label or "text", 0)))
        above: dict[_State, int] = {}
        for before, possible in steps[at - 1]:
            totals = [step + below[state] for state, step in possible if state in below]
            if totals and (least := min(totals)) < _IMPOSSIBLE:
                above[before] = least
        below = above
    return tuple(reversed(found))


class _StepsTo(dict[_State, _Steps]):
    """The steps to a line, by the state above."""

    def __init__(self, line: Seen) -> None:
        super().__init__()
        self._line = line

    def __missing__(self, state: _State) -> _Steps:
        self[state] = found = _steps_from(state, self._line)
        return found


_steps_to = lru_cache(maxsize=1024)(_StepsTo)  # other headers have such lines in another order


def _steps_from(state: _State, line: Seen) -> _Steps:
    """The states of a line below one, and what they cost."""
    before, given = state
    steps: _Steps = []
    for label, cost in _costs(line.features, line.could_be).items():
        step = cost + _transition(before, given, label, line)
        if line.expected and label != line.expected and not {label, line.expected} <= BODY:
            step += _ELSE["not-as-elsewhere"]
        if step < _IMPOSSIBLE:
            gives = line.gives if label in line.could_be else TITLE * (label == "title")
            steps.append(((label, given | gives), step))
    return steps


def _transition(before: str, given: int, label: str, line: Seen) -> int:
    """What a label costs below another, where these values were given."""
    cost = (_APART if line.apart else _CLOSE)[before][label]
    if label in BODY:
        return cost if before in BODY or before == "start" else cost + _end(before, given, line)
    if label == "title":
        if given & TITLE:
            return _IMPOSSIBLE
        cost += _ELSE["title-below-byline"] if given & AUTHORS else 0
        cost += _ELSE["title-below-label"] if given & LABELLED else 0
        cost += _ELSE["title-below-digits"] if given & DATE_FIRST and line.apart else 0
    elif before == "title" and "below-sentence" in line.features:
        cost += _ELSE["title-sentence-apart"]
    if label in line.could_be:
        if line.gives & given & TITLE:
            return _IMPOSSIBLE
        if line.apart and before != "start" and not line.gives & ~given & ~LABELLED & ~DATE_FIRST:
            return _IMPOSSIBLE  # a paragraph that says nothing new is text
    return cost


def _end(before: str, given: int, line: Seen) -> int:
    """What it costs that the header ends above the line, for what it lacks."""
    cost = 0
    if "small" in line.features and not line.apart:
        cost += _ELSE["small-right-below"]
    if before == "title":
        no_text = given & DATE and not _NO_TEXT.isdisjoint(line.features)
        return cost + (_ELSE["no-text-below-title"] if no_text else 0)
    if before == "standfirst" and not given & AUTHORS:
        cost += _ELSE["standfirst-no-byline"]
    if before == "names" and not given & DATE:
        cost += _ELSE["names-without-day"]
    if given in {0, TITLE}:
        cost += _ELSE["text-without-anchor"]
    return cost
