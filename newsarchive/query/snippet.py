"""The passage of an article that shows best why it matched.

Plain text and character offsets: `render` decides on colours and marks.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from newsarchive.model.frozen import frozen
from newsarchive.text.graphemes import boundary
from newsarchive.text.stemming import stem
from newsarchive.text.words import forms

LENGTH = 240
"""Characters, about three lines on a terminal of 80 columns."""

MOST = 10_000
"""Matches that are compared: the first of more say enough, and no timeout ends this."""

Span = tuple[int, int]


@frozen
class Snippet:
    """A passage on one line, and where the matched words stand in it (half-open)."""

    text: str
    spans: tuple[Span, ...]
    before: bool
    """Whether text before it is left out, as `after` is for text after it."""
    after: bool

    def __str__(self) -> str:
        return f"{'… ' if self.before else ''}{self.text}{' …' if self.after else ''}"


def best_passage(body: str, spans: list[Span], length: int = LENGTH) -> Snippet:
    """The stretch of about `length` characters with the most different matched words.

    Of equal ones the first. It begins where a sentence does when one begins nearby, and never
    inside a word. Without matches it is the beginning of the body.
    """
    first, last = _densest(body, spans, length)
    start = _begin(body, first, last, length)
    end = _end(body, max(start + length, last), last)
    kept = [(a, b) for a, b in spans if start <= a and b <= end]
    return _one_line(body, start, end, kept)


def _densest(body: str, spans: list[Span], length: int) -> Span:
    """From the first to the last matched character of the best window."""
    if not spans:
        return 0, 0
    spans = spans[:MOST]
    # Stems tell different words apart; English is near enough for that.
    stems = [tuple(map(stem, forms(body[a:b]))) for a, b in spans]
    starts = [a for a, _ in spans]
    best, window = -1.0, spans[0]
    for n, (start, _) in enumerate(spans):
        # A window holds few matches; in a text of nothing else the first hundred suffice.
        end = min(max(bisect_left(starts, start + length), n + 1), n + 100)
        inside = [m for m in range(n, end) if spans[m][1] <= start + length] or [n]
        value = len({stems[m] for m in inside}) + min(len(inside), 9) / 10
        if value > best:
            best, window = value, (start, spans[inside[-1]][1])
    return window


_SENTENCE_START = re.compile(r"(?:^|[.!?…][\"'”’»)]*\s+|\n\s*)(?=\S)")


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
