"""From named values to an article: what front matter, JSON, tables and header lines share.

`ALIASES` is the whole list of names that are understood. This module must not know in which
format the values stood.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import TypeVar

from newsarchive.article import Article
from newsarchive.dates import Day, Order, parse_day
from newsarchive.errors import ReadError
from newsarchive.readers.encoding import clean_body, clean_line
from newsarchive.readers.names import credited
from newsarchive.readers.record import NO_HINTS, Hints
from newsarchive.readers.titles import derive_title

# Our field → the names it is known by, the first that holds something usable being taken.
# Capitals and punctuation in names do not count: "published_at" is also publishedAt.
ALIASES: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "date": (
        "date", "published", "published_at", "date_published", "pubdate", "publication_date",
        "publish_date", "date_publish",
    ),
    "updated": ("updated", "updated_at", "modified", "date_modified", "last_modified"),
    "authors": ("authors", "author", "byline", "by", "creator"),
    "body": ("body", "text", "content", "article", "main_text", "article_body"),
    "url": ("url", "link"),
    "source": ("source", "publisher", "publication", "site"),
    "language": ("language", "lang"),
    "section": ("section", "category"),
    "tags": ("tags", "keywords", "topics"),
}  # fmt: skip

Value = TypeVar("Value")


@lru_cache(maxsize=1024)
def _plain(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


_PLAIN_ALIASES = {ours: tuple(map(_plain, names)) for ours, names in ALIASES.items()}


def has_body(names: Iterable[str]) -> bool:
    """Whether one of the names is one that the text of an article goes by."""
    return not set(_PLAIN_ALIASES["body"]).isdisjoint(map(_plain, names))


def body_names() -> str:
    """The names that the text of an article goes by, for a message."""
    return ", ".join(ALIASES["body"])


def build(
    fields: Mapping[str, object], where: Callable[[str], str], hints: Hints = NO_HINTS
) -> Article:
    """The article that the fields describe; those that mean nothing to us are ignored.

    `where` says, for the name of a field as it stands in `fields`, where that was found. A date
    may be text, a date or a Day. What cannot be understood is as if it were absent. Raises
    ReadError if there is no text for a body.
    """
    known = {_plain(name): (name, value) for name, value in fields.items()}

    def first(ours: str, read: Callable[[object], Value | None]) -> tuple[Value | None, str | None]:
        aliases = _PLAIN_ALIASES[ours]
        if ours in hints.names:
            aliases = (_plain(hints.names[ours]), *aliases)
        for alias in aliases:
            if alias in known:
                name, value = known[alias]
                if (found := read(value)) is not None:
                    return found, name
        return None, None

    def source(name: str | None) -> str | None:
        return None if name is None else where(name)

    body, _ = first("body", _body)
    if body is None:
        held = not set(_PLAIN_ALIASES["body"]).isdisjoint(known)
        raise ReadError("the text is empty" if held else f"no text: none of {body_names()}")
    title, title_name = first("title", _line)
    day, day_name = first("date", partial(_certain_day, order=hints.order))
    if day is None:
        day, day_name = first("date", partial(_day, order=hints.order))
    updated, _ = first("updated", partial(_certain_day, order=hints.order))
    language, language_name = first("language", _language)
    authors, authors_name = first("authors", _authors)
    return Article(
        body=body,
        title=title or derive_title(body),
        title_source=source(title_name) or "derived",
        date=day.day if day else None,
        date_source=source(day_name),
        date_candidates=day.candidates if day else (),
        date_order=day.order.value if day and day.order else None,
        published=day.timestamp if day else None,
        updated=(updated.timestamp or str(updated.day)) if updated else None,
        authors=authors or (),
        authors_source=source(authors_name),
        source=first("source", _line)[0],
        url=first("url", _line)[0],
        language=language,
        language_source=source(language_name),
        section=first("section", _line)[0],
        tags=first("tags", _tags)[0] or (),
    )


def is_plausible(day: dt.date) -> bool:
    """Whether something can have been printed on the day: not after tomorrow, in some time zone."""
    return day <= dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)


def _line(value: object) -> str | None:
    """One line of text: a string, a number, or what such an object has for a name."""
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return (clean_line(value) or None) if isinstance(value, str) else None


def _body(value: object) -> str | None:
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    if not isinstance(value, str):
        return None
    body = clean_body(value)
    return body if body and not body.isspace() else None


def _certain_day(value: object, order: Order | None) -> Day | None:
    """A day that can be read in one way only."""
    day = _day(value, order)
    return day if day and day.day else None


def _day(value: object, order: Order | None) -> Day | None:
    """A day on which something can have been printed, or two such days if it may be either."""
    if isinstance(value, dt.datetime):
        value = Day(value.date(), timestamp=value.isoformat())
    elif isinstance(value, dt.date):
        value = Day(value)
    elif isinstance(value, str):
        value = parse_day(value.strip(), order=order)
    if not isinstance(value, Day):
        return None
    if value.day is None:
        return value if all(map(is_plausible, value.candidates)) else None
    return value if is_plausible(value.day) else None


def _authors(value: object) -> tuple[str, ...] | None:
    values = value if isinstance(value, list | tuple) else [value]
    lines = [line for line in map(_line, values) if line]
    names = dict.fromkeys(name for line in lines for name in credited(line))
    return tuple(names) or None


_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]+)*", re.IGNORECASE)


def _language(value: object) -> str | None:
    code = _LANGUAGE.fullmatch(value.strip()) if isinstance(value, str) else None
    return code[1].lower() if code else None


def _tags(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str):
        value = re.split("[;|]" if re.search("[;|]", value) else ",", value)
    if not isinstance(value, list | tuple):
        return None
    return tuple(dict.fromkeys(tag for tag in map(_line, value) if tag)) or None
