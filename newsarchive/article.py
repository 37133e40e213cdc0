"""The noun that everything passes around: a news article, and an article as the archive keeps it.

Plain data. This module must not know where articles come from, how they are kept or found, or
how they are shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from newsarchive.frozen import frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article, as a careful reader found it.

    What is unknown is None (or empty), never a guess. The `*_source` fields say in a few words
    where a value was found: "header line 1", "front matter", 'field "title"', "derived".
    """

    body: str
    """The text: paragraphs separated by blank lines, line ends "\\n", normalised to NFC."""
    title: str | None = None
    title_source: str | None = None
    date: dt.date | None = None
    """The day of publication as printed, never shifted by a time zone."""
    date_source: str | None = None
    date_candidates: tuple[dt.date, ...] = ()
    """Both readings, the earlier first, of a printed date such as 04/05/2018 that can be read in
    two ways. They stay when it has been decided which of them is the date."""
    date_order: Literal["dmy", "mdy"] | None = None
    """What a printed date such as 25/05/2018 proves of how its source writes dates. Where there
    are two candidates: the order in which the first of them is the date."""
    published: str | None = None
    """The full time stamp (ISO 8601, with its offset where there was one), if one was printed."""
    updated: str | None = None
    """The day or time stamp (ISO 8601) of the last update, if one was printed."""
    authors: tuple[str, ...] = ()
    authors_source: str | None = None
    agency: str | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None
    """A two-letter ISO 639-1 code, lower case: declared, else detected."""
    language_source: str | None = None
    place: str | None = None
    """Where it was written, as its dateline says."""
    section: str | None = None
    tags: tuple[str, ...] = ()


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
class Flaw:
    """Something that could not be read or is wrong: where it is, and what the matter is."""

    place: str
    """A path, with ` line N` or `#n` where that is known."""
    reason: str
    """One clause for the person at the terminal, without the place and without a full stop."""


@dataclass(frozen=True, slots=True)
class Mistake(Flaw):
    """A flaw that a program is to blame for, and not the file: this one, or a plug-in."""

    trace: str
    """Where in the program it arose, as Python tells it: several lines."""
