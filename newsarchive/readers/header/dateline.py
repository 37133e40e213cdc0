"""The dateline at the beginning of a news text: "BAKU, April 10, 2018 (Reuters) -".

It gives the place, the agency and the day, and stays in the text. Capitals alone make no
dateline: "OPEC - The cartel" has none. It must not know the other fields of the article.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from newsarchive.dates.expressions import Day, may_hold_day, parse_day, parse_day_of_year
from newsarchive.readers.credits.agencies import agencies_named, agency_named, joined
from newsarchive.readers.credits.casing import is_shouted, recased_place
from newsarchive.readers.credits.places import is_place, is_region
from newsarchive.readers.header.features import features_of

_REACH = 130
_DASH = r"(?:--|[-–—―])"
# A dateline ends with a dash and a blank, or with the agency in brackets.
_END = re.compile(
    rf"(?P<bracket>[(（/\[](?P<agency>[^()（）/\[\]]{{2,40}}(?:/[^()（）/\[\]]{{2,20}})?)[)）/\]])"
    rf"\.?\s*(?:{_DASH}|:)?\s*(?=\S)"
    rf"|(?:\s+{_DASH}|[—–―]|\.{_DASH})\s+(?=\S)|\s*—\s*(?=\S)"
)
_MAY_END = re.compile(r"[(（/\[–—―-](?:(?<!-)|\s)")
_CHINESE = re.compile(r"新华社(?P<place>[一-鿿]{2,6}?)(?P<day>\d{1,2}月\d{1,2}日)电")
_TOKENS = re.compile(r"\s*[,，]\s*|(?<=[^\W\d]{3})\.\s+")
_PLACE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’/-])*")
_AGENCY_FIRST = re.compile(r"([^.:]{2,30})[.:]\s")
_DAY_AFTER = re.compile(r"(?:--)?([^\W\d]\w+\.? \d{1,2}, \d{4})\s?--?(?=\s*\S)")
"""CHICAGO--(BUSINESS WIRE)--March 3, 2020--"""
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_PROSE = frozenset(
    "a about after all an and as at before but by for from he her his how if in is it its no not "
    "of on or our she since so some that the their then there these they this those to today we "
    "what when where who why with yes you your".split()
)
_DIGIT = re.compile(r"\d")
_LONGEST_PLACE = 40
_MOST_WORDS_UNKNOWN = 3
_MOST_PARAGRAPHS = 3
_SHORT = 160
_LONGEST_ALONE = 60


@dataclass(frozen=True, slots=True)
class Dateline:
    """The values of a dateline; `without_year` is the month and day of a date without a year."""

    place: str | None = None
    agency: str | None = None
    day: Day | None = None
    without_year: tuple[int, int] | None = None


_NOTHING = Dateline()


def read_dateline(text: str) -> Dateline | None:
    """The dateline at the beginning of the text; None if it is not certainly one."""
    head = text[:_REACH].partition("\n")[0]
    if "-" not in head and "(" not in head and head.isascii() and "/" not in head:
        return None
    return _dateline(head.lstrip())


@lru_cache(maxsize=64)  # the header is asked for it, and then the text below
def _dateline(head: str) -> Dateline | None:
    """The same of the beginning of a line."""
    if match := _CHINESE.match(head):
        return Dateline(match["place"], "Xinhua", None, _chinese_day(match["day"]))
    end = _END.search(head) if _MAY_END.search(head) else None
    if end is None:
        return None
    before, after = head[: end.start()], head[end.end() :]
    agency = None
    if end["bracket"]:
        agency = agencies_named(end["agency"]) or agency_named(end["agency"].split("/")[0])
        if agency is None and not (_is_known(before.strip(" ,")) and is_shouted(before)):
            return None
    if not before.strip(" .") and agency:  # "(ANSA) - ROMA, 10 APR - Il governo"
        more = None if agencies_named(after) else read_dateline(after)
        return replace(more or _NOTHING, agency=agency)
    printed = before.strip(" ,-")
    if agency and _ends_clearly(end[0]) and may_hold_day(printed):  # "April 10 (Reuters) - Oil"
        alone = Dateline(None, agency, parse_day(printed), parse_day_of_year(printed))
        if alone.day or alone.without_year:
            return alone
    found = _places_and_day(printed, agency)
    if found and agency and not found.day and (match := _DAY_AFTER.match(after)):
        found = replace(found, agency=agency, day=parse_day(match[1]))
    if found and end["bracket"] and not _ends_clearly(end[0]) and not _is_known(before):
        return None  # "Caisse Nationale (CNA) said": an abbreviation
    if end["bracket"] and "".join(word[0] for word in before.split()) == end["agency"]:
        return None  # "CANADIAN PACIFIC (CP) -"
    if found and found.agency is None and (match := _AGENCY_FIRST.match(after)):
        # "МОСКВА, 10 апр - РИА Новости. Министр"
        found = replace(found, agency=agency_named(match[1], ambiguous=False))
    return found


def dateline_of_article(place: str | None, dateline: str | None, body: str) -> Dateline:
    """The values of the fields for place and dateline; the text gives those that they lack."""
    printed = dateline_of(body) or _NOTHING
    of_place = (read_dateline_field(place) if place else None) or _NOTHING
    field = (read_dateline_field(dateline) if dateline else None) or _NOTHING
    return Dateline(
        of_place.place or place or field.place or printed.place,
        field.agency or of_place.agency or printed.agency,
        field.day or printed.day,
        field.without_year or printed.without_year,
    )


def dateline_of(body: str) -> Dateline | None:
    """The dateline at the beginning of a text, or below a short line that is no header."""
    start = 0
    for _ in range(_MOST_PARAGRAPHS):
        if found := read_dateline(body[start : start + _REACH]):
            return found
        end = body.find("\n", start, start + _SHORT)
        if end < 0:
            return None
        if found := read_dateline_alone(body[start:end]):
            return found
        start = end + (2 if body.startswith("\n\n", end) else 1)
    return None


def read_dateline_alone(line: str) -> Dateline | None:
    """The dateline of a line that is nothing else, without a dash: "Baku, 10 April, AZERTAC"."""
    if len(line) > _LONGEST_ALONE or not features_of(line).digit or not may_hold_day(line):
        return None
    found = read_dateline(f"{line} - x")
    dated = found is not None and (found.day or found.without_year)
    return found if dated and found and (found.agency or _is_known(line)) else None


def read_dateline_field(text: str) -> Dateline | None:
    """The dateline in a field, with or without its dash, or the place that the field holds."""
    text = text.strip().rstrip("-–—― ").strip()
    if not text or len(text) > _REACH:
        return None
    return _field(text)


@lru_cache(maxsize=1024)  # many articles of a day have the same dateline
def _field(text: str) -> Dateline | None:
    if found := read_dateline(f"{text} - x"):
        return found
    return _places_and_day(text.strip(" ,"), None, certain=True)


def _ends_clearly(end: str) -> bool:
    """Whether more than brackets ends the dateline."""
    return end.startswith("/") or end.rstrip().endswith(("-", "–", "—", "―", ":", "."))


def _is_known(place: str) -> bool:
    return is_shouted(place) or is_place(place.partition(",")[0].strip())


def _chinese_day(printed: str) -> tuple[int, int] | None:
    month, day = (int(part) for part in re.findall(r"\d+", printed))
    try:
        dt.date(2000, month, day)
    except ValueError:
        return None
    return month, day


def _places_and_day(text: str, agency: str | None, *, certain: bool = False) -> Dateline | None:
    """The places and the day; `certain` if the text is a dateline for other reasons."""
    tokens = [token for token in _TOKENS.split(text) if token]
    if tokens and not is_region(tokens[-1]):
        tokens[-1] = tokens[-1].rstrip(" .")
    day: Day | None = None
    without_year: tuple[int, int] | None = None
    while tokens:
        if (named := agencies_named(tokens[-1])) and len(tokens) > 1:
            agency = joined(named, agency)
            tokens.pop()
        elif day is None and without_year is None and (count := _tokens_of_day(tokens)):
            printed = ", ".join(tokens[-count:])
            day, without_year = parse_day(printed), parse_day_of_year(printed)
            del tokens[-count:]
        elif tokens[-1].lower() in _WEEKDAYS and len(tokens) > 1:
            tokens.pop()
        else:
            break
    places = tokens
    if not places or len(places) > 3 or not all(map(_can_be_place, places)):
        return None
    dated = day is not None or without_year is not None
    shouted = all(is_shouted(part) for part in places[0].split("/"))
    known = _is_known_place(places[0]) or (len(places) > 1 and is_region(places[-1]))
    if not (certain or agency or known or (shouted and dated)):
        return None
    if not (certain or known) and len(places[0].split()) > _MOST_WORDS_UNKNOWN:
        return None  # "BUSINESS NEWS HIGHLIGHTS, March 3 -"
    if not (certain or agency or dated) and not all(map(_is_known_place, places[1:])):
        return None  # "TURKEY, GREECE MOVING TOWARDS TALKS -"
    if not (certain or agency or dated or shouted):  # "Paris - the city of light" is a sentence
        return None
    return Dateline(", ".join(map(recased_place, places)), agency, day, without_year)


def _tokens_of_day(tokens: list[str]) -> int:
    """How many tokens at the end are a day; 0 if none. The first token never is one."""
    for count in range(min(3, len(tokens) - 1), 0, -1):
        printed = ", ".join(tokens[-count:])
        dated = _DIGIT.search(printed) and may_hold_day(printed)
        if dated and (parse_day(printed) or parse_day_of_year(printed)):
            return count
    return 0


def _is_known_place(text: str) -> bool:
    return all(map(is_place, text.split("/")))


def _can_be_place(text: str) -> bool:
    words = text.split()
    return (
        len(text) <= _LONGEST_PLACE
        and 0 < len(words) <= 5
        and _PLACE.fullmatch(text) is not None
        and not text[0].islower()
        and words[0].lower() not in _PROSE
        and not _WEEKDAYS & {word.lower() for word in words}
        and all(not word[0].islower() or len(word) <= 3 for word in words)
    )
