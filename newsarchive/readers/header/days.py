"""Days in headers: the day that a line or a piece of it gives.

It must not know bylines, nor the lines around.
"""

from __future__ import annotations

import re

from newsarchive.dates.expressions import (
    Day,
    Order,
    may_begin_as_day,
    parse_day,
    parse_day_of_year,
)
from newsarchive.readers.credits.persons import is_body
from newsarchive.readers.credits.places import is_place
from newsarchive.readers.header.features import features_of, holds_year
from newsarchive.readers.vocabulary import Caseless, word_lists
from newsarchive.text.words import words

LISTS = word_lists("header/words.txt")
"""The words that lines of a header are known by."""
UPDATED = "|".join(LISTS["updated"])
"""A pattern for the labels of the day of an update."""
DAY_LABEL = Caseless(
    rf"(?:(?P<date>{'|'.join(LISTS['published'])})|(?P<updated>{UPDATED}))(?![^\W\d])"
    r"(?:[ \t]*[:：])?[ \t]*(?=\S)"
)
DAY_LABEL_ALONE = Caseless(rf"\W*(?:{'|'.join(LISTS['published'])}|{UPDATED})[ \t]*[:：]?")
"""The label of a day that is printed below it."""
DAY_LABEL_BEHIND = Caseless(rf"[ \t,;]+(?:{'|'.join(LISTS['published'])}|{UPDATED})[ \t]*[:：]?$")
"""The same at the end of a text."""
LONGEST_DAY = 80
"""Characters of a text that may be a day."""
DIGIT = re.compile(r"\d")
# A day as it is printed, whether or not it ever was: "31 April 2018".
_DAY_SHAPE = r"(?:\d{1,2}\W{1,2}[^\W\d]++\W{1,2}\d{4}|[^\W\d]++\W{1,2}\d{1,2}(?:\W\W|[\s,/-])\d{4})"
SHAPED_AS_DAY = re.compile(_DAY_SHAPE)
_HOLDS_DAY = re.compile(
    rf"\b{_DAY_SHAPE}\b|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}|\d{{4}}[./年-]\d{{1,2}}[./月-]\d{{1,2}}"
)
_MAY_HOLD_DAY = re.compile(r"\d(?:(?:\W{1,2}[^\W\d]++)?\W{1,2}\d{4}|(?<=\d{4})[./年-]\d)")
"""A quick test for `_HOLDS_DAY`, as it begins with a digit."""
_WORDS_BESIDE_DAY = 3
_MOST_WORDS = 9
_PLACE_BEFORE_DAY = re.compile(r"([^\W\d_]+(?: [^\W\d_]+)?),? +(?=\d)")
_AFTER_DAY = re.compile(
    r"(?:\s+(?:GMT|UTC)(?:[+-]\d{1,2}(?::?\d\d)?)?)?(?:\s+Updated \w+ \w+ ago"
    r"|\s+in [A-Z][\w &]{2,30})?$"
)
"""A zone, then a section ("in Farming") or the age of the article when it was saved."""
SECTION = Caseless("|".join(LISTS["sections"]))
"""What papers print above a title."""
_BESIDE_DAY = Caseless("|".join(LISTS["beside day"]))
_BREAKS = re.compile(r"\s*[,;]\s*|\s+-\s+")
_HOUR_IN_GMT = re.compile(r"\b\d{4} (?:GMT|UTC)(?: \(\d{4} [A-Z]{3}\))?,? ")
_IN_BRACKETS = re.compile(r"\s*[(（]([^()（）]{1,40})[)）]")
_HAN_PAPER = re.compile(
    r"《[^《》]{2,20}》\s*[(（]\s*(\d{4}年\d{1,2}月\d{1,2}日)[^()（）]{0,20}[)）]"
)
# A pattern that begins with a character is quicker than one that begins with what stands before.
_NAME_BEHIND_YEAR = re.compile(r"(\d(?<=\d{4}))(?=[A-ZÀ-Þ][a-zß-ÿ])")
_DAY_BEHIND_NAME = re.compile(r"(\d(?<=[a-zß-ÿ].))(?=\d?\.? [^\W\d]+ \d{4})")
_MONTH_BEHIND_NAME = re.compile(r"([a-zß-ÿ])(?=[A-ZÀ-Þ][a-zß-ÿ]{2,8}\.? \d{1,2}, \d{4})")
_NAME_BEHIND_HOUR = re.compile(r"(?<=\d[ap]m)(?=[A-Z][a-z])")
_UPDATE_BEHIND_HOUR = re.compile(
    r"([A-Z\dm.](?=\s*[,;A-ZÀ-Þ가-힣])(?:(?<=\d)|(?<=[A-Z]{3})|(?<=[AaPp][Mm])|(?<=m\.)))"
    rf"(?:\s*[,;]\s*(?=[^\W\d])|\s*(?=[A-ZÀ-Þ가-힣]))(?i:(?=(?:{UPDATED})[ :\d]))"
)
LABEL_BEHIND = Caseless(
    rf",\s*(?=(?:{'|'.join(LISTS['published'])}|{UPDATED})[ :].{{0,30}}\d{{4}})"
)
"""Before the label of a day behind a byline: "Jane Doe Courier Staff,Updated April 10"."""
HOUR = Caseless(r"\d{1,2}(?:[:.h]\d\d)?(?: ?[ap]\.?m\.?)?(?: [a-z]{2,4})?")
HOUR_OF_UPDATE = Caseless(
    rf"(?:{UPDATED})(?:\s*[:：])?\s+(?:(?:at|à|um|alle(?: ore)?|ore|a las|às|om|kl\.?|saat)\s+)?"
    r"\d{1,2}(?:[:.h]\d\d)?(?:\s?(?:[ap]\.?m\.?|uhr|uur|hs?\.?))?(?:\s[a-z]{2,4})?"
)
"""The update of the same day: "Updated at 5:03 p.m."."""
_ZONE_IN_BRACKETS = re.compile(r"\s*\((?:UTC|GMT)?\s*([+-]\d{1,2}):?(\d{2})?\)$")


