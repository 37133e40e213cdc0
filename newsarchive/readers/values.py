"""The values of fields: what a string, number, list or object gives for a title, a day, authors.

Each function returns None for a value that it cannot use. It must not know the names of fields.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from newsarchive.dates.expressions import Day, Order, parse_day
from newsarchive.model import clock
from newsarchive.readers.credits.agencies import agencies_named, joined
from newsarchive.readers.credits.bylines import credited
from newsarchive.readers.credits.persons import NOBODY, Credit
from newsarchive.readers.encoding import clean_body, clean_line
from newsarchive.readers.markup.htmltext import is_marked_up, paragraphs

_FIRST_PRINTED = 1600
"""There were no newspapers before; a date in 1397 is one of another calendar."""
_ONE_DAY = dt.timedelta(days=1)
_URL = re.compile(r"[a-z][a-z0-9+.-]*://\S+|www\.\S+|[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]+)*", re.IGNORECASE)


def is_plausible(day: dt.date) -> bool:
    """Whether an article can be of this day: until tomorrow, which has begun in some zone."""
    return day.year >= _FIRST_PRINTED and day <= clock.now().date() + _ONE_DAY


def as_line(value: object) -> str | None:
    """One line of text: a string, a number, or the name of an object."""
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return (clean_line(value) or None) if isinstance(value, str) else None


def _as_lines(value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [line for line in map(as_line, values) if line]


def as_body(value: object) -> str | None:
    """The text of an article: a string, a list of paragraphs, or an object with sections."""
    if isinstance(value, Mapping):
        value = _paragraphs(value)
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    if not isinstance(value, str):
        return None
    if is_marked_up(value):
        value = "\n\n".join(paragraphs(value))
    body = clean_body(value)
    return body if body and not body.isspace() else None


def _paragraphs(value: Mapping[str, object]) -> list[object] | None:
    """The paragraphs of a text in sections, as Fundus keeps it."""
    sections = value.get("sections")
    if not isinstance(sections, list):
        return None
    paragraphs: list[object] = []
    for part in (value, *sections):
        if isinstance(part, Mapping):
            for name in ("summary", "headline", "paragraphs"):
                texts = part.get(name)
                paragraphs += texts if isinstance(texts, list) else []
    return paragraphs


def as_url(value: object) -> str | None:
    """A URL, perhaps that of an object: mainEntityOfPage is a page with an "@id"."""
    if isinstance(value, Mapping):
        value = value.get("@id") or value.get("url")
    line = as_line(value)
    return line if line and _URL.fullmatch(line) else None


def as_source(value: object) -> str | None:
    """The name of a publisher; no URL of an article, which trafilatura calls its source."""
    line = as_line(value[0] if isinstance(value, list) and value else value)
    return line if line and "://" not in line else None


def as_section(value: object) -> str | None:
    """One section, the first of several. A number is only the key of one."""
    if isinstance(value, str) and ";" in value:
        value = value.split(";")
    values = value if isinstance(value, list) else [value]
    lines = (as_line(one) for one in values if isinstance(one, str | Mapping))
    return next(filter(None, lines), None)


def as_certain_day(value: object, order: Order | None) -> Day | None:
    """A plausible day that can be read in one way only."""
    day = as_day(value, order)
    return day if day and day.day else None


def as_day(value: object, order: Order | None) -> Day | None:
    """A plausible day, or the two of a date that can be read in two ways."""
    if isinstance(value, dt.datetime):
        value = Day(value.date(), timestamp=value.isoformat())
    elif isinstance(value, dt.date):
        value = Day(value)
    elif isinstance(value, str):
        value = parse_day(value.strip(), order=order)
    if not isinstance(value, Day):
        return None
    days = value.candidates if value.day is None else (value.day,)
    return value if all(map(is_plausible, days)) else None


def as_credit(value: object) -> Credit | None:
    """A credit to somebody. A number is only the key of a person in another table."""
    if isinstance(value, int | float):
        return None
    credit = value if isinstance(value, Credit) else sum(map(credited, _as_lines(value)), NOBODY)
    return credit if credit.people or credit.agency else None


def as_agency(value: object) -> str | None:
    """Agencies, by our one name for each; any other as written."""
    return joined(*(agencies_named(line) or line for line in _as_lines(value)))


def as_language(value: object) -> str | None:
    """The code of a language: "en" of "en-GB"."""
    code = _LANGUAGE.fullmatch(value.strip()) if isinstance(value, str) else None
    return code[1].lower() if code else None


def as_tags(value: object) -> tuple[str, ...] | None:
    """Tags: a list, or a string with separators. A number says how many there are."""
    if isinstance(value, str):
        if value.strip().isdecimal():
            return None
        value = re.split("[;|]" if re.search("[;|]", value) else ",", value)
    if not isinstance(value, list | tuple):
        return None
    return tuple(dict.fromkeys(filter(None, map(_as_tag, value)))) or None


def _as_tag(value: object) -> str | None:
    """One tag. The name of an object may be only the kind of tag; then it also has a value."""
    if isinstance(value, Mapping) and isinstance(value.get("value"), str):
        value = value["value"]
    return as_line(value)
