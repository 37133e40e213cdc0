"""Where sentences and paragraphs of a text begin and end, in characters.

It knows full stops, abbreviations and openings; it must not know words, articles or queries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from newsarchive.text.memo import Memo

_BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LINE_AFTER_SENTENCE = re.compile(r"(?<=[.!?:…。！？\"”’»)])[^\S\n]*\n")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The spans of paragraphs: half-open, in characters, without the white space around.

    Blank lines separate them. In a text without blank lines, a line with the end of a sentence ends
    a paragraph; any other line is wrapped.
    """
    return list(each_paragraph(text))


def each_paragraph(text: str) -> Iterator[tuple[int, int]]:
    """The same, lazily."""
    gaps: Iterable[re.Match[str]] = ()
    if "\n" in text:
        breaks = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE_AFTER_SENTENCE
        gaps = breaks.finditer(text)
    start = 0
    for end, following in chain((gap.span() for gap in gaps), [(len(text), len(text))]):
        part = text[start:end]
        left = start + len(part) - len(part.lstrip())
        right = start + len(part.rstrip())
        if left < right:
            yield left, right
        start = following


# A row of marks matches from its first mark only: else a text of dots would take hours. The test
# stands behind the first mark, as patterns that begin with characters are faster.
@lru_cache(maxsize=1)
def _sentence_end() -> re.Pattern[str]:
    return re.compile(
        r"([.!?…](?<![.!?…].)[.!?…]*+[\"'”’»)\]]*+(?=\s)"
        r"|[。！？](?<![。！？].)[。！？]*+[」』”’）]*+)\s*+(?=\S)"
    )


_BEFORE_OPENING = r"[\"')\]]*+)\s++(?![\"'(\[]{0,3}[a-z])(?=\S)"
_PLAIN_SENTENCE_END = re.compile(rf"([.!?](?<![.!?].)[.!?]*+{_BEFORE_OPENING}")
_STATEMENT_END = re.compile(rf"(\.(?<!\.\.)\.*+{_BEFORE_OPENING}")
"""The same for ASCII, before the beginning of a sentence; and without `!` and `?`: faster."""
_OPENERS = "\"'“‘„«([¿¡"
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen col lt sgt capt gov sen rep rev hon st jr sr vs inc ltd co corp bros "
    "e.g i.e etc approx dept est mme mlle m bzw ca tel z.b d.h sra srta dna".split()
)
_BEFORE_NUMBERS = frozenset(
    "no nos vol fig nr pp jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
"""Abbreviations only where a number follows: "No. 5", but "They said no. Then …"."""
_LONGER = 7
"""No abbreviation has so many letters."""


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of sentences: half-open, in characters, without the white space around.

    A sentence ends at a full stop, question or exclamation mark before white space and something
    that can begin a sentence, unless the full stop belongs to an initial or a usual abbreviation;
    and at the end of its paragraph.
    """
    return list(each_sentence(text))


def each_sentence(text: str) -> Iterator[tuple[int, int]]:
    """The same, lazily: the first costs no search for the others."""
    for start, end in each_paragraph(text):
        begun = start
        for stop, following in sentence_ends(text, start, end):
            yield begun, stop
            begun = following
        yield begun, end


def sentence_ends(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(end of a sentence, start of the next) within one paragraph."""
    plain = text.isascii()
    quiet = plain and text.find("!", start, end) < 0 and text.find("?", start, end) < 0
    marks = _STATEMENT_END if quiet else _PLAIN_SENTENCE_END if plain else _sentence_end()
    for mark in marks.finditer(text, start, end):
        at, behind = mark.span()
        if not plain and text[behind : behind + 4].lstrip(_OPENERS)[:1].islower():
            continue
        if text[at] == "." and text[at + 1] != ".":
            before = text[max(start, at - _LONGER) : at]
            if len(before) < _LONGER or not before.isalnum():
                words = text[max(start, at - 12) : at].split()
                kind = _abbreviations[words[-1]] if words else ""
                if kind == _ALWAYS:
                    continue
                if kind and text[behind : behind + 4].lstrip(_OPENERS)[:1].isdigit():
                    continue
        yield mark.end(1), behind


_ALWAYS, _WITH_NUMBER = "always", "with a number"


def _abbreviation(word: str) -> str:
    """When a word before a full stop is an abbreviation: always, before a number, never ("")."""
    word = word.lstrip(_OPENERS)
    if (len(word) == 1 and word.isalpha()) or word[-2:-1] == "." or word.lower() in _ABBREVIATIONS:
        return _ALWAYS
    return _WITH_NUMBER if word.lower() in _BEFORE_NUMBERS else ""


_abbreviations = Memo(_abbreviation)
