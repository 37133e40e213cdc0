"""Hyphens at line ends: those that a typesetter put there go, those of a word stay.

The other words of the text decide, and where they do not, what is usual in its language. It must
not know where the lines come from.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise

from newsarchive.readers.language import detect
from newsarchive.readers.vocabulary import word_lists

_LISTS: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
_LISTS |= {
    name: frozenset(" ".join(words).split()) for name, words in word_lists("hyphens.txt").items()
}
_HYPHENATING = frozenset(("en", "fr", None))
"""Languages whose compounds may be written with a hyphen; others write them in one word."""
_LETTER = r"[^\W\d_]"
_WORD = re.compile(rf"{_LETTER}+(?:[-\u2010]{_LETTER}+)*")
_END = re.compile(r"(?:(?P<chain>[-\u2010])|(?<!\w))(?P<part>\w+)(?P<hyphen>[-\u2010\xad\xac])$")
_BEGIN = re.compile(r"\s*(?P<part>[^\W_]+)")
_CUT = re.compile(rf"(?<!{_LETTER}){_LETTER}+[-\u2010\xad\xac][ \t]*\n[ \t]*{_LETTER}+")
_CUT_BEHIND = rf"(?<={_LETTER}.)[ \t]*\n[ \t]*{_LETTER}"
_MAY_BE_CUT = re.compile(rf"[-\u2010\xad\xac]{_CUT_BEHIND}")
"""Finds a word that is cut wherever `_CUT` does, and quickly, as it begins with the hyphen."""
_MAY_BE_CUT_PLAIN = re.compile(f"-{_CUT_BEHIND}")
"""The same in ASCII, much quicker, as it begins with one character."""
_CERTAIN = "\N{SOFT HYPHEN}\N{NOT SIGN}"
"""Characters that stand for a hyphen at a line end only."""
_READ_FOR_LANGUAGE = 800
_LONG_PART = 4
"""Letters: a shorter part of a word may be a syllable ("self-ish", "Sun-day")."""

_LEAST_HYPHENS = 3
_LEAST_LINES = 8
_WIDEST = 100
_FULL = 0.7
"""The share of lines with one below that are nearly as long as the longest, and of its length."""
_LONGEST_SHARE = 0.9


class Hyphens:
    """Decides what becomes of hyphens at line ends, by the words of the text around them."""

    def __init__(self, text: str) -> None:
        self._words = Counter(_WORD.findall(_CUT.sub(" ", text).casefold().replace("\u2010", "-")))
        self._language = detect(text[:_READ_FOR_LANGUAGE])

    def between(self, above: str, below: str) -> str | None:
        """What joins the word in two of a line's end and of the next line; None if it is not one.

        "" instead of the hyphen, "-" for a hyphen that stays in the word.
        """
        end, begin = _END.search(above), _BEGIN.match(below)
        if not end or not begin:
            return None
        first, last = end["part"].casefold(), begin["part"].casefold()
        whole = self._words[first + last] > 0
        if end["hyphen"] in _CERTAIN:
            return ""
        if not begin["part"][0].islower() or first[-1].isdigit():
            return "-"
        if whole or first + last in _LISTS[f"{self._language} whole"]:
            return ""
        if last in _LISTS["and"]:
            return None
        return "-" if self._stays(end, first, last) else ""

    def _stays(self, end: re.Match[str], first: str, last: str) -> bool:
        """Whether the hyphen is of the word, which the text does not have without one."""
        capitals = len(first) > 1 and end["part"].isupper()
        if self._words[f"{first}-{last}"] or end["chain"] or capitals or len(first) == 1:
            return True
        if self._language not in _HYPHENATING:
            return False
        known_first, known_last = self._words[first] > 0, self._words[last] > 0
        long_first, long_last = len(first) >= _LONG_PART, len(last) >= _LONG_PART
        if first in _LISTS[f"{self._language} first"] and (known_last or long_last):
            return True
        if last in _LISTS[f"{self._language} last"] and (known_first or long_first):
            return True
        return known_first and known_last and long_first and long_last


def whole_words(text: str) -> str:
    """The text, with the words made whole that were cut at the ends of its lines.

    Only if it was certainly printed in lines that were filled: elsewhere a hyphen at a line end may
    mean anything. The rest of a word moves to the line where it begins.
    """
    if not (_MAY_BE_CUT_PLAIN if text.isascii() else _MAY_BE_CUT).search(text):
        return text
    lines = text.split("\n")
    cut = [
        at
        for at, (line, below) in enumerate(pairwise(lines))
        if below.lstrip()[:1].islower() and _END.search(line.rstrip())
    ]
    least = _least_length(lines) if len(cut) >= _LEAST_HYPHENS else None
    if not any(char in text for char in _CERTAIN) and least is None:
        return text
    hyphens = Hyphens(text)
    filled = [least is not None and len(lines[at].rstrip()) >= least for at in cut]
    emptied = set()
    for at, is_filled in zip(cut, filled, strict=True):
        above, below = lines[at].rstrip(), lines[at + 1]
        joint = hyphens.between(above, below) if is_filled or above[-1:] in _CERTAIN else None
        if joint is not None:
            rest, _, others = below.lstrip().partition(" ")
            indent = below[: len(below) - len(below.lstrip())]
            lines[at], lines[at + 1] = above[:-1] + joint + rest, indent + others.lstrip()
            if not others:
                emptied.add(at + 1)
    return "\n".join(line for at, line in enumerate(lines) if at not in emptied)


def _least_length(lines: list[str]) -> float | None:
    """The least length of a line that was filled; None if the text is not in such lines."""
    lengths = sorted(
        len(line.rstrip()) for line, below in pairwise(lines) if line.strip() and below.strip()
    )
    if len(lengths) < _LEAST_LINES:
        return None
    width = lengths[int(len(lengths) * _LONGEST_SHARE)]
    full = sum(length >= _FULL * width for length in lengths)
    return _FULL * width if width <= _WIDEST and full >= _FULL * len(lengths) else None
