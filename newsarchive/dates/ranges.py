"""Intervals of days, the values of date expressions, and the units of the calendar.

Weeks start on Monday. This module must not know how dates are written, nor today's date.
"""

from __future__ import annotations

import datetime as dt
import enum
from typing import NamedTuple

from newsarchive.model.errors import DateError
from newsarchive.model.frozen import frozen

EARLIEST = dt.date(1000, 1, 1)
LATEST = dt.date(2999, 12, 31)


class Precision(enum.StrEnum):
    """The precision of an expression: a unit of the calendar, or any other span of days."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    SPAN = "span"


MONTHS_IN = {
    Precision.MONTH: 1,
    Precision.QUARTER: 3,
    Precision.HALF: 6,
    Precision.YEAR: 12,
    Precision.DECADE: 120,
}


@frozen
class DateRange:
    """A closed interval of days; or, if `undated`, the articles that have no date."""

    first: dt.date | None
    """None: open, as is `last`. Open at both ends, it contains every day."""
    last: dt.date | None
    precision: Precision
    undated: bool = False

    def __contains__(self, day: dt.date | None) -> bool:
        if day is None or self.undated:
            return day is None and self.undated
        return (self.first or day) <= day <= (self.last or day)

    def __str__(self) -> str:
        """An expression of the same days, whatever today's date is."""
        if self.first is None and self.last is None:
            return "none" if self.undated else "any"
        if self.first == self.last:
            return str(self.first)
        return f"{self.first or ''}..{self.last or ''}"


class Period(NamedTuple):
    """Days from the first to the last."""

    first: dt.date
    last: dt.date
    precision: Precision


def check(first: dt.date | None, last: dt.date | None) -> None:
    """Raise DateError for ends outside the years 1000 to 2999, or the later end first."""
    if any(day and not EARLIEST <= day <= LATEST for day in (first, last)):
        raise too_far()
    if first and last and first > last:
        raise DateError(f"{first}..{last} runs backwards: write the earlier day first")


def too_far() -> DateError:
    """The error for a day outside the calendar."""
    return DateError(f"days before {EARLIEST} and after {LATEST} are out of reach")


def one_day(day: dt.date) -> Period:
    """The day alone."""
    return Period(day, day, Precision.DAY)


def around(day: dt.date, precision: Precision) -> Period:
    """The week, month, quarter, half-year, year or decade with the day."""
    if precision is Precision.WEEK:
        monday = day - dt.timedelta(days=day.weekday())
        return Period(monday, monday + dt.timedelta(days=6), precision)
    length = MONTHS_IN[precision]
    start = (day.year * 12 + day.month - 1) // length * length  # in months since the year 0
    first, after = (dt.date(month // 12, month % 12 + 1, 1) for month in (start, start + length))
    return Period(first, after - dt.timedelta(days=1), precision)
