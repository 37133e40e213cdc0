"""Which words of an article a query matched, as character offsets.

The places are those of `query.matches`, so that what is lit up and what was found cannot differ.
Colours and markup are somebody else's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsarchive.article import ArchivedArticle
from newsarchive.cells import whole
from newsarchive.query.matches import Part, Place, Reading, TextPart, holds, places
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

Span = tuple[int, int]


def highlights(tree: Node, archived: ArchivedArticle) -> tuple[list[Span], list[Span]]:
    """Where the matched words stand in the title and in the body: half-open, in characters.

    Only words that take part in the match: a word inside a NEAR that is far from its partner is
    not one of them. Overlapping spans are joined.
    """
    reading = Reading(archived)
    title, body = (
        set(_lit(tree, reading, reading.parts, part)) for part in (reading.title, reading.body)
    )
    return _spans(title, reading.title), _spans(body, reading.body)


def occurrences(tree: Node, archived: ArchivedArticle) -> tuple[list[Span], list[Span]]:
    """Every place that the query finds in the title and in the body, each once, in order.

    A phrase is one, and so is all from the one side of a NEAR to the other: they are the places
    that ATLEAST counts, so they may overlap. A title that is a piece of the body has none, unless
    the query asks for titles.
    """
    reading = Reading(archived)
    spans: list[list[Span]] = []
    for part in (reading.title, reading.body):
        found = set(_lit(tree, reading, reading.parts, part, joined=True))
        offsets = part.text.offsets if found else []
        said = part.text.text
        spans.append([whole(said, offsets[a][0], offsets[b - 1][1]) for a, b in sorted(found)])
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
            yield from places(node, part)
        case Near(left, right) | Within(left, right):
            runs = places(node, part)
            for place in [*_lit(left, reading, parts, part), *_lit(right, reading, parts, part)]:
                if any(run[0] <= place[0] and place[1] <= run[1] for run in runs):
                    yield place
        case Word() | Exact() | Caps() | Pattern() | Fuzzy() | Phrase():
            yield from places(node, part)
        case _:
            return


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
    for first, end in sorted(found):
        start, stop = whole(part.text.text, offsets[first][0], offsets[end - 1][1])
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(stop, spans[-1][1]))
        else:
            spans.append((start, stop))
    return spans
