"""Date expressions: text → a day or a closed interval of days.

"last week", "2018-04..2018-06", "two weeks ago", ">=2018", "april": the expressions of `--since`,
`--date` and `date:`. It must not know the clock ("now" is an argument), nor the articles of the
days.

An expression is a period (a day, a week, "april 2018"), or an interval bounded by periods ("since
X", "X..Y"). Each kind has a table of regular expressions and of functions for their matches; that
of periods is in `periods`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from newsarchive.dates.lengths import length_of, shift
from newsarchive.dates.periods import (
    A_DAY,
    MONTH,
    WEEKDAY,
    Context,
    maybe_period,
    missing,
    period,
    unknown,
)
from newsarchive.dates.printed import (
    OF_ERA,
    Day,
    Order,
    may_begin_as_day,
    may_hold_day,
    parse_day,
    parse_day_of_year,
    tidy,
)
from newsarchive.dates.ranges import DateRange, Period, Precision, check
from newsarchive.model.errors import DateError

__all__ = [
    "OF_ERA",
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


def parse_dates(text: str, *, now: dt.date, order: Order | None = None) -> DateRange:
    """The days of an expression on the day `now`. Weeks start on Monday.

    A month or a day without its year is the latest that is not after now or, at the beginning of
    an interval, not after its end. `order` decides how to read 04/05/2018. Raises DateError for
    texts that are unknown, impossible, ambiguous, reversed, or outside the years 1000 to 2999.
    """
    expression = tidy(text)
    if not expression:
        raise missing()
    expression = tidy(_SHORT_YEAR.sub(lambda year: _four_digits(year[1], now), expression))
    context = Context(now, now, order)
    if found := maybe_period(expression, context):
        return DateRange(*found)
    for form, build in _INTERVALS:
        if match := re.fullmatch(form, expression, _FLAGS):
            days = build(match, context)
            check(days.first, days.last)
            return days
    raise unknown(expression)


def _four_digits(year: str, now: dt.date) -> str:
    """The year of '18: the latest that is not after the coming one."""
    latest = now.year + 1
    return f" {latest - (latest - int(year)) % 100} "


def _span_between(first: dt.date | None, last: dt.date | None) -> DateRange:
    return DateRange(first, last, Precision.SPAN)


def _between(match: re.Match[str], context: Context) -> DateRange:
    begin, end = (text if text not in {"", "*"} else None for text in match.group("first", "last"))
    if begin is None and end is None:
        raise DateError("an interval has at least one end, as in 2018-04..; every date is any")
    if begin and end == "!":  # notmuch's way to name the same period
        return DateRange(*period(begin, context))
    if end and end.lower() == "date":
        end = "today"
    last = period(end, context).last if end else None
    # "june to august 2018": the june of that year, even in the future.
    context = replace(context, before=last or context.now)
    return _span_between(period(begin, context).first if begin else None, last)


def _starting(match: re.Match[str], context: Context) -> DateRange:
    first = period(match["first"], context).first
    return _span_between(first, shift(first, length_of(match["span"]), +1) - A_DAY)


def _ending(match: re.Match[str], context: Context) -> DateRange:
    last = period(match["last"], context).last
    return _span_between(shift(last + A_DAY, length_of(match["span"]), -1), last)


def _days_before_month(match: re.Match[str], context: Context) -> DateRange:
    """ "1-10 April 2018": from the first number to the second day."""
    return _days_until(period(match["last"], context), match)


def _days_behind_month(match: re.Match[str], context: Context) -> DateRange:
    """ "April 1-10, 2018"."""
    day = f"{match['month']} {match['last']} {(match['year'] or '').strip(' ,')}"
    return _days_until(period(day.strip(), context), match)


def _days_until(last: Period, match: re.Match[str]) -> DateRange:
    try:
        first = last.last.replace(day=int(match["first"]))
    except ValueError:
        raise unknown(match[0]) from None
    if last.precision is not Precision.DAY:
        raise unknown(match[0])
    return _span_between(first, last.last)


def _since(match: re.Match[str], context: Context) -> DateRange:
    return _span_between(period(match[1], context).first, None)


def _until(match: re.Match[str], context: Context) -> DateRange:
    return _span_between(None, period(match[1], context).last)


def _after(match: re.Match[str], context: Context) -> DateRange:
    return _span_between(period(match[1], context).last + A_DAY, None)


def _before(match: re.Match[str], context: Context) -> DateRange:
    return _span_between(None, period(match[1], context).first - A_DAY)


def _on(match: re.Match[str], context: Context) -> DateRange:
    return DateRange(*period(match[1], context))


# The forms are compiled when they are first tried: many commands read no expression.
_FLAGS = re.IGNORECASE | re.ASCII

_SHORT_YEAR = re.compile("(?<![0-9])['’]([0-9]{2})(?!\\w)")
_NTH = r"(?:st|nd|rd|th|er|\.)?"
_TO = "(?: ?[-–—/] ?| (?:to|and|until|till|through|bis|au|al) )"
_END = rf"{_NTH}(?P<year>,? [0-9]{{4}})?"
_NUMBERS = "[0-9]+(?:[./][0-9]+)*"

# The first form that matches decides; a period has been looked for before.
_INTERVALS: tuple[tuple[str, Callable[[re.Match[str], Context], DateRange]], ...] = (
    ("any", lambda _, __: _span_between(None, None)),
    ("none", lambda _, __: DateRange(None, None, Precision.SPAN, undated=True)),
    (
        rf"(?:from |between )?(?P<first>[0-9]{{1,2}}){_NTH}{_TO}(?P<last>[0-9]{{1,2}}[^\d/].*)",
        _days_before_month,
    ),
    (
        rf"(?P<month>[^0-9]+?) (?P<first>[0-9]{{1,2}}){_NTH}{_TO}(?P<last>[0-9]{{1,2}}){_END}",
        _days_behind_month,
    ),
    (r"(?P<first>.*?) ?\.\. ?(?P<last>.*)", _between),
    (r"\[ ?(?P<first>.+?) to (?P<last>.+?) ?\]", _between),
    ("(from|since|between) (?P<first>.+?) (to|and|until|till|through) (?P<last>.+)", _between),
    ("(?:>=|≥|(?:since|from|starting|as of|not before|newer than)[ -]) ?(.+)", _since),
    ("(?:<=|≤|(?:until|till|through|up to|by|not after|no later than)[ -]) ?(.+)", _until),
    ("(?:>|after[ -]) ?(.+)", _after),
    ("(?:<|(?:before|older than)[ -]) ?(.+)", _before),
    ("(?:=|(?:on|in|during|within)[ -]) ?(.+)", _on),
    (r"(.+?)(?: ?\+| onwards?| (?:and|or) (?:later|after|newer|since))", _since),
    ("(.+?) (?:and|or) (?:earlier|before|older)", _until),
    ("(?P<first>.+?)( to | - | ?[–—] ?)(?P<last>.+)", _between),
    (f"(?P<first>{_NUMBERS})-(?P<last>{_NUMBERS}|present|now|today)", _between),
    (f"(?P<first>(?:{MONTH})(?: [0-9]{{4}})?)-(?P<last>(?:{MONTH})(?: [0-9]{{4}})?)", _between),
    ("(?P<first>[^/]+)/P(?P<span>[^/]+)", _starting),
    ("P(?P<span>[^/]+)/(?P<last>[^/]+)", _ending),
    # "monday/2018" is no interval.
    (f"(?!(?:{WEEKDAY})/)(?P<first>[^/]+)/(?!(?:{WEEKDAY})$)(?P<last>[^/]+)", _between),
)
