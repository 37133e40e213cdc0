"""From named values to an article: what front matter, JSON, tables and header lines share.

`ALIASES` is the whole list of names that are understood. This module must not know in which
format the values stood.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import TypeVar

from newsarchive.dates.expressions import Day, Order, parse_day
from newsarchive.model import clock
from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.readers.beside import dateline_in, day_beside_fields, language_of
from newsarchive.readers.credits.agencies import agencies_named, joined
from newsarchive.readers.credits.bylines import credited
from newsarchive.readers.credits.casing import recased
from newsarchive.readers.credits.persons import NOBODY, Credit
from newsarchive.readers.encoding import clean_body, clean_line
from newsarchive.readers.header.titles import derive_title
from newsarchive.readers.lookup import Aliases, Fields, unfolded
from newsarchive.readers.markup.htmltext import is_marked_up, paragraphs
from newsarchive.readers.record import NO_OPTIONS, ReadOptions

# Our field → the names it is known by, the first that holds something usable being taken.
# Capitals and punctuation in names do not count: "published_at" is also publishedAt. A point leads
# into an object. Days on which something was fetched or stored are not among the dates.
ALIASES: dict[str, tuple[str, ...]] = {
    "title": (
        "title", "headline", "headline.main", "web_title", "article_title", "heading",
    ),
    "date": (
        "published", "published_at", "date_published", "published_date", "publication_date",
        "publish_date", "date_publish", "publishing_date", "pubdate", "published_time",
        "article_published_time", "web_publication_date", "date", "date_created",
    ),
    "updated": (
        "updated", "updated_at", "modified", "date_modified", "modified_date", "date_modify",
        "last_modified", "lastmod", "modified_time", "article_modified_time", "date_updated",
    ),
    "authors": (
        "authors", "author", "byline", "by", "creator", "byline.original", "fields.byline",
    ),
    "body": (
        "body", "full_text", "plaintext", "main_text", "article_body", "body_text",
        "fields.body_text", "text", "content", "article", "fields.body",
    ),
    "url": (
        "url", "link", "web_url", "canonical_link", "canonical_url", "permalink", "article_url",
        "main_entity_of_page", "source_url", "source",
    ),
    "source": (
        "source", "source.name", "publisher", "publication", "site", "site_name", "sitename",
        "source_hostname", "meta_site_name", "outlet", "newspaper", "source_name", "source_domain",
        "domain", "hostname",
    ),
    "language": ("in_language", "meta_lang", "language", "lang"),
    "section": (
        "section", "category", "article_section", "section_name", "news_desk", "categories",
    ),
    "tags": ("tags", "keywords", "topics", "subjects"),
    "agency": ("agency", "news_agency"),
    "place": ("place",),
    "dateline": ("dateline",),
}  # fmt: skip

Value = TypeVar("Value")

_IN_CELLS = frozenset(("authors", "source", "section", "tags"))
"""Fields that hold a list or an object, which stands as text in the cell of a table."""
_WRAPPERS = ("_source", "article", "data", "node")
"""Names under which a record may keep all that the article is."""


def has_body(
    fields: Mapping[str, object] | Iterable[str], options: ReadOptions = NO_OPTIONS
) -> bool:
    """Whether one of the fields has a name that the text of an article goes by."""
    known = fields if isinstance(fields, Mapping) else dict.fromkeys(fields)
    return any(_found(Fields(known), "body", options))


def has_text(fields: Mapping[str, object], options: ReadOptions = NO_OPTIONS) -> bool:
    """Whether one of the fields by such a name holds something that can be a text."""
    return any(_can_be_text(value) for _, value in _found(Fields(fields), "body", options))


def _can_be_text(value: object) -> bool:
    if isinstance(value, Mapping):
        return isinstance(value.get("sections"), list)
    return isinstance(value, str) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], str)
    )


def unwrapped(
    fields: Mapping[str, object], options: ReadOptions = NO_OPTIONS
) -> Mapping[str, object]:
    """What describes the article: the fields, or those of an object that they wrap."""
    if has_text(fields, options):
        return fields
    for name in _WRAPPERS:
        inner = fields.get(name)
        if isinstance(inner, Mapping) and has_text(inner, options):
            return inner
    return fields


@lru_cache(maxsize=16)
def _aliases(given: tuple[tuple[str, str], ...]) -> Aliases:
    """All names, those that the person gave before the others."""
    named = dict(given)
    return Aliases(
        {
            ours: (named[ours], *names) if named.get(ours) else names
            for ours, names in ALIASES.items()
        }
    )


def _within(known: Fields, options: ReadOptions) -> Mapping[str, Sequence[str]]:
    return _answering(tuple(options.names.items()), tuple(known))


@lru_cache(maxsize=256)  # records of a collection have the same fields
def _answering(
    given: tuple[tuple[str, str], ...], names: tuple[str, ...]
) -> Mapping[str, Sequence[str]]:
    return _aliases(given).within(names)


def _found(known: Fields, ours: str, options: ReadOptions) -> Iterator[tuple[str, object]]:
    """What the record has under our names for one thing: how it is called there, and the value."""
    names = _within(known, options).get(ours, ())
    return (found for name in names if (found := known.find(name)) is not None)


def build(
    fields: Mapping[str, object],
    where: Callable[[str], str],
    options: ReadOptions = NO_OPTIONS,
    *,
    name: str = "",
) -> Article:
    """The article that the fields describe; those that mean nothing to us are ignored.

    `where` says, for the name of a field as it stands in `fields`, where that was found. A date
    may be text, a date or a Day, authors a Credit. What the fields do not tell, a dateline at the
    beginning of the text may; then, of a file that holds one article and has this `name` (its
    path), the name. What cannot be understood is as if it were absent. Raises ReadError if there
    is no text for a body.
    """
    known = Fields(fields)
    names = _within(known, options)

    def first(ours: str, read: Callable[[object], Value | None]) -> tuple[Value | None, str | None]:
        for alias in names.get(ours, ()):
            if (found := known.find(alias)) is not None:
                value = unfolded(found[1]) if ours in _IN_CELLS else found[1]
                if ours == "authors" and isinstance(value, int | float):
                    continue  # a key into a table of people that is somewhere else
                if (usable := read(value)) is not None:
                    return usable, found[0]
        return None, None

    def source(name: str | None) -> str | None:
        return None if name is None else where(name)

    body, _ = first("body", _body)
    if body is None:
        raise ReadError(_no_text(known, options))
    title, title_name = first("title", _line)
    certain_day = partial(_certain_day, order=options.order)
    day, day_name = first("date", certain_day)
    if day is None:
        day, day_name = first("date", partial(_day, order=options.order))
    updated, _ = first("updated", certain_day)
    credit, authors_name = first("authors", _authors)
    credit = credit or NOBODY
    dateline = dateline_in(first("place", _line)[0], first("dateline", _line)[0], body)
    date_source = source(day_name)
    if day is None:
        day, date_source = day_beside_fields(dateline, name, is_plausible)
    language, language_name = first("language", _language)
    language_source = source(language_name)
    if language is None and (language := language_of(title, body)):
        language_source = "detected"
    people = tuple(dict.fromkeys(recased(person, language) for person in credit.people))
    return Article(
        body=body,
        title=title or derive_title(body),
        title_source=source(title_name) or "derived",
        date=day.day if day else None,
        date_source=date_source,
        date_candidates=day.candidates if day else (),
        date_order=day.order.value if day and day.order else None,
        published=day.timestamp if day else None,
        updated=(updated.timestamp or str(updated.day)) if updated else None,
        authors=people,
        authors_source=source(authors_name) if people else None,
        agency=first("agency", _agency)[0] or credit.agency or dateline.agency,
        source=first("source", _source)[0],
        url=first("url", _url)[0],
        language=language,
        language_source=language_source,
        place=dateline.place,
        section=first("section", _section)[0],
        tags=first("tags", _tags)[0] or (),
    )


_FIRST_PRINTED = 1600
"""There were no newspapers before; a date in 1397 is one of another calendar."""
_ONE_DAY = dt.timedelta(days=1)


def is_plausible(day: dt.date) -> bool:
    """Whether it can have been printed then: not after tomorrow, which it is in some time zone."""
    return day.year >= _FIRST_PRINTED and day <= clock.now().date() + _ONE_DAY


def _no_text(known: Fields, options: ReadOptions) -> str:
    if any(_found(known, "body", options)):
        return "the text is empty"
    if known.find("seendate"):
        return "no text: GDELT lists the addresses of articles, not the articles"
    return f"no text among the fields {known.listed()}; --map body=NAME says which it is"


def _line(value: object) -> str | None:
    """One line of text: a string, a number, or what such an object has for a name."""
    if isinstance(value, str):
        return clean_line(value) or None
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return (clean_line(value) or None) if isinstance(value, str) else None


def _body(value: object) -> str | None:
    if not isinstance(value, str):
        value = _put_together(value)
        if value is None:
            return None
    if is_marked_up(value):
        value = "\n\n".join(paragraphs(value))
    body = clean_body(value)
    return body if body and not body.isspace() else None


def _put_together(value: object) -> str | None:
    """The text of paragraphs, or of sections."""
    if isinstance(value, Mapping):
        value = _sections(value)
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return "\n\n".join(value)
    return None


def _sections(value: Mapping[str, object]) -> list[object] | None:
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


_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+|www\.\S+|[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE)


def _url(value: object) -> str | None:
    """An address; of an object, the one it has: mainEntityOfPage is a page, with an "@id"."""
    if isinstance(value, Mapping):
        value = value.get("@id") or value.get("url")
    line = _line(value)
    return line if line and _ADDRESS.fullmatch(line) else None


def _source(value: object) -> str | None:
    """Who published it: not the address of the article, which trafilatura calls its source."""
    if isinstance(value, list) and value:
        value = value[0]
    line = _line(value)
    return line if line and "://" not in line else None


def _section(value: object) -> str | None:
    """One section; of several the first. A number is a section's key somewhere else."""
    if isinstance(value, str) and ";" in value:
        value = value.split(";")
    values = value if isinstance(value, list) else [value]
    lines = (_line(one) for one in values if isinstance(one, str | Mapping))
    return next((line for line in lines if line), None)


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


