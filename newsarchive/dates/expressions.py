"""Date expressions: text → a day or a closed interval of days.

"last week", "2018-04..2018-06", "two weeks ago", ">=2018", "april": the expressions of `--since`,
`--date` and `date:`. Only this module imports dateutil, and only for calendar arithmetic. It must
not know the clock ("now" is an argument), nor the articles of the days.

An expression is a period (a day, a week, "april 2018"), or an interval bounded by periods ("since
X", "X..Y"). Each kind has a table of regular expressions and of functions for their matches.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from newsarchive.dates.printed import (
    Day,
    Order,
    Parts,
    checked_day,
    may_begin_as_day,
    may_hold_day,
    parse_day,
    parse_day_of_year,
    read_printed,
    shown,
    tidy,
)
from newsarchive.dates.ranges import (
    MONTHS_IN,
    DateRange,
    Period,
    Precision,
    around,
    check,
    one_day,
    too_far,
)
from newsarchive.model.errors import DateError

__all__ = [
    "DateRange",
    "Day",
    "Order",
    "Precision",
    "may_begin_as_day",
    "may_hold_day",
    "parse_dates",
    "parse_day",
    "parse_day_of_year",
]

_EXAMPLES = 'try 2018-04-10, "april 2018", "last week", 2w.. or 2018-04..2018-06'
_A_DAY = dt.timedelta(days=1)


def parse_dates(text: str, *, now: dt.date, order: Order | None = None) -> DateRange:
    """The days of an expression on the day `now`. Weeks start on Monday.

    A month or a day without its year is the latest that is not after now or, at the beginning of
    an interval, not after its end. `order` decides how to read 04/05/2018. Raises DateError for
    texts that are unknown, impossible, ambiguous, reversed, or outside the years 1000 to 2999.
    """
    expression = tidy(text)
    if not expression:
        raise DateError(f"a date is missing: {_EXAMPLES}")
    context = _Context(now, now, order)
    if period := _maybe_period(expression, context):
        return DateRange(*period)
    for form, build in _INTERVALS:
        if match := re.fullmatch(form, expression, _FLAGS):
            found = build(match, context)
            check(found.first, found.last)
            return found
    raise _unknown(expression)


@dataclass(frozen=True, slots=True)
class _Context:
    now: dt.date
    before: dt.date
    """A date without a year is the latest that is not after this."""
    order: Order | None


def _unknown(text: str) -> DateError:
    return DateError(f"{shown(text)} is not a date: {_EXAMPLES}")


# Lengths of time.


class _Span(NamedTuple):
    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0


_UNITS = {
    "day": ("days", 1),
    "week": ("weeks", 1),
    "month": ("months", 1),
    "quarter": ("months", 3),
    "year": ("years", 1),
    "decade": ("years", 10),
}
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_COUNTS = {"a": 1, "an": 1} | {word: number for number, word in enumerate(_NUMBERS, start=1)}
_COMPACT = (
    "(?=[0-9])((?P<years>[0-9]+)y)?((?P<months>[0-9]+)m)?((?P<weeks>[0-9]+)w)?((?P<days>[0-9]+)d)?"
)
_SPELLED = f"(?P<count>[0-9]+|{'|'.join(_COUNTS)}) (?P<unit>{'|'.join(_UNITS)})s?"


def _span(text: str) -> _Span:
    """The length of "1y6m", "3 days" or "two weeks". Raises DateError for other texts."""
    text = text.lower()
    if match := re.fullmatch(_COMPACT, text):
        return _Span(**{unit: int(count or 0) for unit, count in match.groupdict().items()})
    if match := re.fullmatch(_SPELLED, text):
        unit, size = _UNITS[match["unit"]]
        return _Span(**{unit: size * (_COUNTS.get(match["count"]) or int(match["count"]))})
    raise DateError(f'{shown(text)} is not a length of time: try 3d, 2w, 1y6m or "3 days"')


def _shift(day: dt.date, span: _Span, sign: int) -> dt.date:
    """The day so much later (+1) or earlier (-1), or the last of a month that is too short."""
    from dateutil.relativedelta import relativedelta  # plain dates need no arithmetic

    years, months, weeks, days = (sign * count for count in span)
    try:
        return day + relativedelta(years=years, months=months, weeks=weeks, days=days)
    except (OverflowError, ValueError):
        raise too_far() from None


# Periods.


def _period(text: str, context: _Context) -> Period:
    if period := _maybe_period(text, context):
        return period
    raise _unknown(text)


def _maybe_period(text: str, context: _Context) -> Period | None:
    """The period that the text names, or None. Raises DateError for an impossible one."""
    if "~" in text:
        period: Period | None = _widened(text, context)
    else:
        period = _relative(text, context) or _printed(text, context)
    if period:
        check(period.first, period.last)
    return period


def _widened(text: str, context: _Context) -> Period:
    """The period before a tilde, widened on either side by the length after it."""
    name, _, length = text.partition("~")
    period, span = _period(name.strip(), context), _span(length.strip())
    return Period(_shift(period.first, span, -1), _shift(period.last, span, +1), Precision.SPAN)


def _relative(text: str, context: _Context) -> Period | None:
    words = text.replace("-", " ")
    for form, build in _PERIODS:
        if match := re.fullmatch(form, words, _FLAGS):
            return build(match, context)
    return None


def _printed(text: str, context: _Context) -> Period | None:
    readings, _ = read_printed(text, context.order)
    try:
        days = sorted(checked_day(*parts) for parts in readings)
    except DateError as error:
        raise DateError(f"{shown(text)} does not exist: {error}") from None
    if len(days) > 1:
        raise DateError(f"{shown(text)} has two readings: write {' or '.join(map(str, days))}")
    return _whole(readings[0], context.before) if readings else None


def _whole(parts: Parts, before: dt.date) -> Period:
    """The year, month or day with these numbers; without a year, the latest not after `before`."""
    year, month, day = parts
    if month is None:
        return around(checked_day(year, 1, 1), Precision.YEAR)
    if year is None:
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


def _near_day(match: re.Match[str], context: _Context) -> Period:
    days = {"yesterday": -1, "tomorrow": +1}.get(match[0].lower(), 0)
    return one_day(context.now + days * _A_DAY)


def _near_unit(match: re.Match[str], context: _Context) -> Period:
    unit = match["unit"].lower()
    kind, size = _UNITS[unit]
    sign = {"this": 0, "current": 0, "next": +1}.get(match["which"].lower(), -1)
    return around(_shift(context.now, _Span(**{kind: size}), sign), Precision(unit))


def _weekday(match: re.Match[str], context: _Context) -> Period:
    days = _WEEKDAYS.index(match["weekday"][:3].lower()) - context.now.weekday()
    if match["last"] and days >= 0:
        days -= 7
    return one_day(context.now + days * _A_DAY)


def _last_span(match: re.Match[str], context: _Context) -> Period:
    first = _shift(context.now, _span(match["span"]), -1) + _A_DAY
    return Period(first, context.now, Precision.SPAN)


def _ago(match: re.Match[str], context: _Context) -> Period:
    return one_day(_shift(context.now, _span(match["span"]), -1))


def _quarter_or_half(match: re.Match[str], context: _Context) -> Period:
    unit = Precision.QUARTER if match["unit"] in "Qq" else Precision.HALF
    length, number = MONTHS_IN[unit], int(match["number"])
    if not 1 <= number <= 12 // length:
        raise DateError(f"there is no {unit} {number}: a year has {12 // length} of them")
    year = int(match["year"]) if match["year"] else None
    start = Parts(year, month=(number - 1) * length + 1)
    return around(_whole(start, context.before).first, unit)


def _week(match: re.Match[str], _: _Context) -> Period:
    year, week = int(match["year"]), int(match["week"])
    weeks = checked_day(year, 12, 28).isocalendar().week  # that day is always in the last week
    if not 1 <= week <= weeks:
        raise DateError(f"there is no week {week:02}: {year} has {weeks} weeks")
    return around(dt.date.fromisocalendar(year, week, 4), Precision.WEEK)


def _decade(match: re.Match[str], _: _Context) -> Period:
    return around(checked_day(int(match["year"]), 1, 1), Precision.DECADE)


def _unix_time(match: re.Match[str], _: _Context) -> Period:
    return one_day(_shift(dt.date(1970, 1, 1), _Span(days=int(match["seconds"]) // 86_400), +1))


# Intervals.


def _span_between(first: dt.date | None, last: dt.date | None) -> DateRange:
    return DateRange(first, last, Precision.SPAN)


def _between(match: re.Match[str], context: _Context) -> DateRange:
    begin, end = (text if text not in {"", "*"} else None for text in match.group("first", "last"))
    if begin is None and end is None:
        raise DateError("an interval has at least one end, as in 2018-04..; every date is any")
    last = _period(end, context).last if end else None
    # "june to august 2018": the june of that year, even in the future.
    context = replace(context, before=last or context.now)
    return _span_between(_period(begin, context).first if begin else None, last)


def _starting(match: re.Match[str], context: _Context) -> DateRange:
    first = _period(match["first"], context).first
    return _span_between(first, _shift(first, _span(match["span"]), +1) - _A_DAY)


def _ending(match: re.Match[str], context: _Context) -> DateRange:
    last = _period(match["last"], context).last
    return _span_between(_shift(last, _span(match["span"]), -1) + _A_DAY, last)


def _since(match: re.Match[str], context: _Context) -> DateRange:
    return _span_between(_period(match[1], context).first, None)


def _until(match: re.Match[str], context: _Context) -> DateRange:
    return _span_between(None, _period(match[1], context).last)


def _after(match: re.Match[str], context: _Context) -> DateRange:
    return _span_between(_period(match[1], context).last + _A_DAY, None)


def _before(match: re.Match[str], context: _Context) -> DateRange:
    return _span_between(None, _period(match[1], context).first - _A_DAY)


def _on(match: re.Match[str], context: _Context) -> DateRange:
    return DateRange(*_period(match[1], context))


# The forms are compiled when they are first tried: many commands read no expression.
_FLAGS = re.IGNORECASE | re.ASCII

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = "mon(day)?|tue(s(day)?)?|wed(nesday)?|thu(r(s(day)?)?)?|fri(day)?|sat(urday)?|sun(day)?"
_NEAR = "(?P<which>this|current|last|previous|next)"
_LENGTH = f"(?P<span>([0-9]+[ymwd])+|{_SPELLED})"

# In both tables the first form that matches decides. In periods, hyphens have become spaces.
_PERIODS: tuple[tuple[str, Callable[[re.Match[str], _Context], Period]], ...] = (
    ("today|now|yesterday|tomorrow", _near_day),
    (f"{_NEAR} (?P<unit>week|month|quarter|year|decade)", _near_unit),
    (f"(this |(?P<last>last ))?(?P<weekday>{_WEEKDAY})", _weekday),
    (f"(last|past|previous) {_LENGTH}", _last_span),
    (f"{_LENGTH} ago", _ago),
    ("(?P<span>([0-9]+[ymwd])+)", _ago),
    ("(?P<unit>[QH])(?P<number>[0-9])( (?P<year>[0-9]{4}))?", _quarter_or_half),
    ("(?P<year>[0-9]{4}) ?(?P<unit>[QH])(?P<number>[0-9])", _quarter_or_half),
    ("(?P<year>[0-9]{4}) ?W(?P<week>[0-9]{2})", _week),
    ("(W|week )(?P<week>[0-9]{1,2}) (?P<year>[0-9]{4})", _week),
    ("(?P<year>[0-9]{3}0)s", _decade),
    ("@(?P<seconds>[0-9]+)", _unix_time),
)
_INTERVALS: tuple[tuple[str, Callable[[re.Match[str], _Context], DateRange]], ...] = (
    ("any", lambda _, __: _span_between(None, None)),
    ("none", lambda _, __: DateRange(None, None, Precision.SPAN, undated=True)),
    (r"(?P<first>.*?) ?\.\. ?(?P<last>.*)", _between),
    (r"\[ ?(?P<first>.+?) to (?P<last>.+?) ?\]", _between),
    ("(from|since|between) (?P<first>.+?) (to|and|until|till|through) (?P<last>.+)", _between),
    ("(?:>=|≥|(?:since|from)[ -]) ?(.+)", _since),
    ("(?:<=|≤|(?:until|till|through)[ -]) ?(.+)", _until),
    ("(?:>|after[ -]) ?(.+)", _after),
    ("(?:<|before[ -]) ?(.+)", _before),
    ("(?:=|(?:on|in|during)[ -]) ?(.+)", _on),
    ("(?P<first>.+?)( to | - | ?[–—] ?)(?P<last>.+)", _between),
    ("(?P<first>[^/]+)/P(?P<span>[^/]+)", _starting),
    ("P(?P<span>[^/]+)/(?P<last>[^/]+)", _ending),
    ("(?P<first>[^/]+)/(?P<last>[^/]+)", _between),
)
