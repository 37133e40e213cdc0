"""The day on which a page's article was published.

Data and tags give a day for machines, elements print one for people, and addresses hold one. What
the page prints settles in which zone a day is meant. The page's own clock, the days of comments
and those of updates are no such days. It must not know HTML.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

from newsarchive.dates.expressions import Day, Order, parse_day
from newsarchive.readers.header.days import DAY_LABEL_ALONE
from newsarchive.readers.page.marks import LISTS, Mark, Place
from newsarchive.readers.values import is_plausible

_DATE = frozenset(" ".join(LISTS["date"]).split())
_UPDATE = frozenset(" ".join(LISTS["update"]).split())
_CLOCK = frozenset(" ".join(LISTS["clock"]).split())
_UPDATE_LABEL = re.compile(
    rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, LISTS['update labels']))})(?![a-zà-ÿ])",
    re.IGNORECASE,
)
_PUBLISHED = frozenset("published pubdate posted publish created".split())

_SHAPES = re.compile(
    r"\d{4}\s?[./年-]\s?\d{1,2}\s?[./月-]\s?\d{1,2}(?:日|(?!\d))"
    r"|(?<!\d)\d{1,2}(?:\.|st|nd|rd|th|er)?\s(?:de\s|of\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s|del\s)?\d{4}(?!\d)"
    r"|[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?(?:,\s?|\s)\d{4}(?!\d)"
    r"|(?<!\d)\d{1,2}([./-])\d{1,2}\1\d{4}(?!\d)"
)
"""Days as they are printed."""
_MOST_BESIDE = 7
"""Words beside the days in a line that says nothing else."""
_SENTENCE = re.compile(r"[^\W\d]{2}[.!?]$")
_LONGEST_LINE = 90
"""Characters of a line beside the title that prints a day, though it is not marked as one."""
_LABEL = 30
"""Characters before a day in which its label stands."""
_LABEL_BREAKS = re.compile(r"[:：|,;•·/–—-]+")
_KOREAN = re.compile(r"(\d{4})[년.]\s?(\d{1,2})[월.]\s?(\d{1,2})(?:일|\.)?")
_SCRIPTED = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{4}) (\d\d:\d\d)(?::\d\d)?(?: .*)?"
)
"""A date as programs in JavaScript print one."""
_WITH_OFFSET = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)(?:\.\d+)? ?([+-]\d\d):?(\d\d) [A-Z]{3,4}"
)
"""A date with its offset and the name of the zone, as programs in Go and Ruby print one."""
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(?:\d\d)?")
_SECONDS = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d+)?")
_WITH_WEEKDAY = re.compile(r"([A-Z][a-z]{2}), (\d\d)/(\d\d)/(\d{4}) - (\d\d:\d\d)")
"""The form of Drupal, which has the month first unless the site changed it."""
_WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_AMERICAN = re.compile(r"\d ?(?:[AaPp]\.?[Mm]\.? )?[ECMP][SD]T\b")
"""A time in a zone of the United States and Canada, where the month is first."""
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)(?:/(\d{1,2}|[a-z]{3})/(\d{1,2})|-(\d\d)-(\d\d)|(\d\d)(\d\d))(?=[/_.-]|$)"
)
_HOUR = re.compile(r"T(\d\d):\d\d")
_WEAK = frozenset(f'meta tag "{name}"' for name in LISTS["weak date tags"])
_MOVED = dt.timedelta(days=60)
"""The least time by which a day is later than that of the address, where an article has moved."""
_ONE = dt.timedelta(days=1)
_HOURS_WEST, _HOURS_EAST = 12, 10
"""Hours of UTC before, and from, which it is still or already another day somewhere."""


class Found(NamedTuple):
    """A day, and where it was found."""

    day: Day
    place: str


def read_day(value: object, order: Order | None) -> Day | None:
    """The plausible day of a value of data or of a tag: text, or the seconds since 1970."""
    text = str(value).strip()
    if len(text) > 100:
        return None
    day = parse_day(_as_usual(text), order=order)
    days = () if day is None else (day.candidates if day.day is None else (day.day,))
    return day if days and all(map(is_plausible, days)) else None


def _as_usual(text: str) -> str:
    """The value in a form that is read everywhere."""
    if match := _SCRIPTED.fullmatch(text):
        return f"{match[2]} {match[1]} {match[3]} {match[4]}"
    if match := _WITH_OFFSET.fullmatch(text):
        return f"{match[1]}T{match[2]}{match[3]}:{match[4]}"
    if match := _COMPACT.fullmatch(text):
        return f"{match[1]}-{match[2]}-{match[3]}T{match[4]}:{match[5]}"
    if match := _SECONDS.fullmatch(text):
        with suppress(OverflowError, ValueError):
            return dt.datetime.fromtimestamp(int(match[1]), dt.UTC).isoformat()
    return _WITH_WEEKDAY.sub(_by_weekday, text)


def _by_weekday(match: re.Match[str]) -> str:
    """A day that can be read in two ways: the weekday tells, or else the month is first."""
    for month, day in ((match[2], match[3]), (match[3], match[2])):
        with suppress(ValueError):
            if dt.date(int(match[4]), int(month), int(day)).strftime("%w") == str(
                _WEEKDAYS.index(match[1])
            ):
                return f"{match[4]}-{month}-{day}T{match[5]}"
    return match[0]


def day_of(
    given: Sequence[tuple[object, str]], marks: Sequence[Mark], addresses: Iterable[str],
    order: Order | None,
) -> Found | None:  # fmt: skip
    """The day of the article; None if none is certain. `given` are values of data and tags."""
    read = [Found(day, place) for value, place in given if (day := read_day(value, order))]
    certain = [one for one in (*read, *_marked(marks, order)) if one.day.day]
    printed = printed_day(marks, order)
    in_address = next(filter(None, map(_day_in_address, addresses)), None)
    if certain:
        return _settled(certain[0], printed, in_address)
    if printed and printed.day.day:
        return printed
    if in_address:
        return Found(Day(in_address), "address")
    return printed or next(iter(read), None)


def _settled(machine: Found, printed: Found | None, in_address: dt.date | None) -> Found:
    """The day for machines, unless what people read, or the address, shows that it is another.

    A machine may have the hour of another zone, and the day on which old articles moved.
    """
    day = machine.day.day
    if printed and printed.day.day and printed.day.day != day:
        if printed.day.day == in_address or machine.place in _WEAK:
            return printed
        if _is_of_zone(machine.day, printed.day.day):
            return printed
    elif printed and printed.day.day:
        return machine
    if in_address and day and day - in_address > _MOVED:
        return Found(Day(in_address), "address")
    return machine


def _is_of_zone(machine: Day, printed: dt.date) -> bool:
    """Whether the printed day is that of the machine's time in another zone."""
    match = _HOUR.search(machine.timestamp or "")
    if not match or not machine.day:
        return False
    hour = int(match[1])
    return (printed == machine.day - _ONE and hour < _HOURS_WEST) or (
        printed == machine.day + _ONE and hour >= _HOURS_EAST
    )


