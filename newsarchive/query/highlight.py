"""Which words of an article a query matched, as character offsets.

The places are those of `query.matches`, so that what is lit up and what was found cannot differ.
Colours and markup are somebody else's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import Step, stepping
from newsarchive.query.matches import Part, Place, Reading, TextPart, each_place, holds
from newsarchive.query.tree import (
    TEXT_ZONES,
    And,
    AtLeast,
    Caps,
    Exact,
    Fuzzy,
    In,
    Near,
    Node,
    Or,
    Pattern,
    Phrase,
    Within,
    Word,
    Zone,
)
from newsarchive.text.graphemes import whole

Span = tuple[int, int]


def highlights(
    tree: Node, archived: ArchivedArticle, step: Step | None = None
) -> tuple[list[Span], list[Span]]:
    """Where the matched words stand in the title and in the body: half-open, in characters.

    Only words that take part in the match: a word inside a NEAR that is far from its partner is
    not one of them. Overlapping spans are joined. `step` is called every now and then, and may
    raise to end this.
    """
    reading = Reading(archived, step)
    title, body = (
        set(_lit(tree, reading, reading.parts, part)) for part in (reading.title, reading.body)
    )
    return _spans(title, reading.title), _spans(body, reading.body)


def occurrences(
    tree: Node, archived: ArchivedArticle, step: Step | None = None
) -> tuple[list[Span], list[Span]]:
    """Every place that the query finds in the title and in the body, each once, in order.

    A phrase is one, and so is all from the one side of a NEAR to the other: they are the places
    that ATLEAST counts, so they may overlap. A title that is a piece of the body has none, unless
    the query asks for titles. `step` is called every now and then, and may raise to end this.
    """
    reading = Reading(archived, step)
    spans: list[list[Span]] = []
    for part in (reading.title, reading.body):
        found = set(_lit(tree, reading, reading.parts, part, joined=True))
        offsets = part.text.offsets if found else []
        said = part.text.text
        ordered = stepping(sorted(found), step)
        spans.append([whole(said, offsets[a][0], offsets[b - 1][1]) for a, b in ordered])
    return spans[0], spans[1]


def _lit(
    node: Node, reading: Reading, parts: Sequence[Part], part: Part, *, joined: bool = False
) -> Iterator[Place]:
    """The places in one part that take part in the match.

    Of what is near each other its words; the whole stretch, if it is to be `joined`.
    """
    match node:
        case And() | AtLeast() if not holds(node, reading, parts):
            return
        case And(children) | Or(children):
            for child in children:
                yield from _lit(child, reading, parts, part, joined=joined)
        case In(zone, child) if zone in TEXT_ZONES:
            yield from _lit_in(zone, child, reading, part, joined=joined)
        case AtLeast(_, child):
            yield from _lit(child, reading, parts, part, joined=joined)
        case _ if joined and part not in parts:
            return  # the title is asked for only by name
        case Near() | Within() if joined:
            yield from each_place(node, part)
        case Near(left, right) | Within(left, right):
            runs = dict(each_place(node, part))  # of those that begin alike the longest
            for side in (left, right):
                yield from _covered(_lit(side, reading, parts, part), runs)
        case Word() | Exact() | Caps() | Pattern() | Fuzzy() | Phrase():
            yield from each_place(node, part)
        case _:
            return


def _covered(found: Iterable[Place], runs: dict[int, int]) -> Iterator[Place]:
    """Those of the places that lie within one of the runs: start → end, ascending."""
    starts, reached = list(runs), list(accumulate(runs.values(), max))
    for start, end in found:
        before = bisect_right(starts, start)
        if before and end <= reached[before - 1]:
            yield start, end


def _lit_in(
    zone: Zone, child: Node, reading: Reading, part: Part, *, joined: bool
) -> Iterator[Place]:
    within = reading.zone(zone)
    if not holds(child, reading, within):
        return
    if part in within:
        yield from _lit(child, reading, within, part, joined=joined)
    elif part is reading.body and zone in ("lead", "hlead"):
        # The lead is the beginning of the body, so its word numbers are the body's.
        yield from _lit(child, reading, within, within[-1], joined=joined)


def _spans(found: set[Place], part: TextPart) -> list[Span]:
    spans: list[Span] = []
    offsets = part.text.offsets if found else []
    for first, end in stepping(sorted(found), part.step):
        start, stop = whole(part.text.text, offsets[first][0], offsets[end - 1][1])
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(stop, spans[-1][1]))
        else:
            spans.append((start, stop))
    return spans
