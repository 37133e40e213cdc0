"""Which words of an article a query matched, as character offsets.

The intervals are those of `query.matches`, so highlights and matches cannot differ. This module
must not know colours and markup.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import Step, stepping
from newsarchive.query.matches import (
    Interval,
    Passage,
    TextDocument,
    TextPassage,
    each_interval,
    holds,
)
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
from newsarchive.text.sentences import each_paragraph

Span = tuple[int, int]


def highlights(
    tree: Node, archived: ArchivedArticle, step: Step | None = None
) -> tuple[list[Span], list[Span]]:
    """Where the matched words stand in the title and in the body: half-open, in characters.

    Only words that take part in the match: a word inside a NEAR that is far from its partner is
    not one of them. Overlapping spans are joined. `step` is called every now and then, and may
    raise to end this.
    """
    document = TextDocument(archived, step)
    title, body = (
        set(_intervals(tree, document, document.passages, passage))
        for passage in (document.title, document.body)
    )
    return _spans(title, document.title), _spans(body, document.body)


def occurrences(
    tree: Node, archived: ArchivedArticle, step: Step | None = None
) -> tuple[list[Span], list[Span]]:
    """Every occurrence of the query in the title and in the body, each once, in order.

    A phrase is one occurrence, and so is everything from one side of a NEAR to the other: ATLEAST
    counts them, so they may overlap. A title that is a piece of the body has none, unless the query
    asks for titles. `step` is called every now and then, and may raise to end this.
    """
    document = TextDocument(archived, step)
    spans: list[list[Span]] = []
    for passage in (document.title, document.body):
        found = set(_intervals(tree, document, document.passages, passage, joined=True))
        offsets = passage.text.offsets if found else []
        text = passage.text.text
        ordered = stepping(sorted(found), step)
        spans.append([whole(text, offsets[a][0], offsets[b - 1][1]) for a, b in ordered])
    return spans[0], spans[1]


def by_paragraph(body: str, spans: Sequence[Span]) -> Iterator[tuple[str, list[Span]]]:
    """The paragraphs of a body, each with those of its spans that lie in it, as of its beginning.

    The spans are in order; one that goes on in the next paragraph is divided.
    """
    first = 0
    for start, end in each_paragraph(body):
        within: list[Span] = []
        while first < len(spans) and spans[first][0] < end:
            begin, stop = spans[first]
            within.append((max(begin, start) - start, min(stop, end) - start))
            if stop > end:
                break
            first += 1
        yield body[start:end], within


def _intervals(
    node: Node,
    document: TextDocument,
    passages: Sequence[Passage],
    passage: Passage,
    *,
    joined: bool = False,
) -> Iterator[Interval]:
    """The intervals of one passage that take part in the match.

    For nodes of nearness their words, or with `joined` the whole run from one side to the other.
    """
    match node:
        case And() | AtLeast() if not holds(node, document, passages):
            return
        case And(children) | Or(children):
            for child in children:
                yield from _intervals(child, document, passages, passage, joined=joined)
        case In(zone, child) if zone in TEXT_ZONES:
            yield from _intervals_in_zone(zone, child, document, passage, joined=joined)
        case AtLeast(_, child):
            yield from _intervals(child, document, passages, passage, joined=joined)
        case _ if joined and passage not in passages:
            return  # only `title:` asks for a derived title
        case Near() | Within() if joined:
            yield from each_interval(node, passage)
        case Near(left, right) | Within(left, right):
            runs = dict(each_interval(node, passage))  # the longest of those with one start
            for side in (left, right):
                yield from _covered(_intervals(side, document, passages, passage), runs)
        case Word() | Exact() | Caps() | Pattern() | Fuzzy() | Phrase():
            yield from each_interval(node, passage)
        case _:
            return


def _covered(found: Iterable[Interval], runs: dict[int, int]) -> Iterator[Interval]:
    """The intervals that lie within one of the runs: start → end, ascending."""
    starts, reached = list(runs), list(accumulate(runs.values(), max))
    for start, end in found:
        before = bisect_right(starts, start)
        if before and end <= reached[before - 1]:
            yield start, end


def _intervals_in_zone(
    zone: Zone, child: Node, document: TextDocument, passage: Passage, *, joined: bool
) -> Iterator[Interval]:
    within = document.zone(zone)
    if not holds(child, document, within):
        return
    if passage in within:
        yield from _intervals(child, document, within, passage, joined=joined)
    elif passage is document.body and zone in ("lead", "hlead"):
        # The lead is the beginning of the body, so its word numbers are the body's.
        yield from _intervals(child, document, within, within[-1], joined=joined)


def _spans(found: set[Interval], passage: TextPassage) -> list[Span]:
    spans: list[Span] = []
    offsets = passage.text.offsets if found else []
    for first, end in stepping(sorted(found), passage.step):
        start, stop = whole(passage.text.text, offsets[first][0], offsets[end - 1][1])
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(stop, spans[-1][1]))
        else:
            spans.append((start, stop))
    return spans
