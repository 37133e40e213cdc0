"""Exports of databases in HTML: many articles a file, read as a stream.

What the databases differ in is a `Database`; this module must not know any of them. An article's
bytes are those from its mark to the next; in an encoding that only the head of the page declares,
they begin with a declaration of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from newsarchive.model.article import Article, Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.delimited import each_record, normalized_head
from newsarchive.readers.encoding import declared_encoding, decode
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text

_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".xml")
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_OWN = b'<meta charset="%b">\n'
_PAGE = re.compile(rb"<(?:!doctype|html|head|meta|body)\b", re.IGNORECASE)
_BEGINS_WITH_OWN = re.compile(rb'<meta charset="([\w-]{2,40})">\n')


@dataclass(frozen=True, slots=True)
class Database:
    """A database, and how its exports in HTML look."""

    name: str
    """What the format is called."""
    begins: re.Pattern[bytes]
    """What the first bytes of an export hold, and those of each of its articles."""
    sign: bytes
    """What every export holds somewhere, and hardly any other page."""
    mark: re.Pattern[bytes]
    """What each article begins with; one group, which is left out of the article."""
    article: Callable[[str, ReadOptions], Article]
    """The article of its HTML. Raises ReadError."""
    ends: re.Pattern[bytes] = re.compile(rb"</body\b", re.IGNORECASE)
    """What follows an article but belongs to none."""
    announces: re.Pattern[bytes] | None = None
    """What gives, in its group, the number of articles in the file."""


class HtmlExport:
    """The exports of one database."""

    def __init__(self, database: Database) -> None:
        self.name = database.name
        self.sign = database.sign
        self._database = database

    def claims(self, name: str, head: bytes) -> bool:
        if not may_be_text(name, *_SUFFIXES):
            return False
        return self._database.begins.search(normalized_head(head)) is not None

    def holds(self, page: bytes) -> bool:
        """Whether a whole page is an export of the database, whatever its first bytes are."""
        return self.sign in page and self._database.begins.search(page) is not None

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        page = _Page(self._database, options)
        nothing = f"no article in this page of {self.name}: it may be a list of headlines"
        count = 0
        for found in each_record(
            name, stream, self._database.mark, options, page.record, nothing=nothing
        ):
            yield found
            count += 1
        if page.announced not in {None, count}:
            reason = f"the export announces {page.announced} articles, but {count} are in it"
            yield Problem(name, reason)


class _Page:
    """What the head of a page says about its articles."""

    def __init__(self, database: Database, options: ReadOptions) -> None:
        self._database = database
        self._options = options
        self._encoding: str | None = None
        self._begun = False
        self.announced: int | None = None

    def record(self, section: bytes, _: bool) -> Record | None:
        """The article of a section; None for the head of the page."""
        begun, self._begun = self._begun, True
        if own := _BEGINS_WITH_OWN.match(section):
            self._declare(own[1])
            section = section[own.end() :]
        elif not (begun or self._database.begins.match(section)) and _PAGE.search(section):
            self._read_head(section)
            return None
        if end := self._database.ends.search(section):
            section = section[: end.start()].rstrip()
        text, encoding = self._decoded(section)
        article = self._database.article(text, self._options)
        if encoding == self._encoding:
            section = _OWN % encoding.encode() + section
        return Record(article, section, encoding)

    def _read_head(self, head: bytes) -> None:
        if declared := _DECLARED.search(head):
            self._declare(declared[1])
        if self._database.announces and (total := self._database.announces.search(head)):
            self.announced = int(total[1])

    def _declare(self, name: bytes) -> None:
        known = declared_encoding(name.decode("ascii", "replace"))
        self._encoding = known if known != "utf-8" else None

    def _decoded(self, section: bytes) -> tuple[str, str]:
        """The text and its encoding: UTF-8 if it is good UTF-8, else the declared one."""
        if b"\0" in section:
            raise ReadError("binary data, not text")
        try:
            return section.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            if self._encoding is None:
                return decode(section)
        try:
            return section.decode(self._encoding), self._encoding
        except (LookupError, UnicodeDecodeError):
            return decode(section)
