"""How two versions of an article differ: fields first, then the words of the text.

The result is data, without a layout. Texts of any length are compared quickly: equal paragraphs are
set aside first, and words are aligned around those that occur once in either text (a patience
diff). A stretch that is both long and repetitive counts as replaced.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from operator import attrgetter
from typing import Literal

from newsarchive.model.article import CORRECTABLE, ArchivedArticle, Value
from newsarchive.model.errors import UnknownIdError

Kind = Literal["same", "gone", "new"]

FIELDS = (*CORRECTABLE, "published", "updated")

MOST_PAIRS = 250_000
"""If no word occurs once in both, at most so many pairs of words are compared one by one."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs."""

    name: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, spaces included."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """How one version became another."""

    before: ArchivedArticle
    after: ArchivedArticle
    fields: tuple[FieldChange, ...]
    pieces: tuple[Piece, ...]
    """Both texts, interwoven: the old text without the new pieces, the new one without those that
    are gone (spaces between words are those of either)."""

    @property
    def words(self) -> tuple[int, int]:
        """How many words are gone, and how many are new."""
        gone, new = (
            sum(len(piece.text.split()) for piece in self.pieces if piece.kind == kind)
            for kind in ("gone", "new")
        )
        return gone, new

    def __bool__(self) -> bool:
        return bool(self.fields) or any(piece.kind != "same" for piece in self.pieces)


def numbered(versions: Sequence[ArchivedArticle], number: int) -> ArchivedArticle:
    """The version of an article with this number. Raises UnknownIdError if there is none."""
    for version in versions:
        if version.version == number:
            return version
    last = versions[-1].version
    has = f"versions 1 to {last}" if last > 1 else "version 1 only"
    raise UnknownIdError(f"{versions[-1].id[:8]} has no version {number}: it has {has}")


def between(versions: Sequence[ArchivedArticle], old: int | None, new: int | None) -> Difference:
    """How two versions of an article differ: the last two, or `old` and the last.

    Raises UnknownIdError if there is no such version, or only one.
    """
    if len(versions) < 2:
        raise UnknownIdError(f"{versions[-1].id[:8]} has only one version")
    before = versions[-2] if old is None else numbered(versions, old)
    after = versions[-1] if new is None else numbered(versions, new)
    return difference(before, after)


def difference(before: ArchivedArticle, after: ArchivedArticle) -> Difference:
    """How the earlier article became the later one."""
    fields = tuple(
        FieldChange(name, old, new)
        for name in FIELDS
        if (old := _plain(before, name)) != (new := _plain(after, name))
    )
    pieces = tuple(compared(before.article.body, after.article.body))
    return Difference(before, after, fields, pieces)


def _plain(archived: ArchivedArticle, name: str) -> Value:
    found = getattr(archived.article, name)
    return found if found is None or isinstance(found, tuple) else str(found)


def compared(before: str, after: str) -> Iterator[Piece]:
    """Both texts as pieces, no two of the same kind in a row."""
    for kind, pieces in groupby(_pieces(before, after), attrgetter("kind")):
        yield Piece(kind, "".join(piece.text for piece in pieces))


_PARAGRAPH = re.compile(r"(?:.+\n?)+\n*|\n+")
_TOKEN = re.compile(r"\n\n+|\w(?:\S*\w)?|[^\w\s]")


def _pieces(before: str, after: str) -> Iterator[Piece]:
    old, new = _PARAGRAPH.findall(before), _PARAGRAPH.findall(after)
    for kind, a, b in _aligned([one.strip() for one in old], [one.strip() for one in new]):
        if kind == "same":
            yield Piece("same", "".join(new[b.start : b.stop]))
        else:
            yield from _words("".join(old[a.start : a.stop]), "".join(new[b.start : b.stop]))


def _words(before: str, after: str) -> Iterator[Piece]:
    """The words of stretches that differ. What stands between words goes with the one before."""
    old, new = _Words(before), _Words(after)
    blocks = list(_aligned(old.words, new.words))
    if new.lead or old.lead:
        yield Piece("same", new.lead)
    for kind, a, b in _without_islands(blocks, old, new):
        if kind == "same":
            yield Piece("same", new.text(b))
        else:
            if a:
                yield Piece("gone", old.text(a))
            if b:
                yield Piece("new", new.text(b))


class _Words:
    """A text cut into words, each of which knows where the next one begins."""

    def __init__(self, text: str) -> None:
        self._text = text
        found = list(_TOKEN.finditer(text))
        self.words = ["\n\n" if match[0][0] == "\n" else match[0] for match in found]
        self._starts = [match.start() for match in found] + [len(text)]
        self.lead = text[: self._starts[0]]

    def text(self, span: range) -> str:
        return self._text[self._starts[span.start] : self._starts[span.stop]]


Block = tuple[Literal["same", "changed"], range, range]


def _without_islands(blocks: Sequence[Block], old: _Words, new: _Words) -> Iterator[Block]:
    """The blocks, but a few words that are the same amid larger changes are part of the change.

    Nobody can read a sentence of which every third word is struck out.
    """
    joined: list[Block] = []
    for kind, a, b in blocks:
        joined.append((kind, a, b))
        if len(joined) >= 3 and kind == "changed":
            (_, a0, b0), (_, _, b1) = joined[-3], joined[-2]
            size = len(new.text(b1).strip())
            edit_before = max(len(old.text(a0)), len(new.text(b0)))
            edit_after = max(len(old.text(a)), len(new.text(b)))
            if size <= min(edit_before, edit_after) and "\n\n" not in new.text(b1):
                joined[-3:] = [("changed", range(a0.start, a.stop), range(b0.start, b.stop))]
    yield from joined


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Blocks that are the same and blocks that are not, by turns, covering both."""
    a = b = 0
    for i, j, size in _merged(_matches(old, new)):
        if i > a or j > b:
            yield "changed", range(a, i), range(b, j)
        yield "same", range(i, i + size), range(j, j + size)
        a, b = i + size, j + size
    if a < len(old) or b < len(new):
        yield "changed", range(a, len(old)), range(b, len(new))


