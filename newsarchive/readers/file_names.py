"""Days in the paths of files: 2018-04-10-title.md, 2018/04/10/title.txt.

Only certain ones: a whole date in the file's own name, or in the names of the folders right above
it, with nothing else in them. Other folders name the days of exports and backups. It must not know
the file, nor when it was written.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
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
"""The most time from the day of an article until it is filed."""


def day_in_path(path: str) -> dt.date | None:
    """The one day in the file's name, or else in its folders; None if none or several."""
    pure = PurePath(path)
    found = _IN_NAME.finditer(pure.name)
    days = {_day(match["iso"] or match["digits"] or match["last"]) for match in found}
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
    """The day of a dateline without a year, in the year that the path gives; else None."""
    filed = day_in_path(path)
    years = {filed.year, filed.year - 1} if filed else _years_in(PurePath(path), month)
    days = [found for year in years if (found := _made(year, month, day))]
    if filed:
        days = [each for each in days if dt.timedelta(0) <= filed - each <= _NEARBY]
    return days[0] if len(days) == 1 else None


def _years_in(path: PurePath, month: int) -> set[int]:
    """The years that folders have for names; none if a folder beside one names another month."""
    years: set[int] = set()
    for part, following in pairwise((*path.parts[:-1], "")):
        if _YEAR.fullmatch(part):
            if re.fullmatch("0[1-9]|1[0-2]", following) and int(following) != month:
                return set()
            years.add(int(part))
        elif match := _YEAR_AND_MONTH.fullmatch(part):
            if int(match[2]) != month:
                return set()
            years.add(int(match[1]))
    return years


def _day(printed: str) -> dt.date | None:
    found = parse_day(printed.replace("_", "-"))
    return found.day if found else None


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
