"""Periods of the calendar, as expressions name them: "april", "last week", "2w", "Q2 2018".

A period is a day, a week, "april 2018", or a few days with a name of their own ("last weekend").
The first form of the table that matches decides. This module must not know what is made of
periods (`expressions`).
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass

from newsarchive.dates.lengths import LENGTH, UNIT, UNITS, length_of, shift, unit_named
from newsarchive.dates.names import ENGLISH_MONTHS, MONTHS, WEEKDAYS
from newsarchive.dates.printed import Order, Parts, checked_day, read_printed, shown
from newsarchive.dates.ranges import MONTHS_IN, Period, Precision, around, check, one_day
from newsarchive.model.errors import DateError
from newsarchive.text.words import fold

_EXAMPLES = 'try 2018-04-10, "april 2018", "last week", 2w.. or 2018-04..2018-06'
A_DAY = dt.timedelta(days=1)
_WEEK = 7 * A_DAY


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is reckoned from."""

    now: dt.date
    before: dt.date
    """A date without a year is the latest that is not after this."""
    order: Order | None
    """How 04/05/2018 is to be read."""


def unknown(text: str) -> DateError:
    """The error for a text that is no date."""
    return DateError(f"{shown(text)} is not a date: {_EXAMPLES}")


def missing() -> DateError:
    """The error for an empty text."""
    return DateError(f"a date is missing: {_EXAMPLES}")


def period(text: str, context: Context) -> Period:
    """The period that the text names. Raises DateError."""
    if found := maybe_period(text, context):
        return found
    raise unknown(text)


def maybe_period(text: str, context: Context) -> Period | None:
    """The period that the text names, or None. Raises DateError for an impossible one."""
    if "~" in text:
        found: Period | None = _widened(text, context)
    elif match := re.fullmatch("(?:the )?week of (.+)", text, _FLAGS):
        found = around(period(match[1], context).first, Precision.WEEK)
    else:
        found = _relative(text, context) or _printed(text, context)
    if found:
        check(found.first, found.last)
    return found


def _widened(text: str, context: Context) -> Period:
    """The period before a tilde, widened on either side by the length after it."""
    name, _, length = text.partition("~")
    found, span = period(name.strip(), context), length_of(length)
    last = shift(found.last + A_DAY, span, +1) - A_DAY  # two months have 59 to 62 days
    return Period(shift(found.first, span, -1), last, Precision.SPAN)


def _relative(text: str, context: Context) -> Period | None:
    words = text.replace("-", " ").strip() if text[:1] != "-" else f"-{text[1:].replace('-', ' ')}"
    for form, build in _PERIODS:
        if match := re.fullmatch(form, words, _FLAGS):
            return build(match, context)
    return None


def _printed(text: str, context: Context) -> Period | None:
    if match := _DAY_AND_MONTH.fullmatch(text):
        order = Order.DMY if match["dot"] else context.order
        readings = _either(int(match[1]), int(match[3]), order)
    else:
        readings, _ = read_printed(text, context.order)
    try:
        days = [_whole(parts, context.before) for parts in readings]
    except DateError as error:
        raise DateError(f"{shown(text)} does not exist: {error}") from None
    if len(days) > 1:
        first, second = sorted(str(found.first) for found in days)
        raise DateError(f"{shown(text)} has two readings: write {first} or {second}")
    if days and days[0].precision is Precision.DAY:
        _check_weekday(text, days[0].first)
    return days[0] if days else None


def _either(first: int, second: int, order: Order | None) -> list[Parts]:
    """The readings of 4/25: day and month, or month and day."""
    day_first, month_first = Parts(None, second, first), Parts(None, first, second)
    if order is Order.DMY or first > _MONTHS_OF_YEAR:
        return [day_first]
    if order is Order.MDY or second > _MONTHS_OF_YEAR or first == second:
        return [month_first]
    return [day_first, month_first]


def _check_weekday(text: str, day: dt.date) -> None:
    """Raise DateError if the text names a weekday that the day is not."""
    words = map(fold, re.findall(r"[^\W\d_]+", text))
    named = {WEEKDAYS[word] for word in words if word in WEEKDAYS}
    if named and day.isoweekday() not in named:
        raise DateError(f"{shown(text)} does not exist: {day} is a {_DAYS[day.weekday()]}")


def _whole(parts: Parts, before: dt.date) -> Period:
    """The year, month or day with these numbers; without a year, the latest not after `before`."""
    year, month, day = parts
    if month is None:
        return around(checked_day(year, 1, 1), Precision.YEAR)
    if year is None:
        checked_day(None, month, day)
        wanted = month, day or 1
        year = next(
            each
            for each in range(before.year, before.year - 9, -1)  # 29 February: up to 8 years apart
            if (each, *wanted) <= (before.year, before.month, before.day)
            and wanted[1] <= monthrange(each, month)[1]
        )
    if day is None:
        return around(checked_day(year, month, 1), Precision.MONTH)
    return one_day(checked_day(year, month, day))


