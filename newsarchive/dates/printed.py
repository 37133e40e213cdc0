"""Printed calendar dates: "10 April 2018", "le 10 avril 2018", "2018-04-10T22:15Z".

The readers of articles (`parse_day`) and the expressions of `dates` share this grammar. This module
must not know today's date.

A text is split into tokens, each of one or more kinds, a letter each: `d` a number of one or two
digits, `y` one of four, `n` a whole date in digits, `p` a year and a month in digits, `s` a date
in digits with a short year, and the kinds of words of `dates.names`. The letters in a row are the
shape of the text, and two regular expressions decide which shapes are dates.
"""

from __future__ import annotations

import datetime as dt
import enum
import itertools
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from newsarchive.dates.names import (
    AFTER_TIME,
    BEFORE_TIME,
    ENGLISH_MONTHS,
    ERAS,
    KINDS,
    MONTHS,
    ZONES,
)
from newsarchive.dates.ranges import EARLIEST, LATEST
from newsarchive.model.errors import DateError
from newsarchive.text.words import fold

LONGEST = 200
"""In characters. Longer texts are not dates, and parsing them would only take time."""


class Order(enum.StrEnum):
    """How to read a date in digits with the year last, such as 04/05/2018."""

    DMY = "dmy"
    MDY = "mdy"


@dataclass(frozen=True, slots=True)
class Day:
    """One printed date."""

    day: dt.date | None
    """None when the date has two readings."""
    candidates: tuple[dt.date, ...] = ()
    """Both readings, the earlier first, when there are two."""
    timestamp: str | None = None
    """ISO 8601, as printed, if a time was printed. The name of a time zone is left out."""
    order: Order | None = None
    """For a date in digits with the year last: the order of day and month that it must have
    (25/05/2018 has DMY); with two candidates, the order of the first."""


