"""What a person means by a date: text → a day or a closed interval of days.

"last week", "2018-04..2018-06", "two weeks ago", ">=2018", "april": the expressions of `--since`,
`--date` and `date:`. The sole home of dateutil, which is loaded only for calendar arithmetic. This
module must not know the clock ("now" is an argument), nor what is compared with the days.

An expression is a period (a day, a week, "april 2018") or says how periods bound an interval
("since X", "X..Y"). Each kind is a table of regular expressions and what to make of a match.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from newsarchive.errors import DateError
from newsarchive.printed_dates import (
    EARLIEST,
    LATEST,
    Day,
    Order,
    Parts,
    checked_day,
    parse_day,
    read_printed,
    shown,
    tidy,
)

__all__ = ["DateRange", "Day", "Order", "Precision", "parse_dates", "parse_day"]

_EXAMPLES = 'try 2018-04-10, "april 2018", "last week", 2w.. or 2018-04..2018-06'


class Precision(enum.StrEnum):
    """What an expression names: a unit of the calendar, or any other span of days."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
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
        """An expression that `parse_dates` reads as the same days, whenever now is."""
        if self.first is None and self.last is None:
            return "none" if self.undated else "any"
        if self.first == self.last:
            return str(self.first)
        return f"{self.first or ''}..{self.last or ''}"


def parse_dates(text: str, *, now: dt.date, order: Order | None = None) -> DateRange:
    """The days that an expression means on the day `now`. Weeks start on Monday.

    A month or a day that is printed without its year is the latest that is not after now or, at
    the beginning of an interval, not after the interval's end. `order` decides what 04/05/2018 is.
    Raises DateError for what is unknown, impossible, ambiguous, reversed, or outside the years
    1000 to 2999.
    """
    expression = tidy(text)
    if not expression:
        raise DateError(f"a date is missing: {_EXAMPLES}")
    context = _Context(now, now, order)
    if found := _maybe_period(expression, context):
        return found
    for form, build in _INTERVALS:
        if match := form.fullmatch(expression):
            return build(match, context)
    return _period(expression, context)


@dataclass(frozen=True, slots=True)
class _Context:
    now: dt.date
    before: dt.date
    """What lacks a year is the latest that is not after this."""
    order: Order | None


def _range(first: dt.date | None, last: dt.date | None, precision: Precision) -> DateRange:
    if any(day and not EARLIEST <= day <= LATEST for day in (first, last)):
        raise _too_far()
    if first and last and first > last:
        raise DateError(
            f"{first}..{last} is reversed: {first} is after {last}; write the earlier end first"
        )
    return DateRange(first, last, precision)


def _too_far() -> DateError:
    return DateError(f"dates reach from {EARLIEST} to {LATEST}: this one would be outside")


# Calendar arithmetic.

_MONTHS_IN = {
    Precision.MONTH: 1,
    Precision.QUARTER: 3,
    Precision.HALF: 6,
    Precision.YEAR: 12,
    Precision.DECADE: 120,
}


def _unit(day: dt.date, precision: Precision) -> DateRange:
    """The week, month, quarter, half-year, year or decade that the day is in."""
    if precision is Precision.WEEK:
        monday = day - dt.timedelta(days=day.weekday())
        return _range(monday, monday + dt.timedelta(days=6), precision)
    length = _MONTHS_IN[precision]
    start = (day.year * 12 + day.month - 1) // length * length  # in months
    end = start + length
    first, after = (dt.date(month // 12, month % 12 + 1, 1) for month in (start, end))
    return _range(first, after - dt.timedelta(days=1), precision)


def _day(day: dt.date) -> DateRange:
    return _range(day, day, Precision.DAY)


_Span = dict[str, int]
"""How far: "years", "months", "weeks" and "days"."""

_UNITS: dict[str, tuple[str, int]] = {
    "day": ("days", 1),
    "week": ("weeks", 1),
    "month": ("months", 1),
    "quarter": ("months", 3),
    "year": ("years", 1),
    "decade": ("years", 10),
}
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_COMPACT = re.compile(
    r"(?=[0-9])(?:(?P<years>[0-9]+) ?y ?)?(?:(?P<months>[0-9]+) ?m ?)?"
    r"(?:(?P<weeks>[0-9]+) ?w ?)?(?:(?P<days>[0-9]+) ?d)?",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    rf"(?P<count>[0-9]+|an?|{'|'.join(_NUMBERS)}) (?P<unit>{'|'.join(_UNITS)})s?", re.IGNORECASE
)


def _span(text: str) -> _Span | None:
    """How far a text such as "1y6m", "3 days" or "two weeks" reaches; None if it is no such text."""
    if match := _COMPACT.fullmatch(text):
        return {unit: int(count) for unit, count in match.groupdict().items() if count}
    if match := _SPELLED.fullmatch(text):
        count = match["count"].lower()
        unit, size = _UNITS[match["unit"].lower()]
        number = 1 if count in {"a", "an"} else _NUMBERS.index(count) + 1 if count in _NUMBERS else 0
        return {unit: size * (number or int(count))}
    return None


def _shift(day: dt.date, span: _Span, sign: int) -> dt.date:
    """The day so far later (+1) or earlier (-1); a month's last day where the day is missing."""
    from dateutil.relativedelta import relativedelta  # an ISO date needs no arithmetic

    try:
        return day + relativedelta(**{unit: sign * count for unit, count in span.items()})
    except (OverflowError, ValueError):
        raise _too_far() from None


_ONE_DAY = {"days": 1}


# Periods.


def _period(text: str, context: _Context) -> DateRange:
    if found := _maybe_period(text, context):
        return found
    raise DateError(f"{shown(text)} is not a date: {_EXAMPLES}")


def _maybe_period(text: str, context: _Context) -> DateRange | None:
    """The period that the text names; None if it names none. DateError if an impossible one."""
    if match := _AROUND.fullmatch(text):
        return _around(match, context)
    words = text.replace("-", " ")
    for form, build in _PERIODS:
        if (match := form.fullmatch(words)) and (found := build(match, context)):
            return found
    return _printed(text, context)


_AROUND = re.compile(r"([^~]+?) ?~ ?([^~]+)")


def _around(match: re.Match[str], context: _Context) -> DateRange:
    period = _period(match[1], context)
    span = _span(match[2])
    if span is None or period.first is None or period.last is None:
        raise DateError(f"{shown(match[2])} is not a length of time: try 2018-04-10~3d or ~2w")
    return _range(_shift(period.first, span, -1), _shift(period.last, span, +1), Precision.SPAN)


def _printed(text: str, context: _Context) -> DateRange | None:
    readings, _ = read_printed(text, context.order)
    try:
        days = sorted(checked_day(*parts) for parts in readings)
    except DateError as error:
        raise DateError(f"{shown(text)} is impossible: {error}") from None
    if len(days) > 1:
        choice = " or ".join(map(str, days))
        raise DateError(f"{shown(text)} can be read in two ways: write {choice}")
    return _whole_period(readings[0], context.before) if readings else None


def _whole_period(parts: Parts, before: dt.date) -> DateRange:
    """The day, month or year with these numbers, the latest not after `before` if without year."""
    year, month, day = parts
    if month is None:
        return _unit(checked_day(year, 1, 1), Precision.YEAR)
    if year is None:
        # Eight years can lie between two 29ths of February.
        for year in range(before.year, before.year - 9, -1):
            ...
    if day is None:
        return _unit(checked_day(year, month, 1), Precision.MONTH)
    return _day(checked_day(year, month, day))
