"""The fields of a query that are not words: dates, lengths, presence, ids, urls, paths, languages.

One function makes their nodes, for `date:2018` in a query and for `--date 2018` alike.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, get_args

from newsarchive.model.errors import DateError
from newsarchive.model.patterns import lazy
from newsarchive.query.tree import Added, Dates, Has, Key, KeyValue, Length, Node, Presence, Zone

if TYPE_CHECKING:
    from newsarchive.dates import expressions


ZONES: tuple[Zone, ...] = get_args(Zone)
KEYS: tuple[Key, ...] = get_args(Key)
PRESENCES: tuple[Presence, ...] = get_args(Presence)
FIELDS = (*ZONES, *KEYS, "date", "added", "words", "has")

_DAY = r"[12]\d{3}-\d\d-\d\d"
_DAYS = lazy(rf"(?=.*\d)({_DAY})?(?:(\.\.)({_DAY})?)?", re.ASCII)
_LENGTH = lazy(r"(>=?|<=?)?\s*(\d{1,9})(\.\.)?|(\d{1,9})?\.\.(\d{1,9})", re.ASCII)


def field(name: str, text: str, *, now: dt.date, order: expressions.Order | None = None) -> Node:
    """The node of `name:text`, for a field that is not a zone of words.

    `now` and `order` are those of `dates.parse_dates`. Raises DateError, or ValueError with a text
    that says what is right.
    """
    text = text.strip()
    match name:
        case "date":
            return _dates(text, now, order)
        case "added":
            days = _dates(text, now, order)
            if days.undated:
                raise ValueError("every article was archived on some day")
            return Added(days.first, days.last, text)
        case "words":
            return _length(text)
        case "has":
            for what in PRESENCES:
                if text.lower() == what:
                    return Has(what)
            raise ValueError(f"has: goes with one of {', '.join(PRESENCES)}")
        case _:
            return _value(next(key for key in KEYS if key == name), text)


def longer_date(
    text: str, behind: Sequence[str], *, now: dt.date, order: expressions.Order | None
) -> str:
    """The longest date that the text makes with words behind it; "" if it makes none with any.

    "april 2018" of `date:april 2018 oil`: somebody has left out the quotation marks.
    """
    if not behind or plain_days(text):
        return ""  # without the grammar, which is slow to load
    longer = ""
    for word in behind:
        text += f" {word}"
        with suppress(DateError, ValueError):
            field("date", text, now=now, order=order)
            longer = text
    return longer


def _dates(text: str, now: dt.date, order: expressions.Order | None) -> Dates:
    if plain := plain_days(text):
        return plain
    from newsarchive.dates import expressions  # slow to load, and days need no more

    found = expressions.parse_dates(text, now=now, order=order)
    return Dates(found.first, found.last, found.undated, text)


def plain_days(text: str) -> Dates | None:
    """A day, or a range of days that may be open, in ISO form, as trees are printed.

    `dates` parses all else and reports mistakes.
    """
    found = _DAYS.fullmatch(text)
    if found is None:
        return None
    begin, is_range, end = found.groups()
    try:
        first = dt.date.fromisoformat(begin) if begin else None
        last = first if not is_range else dt.date.fromisoformat(end) if end else None
    except ValueError:
        return None
    return Dates(first, last, text=text) if not (first and last) or first <= last else None


def _length(text: str) -> Length:
    found = _LENGTH.fullmatch(text)
    if not found or (found[1] and found[3]):
        raise ValueError("a length is words:>500, words:<200 or words:200..800")
    comparison, number, open_end, low, high = found.groups()
    least: int | None
    most: int | None
    if number is None:
        least, most = (int(low) if low else None), int(high)
    else:
        n = int(number)
        least, most = {
            ">": (n + 1, None), ">=": (n, None), "<": (None, n - 1), "<=": (None, n),
        }.get(comparison, (n, None if open_end else n))  # fmt: skip
    if most is not None and most < (least or 0):  # no text has fewer words than none
        raise ValueError("this range of lengths ends before it begins")
    return Length(least, most)


def _value(key: Key, text: str) -> KeyValue:
    if key == "id" and not re.fullmatch(r"[0-9A-Fa-f]{1,16}", text):
        raise ValueError("an id is up to 16 of the digits 0-9 and a-f")
    if not any(char.isalnum() for char in text):
        raise ValueError(f"{key}: needs at least one letter or digit")
    if any(char in text for char in '"“”„«»'):
        raise ValueError(f"{key}: cannot hold quotation marks; * stands for anything")
    return KeyValue(key, text)
