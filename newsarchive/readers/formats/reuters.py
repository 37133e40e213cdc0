"""Reuters-21578, the research collection, in the SGML in which it is distributed.

Many articles a file, read as a stream. The collection is known: all of it is English, and came
over the Reuters newswire in 1987. A paragraph begins at a line that is indented by four blanks, as
is customary for this collection.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from newsarchive.dates.expressions import Day, parse_day
from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records
from newsarchive.readers.delimited import each_record
from newsarchive.readers.fields import build
from newsarchive.readers.markup.sgml import elements, unescaped, whole, without_tags
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text

_MARK = re.compile(rb"()<REUTERS[ \t\r\n>]")
_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!DOCTYPE\s+lewis\b[^>]*>\s*)?<REUTERS\s[^>]*\bNEWID=", re.IGNORECASE
)
_NAMES = frozenset(
    "date topics places people orgs exchanges text title author dateline body".split()
)
_CATEGORIES = {"places": "place", "people": "person", "orgs": "org", "exchanges": "exchange"}
"""An element with categories → the prefix of each when it becomes a tag: "place:usa"."""
_WHERE = {"authors": "<AUTHOR>", "language": "the collection", "agency": "the collection"}
_CATEGORY = re.compile(r"<D>([^<>]*)</D>")
_DAY = re.compile(r"\s*(\d{1,2}-[A-Z]{3}-\d{4})(?:\s+(\d\d:\d\d:\d\d(?:\.\d{1,6})?))?")
_EMPLOYER = re.compile(r"\s*,\s*reuters?\w?\.?\s*\Z", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n {4}")


class Reuters:
    """One <REUTERS> element an article."""

    name = "reuters sgml"

    def claims(self, name: str, head: bytes) -> bool:
        return may_be_text(name, ".sgm", ".sgml") and _BEGINS.match(head) is not None

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        def read_section(section: bytes, _: bool) -> Record | None:
            if not section.startswith(b"<REUTERS"):
                return None
            original = whole(section, b"REUTERS")
            text, encoding = _decoded(original)
            return Record(_article(text, options), original, encoding)

        return each_record(name, stream, _MARK, options, read_section)


def _decoded(data: bytes) -> tuple[str, str]:
    """The text: Latin-1, as distributed, unless somebody has made UTF-8 of it."""
    if b"\0" in data:
        raise ReadError("binary data, not text")
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "latin-1"
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _article(text: str, options: ReadOptions) -> Article:
    found = elements(text, _NAMES)

    def one(name: str) -> str:
        return unescaped(found.get(name, [""])[0])

    fields: dict[str, object] = {
        "title": one("title"),
        "date": _day(one("date")),
        "authors": _EMPLOYER.sub("", " ".join(one("author").split())),
        "dateline": " ".join(one("dateline").split()),
        "tags": _tags(found),
        "agency": "Reuters",
        "source": "Reuters",
        "language": "en",
        "body": _body(one("body") or without_tags(found.get("text", [""])[0])),
    }
    return build(fields, lambda name: _WHERE.get(name, f"<{name.upper()}>"), options)


def _day(printed: str) -> Day | None:
    """The day and the time at the start of the text; noise may follow."""
    found = _DAY.match(printed)
    if not found:
        return None
    day = found[1].replace("-", " ")
    return (parse_day(f"{day} {found[2]}") if found[2] else None) or parse_day(day)


def _tags(found: dict[str, list[str]]) -> list[str]:
    """The topics as they are, then the other categories with their prefixes."""
    tags = _CATEGORY.findall(" ".join(found.get("topics", [])))
    for element, kind in _CATEGORIES.items():
        tags += [f"{kind}:{one}" for one in _CATEGORY.findall(" ".join(found.get(element, [])))]
    return tags


def _body(text: str) -> str:
    lines = [" ".join(part.split()).strip(" \x02\x03") for part in _PARAGRAPH.split(text)]
    return "\n\n".join(line for line in lines if line and line.lower() != "reuter")
