"""Anchors: where a passage that somebody quoted stands in a text, also after the text has changed.

It must not know articles or notes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import accumulate

from newsarchive.text.sentences import paragraphs
from newsarchive.text.words import forms

ENOUGH = 2 / 3
"""The share of its words that a paragraph must still have to be the one that was quoted."""
FEWEST = 5
"""Words of a passage that may have changed: fewer have to stand there as they are."""


def holds(text: str, quote: str) -> bool:
    """Whether the words of the quotation stand in the text, one after the other."""
    return _at(forms(quote), forms(text)) is not None


def paragraph_of(text: str, quote: str) -> int | None:
    """The number, from 1, of the paragraph in which the passage begins; None if it is gone.

    Its words count, whatever their capitals and line ends. Where they do not stand together any
    more, it is the paragraph with most of them.
    """
    found = [forms(text[start:end]) for start, end in paragraphs(text)]
    sought = forms(quote)
    at = _at(sought, [form for one in found for form in one])
    if at is not None:
        return bisect_right(list(accumulate(map(len, found))), at) + 1
    if len(sought) < FEWEST:
        return None
    shared = [(Counter(sought) & Counter(one)).total() for one in found]
    most = max(shared, default=0)
    return shared.index(most) + 1 if most >= ENOUGH * len(sought) else None


def _at(sought: list[str], there: list[str]) -> int | None:
    """Where a run of words begins; None if there is none, or no word is sought."""
    if not sought:
        return None
    last = len(there) - len(sought)
    at = -1
    while (at := _next(there, sought[0], at + 1, last)) >= 0:
        if there[at : at + len(sought)] == sought:
            return at
    return None


def _next(there: list[str], word: str, start: int, last: int) -> int:
    try:
        return there.index(word, start, last + 1)
    except ValueError:
        return -1
