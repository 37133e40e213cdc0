"""The passage of an article that shows best why it matched, or two where one shows less.

Plain text and character offsets: `render` decides on colours and marks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Hashable, Sequence
from operator import itemgetter

from newsarchive.model.frozen import frozen
from newsarchive.model.patterns import lazy
from newsarchive.query.patterns import form_test
from newsarchive.query.tree import Fuzzy, Node, Pattern, leaf_words
from newsarchive.text.graphemes import boundary
from newsarchive.text.stemming import stem
from newsarchive.text.words import forms

LENGTH = 240
"""Characters, about three lines on a terminal of 80 columns."""

BETWEEN = " … "
"""What stands between two places that are far apart."""
LEAST = 60
"""Characters that each of two places needs to be understood."""

MOST = 10_000
"""Matches that are compared: the first of more say enough, and no timeout ends this."""

Span = tuple[int, int]


@frozen
class Snippet:
    """A passage on one line, or two with " … " between them.

    `spans` say where the matched words stand in it (half-open).
    """

    text: str
    spans: tuple[Span, ...]
    before: bool
    """Whether text before it is left out, as `after` is for text after it."""
    after: bool

    def __str__(self) -> str:
        return f"{'… ' if self.before else ''}{self.text}{' …' if self.after else ''}"


def best_passage(
    body: str, spans: Sequence[Span], length: int = LENGTH, query: Node | None = None
) -> Snippet:
    """The stretch of about `length` characters with the most different matched words.

    Of equal ones the first. Where two shorter stretches have more of the words, these two, in the
    order of the text. Each begins where a sentence does when one begins nearby, and never inside a
    word. Without matches it is the beginning of the body. The `query` says which forms are one
    word of it.
    """
    if not spans:
        return _one_line(body, 0, _end(body, length, 0), [])
    spans = spans[:MOST]
    words = _words(body, spans, query)
    every = range(len(spans))
    _, best = _densest(spans, words, length, every)
    stretches = [_stretch(body, spans, best, length)]
    half = (length - len(BETWEEN)) // 2
    if half >= LEAST and len({*words}) > len({*words[best]}):
        _, first = _densest(spans, words, half, every)
        start, end = _stretch(body, spans, first, half)
        before = every[: sum(b <= start for _, b in spans)]
        after = every[sum(a < end for a, _ in spans) :]
        known = {*words[first]}
        sides = [_densest(spans, words, half, side, known) for side in (before, after) if side]
        _, second = max(sides, key=itemgetter(0), default=(0.0, first))
        if len(known.union(words[second])) > len({*words[best]}):
            low, high = (end, len(body)) if second.start > first.start else (0, start)
            stretches = sorted([(start, end), _stretch(body, spans, second, half, low, high)])
    return _joined(body, spans, stretches)


def _words(body: str, spans: Sequence[Span], query: Node | None) -> list[Hashable]:
    """What tells the matched words apart: the pattern that they fit, or else their stems.

    English stems are near enough for that.
    """
    leaves = dict.fromkeys(leaf_words(query)) if query else ()
    patterns = [(leaf, form_test(leaf)) for leaf in leaves if isinstance(leaf, Pattern | Fuzzy)]

    def word(form: str) -> Hashable:
        return next((leaf for leaf, accepts in patterns if accepts(form)), None) or stem(form)

    return [tuple(map(word, forms(body[a:b]))) for a, b in spans]


def _densest(
    spans: Sequence[Span],
    words: Sequence[Hashable],
    length: int,
    among: range,
    known: Collection[Hashable] = (),
) -> tuple[float, slice]:
    """Of the spans of these numbers those in the window with most words that are not known."""
    starts = [a for a, _ in spans]
    best, window = -1.0, slice(0, 0)
    for n in among:
        # A window holds few matches; in a text of nothing else the first hundred suffice.
        end = min(max(bisect_left(starts, starts[n] + length), n + 1), n + 100, among.stop)
        inside = [m for m in range(n, end) if spans[m][1] <= starts[n] + length] or [n]
        value = len({words[m] for m in inside}.difference(known)) + min(len(inside), 9) / 10
        if value > best:
            best, window = value, slice(n, inside[-1] + 1)
    return best, window


def _stretch(
    body: str, spans: Sequence[Span], of: slice, length: int, low: int = 0, high: int | None = None
) -> Span:
    """Where a passage around these spans begins and ends, not beyond `low` and `high`."""
    first, last = spans[of][0][0], spans[of][-1][1]
    start = max(_begin(body, first, last, length), low)
    end = _end(body, max(start + length, last), last)
    return start, end if high is None else min(end, high)


def _joined(body: str, spans: Sequence[Span], stretches: Sequence[Span]) -> Snippet:
    """The stretches on one line."""
    first, last = stretches[0], stretches[-1]
    if len(stretches) > 1 and not body[first[1] : last[0]].strip():
        stretches = [(first[0], last[1])]
    parts = [
        _one_line(body, start, end, [(a, b) for a, b in spans if start <= a and b <= end])
        for start, end in stretches
    ]
    if len(parts) == 1:
        return parts[0]
    one, other = parts
    moved = len(one.text) + len(BETWEEN)
    later = tuple((a + moved, b + moved) for a, b in other.spans)
    text = f"{one.text}{BETWEEN}{other.text}"
    return Snippet(text, one.spans + later, one.before, other.after)


_SENTENCE_START = lazy(r"(?:^|[.!?…][\"'”’»)]*\s+|\n\s*)(?=\S)")


def _begin(body: str, first: int, last: int, length: int) -> int:
    room = length - (last - first)
    if room <= 0 or first == 0:
        return first
    earliest = max(0, first - max(room, 40))
    begins = [m.end() for m in _SENTENCE_START.finditer(body, earliest, first + 1)]
    # finditer() takes its start for the beginning of the text.
    begins = [place for place in begins if place > earliest or earliest == 0]
    if begins:
        return begins[0] if last - begins[0] <= length else begins[-1]
    start = max(0, first - room // 2)
    if start == 0:
        return 0
    gap = re.compile(r"\s+").search(body, start, first)
    return gap.end() if gap else boundary(body, start)


def _end(body: str, end: int, last: int) -> int:
    if end >= len(body):
        return len(body.rstrip())
    whole = boundary(body, end)
    if body[end].isspace() or (whole == end and not body[end - 1].isalnum()):
        return end
    # Inside a word: end before it, unless that would cut off the last match.
    earliest = max(last, end - 40)
    cut = max(body.rfind(" ", earliest, end), body.rfind("\n", earliest, end))
    return cut if cut > 0 else max(whole, last)


def _one_line(body: str, start: int, end: int, spans: list[Span]) -> Snippet:
    """The stretch with its white space folded to single spaces, and its spans moved."""
    pieces: list[str] = []
    places: list[int] = []  # the position on the line of each character of the stretch
    size = 0
    for char in body[start:end]:
        if char.isspace():
            if not pieces or pieces[-1] == " ":
                places.append(size)
                continue
            char = " "  # noqa: PLW2901 - the folded one takes its place
        places.append(size)
        pieces.append(char)
        size += 1
    places.append(size)
    line = "".join(pieces).rstrip()
    moved = tuple((places[a - start], min(places[b - 1 - start] + 1, len(line))) for a, b in spans)
    return Snippet(line, moved, before=start > 0, after=end < len(body.rstrip()))