# Relative to today


def _near_day(match: re.Match[str], context: Context) -> Period:
    return one_day(context.now + _NEAR_DAYS[match[0].lower()] * A_DAY)


def _near_unit(match: re.Match[str], context: Context) -> Period:
    unit = unit_named(match["unit"])
    return around(_moved(match["which"], context.now, unit), Precision(unit))


def _moved(which: str, day: dt.date, unit: str) -> dt.date:
    """The day in this, the last or the next unit."""
    return shift(day, UNITS[unit], {"last": -1, "previous": -1, "next": +1}.get(which.lower(), 0))


def _weekday(match: re.Match[str], context: Context) -> Period:
    """The latest such day; with "this" the one of this week; with "last" one before today."""
    day = WEEKDAYS[match["weekday"].lower()] - 1
    found = context.now - context.now.weekday() * A_DAY + day * A_DAY
    which = (match["which"] or "").lower()
    if which == "this":
        return one_day(found)
    if found > context.now or (which == "last" and found == context.now):
        found -= _WEEK
    return one_day(found)


def _weekday_of(match: re.Match[str], context: Context) -> Period:
    monday = _moved(match["which"], context.now, "week")
    monday -= monday.weekday() * A_DAY
    return one_day(monday + (WEEKDAYS[match["weekday"].lower()] - 1) * A_DAY)


def _weekend(match: re.Match[str], context: Context) -> Period:
    """Saturday and Sunday: the latest that has begun; "this" week's; the last that is over."""
    saturday = context.now + (5 - context.now.weekday()) * A_DAY
    which = (match["which"] or "").lower()
    if which == "next":
        saturday += _WEEK
    elif which in {"last", "past"} or (not which and saturday > context.now):
        saturday -= _WEEK
    return Period(saturday, saturday + A_DAY, Precision.SPAN)


def _month(match: re.Match[str], context: Context) -> Period:
    """April of this or of last year; "last april" is the latest before this month."""
    month, which = MONTHS[match["month"].lower()], match["which"].lower()
    year = context.now.year
    if match["year"]:
        year = _moved(which, context.now, "year").year
    elif which == "last" and month >= context.now.month:
        year -= 1
    return around(checked_day(year, month, 1), Precision.MONTH)


def _past(match: re.Match[str], context: Context) -> Period:
    """The last so many days, today's included; of hours, the days that they reach into."""
    length = length_of(_counted(match["length"]))
    first = shift(context.now, length, -1)
    if not length.minutes:
        first += A_DAY
    return Period(min(first, context.now), context.now, Precision.SPAN)


def _counted(text: str) -> str:
    """A length with its count: "week" is one."""
    return f"one {text}" if re.fullmatch(UNIT, text, _FLAGS) else text


def _ago(match: re.Match[str], context: Context) -> Period:
    sign = +1 if match.groupdict().get("sign") == "+" else -1
    return one_day(shift(context.now, length_of(_counted(match["length"])), sign))


def _to_date(match: re.Match[str], context: Context) -> Period:
    unit = {"y": "year", "q": "quarter", "m": "month", "w": "week"}[match[0][0].lower()]
    return Period(around(context.now, Precision(unit)).first, context.now, Precision.SPAN)


# Units of the calendar


def _quarter_or_half(match: re.Match[str], context: Context) -> Period:
    unit = Precision.QUARTER if match["unit"][0] in "Qq" else Precision.HALF
    length, number = MONTHS_IN[unit], _ORDINALS.get(match["number"].lower())
    number = int(match["number"][0]) if number is None else number
    if not 1 <= number <= 12 // length:
        raise DateError(f"there is no {unit} {number}: a year has {12 // length} of them")
    year = int(match["year"]) if match["year"] else None
    start = Parts(year, month=(number - 1) * length + 1)
    return around(_whole(start, context.before).first, unit)


def _week(match: re.Match[str], context: Context) -> Period:
    week = int(match["week"])
    if match["year"] is None:
        year = context.before.isocalendar().year
        year -= week > context.before.isocalendar().week
    else:
        year = int(match["year"])
    weeks = checked_day(year, 12, 28).isocalendar().week  # that day is always in the last week
    if not 1 <= week <= weeks:
        raise DateError(f"there is no week {week:02}: {year} has {weeks} weeks")
    if day := match.groupdict().get("day"):
        return one_day(dt.date.fromisocalendar(year, week, int(day)))
    return around(dt.date.fromisocalendar(year, week, 4), Precision.WEEK)