def _marked(marks: Sequence[Mark], order: Order | None) -> Iterator[Found]:
    """The days of elements that say that they are those of publication."""
    own = [mark for mark in marks if mark.place != Place.ELSEWHERE]
    for name in ("datePublished", "dateCreated"):
        for some in (own, marks):
            named = [mark for mark in some if name.lower() in mark.names("itemprop")]
            yield from _one_day(named, f'itemprop "{name}"', order)
    times = [mark for mark in own if mark.element.tag in {"time", "abbr"} and not _is_update(mark)]
    yield from _one_day(list(filter(_is_published, times)), "time element", order)
    yield from _one_day([mark for mark in times if mark.beside_title], "time element", order)
    yield from _one_day(times, "time element", order)


def _is_published(mark: Mark) -> bool:
    """Whether an element is marked as the time of publication."""
    words = mark.words
    is_named = not words.isdisjoint(_PUBLISHED) or words >= {"entry", "date"}
    return is_named or "pubdate" in mark.element.attributes


def _one_day(marks: Sequence[Mark], place: str, order: Order | None) -> Iterator[Found]:
    """The day of the marks if they all have the same one."""
    days = [day for mark in marks if (day := _value(mark, order))]
    if len({one.day for one in days}) == 1 and days[0].day is not None:
        yield Found(days[0], place)


def _value(mark: Mark, order: Order | None) -> Day | None:
    """The day that an element gives machines, or else people."""
    attributes = mark.element.attributes
    for name in ("content", "datetime", "title"):
        if (value := attributes.get(name)) and (day := read_day(value, order)):
            return day
    return _only_day(mark.text, order)


