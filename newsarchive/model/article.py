"""A news article, and an article as an archive keeps it: plain data.

This module must not know where articles come from, or how they are kept, found or shown.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, TypeVar

from newsarchive.model import kinds
from newsarchive.model.frozen import frozen, named
from newsarchive.model.kinds import Kind


@frozen
class Column:
    """A field of an article, which is a column of a table."""

    name: str
    kind: Kind
    what: str = ""
    """Its meaning, for readers of records."""
    since: int = 1
    """The step of the archive's schema that added it."""


_MAYBE_TEXT = kinds.TEXT.or_none()
_MAYBE_TIME = kinds.TIME.or_none()


_BODY = (
    kinds.TEXT,
    "the whole text, paragraphs parted by blank lines (only with `--body`, and always from `show`)",
)
T = TypeVar("T")


def _column(kind: Kind, what: str, *, since: int = 1) -> Any:
    """Declare a field that is None, or empty if it is a list, unless given."""
    return kind, what, since


def _declared(made: type[T]) -> type[T]:
    """Decorator of a class whose fields are declared by columns: defaults take their place."""
    values = dict(vars(made))
    for name in made.__annotations__:
        column = Column(name, *values.get(name, _BODY))
        _columns.append(column)
        if name in values:
            setattr(made, name, () if column.kind.several else None)
    return made


_columns: list[Column] = []


@named
@_declared
class Article:
    """One article as a reader found it, and the table of all that can be known of an article.

    A field is declared here and nowhere else, with its kind and meaning. Rows of an archive, the
    checks of what is read from them, exports, records and their JSON Schema are derived from
    `COLUMNS`. A new field comes last, `since` the next step of the archive's schema.

    An unknown field is None (or empty), never a guess. The `*_source` fields say in a few words
    where a value was found: "header line 1", "front matter", 'field "title"', "derived".
    """

    date: dt.date | None = _column(
        kinds.DAY.or_none(),
        "the day of publication as printed, `YYYY-MM-DD`, never shifted by a time zone",
    )
    date_source: str | None = _column(
        _MAYBE_TEXT, "where the date was found, as in `title_source`, or `dateline`, or `file name`"
    )
    published: str | None = _column(
        _MAYBE_TIME,
        "the full time stamp (ISO 8601, with its offset where there was one), if one was printed",
    )
    updated: str | None = _column(
        _MAYBE_TIME, "the day or time stamp (ISO 8601) of the last update, if one was printed"
    )
    title: str | None = _column(
        _MAYBE_TEXT, "the title, or the first sentence where none was printed"
    )
    title_source: str | None = _column(
        _MAYBE_TEXT,
        "where the title was found: `header line 1`, `front matter`, `heading`, "
        '`field "title"`, or `derived` from the first sentence',
    )
    authors: tuple[str, ...] = _column(
        kinds.TEXTS,
        "the people in the byline, in order, as printed; names in capitals are re-cased",
    )
    authors_source: str | None = _column(
        _MAYBE_TEXT, "where the authors were found, as in `title_source`"
    )
    agency: str | None = _column(
        _MAYBE_TEXT,
        "the news agency that is credited, by one name for each; several are joined with `; `",
    )
    source: str | None = _column(_MAYBE_TEXT, "the paper or site it appeared in")
    url: str | None = _column(_MAYBE_TEXT, "its address")
    language: str | None = _column(kinds.LANGUAGE.or_none(), "ISO 639-1 code, declared or detected")
    section: str | None = _column(_MAYBE_TEXT, "the section or category")
    tags: tuple[str, ...] = _column(kinds.TEXTS, "tags or keywords")
    body: str
    """The only field without a default. Line ends are "\\n", and it is normalised to NFC."""
    date_candidates: tuple[dt.date, ...] = _column(
        kinds.DAYS,
        "both readings of a printed date such as 04/05/2018, the earlier first; else empty",
        since=2,
    )
    """They stay when the date is settled."""
    date_order: Literal["dmy", "mdy"] | None = _column(
        kinds.ORDER.or_none(),
        "what the printed date proves of how its source writes dates",
        since=2,
    )
    """If there are two candidates: the order in which the first of them is the date."""
    language_source: str | None = _column(
        _MAYBE_TEXT,
        "where the language was declared, as in `title_source`, or `detected`, or `as in other "
        "articles of` its source",
        since=2,
    )
    place: str | None = _column(
        _MAYBE_TEXT, "where the article was written, as its dateline says", since=2
    )
    header: str | None = _column(
        _MAYBE_TEXT, "what the first rows of a plain text were read as, and their marks", since=6
    )
    """"paper:1f6a90 title?:c01d27 text:88b0e1": of each row its label, a "?" if that is uncertain,
    and a mark of its words, which is the same in every text that has the row."""


COLUMNS: tuple[Column, ...] = tuple(_columns)
"""The fields of an article, in the order of their columns."""
KINDS = {column.name: column.kind for column in COLUMNS}


@frozen
class Note:
    """What a user wrote about an article."""

    uid: str
    """16 hexadecimal digits, the same in every archive."""
    text: str
    quote: str | None
    """The words of the passage at which it stands; None for the whole article."""
    made: str
    """When: UTC, ISO 8601, whole seconds."""
    changed: str | None = None


@named
class ArchivedArticle:
    """An article as it is in an archive: its latest version, and the data of the archive."""

    key: int
    """The archive's own number for it: never changed, and never shown."""
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
    notes: tuple[Note, ...] = ()
    """Of the article as it is now, oldest first."""


Value = str | tuple[str, ...] | None
"""The value of a field of an article; a date is `YYYY-MM-DD`."""

CORRECTABLE = (
    "title", "date", "authors", "agency", "source", "place", "url", "language", "section", "tags",
)  # fmt: skip
"""The fields of an article that a user can correct."""
LISTS = tuple(name for name in CORRECTABLE if KINDS[name].several)


@frozen
class Correction:
    """A value that a user has set a field of an article to."""

    field: str
    """One of CORRECTABLE."""
    before: Value
    after: Value
    made: str
    """When: UTC, ISO 8601, whole seconds."""
    undone: str | None = None
    """When it was undone; None while it is in force."""


@frozen
class Revision:
    """A state of an archive. Numbers rise; the token tells two histories of one archive apart."""

    number: int
    token: str


@frozen
class Problem:
    """Something that failed or is wrong: where it is, and why."""

    place: str
    """A path, with ` line N` or `#n` where that is known."""
    reason: str
    """One clause for the user, without the place and without a full stop."""


@frozen
class Mistake(Problem):
    """A problem caused by a bug in this program or a plug-in, not by the file."""

    trace: str
    """The traceback of Python: several lines."""
