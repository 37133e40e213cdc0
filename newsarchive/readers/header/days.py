"""The days in a header: what a line or a piece of it says as a day, and whether it is about one.

It must not know bylines, nor the lines around.
"""

from __future__ import annotations

import re

from newsarchive.dates.expressions import Day, Order, parse_day
from newsarchive.readers.credits.places import is_place
from newsarchive.readers.header.words import DAY_LABEL
from newsarchive.text.words import words

LONGEST_DAY = 80
"""Characters: nothing longer is looked at as a day."""
DIGIT = re.compile(r"\d")
YEAR = re.compile(r"\d\d\d\d")
"""No day is without one."""
# A day in the shape of print, which may never have been ("31 April 2018").
_DAY_SHAPE = r"(?:\d{1,2}\W{1,2}[^\W\d]+\W{1,2}\d{4}|[^\W\d]+\W{1,2}\d{1,2}\W{1,2}\d{4})"
SHAPED_AS_DAY = re.compile(_DAY_SHAPE)
_HOLDS_DAY = re.compile(
    rf"\b{_DAY_SHAPE}\b|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}|\d{{4}}[./年-]\d{{1,2}}[./月-]\d{{1,2}}"
)
_WORDS_BESIDE_DAY = 3
_PLACE_BEFORE_DAY = re.compile(r"([^\W\d_]+(?: [^\W\d_]+)?),? +(?=\d)")
_AFTER_DAY = re.compile(
    r"(?:\s+(?:GMT|UTC)(?:[+-]\d{1,2}(?::?\d\d)?)?)?(?:\s+Updated \w+ \w+ ago"
    r"|\s+in [A-Z][\w &]{2,30})?$"
)
"""A zone, and a section ("in Farming") or how old it was when it was saved."""
_ZONE_IN_BRACKETS = re.compile(r"\s*\((?:UTC|GMT)?\s*([+-]\d{1,2}):?(\d{2})?\)$")


def holds_day(line: str) -> bool:
    """Whether the line is about its date, so that it is no title: "Baku, 10 April 2018"."""
    if not YEAR.search(line) or not (match := _HOLDS_DAY.search(line)):
        return False
    others = words(line[: match.start()] + " " + line[match.end() :])
    return (
        len(others) < _WORDS_BESIDE_DAY
        or bool(DAY_LABEL.match(line))
        or not any(map(str.islower, others))
    )


def day_at_end(text: str, order: Order | None) -> tuple[str, Day] | None:
    """What stands before a day, and the day that a piece ends with; None if it does not.

    "Jane Doe, 10 April 2018" and "Jane Doe 2018年4月10日".
    """
    for cut in re.finditer(r"\s*[,，]\s*|\s+", text):
        rest = text[cut.end() :]
        if DIGIT.search(rest) and len(rest) <= LONGEST_DAY and (day := day_of(rest, order)):
            return text[: cut.start()], day
    return None


def day_of(printed: str, order: Order | None) -> Day | None:
    """The day that a piece of a line is, perhaps with its place, zone or section."""
    if len(printed) > LONGEST_DAY or not YEAR.search(printed):
        return None
    if printed.endswith(")"):
        printed = _ZONE_IN_BRACKETS.sub("", printed)
    if day := parse_day(printed, order=order):
        return day
    place = _PLACE_BEFORE_DAY.match(printed)
    bare = printed[place.end() :] if place and is_place(place[1]) else printed
    bare = _AFTER_DAY.sub("", bare)
    return parse_day(bare, order=order) if bare != printed else None
