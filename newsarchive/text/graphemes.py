"""Graphemes, which a terminal draws as one character, and their width in columns.

A column is a cell of the terminal. Combining marks take none, Chinese and emoji take two; a base
letter with its marks, a flag, a family with zero-width joiners are one grapheme, never split. The
rules are those of Unicode (UAX #11 for widths, the main ones of UAX #29 for graphemes), as
terminals draw them. It knows text; it must not know output.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from newsarchive.model.patterns import lazy

Span = tuple[int, int]

_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_VIRAMAS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")
"""Signs that join two consonants of the scripts of northern and southern India into one."""
_CLOSERS = frozenset("、。，．,.!?;:！？：；…」』）】》〉”’)]")
"""Characters that may not begin a line in a text without spaces."""
_OPENERS = frozenset("「『（【《〈“‘([")
"""Characters that may not end one."""
_LONGEST = 64
"""Characters; no real grapheme has more."""
ISOLATE, POP = "\u2068", "\u2069"
_RIGHT_TO_LEFT = lazy(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


@lru_cache(maxsize=8192)
def _columns(char: str) -> int:
    """The columns of a character that stands alone."""
    if "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff":
        return 0  # the vowels and finals of a Korean syllable, drawn into its first letter
    category = unicodedata.category(char)
    if category in ("Mn", "Me") or (category == "Cf" and char != "\u00ad"):
        # The Arabic signs before numbers are format characters by name, but visible.
        return 1 if unicodedata.bidirectional(char) == "AN" else 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


@lru_cache(maxsize=8192)
def _extends(char: str) -> bool:
    """Whether it belongs to the character before."""
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # the colours of skin
        or _columns(char) == 0
    )


def graphemes(text: str) -> Iterator[tuple[int, int, int]]:
    """Each grapheme: where it begins and ends, and its columns."""
    if text.isascii():
        yield from ((place, place + 1, 1) for place in range(len(text)))
        return
    start, length = 0, len(text)
    while start < length:
        char = text[start]
        end, columns = start + 1, _columns(char)
        if _is_flag(char) and end < length and _is_flag(text[end]):
            end, columns = end + 1, 2
        while end < length:
            before, char = text[end - 1], text[end]
            if before.isspace() and _columns(char) == 2:
                break  # a colour of skin without a hand is drawn by itself
            if _extends(char):
                if char == _EMOJI_STYLE:
                    columns = 2
                elif unicodedata.category(char) == "Mc":
                    columns += 1
            elif before in _VIRAMAS and unicodedata.category(char) == "Lo":
                columns += _columns(char)
            elif not (before == _JOINER and columns == 2 and not char.isalnum()):
                break
            end += 1
        yield start, end, columns
        start = end


def _is_flag(char: str) -> bool:
    """Whether it is a regional indicator; two of them make a flag."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def width(text: str) -> int:
    """The columns of a text on one line."""
    return len(text) if text.isascii() else sum(columns for _, _, columns in graphemes(text))


def boundary(text: str, place: int) -> int:
    """The nearest place at or before this one that is not within a grapheme."""
    if place >= len(text) or text[max(place - 1, 0) : place + 1].isascii():
        return place
    start = max(place - _LONGEST, 0)
    ends = [start, *(start + end for _, end, _ in graphemes(text[start : place + _LONGEST]))]
    return max((end for end in ends if end <= place), default=place)


def whole(text: str, start: int, end: int) -> Span:
    """The span, widened to whole graphemes."""
    if text[max(start - 1, 0) : end + 1].isascii():
        return start, end
    begins = boundary(text, end)
    if begins < end:
        ends = (begins + stop for _, stop, _ in graphemes(text[begins : end + _LONGEST]))
        end = next((stop for stop in ends if stop >= end), end)
    return boundary(text, start), end


def first_columns(text: str, most: int) -> str:
    """As much of the beginning as fits into so many columns."""
    if text.isascii():
        return text[: max(most, 0)]
    taken = place = 0
    for _, end, columns in graphemes(text):
        taken += columns
        if taken > most:
            break
        place = end
    return text[:place]


def last_columns(text: str, most: int) -> str:
    """As much of the end as fits into so many columns."""
    if text.isascii():
        return text[max(len(text) - max(most, 0), 0) :]
    left = width(text)
    for start, _, columns in graphemes(text):
        if left <= most:
            return text[start:]
        left -= columns
    return ""


def wrap(text: str, columns: int) -> list[Span]:
    """The lines of a text of this width, without the spaces at which they break.

    They break at spaces, before and after characters of scripts without spaces, and between two
    graphemes of a word that is wider than a line.
    """
    lines: list[Span] = []
    begun, end, used = -1, 0, 0  # the present line, if any, and its columns
    for start, stop, size in _pieces(text):
        if begun >= 0 and used + (start - end) + size > columns:
            lines.append((begun, end))
            begun = -1
        if begun < 0:
            begun, end, used = start, start, 0
        if size <= columns:
            used += start - end + size
        else:
            for first, _, some in graphemes(text[start:stop]):
                if used and used + some > columns:
                    lines.append((begun, start + first))
                    begun, used = start + first, 0
                used += some
        end = stop
    if begun >= 0:
        lines.append((begun, end))
    return lines


def _pieces(text: str) -> Iterator[tuple[int, int, int]]:
    """The unbreakable pieces: a word; in a script without spaces, a character."""
    for word in re.finditer("[^ ]+", text):
        if word[0].isascii():
            yield word.start(), word.end(), len(word[0])
            continue
        begun, size, after_wide = word.start(), 0, False
        for start, _, columns in graphemes(word[0]):
            place = word.start() + start
            # Korean is wide too, but has spaces between words.
            wide = _columns(text[place]) > 1 and not "\uac00" <= text[place] <= "\ud7a3"
            breakable = (wide or after_wide) and text[place] not in _CLOSERS
            if breakable and place > begun and text[place - 1] not in _OPENERS:
                yield begun, place, size
                begun, size = place, 0
            size += columns
            after_wide = wide
        yield begun, word.end(), size


def isolated(text: str) -> str:
    """The text, isolated if parts of it run from right to left.

    So a terminal that supports them does not reorder the text beside it. The text itself has no
    such marks: `render.safe` makes them visible.
    """
    return f"{ISOLATE}{text}{POP}" if is_right_to_left(text) else text


def is_right_to_left(text: str) -> bool:
    """Whether some of it runs from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def reopened(lines: list[str]) -> list[tuple[bool, bool]]:
    """For each line of one text, whether it must begin, and end, an isolate."""
    marks: list[tuple[bool, bool]] = []
    within = False
    for line in lines:
        begins = within
        within = (within or ISOLATE in line) and line.rfind(POP) <= line.rfind(ISOLATE)
        marks.append((begins, within))
    return marks
