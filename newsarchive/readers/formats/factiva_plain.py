"""One article of Factiva's text without tags: from its lines to named values.

The values stand where those with tags would: section, title, byline, number of words, day, time,
source, its code, page, language, rights; then the text, and the number of the article. The line
with the number of words, above the day, shows where they are.

It must not know how articles are parted, nor the form with tags.
"""

from __future__ import annotations

import re
from itertools import pairwise

from newsarchive.dates.expressions import Day, Order, parse_day
from newsarchive.readers.credits.bylines import OPENER, byline
from newsarchive.readers.header.credit_lines import names_alone
from newsarchive.readers.language import language_code
from newsarchive.readers.paragraphs import rejoined
from newsarchive.readers.vocabulary import word_lists

LISTS = word_lists("formats/factiva.txt")
_WORDS = re.compile(rf"\d[\d.,\xa0\u202f ]{{0,9}} ?(?:{'|'.join(LISTS['words'])})", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[:.]\d\d(?: ?[AP]M)?(?: [A-Z]{2,5})?", re.IGNORECASE)
_NAME_OF_LANGUAGE = re.compile(r"[^\W\d_]+(?: - [^\W\d_]+)?")
"""Such as "Chinese - Traditional"."""
_RIGHTS = re.compile("|".join(LISTS["rights"]), re.IGNORECASE)
_MOST_ABOVE, _MOST_BELOW = 12, 14
"""Filled lines above and below the number of words that may hold values."""
_LONGEST_VALUE = 100
_LONGEST_SECTION = 60
_WORDS_OF_TITLE = 5
"""A line of so many words is no section, and so the title may stand there."""


def number_of_words(lines: list[str], order: Order | None = None) -> int | None:
    """The line with the number of words, which has the day below it; None if there is none."""
    filled = [(at, bare) for at, line in enumerate(lines) if (bare := line.strip())]
    for (at, line), (_, below) in pairwise(filled):
        if line[0].isdigit() and _WORDS.fullmatch(line) and parse_day(below, order=order):
            return at
    return None


def read_plain(text: str, order: Order | None) -> dict[str, object] | None:
    """The values of an article, without the line of its number; None if it is none."""
    lines = [line.strip() for line in text.split("\n")]
    words = number_of_words(lines, order)
    if words is None:
        return None
    found: dict[str, object] = {}
    _read_above(lines[:words], found)
    begin = _read_below(lines, words + 1, order, found)
    found["body"] = rejoined("\n".join(lines[begin:]))
    return found


def names_rights(lines: list[str]) -> bool:
    """Whether the lines from the number of words on give a language and rights."""
    below = [bare for line in lines if (bare := line.strip())][:_MOST_BELOW]
    return any(map(_RIGHTS.fullmatch, below)) and any(map(language_line, below))


def language_line(line: str) -> str | None:
    """The code of the language, if the line is nothing but its name."""
    return language_code(line) if _NAME_OF_LANGUAGE.fullmatch(line) else None


def _read_above(lines: list[str], found: dict[str, object]) -> None:
    """Title, section and byline, from the lines above the number of words."""
    filled = [at for at, line in enumerate(lines) if line][-_MOST_ABOVE:]
    bylines: list[str] = []
    while len(filled) > 1 and _is_byline(lines, filled):
        bylines.insert(0, lines[filled.pop()])
    if bylines:
        found["authors"] = bylines
    if not filled:
        return
    title = filled.pop()
    found["title"] = lines[title]
    if filled and len(above := lines[filled[-1]]) <= _LONGEST_SECTION:
        found["section"] = above


def _is_byline(lines: list[str], filled: list[int]) -> bool:
    """Whether the last line is one: by its first words, as a name apart, or below a title."""
    line = lines[filled[-1]]
    if OPENER.match(line):
        return True
    if len(lines[filled[-2]].split()) >= _WORDS_OF_TITLE and names_alone(line):
        return True
    apart = filled[-1] == len(lines) - 1 and filled[-2] < filled[-1] - 1
    return apart and byline(line) is not None


def _read_below(lines: list[str], at: int, order: Order | None, found: dict[str, object]) -> int:
    """Day, source and language, from the lines below the number of words; where the text begins."""
    filled = [one for one in range(at, len(lines)) if lines[one]][:_MOST_BELOW]
    day = lines[filled[0]]
    rest = filled[1:]
    if rest and _TIME.fullmatch(lines[rest[0]]):
        found["date"] = _timed(day, lines[rest.pop(0)], order)
    else:
        found["date"] = _timed(day, "", order)
    begin = filled[0] + 1
    for place, one in enumerate(rest):
        line = lines[one]
        if _RIGHTS.fullmatch(line):
            return one + 1
        if len(line) > _LONGEST_VALUE:
            break
        if place == 0:
            found["source"] = line
            begin = one + 1
        elif code := language_line(line):
            found["language"] = code
            begin = one + 1
        elif one == begin and len(line) <= _LONGEST_SECTION and line[-1].isalnum():
            begin = one + 1  # a code, an edition, a page
    return begin


def _timed(day: str, time: str, order: Order | None) -> Day | None:
    return (parse_day(f"{day} {time}", order=order) if time else None) or parse_day(
        day, order=order
    )
