"""Days and times as a layout of strftime says, the same in every locale and on every platform."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

_OF_A_DAY: dict[str, Callable[[dt.date], str]] = {
    "Y": lambda day: f"{day.year:04}",
    "y": lambda day: f"{day.year % 100:02}",
    "m": lambda day: f"{day.month:02}",
    "-m": lambda day: f"{day.month}",
    "B": lambda day: _MONTHS[day.month - 1],
    "b": lambda day: _MONTHS[day.month - 1][:3],
    "d": lambda day: f"{day.day:02}",
    "-d": lambda day: f"{day.day}",
    "e": lambda day: f"{day.day:2}",
    "j": lambda day: f"{day.timetuple().tm_yday:03}",
    "A": lambda day: _DAYS[day.weekday()],
    "a": lambda day: _DAYS[day.weekday()][:3],
    "u": lambda day: f"{day.isoweekday()}",
    "G": lambda day: f"{day.isocalendar().year:04}",
    "V": lambda day: f"{day.isocalendar().week:02}",
    "F": lambda day: day.isoformat()[:10],
}
_OF_A_TIME: dict[str, Callable[[dt.datetime], str]] = {
    "H": lambda time: f"{time.hour:02}",
    "M": lambda time: f"{time.minute:02}",
    "S": lambda time: f"{time.second:02}",
    "T": lambda time: f"{time:%H:%M:%S}",
    "z": lambda time: f"{time:%z}",
}
_DIRECTIVE = re.compile(r"%(-?.|$)", re.DOTALL)


def moment(layout: str) -> Callable[[object], str | None]:
    """What writes a text in ISO 8601 like the layout. Raises ValueError.

    None is what becomes of None, of what is no day or time, and of a day whose time is asked for:
    that time is not known.
    """
    for found in _DIRECTIVE.finditer(layout):
        if found[1] not in ("%", *_OF_A_DAY, *_OF_A_TIME):
            known = " ".join(f"%{name}" for name in (*_OF_A_DAY, *_OF_A_TIME))
            raise ValueError(f'there is no "{found[0]}" in dates; there is {known} %%')
    asks_time = any(found[1] in _OF_A_TIME for found in _DIRECTIVE.finditer(layout))

    def written(value: object) -> str | None:
        time = _read(value)
        if time is None or (asks_time and not isinstance(time, dt.datetime)):
            return None
        return _DIRECTIVE.sub(lambda found: _directive(found[1], time), layout)

    return written


def _directive(name: str, time: dt.date) -> str:
    if name == "%":
        return "%"
    if name in _OF_A_DAY:
        return _OF_A_DAY[name](time)
    assert isinstance(time, dt.datetime)
    return _OF_A_TIME[name](time)


def _read(value: object) -> dt.date | None:
    if not isinstance(value, str):
        return None
    try:
        if len(value) == len("2018-04-10"):
            return dt.date.fromisoformat(value)
        return dt.datetime.fromisoformat(value)
    except ValueError:
        return None
