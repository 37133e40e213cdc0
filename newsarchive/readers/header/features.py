"""What many questions about a line of a header begin with, found out once for all of them.

A line is asked whether it is a byline, a label, a title, noise and more, by functions that know
nothing of each other. It must not know what follows from an answer.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from newsarchive.dates.expressions import OF_ERA
from newsarchive.readers.credits.bylines import OPENER, OTHER_OPENER, may_open
from newsarchive.text.words import count_words

_DIGIT, _YEAR = re.compile(r"\d"), re.compile(r"\d\d\d\d")
_DIGITS_ALIKE = bytes.maketrans(b"123456789", b"000000000")
_CLOSING = "'\"”’»)]"
_MARKS = tuple("!?…:;,。！？")
_LONG_WORD = re.compile(r"[^\W\d_]{4}\.")


class Features(NamedTuple):
    """The features of a line."""

    words: int
    digit: bool
    year: bool
    """See `holds_year`."""
    may_open: bool
    """Whether a byline of whomever may be opened anywhere in it."""
    sentence: bool
    """See `ends_sentence`."""
    opener: re.Match[str] | None
    """What opens a byline at its beginning; only the position counts."""
    other_opener: re.Match[str] | None
    """The same of people who are not authors."""


@lru_cache(maxsize=64)  # the questions come one after the other
def features_of(line: str) -> Features:
    """The features of a line, which is not a whole text."""
    if line.isascii():  # much quicker than patterns
        alike = line.encode().translate(_DIGITS_ALIKE)
        digit = b"0" in alike
        year = digit and b"0000" in alike
    else:
        digit, year = _DIGIT.search(line) is not None, holds_year(line)
    opens = may_open(line)
    return Features(
        count_words(line),
        digit,
        year,
        opens,
        ends_sentence(line),
        OPENER.match(line) if opens else None,
        OTHER_OPENER.match(line) if opens else None,
    )


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, and not in "Inc." or "J."."""
    end = text.rstrip(_CLOSING)[-5:]
    if not end.endswith("."):
        return end.endswith(_MARKS)
    return _LONG_WORD.fullmatch(end) is not None


def holds_year(text: str) -> bool:
    """Whether there is a year in the text, as in every day: four digits, or one of an era."""
    if _YEAR.search(text):
        return True
    return not text.isascii() and OF_ERA.search(text) is not None