def _day_of_year(match: re.Match[str], _: Context) -> Period:
    first, number = checked_day(int(match["year"]), 1, 1), int(match["day"])
    day = first + (number - 1) * A_DAY
    if day.year != first.year:
        raise DateError(f"there is no day {number} of {first.year}")
    return one_day(day)


def _decade(match: re.Match[str], _: Context) -> Period:
    year = int(match["year"])
    if year % 100 == 0 and year < _LAST_CENTURY:  # the 1800s; but the 2000s are ten years
        return Period(checked_day(year, 1, 1), checked_day(year + 99, 12, 31), Precision.SPAN)
    return around(checked_day(year, 1, 1), Precision.DECADE)


def _century(match: re.Match[str], _: Context) -> Period:
    last = 100 * int(match["number"])
    return Period(checked_day(last - 99, 1, 1), checked_day(last, 12, 31), Precision.SPAN)


def _unix_time(match: re.Match[str], _: Context) -> Period:
    days = int(match["seconds"]) // 86_400
    return one_day(shift(dt.date(1970, 1, 1), UNITS["day"]._replace(days=days), +1))


# The forms are compiled when they are first tried: many commands read no expression.
_FLAGS = re.IGNORECASE | re.ASCII

_LAST_CENTURY = 2000
_MONTHS_OF_YEAR = 12
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
WEEKDAY = "mon(day)?|tue(s(day)?)?|wed(nesday)?|thu(r(s(day)?)?)?|fri(day)?|sat(urday)?|sun(day)?"
MONTH = "|".join(
    f"{name[:3]}({name[3:]})?" if name != "May" else "may" for name in ENGLISH_MONTHS
).replace("Sep(tember)?", "Sept?(ember)?")
_NEAR = "(the )?(?P<which>this|current|last|previous|next)"
_NEAR_DAYS = {
    "today": 0, "now": 0, "present": 0, "tonight": 0, "this morning": 0, "this afternoon": 0,
    "this evening": 0, "yesterday": -1, "last night": -1, "tomorrow": +1,
    "day before yesterday": -2, "the day before yesterday": -2, "day after tomorrow": +2,
    "the day after tomorrow": +2,
}  # fmt: skip
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_NTH = "(?P<number>first|second|third|fourth|1st|2nd|3rd|4th)"
_DAY_AND_MONTH = re.compile(r"([0-9]{1,2})(?:/|(?P<dot>\.) ?)([0-9]{1,2})(?(dot)\.)")

# The first form that matches decides. Hyphens have become spaces.
_PERIODS: tuple[tuple[str, Callable[[re.Match[str], Context], Period]], ...] = (
    ("|".join(_NEAR_DAYS), _near_day),
    (f"{_NEAR} (?P<unit>week|wk|month|quarter|year|yr|decade)", _near_unit),
    (f"((?P<which>this|last) )?(?P<weekday>{WEEKDAY})", _weekday),
    (f"(?P<weekday>{WEEKDAY})( of)? {_NEAR} week", _weekday_of),
    ("((?P<which>this|last|past|next) )?weekend", _weekend),
    (f"(?P<which>this|last) (?P<month>{MONTH})(?P<year>)", _month),
    (f"(?P<month>{MONTH})( of)? {_NEAR} (?P<year>year)", _month),
    (f"(the )?(last|past|previous) {LENGTH}", _past),
    (f"(the )?past (?P<length>{UNIT})", _past),
    (f"{LENGTH}( ago)?", _ago),
    (f"(?P<length>{UNIT}) ago", _ago),
    (f"(?P<sign>[+-]) ?{LENGTH}", _ago),
    ("[yqmw]td|(year|quarter|month|week) to date", _to_date),
    ("(?P<unit>[QH])(?P<number>[0-9])([ /](?P<year>[0-9]{4}))?", _quarter_or_half),
    ("(?P<year>[0-9]{4})[ /]?(?P<unit>[QH])(?P<number>[0-9])", _quarter_or_half),
    ("(?P<number>[0-9])(?P<unit>[QH])([ /](?P<year>[0-9]{4}))?", _quarter_or_half),
    (f"(the )?{_NTH} (?P<unit>quarter|half)( (of )?(?P<year>[0-9]{{4}}))?", _quarter_or_half),
    ("(?P<year>[0-9]{4})[ /]?W(?P<week>[0-9]{2})( ?(?P<day>[1-7]))?", _week),
    ("(W|week )(?P<week>[0-9]{1,2})([ /](of )?(?P<year>[0-9]{4}))?", _week),
    ("(?P<year>[0-9]{4}) (?P<day>[0-9]{3})", _day_of_year),
    ("(the )?(?P<year>[0-9]{3}0)'?s", _decade),
    ("(the )?(?P<number>1[0-9]|2[0-9]|30)(st|nd|rd|th) century", _century),
    ("@(?P<seconds>[0-9]+)", _unix_time),
)