def _authors(value: object) -> Credit | None:
    """Who is credited; None if it is nobody, so that another field may say it."""
    if isinstance(value, Credit):
        return value if value.people or value.agency else None
    values = value if isinstance(value, list | tuple) else [value]
    credit = NOBODY
    for line in filter(None, map(_line, values)):
        credit += credited(line)
    return credit if credit.people or credit.agency else None


def _agency(value: object) -> str | None:
    """The agency, by the one name that we have for it; any other as written."""
    values = value if isinstance(value, list | tuple) else [value]
    return joined(*(agencies_named(line) or line for line in filter(None, map(_line, values))))


_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]+)*", re.IGNORECASE)


def _language(value: object) -> str | None:
    code = _LANGUAGE.fullmatch(value.strip()) if isinstance(value, str) else None
    return code[1].lower() if code else None


def _tags(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str):
        value = re.split("[;|]" if re.search("[;|]", value) else ",", value)
    if not isinstance(value, list | tuple):
        return None
    return tuple(dict.fromkeys(tag for tag in map(_tag, value) if tag)) or None


def _tag(value: object) -> str | None:
    """One tag. An object's name may only be the kind of tag; then it also has a value."""
    if isinstance(value, Mapping) and isinstance(value.get("value"), str):
        value = value["value"]
    return _line(value)
