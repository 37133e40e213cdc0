"""The values of fields: what a string, number, list or object gives for a title, a day, authors.

Each function returns None for a value that it cannot use. It must not know the names of fields.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from newsarchive.dates.expressions import Day, Order
from newsarchive.model import clock
from newsarchive.readers.credits.agencies import agencies_named, joined
from newsarchive.readers.credits.bylines import credited
from newsarchive.readers.credits.persons import NOBODY, Credit
from newsarchive.readers.encoding import clean_body, clean_line, without_entities
from newsarchive.readers.language import language_code
from newsarchive.readers.markup.htmltext import is_marked_up, paragraphs, plain_line
from newsarchive.readers.stamps import day_of

_FIRST_PRINTED = 1600
"""There were no newspapers before; a date in 1397 is one of another calendar."""
_ONE_DAY = dt.timedelta(days=1)
_URL = re.compile(r"[a-z][a-z0-9+.-]*://\S+|www\.\S+|[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)
_NOTHING = frozenset("nan NaN NAN None none NaT <NA> N/A n/a #N/A".split())
"""What programs write for a value that is not there. "Nan" is a town."""
_LONGEST_NOTHING = max(map(len, _NOTHING))
_TEXT_PARTS = frozenset("paragraph p text sanitized_html html text/html text/plain".split())
"""Types of those parts of a text in parts that are running text."""
_NOT_FOR_USE = frozenset(("canceled", "cancelled", "withheld", "embargoed"))
_FULL_NAMES = ("name", "display_name", "displayName", "full_name", "fullName")
_NAME_PARTS = (("given_name", "family_name"), ("givenName", "familyName"),
               ("given", "family"), ("first_name", "last_name"), ("firstName", "lastName"),
               ("firstname", "lastname"))  # fmt: skip
_TAG_TYPES = frozenset(("keyword", "tag", "topic", "subject"))
"""Types of objects that are tags: the Guardian lists authors and papers among its tags."""
_LABELS = ("name", "label", "title", "webTitle", "display_name")


def is_plausible(day: dt.date) -> bool:
    """Whether an article can be of this day: until tomorrow, which has begun in some zone."""
    return day.year >= _FIRST_PRINTED and day <= clock.now().date() + _ONE_DAY


def notes_on(status: object) -> tuple[str, ...]:
    """The note on an item of an agency that is not for use, by its status ("stat:canceled")."""
    code = status.rpartition(":")[2].strip().lower() if isinstance(status, str) else ""
    return (f"marked as {code} by its provider",) if code in _NOT_FOR_USE else ()


def as_line(value: object) -> str | None:
    """One line of text: a string, a number, or the name of an object. Entities are resolved."""
    line = _line(value.get("name") if isinstance(value, Mapping) else value)
    return without_entities(line) if line and "&" in line and _ENTITY.search(line) else line


def _line(value: object) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    line = clean_line(value) if isinstance(value, str) else ""
    return line if line and not _is_nothing(line) else None


def _is_nothing(text: str) -> bool:
    return len(text) <= _LONGEST_NOTHING and text in _NOTHING  # a long text is slow to look up


def as_title(value: object) -> str | None:
    """One line of text, which may be marked up: a string, a number, or the name of an object."""
    line = as_line(value)
    return (plain_line(line) or None) if line and "<" in line else line


def _labelled(value: object) -> str | None:
    """One line of text: a string, a number, or what an object calls itself."""
    if not isinstance(value, Mapping):
        return as_line(value)
    return next(filter(None, (as_line(value.get(name)) for name in _LABELS)), None)


def _as_lines(value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [line for line in map(as_line, values) if line]


def as_body(value: object) -> str | None:
    """The text of an article: a string, a list of paragraphs, or an object with sections."""
    if isinstance(value, Mapping):
        value = _paragraphs(value)
    if isinstance(value, list) and value:
        value = _joined(value)
    if not isinstance(value, str) or _is_nothing(value.strip()):
        return None
    if is_marked_up(value):
        value = "\n\n".join(paragraphs(value))
    body = clean_body(value)
    return body if body and not body.isspace() else None


def _joined(parts: list[object]) -> str | None:
    """The paragraphs of a text in parts: texts, or objects of which some are running text."""
    if all(isinstance(part, Mapping) for part in parts):
        parts = [
            part.get("text") or part.get("content") or part.get("value")
            for part in parts
            if isinstance(part, Mapping) and part.get("type") in _TEXT_PARTS
        ]
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) < len(parts) or not texts:
        return None
    return "\n\n".join("\n\n".join(paragraphs(text)) if "</" in text else text for text in texts)


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
        value = value.get("@id") or value.get("url") or value.get("href")
    line = _line(value)
    if line and "&amp;" in line:
        line = line.replace("&amp;", "&")
    return line if line and _URL.fullmatch(line) else None


def as_source(value: object) -> str | None:
    """The name of a publisher; no URL of an article, which trafilatura calls its source."""
    line = _labelled(value[0] if isinstance(value, list) and value else value)
    return line if line and "://" not in line else None


def as_section(value: object) -> str | None:
    """One section, the first of several. A number is only the key of one."""
    if isinstance(value, str) and ";" in value:
        value = value.split(";")
    values = value if isinstance(value, list) else [value]
    lines = (_labelled(one) for one in values if isinstance(one, str | Mapping))
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
    elif not isinstance(value, Day):
        value = day_of(value, order)
    if not isinstance(value, Day):
        return None
    days = value.candidates if value.day is None else (value.day,)
    return value if all(map(is_plausible, days)) else None


def as_credit(value: object) -> Credit | None:
    """A credit to somebody. A number is only the key of a person in another table."""
    if isinstance(value, int | float):
        return None
    if isinstance(value, Credit):
        credit = value
    else:
        values = value if isinstance(value, list | tuple) else [value]
        credit = sum(map(_credit, values), NOBODY)
    return credit if credit.people or credit.agency else None


def _credit(value: object) -> Credit:
    """The credit to one author: a text, or an object with a name."""
    if not isinstance(value, Mapping):
        line = as_line(value)
        return credited(line) if line else NOBODY
    name = next(filter(None, (as_line(value.get(one)) for one in _FULL_NAMES)), None)
    if name is None:
        both = ((as_line(value.get(given)), as_line(value.get(family)))
                for given, family in _NAME_PARTS)  # fmt: skip
        name = next((f"{given} {family}" for given, family in both if given and family), None)
    credit = credited(name) if name else NOBODY
    if value.get("isAgency") is True:
        return Credit((), credit.agency or name)
    kinds = value.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if kinds and all(isinstance(kind, str) and kind.endswith("Organization") for kind in kinds):
        return Credit((), credit.agency)
    return credit


def as_agency(value: object) -> str | None:
    """Agencies, by our one name for each; any other as written."""
    return joined(*(agencies_named(line) or line for line in _as_lines(value)))


def as_language(value: object) -> str | None:
    """The code of a language: "en" of "en-GB", "eng" or "English"."""
    if not isinstance(value, str):
        return None
    code = _LANGUAGE.fullmatch(value.strip())
    return code[1].lower() if code else language_code(value)


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
    """One tag. The name of an object may be only the kind of tag; then it also has a value.

    A number is only the key of a tag.
    """
    if isinstance(value, int | float):
        return None
    if isinstance(value, Mapping):
        if isinstance(value.get("value"), str):
            value = value["value"]
        elif isinstance(value.get("type"), str) and value["type"] not in _TAG_TYPES:
            return None
    return _labelled(value)
