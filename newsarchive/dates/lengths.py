"""Lengths of time: "1y6m", "3 days", "two weeks", "1 year and 2 months", "48 hours".

Only this module imports dateutil, and only for calendar arithmetic. It must not know what begins or
ends a length away.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from newsarchive.dates.printed import shown
from newsarchive.dates.ranges import too_far
from newsarchive.model.errors import DateError


class Length(NamedTuple):
    """So many of each unit of the calendar. Hours and minutes count as the days that they fill."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    minutes: int = 0


UNITS = {
    "day": Length(days=1),
    "week": Length(weeks=1),
    "fortnight": Length(weeks=2),
    "month": Length(months=1),
    "quarter": Length(months=3),
    "year": Length(years=1),
    "decade": Length(years=10),
    "century": Length(years=100),
    "hour": Length(minutes=60),
    "minute": Length(minutes=1),
    "second": Length(),
}
_FORMS = {
    "day": "days?",
    "week": "weeks?|wks?",
    "fortnight": "fortnights?",
    "month": "months?|mths?|mos?",
    "quarter": "quarters?|qtrs?",
    "year": "years?|yrs?",
    "decade": "decades?",
    "century": "century|centuries",
    "hour": "hours?|hrs?|h",
    "minute": "minutes?|mins?",
    "second": "seconds?|secs?",
}
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_COUNTS = {"a": 1, "an": 1} | {word: number for number, word in enumerate(_NUMBERS, start=1)}
_COUNT = f"[0-9]+ ?|(?:{'|'.join(_COUNTS)}) "
_COMPACT = (
    "(?=[0-9])((?P<years>[0-9]+)y)?((?P<months>[0-9]+)m)?((?P<weeks>[0-9]+)w)?((?P<days>[0-9]+)d)?"
)
_ONE = f"(?:{_COUNT})(?:{'|'.join(_FORMS.values())})"
LENGTH = f"(?P<length>(?:[0-9]+[ymwd])+|{_ONE}(?:(?:,? and |, ?| ){_ONE})*)"
"""A regular expression for what may be a length, as the group `length`."""
UNIT = "|".join(_FORMS.values())
_NAMED = "|".join(f"(?P<{name}>{forms})" for name, forms in _FORMS.items())
_SPELLED = re.compile(rf"(?P<count>{_COUNT})(?:{_NAMED})\b")


def length_of(text: str) -> Length:
    """The length that the text names. Raises DateError for other texts."""
    text = text.lower().strip()
    if match := re.fullmatch(_COMPACT, text):
        return Length(**{unit: int(count or 0) for unit, count in match.groupdict().items()})
    if not re.fullmatch(LENGTH, text):
        raise DateError(f'{shown(text)} is not a length of time: try 3d, 2w, 1y6m or "3 days"')
    parts = list(_SPELLED.finditer(text))
    if not parts:
        raise DateError(f"{shown(text)} is not a length of time: try 3d, 2w, 1y6m")
    total = Length()
    for part in parts:
        word = part["count"].strip()
        count = _COUNTS.get(word) or int(word)
        unit = UNITS[unit_of(part)]
        total = Length(*(sum_ + count * each for sum_, each in zip(total, unit, strict=True)))
    return total


def unit_of(match: re.Match[str]) -> str:
    """The unit whose group has matched."""
    return next(name for name in _FORMS if match.groupdict().get(name))


def unit_named(word: str) -> str:
    """The unit that a word names: "yrs" → "year"."""
    return next(name for name, forms in _FORMS.items() if re.fullmatch(forms, word.lower()))


def shift(day: dt.date, length: Length, sign: int) -> dt.date:
    """The day so much later (+1) or earlier (-1), or the last of a month that is too short.

    Raises DateError outside the calendar.
    """
    from dateutil.relativedelta import relativedelta  # plain dates need no arithmetic

    years, months, weeks, days, minutes = length
    days += minutes // (24 * 60)
    try:
        return day + relativedelta(
            years=sign * years, months=sign * months, weeks=sign * weeks, days=sign * days
        )
    except (OverflowError, ValueError):
        raise too_far() from None
