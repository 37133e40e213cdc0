"""The noun that everything passes around: a news article, and an article as the archive keeps it.

Plain data. This module must not know where articles come from, how they are kept or found, or
how they are shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, NamedTuple

from newsarchive.model import kinds
from newsarchive.model.frozen import frozen
from newsarchive.model.kinds import Kind


class Column(NamedTuple):
    """A field of an article, which is a column of a table."""

    name: str
    kind: Kind
    what: str = ""
    """What it is, for people who read records."""
    since: int = 1
    """The step of the archive's schema that brought it."""


_MAYBE_TEXT = kinds.TEXT.or_none()
_MAYBE_TIME = kinds.TIME.or_none()


def _is(kind: Kind, what: str, *, since: int = 1) -> Mapping[str, Column]:
    return {"column": Column("", kind, what, since)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article, as a careful reader found it, and the table of what there is to know of one.

    A field is declared here and nowhere else: its kind and what it is. Rows of an archive, the
    check of what is read from them, exports, records and their JSON Schema follow from it
    (`COLUMNS`). A new one comes last, `since` the next step of the archive's schema.

    What is unknown is None (or empty), never a guess. The `*_source` fields say in a few words
    where a value was found: "header line 1", "front matter", 'field "title"', "derived".
    """

    date: dt.date | None = field(
        default=None,
        metadata=_is(
            kinds.DAY.or_none(),
            "the day of publication as printed, `YYYY-MM-DD`, never shifted by a time zone",
        ),
    )
    date_source: str | None = field(
        default=None,
        metadata=_is(
            _MAYBE_TEXT,
            "where the date was found, as in `title_source`, or `dateline`, or `file name`",
        ),
    )
    published: str | None = field(
        default=None,
        metadata=_is(
            _MAYBE_TIME,
            "the full time stamp (ISO 8601, with its offset where there was one), if one was "
            "printed",
        ),
    )
    updated: str | None = field(
        default=None,
        metadata=_is(
            _MAYBE_TIME, "the day or time stamp (ISO 8601) of the last update, if one was printed"
        ),
    )
    title: str | None = field(
        default=None,
        metadata=_is(_MAYBE_TEXT, "the title, or the first sentence where none was printed"),
    )
    title_source: str | None = field(
        default=None,
        metadata=_is(
            _MAYBE_TEXT,
            "where the title was found: `header line 1`, `front matter`, `heading`, "
            '`field "title"`, or `derived` from the first sentence',
        ),
    )
    authors: tuple[str, ...] = field(
        default=(),
        metadata=_is(
            kinds.TEXTS,
            "the people in the byline, in order, as printed; names in capitals are re-cased",
        ),
    )
    authors_source: str | None = field(
        default=None,
        metadata=_is(_MAYBE_TEXT, "where the authors were found, as in `title_source`"),
    )
    agency: str | None = field(
        default=None,
        metadata=_is(
            _MAYBE_TEXT,
            "the news agency that is credited, by one name for each; several are joined with `; `",
        ),
    )
    source: str | None = field(
        default=None, metadata=_is(_MAYBE_TEXT, "the paper or site it appeared in")
    )
    url: str | None = field(default=None, metadata=_is(_MAYBE_TEXT, "its address"))
    language: str | None = field(
        default=None,
        metadata=_is(kinds.LANGUAGE.or_none(), "ISO 639-1 code, declared or detected"),
    )
    section: str | None = field(default=None, metadata=_is(_MAYBE_TEXT, "the section or category"))
    tags: tuple[str, ...] = field(default=(), metadata=_is(kinds.TEXTS, "tags or keywords"))
    body: str = field(
        metadata=_is(
            kinds.TEXT,
            "the whole text, paragraphs parted by blank lines (only with `--body`, and always "
            "from `show`)",
        )
    )
    """Line ends are "\\n", and it is normalised to NFC."""
    date_candidates: tuple[dt.date, ...] = field(
        default=(),
        metadata=_is(
            kinds.DAYS,
            "both readings of a printed date such as 04/05/2018, the earlier first; else empty",
            since=2,
        ),
    )
    """They stay when it has been decided which of them is the date."""
    date_order: Literal["dmy", "mdy"] | None = field(
        default=None,
        metadata=_is(
            kinds.ORDER.or_none(),
            "what the printed date proves of how its source writes dates",
            since=2,
        ),
    )
    """Where there are two candidates: the order in which the first of them is the date."""
    language_source: str | None = field(
        default=None,
        metadata=_is(
            _MAYBE_TEXT,
            "where the language was declared, as in `title_source`, or `detected`",
            since=2,
        ),
    )
    place: str | None = field(
        default=None,
        metadata=_is(_MAYBE_TEXT, "where the article was written, as its dateline says", since=2),
    )


COLUMNS: tuple[Column, ...] = tuple(
    one.metadata["column"]._replace(name=one.name) for one in fields(Article)
)
"""What there is to know of an article, in the order in which rows have it."""
KINDS = {column.name: column.kind for column in COLUMNS}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedArticle:
    """An article as it stands in an archive: its latest version, and what the archive adds."""

    key: int
    """The archive's own number for it: the same as long as the archive lives, never shown."""
    id: str
    """16 hexadecimal digits, fixed by the content when it was first seen."""
    version: int
    """1 for an article that has never changed."""
    article: Article
    words: int
    paths: tuple[str, ...]
    """Where it was last seen; `FILE#n` is the nth record of a file that holds several."""
    digest: str
    """SHA-256 of the original bytes, in hexadecimal."""
    reader: str
    encoding: str
    added: str
    """When this version was archived: UTC, ISO 8601, whole seconds."""


Value = str | tuple[str, ...] | None
"""What a field of an article can hold; a date as `YYYY-MM-DD`."""

CORRECTABLE = (
    "title", "date", "authors", "agency", "source", "place", "url", "language", "section", "tags",
)  # fmt: skip
"""The fields of an article that a person can correct."""
LISTS = tuple(name for name in CORRECTABLE if KINDS[name].several)


@frozen
class Correction:
    """What a person has set one field of an article to."""

    field: str
    """One of CORRECTABLE."""
    before: Value
    after: Value
    made: str
    """When: UTC, ISO 8601, whole seconds."""
    undone: str | None = None
    """When it was taken back; None while it is in force."""


@frozen
class Revision:
    """A state of an archive. Numbers rise; the token tells two histories of one archive apart."""

    number: int
    token: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read or is wrong: where it is, and what the matter is."""

    place: str
    """A path, with ` line N` or `#n` where that is known."""
    reason: str
    """One clause for the person at the terminal, without the place and without a full stop."""


@dataclass(frozen=True, slots=True)
class Mistake(Problem):
    """A flaw that a program is to blame for, and not the file: this one, or a plug-in."""

    trace: str
    """Where in the program it arose, as Python tells it: several lines."""