class Parts(NamedTuple):
    """The numbers of a date, None for missing ones. The date may be impossible."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


def parse_day(text: str, *, order: Order | None = None) -> Day | None:
    """The calendar date of the text, with or without a time; None if it is not a single date.

    A year or a month alone is not a day. `order` decides how to read 04/05/2018; without it there
    are two candidates. A weekday that contradicts the date is ignored. Never raises.
    """
    if len(text) == 10 and text[4] == text[7] == "-":  # nearly all dates: a shortcut
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            return None
        return Day(day) if EARLIEST <= day <= LATEST else None
    if not text.isascii():
        text = OF_ERA.sub(_common_year, text.translate(_ASCII))
    if not _YEAR.search(text) or not may_begin_as_day(text):
        return None
    try:
        readings, time = read_printed(tidy(text), order)
        whole = [parts for parts in readings if None not in parts]
        days = sorted((checked_day(*parts), _shown_order(text, parts)) for parts in whole)
    except DateError:
        return None
    match days:
        case []:
            return None
        case [(day, shown)]:
            return Day(day, timestamp=f"{day}T{time}" if time else None, order=shown)
        case _:
            return Day(None, candidates=tuple(day for day, _ in days), order=days[0][1])


@lru_cache(maxsize=512)  # datelines of one day repeat it
def parse_day_of_year(text: str) -> tuple[int, int] | None:
    """The month and the day of a date without its year, else None. Never raises."""
    try:
        readings, _ = read_printed(tidy(text), None)
        for year, month, day in readings:
            if year is None and month is not None and day is not None:
                checked_day(None, month, day)
                return month, day
    except DateError:
        pass
    return None


_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９：／．", "0123456789" * 3 + ":/.")
"""Digits and marks of Arabic, Persian and wide print."""
OF_ERA = re.compile(rf"({'|'.join(ERAS)}) ?(元|\d{{1,3}}) ?(?=年)")
"""The year of an era: "令和元"."""
_YEAR = re.compile(r"\d\d\d\d")
_PLAIN_WORD = re.compile("[a-z]+")


def may_hold_day(text: str) -> bool:
    """Whether the text may have a day, with or without its year. Faster than parsing."""
    if _YEAR.search(text) or not text.isascii():
        return True
    return not MONTHS.keys().isdisjoint(_PLAIN_WORD.findall(text.lower()))


def _common_year(found: re.Match[str]) -> str:
    return str(ERAS[found[1]] + (1 if found[2] == "元" else int(found[2])))


_MAY_BEGIN = KINDS.keys() | {phrase.partition(" ")[0] for phrase in BEFORE_TIME}


def may_begin_as_day(text: str) -> bool:
    """Whether the first word may be one of a day or of its time. Faster than parsing."""
    word = text.partition(" ")[0]
    return not (word.isascii() and word.isalpha()) or word.lower() in _MAY_BEGIN


def _shown_order(text: str, parts: Parts) -> Order | None:
    """The order of day and month in which a date in digits has this reading."""
    printed = _EITHER_ORDER.search(text)
    if not printed or parts.day == parts.month:
        return None
    return Order.DMY if int(printed[1]) == parts.day else Order.MDY


def tidy(text: str) -> str:
    """The text composed (NFC), with single spaces for white space and underscores.

    Raises DateError for a text longer than any date.
    """
    if len(text) > LONGEST:
        raise DateError(f"{shown(text)} is too long for a date ({len(text):,} characters)")
    return " ".join(unicodedata.normalize("NFC", text).replace("_", " ").split())


def shown(text: str) -> str:
    """The text for a message: quoted, on one line, shortened."""
    return repr(text if len(text) <= 60 else text[:59] + "…")


def checked_day(year: int | None, month: int | None, day: int | None) -> dt.date:
    """The day with these numbers; a missing month or day is the first, a missing year any.

    Raises DateError with the possible values if there is no such day or the year is not within
    1000 to 2999.
    """
    if year is not None and not EARLIEST.year <= year <= LATEST.year:
        raise DateError(f"years run from {EARLIEST.year} to {LATEST.year}")
    if month is not None and not 1 <= month <= 12:
        raise DateError("months run from 01 to 12")
    calendar_year = year or 2000  # a leap year, as it may be 29 February
    if month is not None and day is not None:
        length = monthrange(calendar_year, month)[1]
        if not 1 <= day <= length:
            name = ENGLISH_MONTHS[month - 1]
            raise DateError(
                f"{name} {year} has {length} days" if year else f"{name} has at most {length} days"
            )
    return dt.date(calendar_year, month or 1, day or 1)


def read_printed(text: str, order: Order | None) -> tuple[list[Parts], str | None]:
    """The readings of a tidy text, and its time (ISO 8601, with its offset).

    No reading if the text is not a date, two if day and month could be exchanged. A date without a
    time may lack a day or a year. The numbers are not checked. Raises DateError for a year of two
    digits and for an impossible time.
    """
    readings = _read_date(text, order)
    if not readings and _MAY_HAVE_TIME.search(text) and (match := _TIME.search(text)):
        date = f"{text[: match.start()]} {text[match.end() :]}"
        readings = [parts for parts in _read_date(date, order) if None not in parts]
        if readings:
            return readings, _read_time(match)
    return readings, None


_FULL = [
    re.compile(pattern)
    for pattern in (
        r"(?P<y>[0-9]{4})([-/.])(?P<m>[0-9]{1,2})\2(?P<d>[0-9]{1,2})",
        r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
        r"(?P<y>[0-9]{4}) ?[年년] ?(?P<m>[0-9]{1,2}) ?[月월] ?(?P<d>[0-9]{1,2}) ?[日일]",
        r"(?P<d>[0-9]{1,2})\. ?(?P<m>[0-9]{1,2})\. ?(?P<y>[0-9]{4})",
    )
]
_EITHER_ORDER = re.compile(r"([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})")
_YEAR_AND_MONTH = [
    re.compile(pattern)
    for pattern in (
        r"(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})",
        r"(?P<m>[0-9]{1,2})[-/.](?P<y>[0-9]{4})",
        r"(?P<y>[0-9]{4}) ?[年년] ?(?P<m>[0-9]{1,2}) ?[月월]",
    )
]
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}")

_TOKEN = re.compile(
    r"(?P<digits>[0-9](?:[0-9]|(?:[-/年月日년월일]|\.(?!\.)) ?| (?=[年月日]))*)"
    r"|(?P<gap>[ ,،'’°ºª/-]|\.(?!\.))"  # two dots separate the ends of an interval
    r"|(?P<word>(?:[^\W\d_]|[\u0300-\u036f])+)"
)
_LEAD = "a?w{0,2}a?"
_DAY_AND_MONTH = "(?:dh?o?m|ma?dh?)"
_SHAPE = re.compile(
    rf"{_LEAD}(?:n|{_DAY_AND_MONTH}(?:o?y)?|ymdh?)e{{0,2}}w{{0,2}}"  # a day
    r"|(?:p|y|ym|a?m(?:o?y)?)e{0,2}"  # a month or a year
)
_SHORT_YEAR_SHAPE = re.compile(rf"{_LEAD}(?:s|{_DAY_AND_MONTH}o?d)e{{0,2}}w{{0,2}}")
_MOST_TOKENS = 10


def _read_date(text: str, order: Order | None) -> list[Parts]:
    text = text.strip(" ,")
    if not text[:1].isalnum() or text.endswith(("-", "/", "'", "’")):
        return []
    tokens: list[tuple[str, str]] = []
    for token in _tokens(text):
        if not token[0] or len(tokens) == _MOST_TOKENS:
            return []
        tokens.append(token)
    readings: list[Parts] = []
    for shape in map("".join, itertools.product(*(kinds for kinds, _ in tokens))):
        if _SHAPE.fullmatch(shape):
            numbers = dict(zip(shape, (token for _, token in tokens), strict=True))
            readings += [parts for parts in _parts(numbers, order) if parts not in readings]
        elif _SHORT_YEAR_SHAPE.fullmatch(shape):
            raise DateError(f"{shown(text)} has a short year: write it with four digits")
    return readings


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """The kinds and text of each token; no kinds for an unknown one, which no date has."""
    end = 0
    while end < len(text):
        match = _TOKEN.match(text, end)
        if not match:
            yield "", text[end:]
            return
        end = match.end()
        if digits := match["digits"]:
            digits = digits.rstrip(" -./")
            yield _kind_of_digits(digits), digits
        elif word := match["word"]:
            word = fold(word)
            yield KINDS.get(word, ""), word


def _kind_of_digits(digits: str) -> str:
    if digits.isdecimal() and len(digits) <= 4:
        return {1: "d", 2: "d", 4: "y"}.get(len(digits), "")
    if any(form.fullmatch(digits) for form in (*_FULL, _EITHER_ORDER)):
        return "n"
    if any(form.fullmatch(digits) for form in _YEAR_AND_MONTH):
        return "p"
    return "s" if _SHORT_YEAR.fullmatch(digits) else ""


def _parts(tokens: dict[str, str], order: Order | None) -> list[Parts]:
    """The readings of the tokens of a date, each under its kind."""
    if digits := tokens.get("n") or tokens.get("p"):
        if match := _EITHER_ORDER.fullmatch(digits):
            return _either_order(int(match[1]), int(match[3]), int(match[4]), order)
        [match] = filter(None, (form.fullmatch(digits) for form in (*_FULL, *_YEAR_AND_MONTH)))
        numbers = {name: int(number) for name, number in match.groupdict().items()}
        return [Parts(numbers["y"], numbers["m"], numbers.get("d"))]
    return [
        Parts(
            year=int(tokens["y"]) if "y" in tokens else None,
            month=MONTHS[tokens["m"]] if "m" in tokens else None,
            day=int(tokens["d"]) if "d" in tokens else None,
        )
    ]


def _either_order(first: int, second: int, year: int, order: Order | None) -> list[Parts]:
    readings = {Order.DMY: Parts(year, second, first), Order.MDY: Parts(year, first, second)}
    possible = {each: parts for each, parts in readings.items() if (parts.month or 0) <= 12}
    if order in possible:
        return [possible[order]]
    return list(dict.fromkeys(possible.values())) or [readings[Order.DMY]]


def _any_of(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_MAY_HAVE_TIME = re.compile(r"[0-9](?:(?:[:.時时点]| ?[hH] ?)[0-9]{2}| ?[AaPp]\.?[Mm])")
_TIME = re.compile(
    rf"(?:(?<=[0-9])T|(?<=日)|(?:^|[ ,|–—-]+)(?:(?:{_any_of(BEFORE_TIME)})\.? )?)"
    r"(?P<hour>[0-9]{1,2})(?:(?:[:.時时点]| ?h ?)(?P<minute>[0-9]{2})分?|(?= ?[ap](?:\. ?)?m\b))"
    r"(?P<second>:[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?: ?(?P<half>[ap])(?:\. ?)?m\b\.?)?"
    rf"(?: ?(?:{_any_of(AFTER_TIME)})\b)?"
    rf"(?: ?(?P<utc>Z)\b| ?(?:UTC|GMT)?(?P<sign>[+−-])(?P<ahead>[0-9]{{2}}:?(?:[0-9]{{2}})?)"
    rf"| ?\(?(?:{_any_of(ZONES)})\b\)?)?"
    rf"(?: \((?:{_any_of(ZONES)})\))?"
    r"(?=$|[ ,])",
    re.IGNORECASE,
)


def _read_time(match: re.Match[str]) -> str:
    hour = int(match["hour"])
    if match["half"] in {"p", "P"} and hour < 12:
        hour += 12
    elif match["half"] in {"a", "A"} and hour == 12:
        hour = 0
    time = f"{hour:02}:{match['minute'] or '00'}{(match['second'] or '').replace(',', '.')}"
    if match["utc"]:
        time += "Z"
    elif match["ahead"]:
        digits = match["ahead"].replace(":", "").ljust(4, "0")
        time += f"{'+' if match['sign'] == '+' else '-'}{digits[:2]}:{digits[2:]}"
    try:
        dt.time.fromisoformat(time)
    except ValueError:
        raise DateError(f"there is no time {match.group().strip(' ,|')}") from None
    return time
