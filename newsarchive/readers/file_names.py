"""What the path of a file says of the day: 2018-04-10-title.md, 2018/04/10/title.txt.

Only what is certain: a date that stands whole in the file's own name, or in the folders right
above it and nothing else in them. Other folders name the days of exports and backups. It must not
know the file, nor when it was written.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import PurePath

from newsarchive.dates.expressions import parse_day

_IN_NAME = re.compile(
    r"(?<![0-9A-Za-z])(?:(?P<iso>[0-9]{4}([-_.])[0-9]{1,2}\2[0-9]{1,2})"
    r"|(?P<digits>(?:1[6-9]|20)[0-9]{6})"
    r"|(?P<last>[0-9]{1,2}([-.])[0-9]{1,2}\5[0-9]{4}))(?:(?=T[0-9]{4})|(?![0-9A-Za-z]))"
)
_WHOLE_FOLDER = re.compile(r"[0-9]{4}([-_.]?)[0-9]{2}\1[0-9]{2}")
_YEAR = re.compile(r"(?:1[6-9]|20)[0-9]{2}")
_YEAR_AND_MONTH = re.compile(r"((?:1[6-9]|20)[0-9]{2})[-_.]?(0[1-9]|1[0-2])")
_ONE_OR_TWO_DIGITS = re.compile(r"[0-9]{1,2}")
_NEARBY = dt.timedelta(days=7)
"""How much later than written an article is filed, at most."""


def day_in_path(path: str) -> dt.date | None:
    """The one day that the file's name, or else its folders, tell; None if none or several."""
    pure = PurePath(path)
    days = {_read(match) for match in _IN_NAME.finditer(pure.name)}
    if days:
        return days.pop() if len(days) == 1 else None
    folders = [part for part in pure.parts[:-1] if part not in {"/", "."}]
    if folders and _WHOLE_FOLDER.fullmatch(folders[-1]):
        return _day(folders[-1])
    if len(folders) > 2 and _YEAR.fullmatch(folders[-3]):
        month, day = folders[-2:]
        if _ONE_OR_TWO_DIGITS.fullmatch(month) and _ONE_OR_TWO_DIGITS.fullmatch(day):
            return _day("-".join((folders[-3], month, day)))
    if len(folders) > 1 and _YEAR_AND_MONTH.fullmatch(folders[-2]):
        return _day(f"{folders[-2]}-{folders[-1]}")
    return None


def day_with_year_of(path: str, month: int, day: int) -> dt.date | None:
    """The day of a dateline without a year, in the year that the path tells; else None."""
    filed = day_in_path(path)
    years = {filed.year, filed.year - 1} if filed else _years_in(PurePath(path), month)
    days = [found for year in years if (found := _made(year, month, day))]
    if filed:
        days = [each for each in days if dt.timedelta(0) <= filed - each <= _NEARBY]
    return days[0] if len(days) == 1 else None


def _years_in(path: PurePath, month: int) -> set[int]:
    """The years that folders are named after, unless the month beside one is another."""
    years: set[int] = set()
    parts = path.parts[:-1]
    for at, part in enumerate(parts):
        following = parts[at + 1] if at + 1 < len(parts) else ""
        if _YEAR.fullmatch(part):
            if re.fullmatch("0[1-9]|1[0-2]", following) and int(following) != month:
                return set()
            years.add(int(part))
        elif match := _YEAR_AND_MONTH.fullmatch(part):
            if int(match[2]) != month:
                return set()
            years.add(int(match[1]))
    return years


def _read(match: re.Match[str]) -> dt.date | None:
    return _day(match["iso"] or match["digits"] or match["last"])


def _day(printed: str) -> dt.date | None:
    if found := parse_day(printed.replace("_", "-")):
        return found.day
    return None


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