def _is_update(mark: Mark) -> bool:
    if "datemodified" in mark.names("itemprop"):
        return True
    if not mark.words.isdisjoint(_UPDATE) and mark.words.isdisjoint(_PUBLISHED):
        return True
    return _UPDATE_LABEL.match(mark.text) is not None


def printed_day(marks: Sequence[Mark], order: Order | None) -> Found | None:
    """The day that the page prints beside the title, or marks as a day; None if it is not clear."""
    dated = [mark for mark in marks if mark.element.tag == "time" or _is_dated(mark)]
    below = [mark for mark in dated if mark.place == Place.BELOW]
    above = [mark for mark in dated if mark.place == Place.ABOVE]
    own = [mark for mark in dated if mark.place == Place.STORY]
    lines = [
        mark for mark in marks if mark.place == Place.BELOW and len(mark.text) <= _LONGEST_LINE
    ]
    updated = {day.day for mark in lines for day, is_update in _days_in(mark, order) if is_update}
    for some in (below, lines, above, own):
        days = [day for mark in some for day, is_update in _days_in(mark, order) if not is_update]
        others = [one for one in days if one.day not in updated] or days
        if others:
            is_clear = len({one.day or one.candidates for one in others}) == 1
            best = max(others, key=lambda one: one.timestamp is not None)
            return Found(best, "printed day") if is_clear else None
    return None


def _is_dated(mark: Mark) -> bool:
    if not mark.words.isdisjoint(_CLOCK):
        return False
    return not mark.words.isdisjoint(_DATE) or any(
        word.endswith(("date", "datum", "datetime")) and not word.endswith("update")
        for word in mark.words
    )


def is_day_line(text: str) -> bool:
    """Whether a line is little more than a day, or the labels of days that stood in a `time`."""
    if not any(map(str.isdigit, text)):
        labels = list(filter(None, map(str.strip, _LABEL_BREAKS.split(text))))
        return bool(labels) and all(map(DAY_LABEL_ALONE.fullmatch, labels))
    if _SENTENCE.search(text):
        return False
    if read_day(text, None):
        return True
    rest = _SHAPES.sub(" ", _WITH_WEEKDAY.sub(_by_weekday, _KOREAN.sub(r"\1-\2-\3", text)))
    words = [word for word in re.findall(r"[^\W\d_]+", rest) if len(word) > 1]
    return rest != text and len(words) <= _MOST_BESIDE


def _days_in(mark: Mark, order: Order | None) -> list[tuple[Day, bool]]:
    """The days in the text of an element, and whether each is that of an update."""
    found = _read_days(mark.text, order)
    if _is_update(mark) and not any(is_update for _, is_update in found):
        return [(day, True) for day, _ in found]
    return found


def _only_day(text: str, order: Order | None) -> Day | None:
    """The one day in a line, but for days of updates."""
    found = [day for day, is_update in _read_days(text, order) if not is_update]
    return found[0] if len({one.day or one.candidates for one in found}) == 1 else None


def _read_days(text: str, order: Order | None) -> list[tuple[Day, bool]]:
    if not any(map(str.isdigit, text)):
        return []
    if day := read_day(text, order):
        return [(day, False)]
    text = _WITH_WEEKDAY.sub(_by_weekday, _KOREAN.sub(r"\1-\2-\3", text))
    order = order or (Order.MDY if _AMERICAN.search(text) else None)
    found: list[tuple[Day, bool]] = []
    end = 0
    for match in _SHAPES.finditer(text):
        label = text[max(end, match.start() - _LABEL) : match.start()]
        end = match.end()
        if day := read_day(match[0], order):
            found.append((day, _UPDATE_LABEL.search(label) is not None))
    return found


def _day_in_address(address: str) -> dt.date | None:
    try:
        match = _IN_ADDRESS.search(urlsplit(address).path)
    except ValueError:
        return None
    if not match:
        return None
    month, day = (match[at] or match[at + 2] or match[at + 4] for at in (2, 3))
    printed = f"{day} {month} {match[1]}" if month.isalpha() else f"{match[1]}-{month}-{day}"
    found = parse_day(printed)
    return found.day if found and found.day and is_plausible(found.day) else None