Match = tuple[int, int, int]


def _merged(matches: Iterator[Match]) -> Iterator[Match]:
    held: Match | None = None
    for i, j, size in matches:
        if held and (held[0] + held[2], held[1] + held[2]) == (i, j):
            held = (held[0], held[1], held[2] + size)
        else:
            if held:
                yield held
            held = (i, j, size)
    if held:
        yield held


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[Match]:
    """Equal stretches (place in old, place in new, length), in order, none of length 0."""
    # A stack, not recursion: a text may have more levels than Python has.
    work: list[tuple[int, int, int, int] | Match] = [(0, len(old), 0, len(new))]
    while work:
        item = work.pop()
        if len(item) == 3:
            yield item
            continue
        a, a_end, b, b_end = item
        start = _common(old, new, a, b, min(a_end - a, b_end - b), +1)
        if start:
            yield a, b, start
            a, b = a + start, b + start
        end = _common(old, new, a_end - 1, b_end - 1, min(a_end - a, b_end - b), -1)
        a_end, b_end = a_end - end, b_end - end
        inner: list[tuple[int, int, int, int] | Match] = []
        if a < a_end and b < b_end:
            inner = list(_between(old, new, (a, a_end, b, b_end)))
        if end:
            inner.append((a_end, b_end, end))
        work.extend(reversed(inner))


def _common(
    old: Sequence[str], new: Sequence[str], a: int, b: int, most: int, step: Literal[1, -1]
) -> int:
    """How many words, `most` at most, are the same from these places on (or back)."""
    count = 0
    while count < most and old[a + step * count] == new[b + step * count]:
        count += 1
    return count


def _between(
    old: Sequence[str], new: Sequence[str], window: tuple[int, int, int, int]
) -> Iterator[tuple[int, int, int, int] | Match]:
    """What is left to match in a window whose ends differ: around anchors, or one by one."""
    a, a_end, b, b_end = window
    # A word that stands once is best; in long texts only several in a row do.
    anchors = _anchors(old, new, window, 1) or _anchors(old, new, window, 3)
    if anchors:
        for i, j in anchors:
            yield a, i, b, j
            yield i, j, 1
            a, b = i + 1, j + 1
        yield a, a_end, b, b_end
    elif (a_end - a) * (b_end - b) <= MOST_PAIRS:
        matcher = SequenceMatcher(None, old[a:a_end], new[b:b_end], autojunk=False)
        for i, j, size in matcher.get_matching_blocks():
            if size:
                yield a + i, b + j, size


def _anchors(
    old: Sequence[str], new: Sequence[str], window: tuple[int, int, int, int], size: int
) -> list[tuple[int, int]]:
    """Where so many words in a row begin that stand just once in either, in the same order in both.

    Of all such rows of places the longest.
    """
    a, a_end, b, b_end = window
    ours = _shingles(old[a:a_end], size)
    theirs = _shingles(new[b:b_end], size)
    in_old, in_new = Counter(ours), Counter(theirs)
    place = {shingle: j for j, shingle in enumerate(theirs, start=b) if in_new[shingle] == 1}
    pairs = [
        (i, place[shingle])
        for i, shingle in enumerate(ours, start=a)
        if in_old[shingle] == 1 and shingle in place
    ]
    # The longest rising row of places in the new text: the smallest end of a row of each length.
    ends: list[int] = []
    rows: list[int] = []
    before: list[int | None] = []
    for number, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(rows[length - 1] if length else None)
        ends[length : length + 1] = [j]
        rows[length : length + 1] = [number]
    found: list[tuple[int, int]] = []
    at = rows[-1] if rows else None
    while at is not None:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _shingles(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return list(zip(*(words[start:] for start in range(size)), strict=False))