def holds_day(line: str) -> bool:
    """Whether the line is little more than a day, and so no title: "Baku, 10 April 2018"."""
    if not features_of(line).year or not _MAY_HOLD_DAY.search(line):
        return False
    if not (match := _HOLDS_DAY.search(line)):
        return False
    others = words(line[: match.start()] + " " + line[match.end() :])
    little = len(others) < _WORDS_BESIDE_DAY or not any(map(str.islower, others))
    return little or DAY_LABEL.match(line) is not None


def holds_month(line: str) -> bool:
    """Whether the day that the line holds has a month that is known, or is all digits."""
    match = _HOLDS_DAY.search(line)
    if match is None or not any(map(str.isalpha, match[0])):
        return match is not None
    return any(parse_day_of_year(f"1 {word}") for word in re.findall(r"[^\W\d]+", match[0]))


def unglued(line: str) -> str:
    """The line with bars where a page printed no blank beside a day.

    "Jane Doe10 April 2018", "April 10, 2018Jane Doe", "09.30 BSTLast modified on".
    """
    if features_of(line).year:
        line = _NAME_BEHIND_YEAR.sub(r"\1 | ", _DAY_BEHIND_NAME.sub(r" | \1", line))
        line = _NAME_BEHIND_HOUR.sub(" | ", _MONTH_BEHIND_NAME.sub(r"\1 | ", line))
    return _UPDATE_BEHIND_HOUR.sub(r"\1 | ", line) if _UPDATE_BEHIND_HOUR.search(line) else line


def day_at_start(text: str, order: Order | None = None) -> tuple[Day, str] | None:
    """The day that a line begins with, and the text behind it; None if there is none.

    "April 10, 2018 Tuesday Final Edition".
    """
    parts = text.split()
    for count in range(min(len(parts), _MOST_WORDS), 0, -1):
        if day := parse_day(" ".join(parts[:count]).rstrip(",;"), order=order):
            return day, " ".join(parts[count:])
    return None


def day_at_end(text: str, order: Order | None) -> tuple[str, Day] | None:
    """The text before the day at the end of a piece, and the day; None if there is none.

    "Jane Doe, 10 April 2018" and "Jane Doe 2018年4月10日". A paper or a place that may stand before
    a day belongs to the text: "Harlow Times, 10 April 2018".
    """
    found: tuple[str, Day] | None = None
    for cut in re.finditer(r"\s*[,，]\s*|\s+", text):
        rest = text[cut.end() :]
        if DIGIT.search(rest) and len(rest) <= LONGEST_DAY and (day := day_of(rest, order)):
            found = found or (text[: cut.start()], day)
            if day_at_start(rest, order):
                return text[: cut.start()], day
    return found


def day_of(printed: str, order: Order | None) -> Day | None:
    """The day of a piece that is nothing but one, with or without a place, zone or section."""
    if len(printed) > LONGEST_DAY or not holds_year(printed):
        return None
    if "GMT" in printed or "UTC" in printed:
        printed = _HOUR_IN_GMT.sub("", printed)
    if match := _HAN_PAPER.fullmatch(printed):
        printed = match[1]
    if printed.startswith("[") and printed.endswith("]"):
        printed = printed[1:-1]
    if ")" in printed or "）" in printed or "日" in printed:
        printed = _IN_BRACKETS.sub(_without_known, _ZONE_IN_BRACKETS.sub("", printed)).strip()
    if day := parse_day(printed, order=order):
        return day
    place = _PLACE_BEFORE_DAY.match(printed)
    bare = printed[place.end() :] if place and _may_stand_beside(place[1]) else printed
    if not may_begin_as_day(bare):
        return None
    bare = _AFTER_DAY.sub("", bare)
    if bare != printed and (day := parse_day(bare, order=order)):
        return day
    found = day_at_start(bare, order)
    if found and all(map(_may_stand_beside, _BREAKS.split(found[1].strip(" ,;-")))):
        return found[0]
    return None


def _may_stand_beside(part: str) -> bool:
    """Whether a part may stand behind a day: an edition, a page, an hour, a paper, a town."""
    known = _BESIDE_DAY.fullmatch(part) or SECTION.fullmatch(part)
    return known is not None or is_place(part) or is_body(part)


def _without_known(brackets: re.Match[str]) -> str:
    """Nothing for brackets that say what may stand beside a day: the weekday, an update."""
    return " " if _BESIDE_DAY.fullmatch(brackets[1]) else brackets[0]
