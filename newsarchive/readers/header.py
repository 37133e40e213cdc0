"""The header of a plain text: the first lines, where they say title, date and authors.

Three forms, and mixtures of them:

    date 2018-04-10 By Jane Doe         Title: A new line         A new line
                                        Author: Jane Doe          By Jane Doe
    First paragraph ...                 Date: 2018-04-10          10 April 2018

                                        First paragraph ...       First paragraph ...

Only what is certain is taken: a line counts as a whole or not at all, so that "By" in a sentence
is no byline. A line that looks like a byline but cannot be read stays in the body. It must not
know what follows from a value (`fields`), nor where texts come from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from newsarchive.dates import Day, Order, parse_day
from newsarchive.readers.names import BY, people
from newsarchive.text import words

_REACH = 4000
_MOST_LINES = 15
_LONGEST_LINE = 300
_LONGEST_TITLE = 150
_LONGEST_DAY = 60

_LABEL = re.compile(
    r"(title|headline|authors?|by|byline|source|url|section|tags|keywords|language)"
    r"[ \t]*[:：][ \t]*(\S.*)",
    re.IGNORECASE,
)
_DAY_LABEL = re.compile(r"(date|published|updated)\b(?:[ \t]*[:：])?[ \t]*(?=\S)", re.IGNORECASE)
_AUTHOR_LABELS = frozenset(("author", "authors", "by", "byline"))
_DIGIT = re.compile(r"\d")
_PIECES = re.compile(r"\s*[|•·]\s*|\s+[-–—]\s+")
_BYLINE = re.compile(rf"(?:^|(?<=\s)){BY.pattern}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…:;,。！？]['\"”’»)\]]*$")
# Bylines that are not read yet: they are known here so that none becomes a title. In a line of
# capitals such a word may as well be a name.
_OTHER_BYLINE = re.compile(
    r"(?:By|(?:Reporting|Written|Story|Text) by|Par|Por|Von|Door|Af|Av|Oleh)\s"
)
# A day in the shape of print, which may never have been ("31 April 2018").
_DAY_SHAPE = r"(?:\d{1,2}\W{1,2}[^\W\d]+\W{1,2}\d{4}|[^\W\d]+\W{1,2}\d{1,2}\W{1,2}\d{4})"
_LOOKS_LIKE_DAY = re.compile(_DAY_SHAPE)
_HOLDS_DAY = re.compile(
    rf"\b{_DAY_SHAPE}\b|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}|\d{{4}}[./年-]\d{{1,2}}[./月-]\d{{1,2}}"
)


@dataclass(slots=True)
class Header:
    """What the header says, under names that `fields` understands, and the text below it."""

    body: str
    values: dict[str, object] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    """The name of each value → "header line 1"."""
    unread: list[str] = field(default_factory=list)
    """Lines of the header that cannot be read; they belong to the body."""

    def add(self, name: str, value: object, number: int) -> None:
        """Take a value from the line of this number. The first counts, but bylines add up."""
        known = self.values.setdefault(name, value)
        self.sources.setdefault(name, f"header line {number}")
        if isinstance(known, tuple) and isinstance(value, tuple) and known is not value:
            self.values[name] = known + value


@dataclass(slots=True)
class _Line:
    """A header line: what it says, and the names that may follow a "By"."""

    text: str
    values: dict[str, object]
    names: str | None = None
    labelled: bool = False


def read_header(text: str, order: Order | None = None) -> Header:
    """The header of a text (`clean_body`); without values, and with all of the text, if none.

    `order` is how 04/05/2018 is to be read.
    """
    rows = text[:_REACH].split("\n", _MOST_LINES)[:_MOST_LINES]
    title: str | None = None
    lines: list[_Line] = []
    at = 0
    while at < len(rows):
        if line := _read_line(rows[at].strip(), order):
            lines.append(line)
        elif at == 0:
            title = rows[0].strip()
        elif at > 1 or rows[1] or not title or not _is_title(title, alone=True):
            break  # else a blank line below the title
        at += 1
    if not lines:
        return _title_alone(text, rows)
    header = _put_together(title, lines)
    ends_block = at == len(rows) or not rows[at]
    certain = any(line.labelled for line in lines) or "date" in header.values
    if not header.values or not (ends_block or (certain and not rows[at][0].islower())):
        return Header(text)
    header.body = "\n".join(text.split("\n", at)[at:])
    return header


def _title_alone(text: str, rows: list[str]) -> Header:
    header = Header(text)
    if len(rows) > 2 and not rows[1] and _is_title(rows[0].strip(), alone=True):
        header.add("title", rows[0].strip(), 1)
        header.body = "\n".join(text.split("\n", 2)[2:])
    return header


def _put_together(title: str | None, lines: list[_Line]) -> Header:
    header = Header("")
    dated = any(isinstance(value, Day) for line in lines for value in line.values.values())
    for number, line in enumerate(lines, start=1 if title is None else 2):
        for name, value in line.values.items():
            header.add(name, value, number)
        names = None if line.names is None else people(line.names, lower=dated)
        if names is not None:
            header.add("byline", names, number)
        elif line.names is not None or not line.values:
            header.unread.append(line.text)
    if title is not None:
        if "title" not in header.values and "headline" not in header.values and _is_title(title):
            header.add("title", title, 1)
        else:
            header.unread.insert(0, title)
    if "updated" in header.values and not {"date", "published"} & set(header.values):
        header.values["date"] = header.values["updated"]  # the one day that is printed
        header.sources["date"] = header.sources["updated"]
    return header


def _is_title(line: str, *, alone: bool = False) -> bool:
    """Whether the first line is a title; one that stands alone must look like it."""
    if _OTHER_BYLINE.match(line) or len(words(line)) < 2:
        return False  # a single word may as well be an agency or a place
    if not alone:
        return len(line) <= _LONGEST_LINE
    return len(line) <= _LONGEST_TITLE and not (
        _SENTENCE_END.search(line) or _HOLDS_DAY.search(line)
    )


def _read_line(line: str, order: Order | None) -> _Line | None:
    """The line as one of the header; None if it is not."""
    if not line or len(line) > _LONGEST_LINE:
        return None
    if label := _LABEL.fullmatch(line):
        name, value = label[1].lower(), label[2]
        return _Line(line, {name: (value,) if name in _AUTHOR_LABELS else value}, labelled=True)
    whole = _Line(line, {})
    for piece in _PIECES.split(line):
        if not (read := _read_piece(piece, order)) or (read.names and whole.names):
            return None
        whole.values |= read.values
        whole.names = whole.names or read.names
        whole.labelled |= read.labelled
    return whole


def _read_piece(piece: str, order: Order | None) -> _Line | None:
    """A day, a byline, or a day and a byline."""
    label = _DAY_LABEL.match(piece)
    name = label[1].lower() if label else "date"
    rest = piece[label.end() :] if label else piece
    by = _BYLINE.search(rest)
    printed = (rest[: by.start()] if by else rest).strip(" \t,;")
    read = _Line(piece, {}, labelled=label is not None)
    if by:
        read.names = rest[by.end() :].strip(" \t,;")
        if _SENTENCE_END.search(read.names):
            return None
    if day := _day(printed, order):
        read.values[name] = day
        return read
    never_was = by and _LOOKS_LIKE_DAY.fullmatch(printed)
    return read if never_was or (by and not printed and not label) else None


def _day(printed: str, order: Order | None) -> Day | None:
    if len(printed) > _LONGEST_DAY or not _DIGIT.search(printed):
        return None
    return parse_day(printed, order=order)
