"""Days as machines write them: seconds since 1970, digits in a row, times with the name of a zone.

It must not know the names of fields.
"""

from __future__ import annotations

import datetime as dt
import re

from newsarchive.dates.expressions import Day, Order, parse_day

_UNITS = {9: 1, 10: 1, 13: 1000, 16: 10**6, 19: 10**9}
"""Digits of a number → how many of its units are a second: a number of other lengths is no time."""
_NUMBER = re.compile(r"([0-9]{8,19})(?:\.[0-9]+)?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T?([0-9]{2})([0-9]{2})([0-9]{2})(Z?)")
_ZONE_NAME = re.compile(
    r"\s*\[[A-Za-z][\w/+-]*\]$"  # 2018-04-10T09:30:00+02:00[Europe/Berlin], as Java writes it
    r"|(?<=[+-][0-9]{4})\s+(?:\([^()]{2,60}\)|[A-Z]{2,5})$"  # GMT+0200 (Central European Time)
)


def day_of(value: object, order: Order | None) -> Day | None:
    """The day of a number or a text; None if it is not one day. Never raises."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        value = str(value) if isinstance(value, int) else f"{value:.6f}"
    if not isinstance(value, str):
        return None
    text = _ZONE_NAME.sub("", value.strip())
    if compact := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second, utc = compact.groups()
        text = f"{year}-{month}-{day}T{hour}:{minute}:{second}{utc}"
    elif number := _NUMBER.fullmatch(text):
        if len(number[1]) > 8:
            return _since_1970(number[1])
        text = number[1]  # 20180410
    return parse_day(text, order=order)


def _since_1970(digits: str) -> Day | None:
    """The day in UTC; at midnight there without the time, which was none."""
    unit = _UNITS.get(len(digits))
    if unit is None:
        return None
    moment = dt.datetime.fromtimestamp(int(digits) // unit, dt.UTC)
    midnight = moment.time() == dt.time()
    return Day(moment.date(), timestamp=None if midnight else moment.isoformat())
