"""The header of a plain text: the first lines, where they give title, date and authors.

Three forms, and mixtures of them:

    date 2018-04-10 By Jane Doe         Title: A new line         A new line
                                        Author: Jane Doe          By Jane Doe
    First paragraph ...                 Date: 2018-04-10          10 April 2018

                                        First paragraph ...       First paragraph ...

`lines` reads single lines; this module decides which lines belong together. It takes only certain
values. A line of the header that gives no value stays in the body. It must not know what follows
from a value (`fields`), nor where texts come from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from newsarchive.dates.expressions import Order
from newsarchive.readers.credits.bylines import byline
from newsarchive.readers.credits.persons import Credit
from newsarchive.readers.header.credit_lines import (
    LONGEST_LINE,
    is_beside_name,
    is_noise,
    names_alone,
)
from newsarchive.readers.header.dateline import read_dateline
from newsarchive.readers.header.lines import Line, read_line
from newsarchive.readers.header.titles import is_title, is_title_above, title_among

_REACH = 4000
_MOST_LINES = 15
_MOST_ABOVE = 3
"""Lines above the first that gives a value: a kicker, the title, a subtitle."""
_BY_ALONE = frozenset(("by", "par", "von", "por", "door", "written by", "written by:", "by:"))
_AND_MORE = re.compile(r"(?:and|&|und|et|y|e|og|och|en|ve)\s+", re.IGNORECASE)


@dataclass(slots=True)
class Header:
    """The values of the header, under names that `fields` understands, and the text below it."""

    body: str
    values: dict[str, object] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    """The name of each value → "header line 1"."""
    unread: list[str] = field(default_factory=list)
    """Lines of the header that give no value; they belong to the body."""

    def add(self, name: str, value: object, number: int) -> None:
        """Add a value of the line of this number. The first value counts, but credits add up."""
        known = self.values.setdefault(name, value)
        self.sources.setdefault(name, f"header line {number}")
        if isinstance(known, Credit) and isinstance(value, Credit) and known is not value:
            self.values[name] = known + value
            if value.people and not known.people:
                self.sources[name] = f"header line {number}"


class _Row(NamedTuple):
    """A line of the text that is not blank."""

    text: str
    number: int
    """From 1, blank lines above not counted: those within are."""
    gap: bool
    """Whether a blank line stands above it."""


def read_header(text: str, order: Order | None = None) -> Header:
    """The header of a text (`clean_body`); if it has none, without values, above the whole text.

    `order` is the order of day and month in 04/05/2018.
    """
    rows = _joined(_rows(text))
    first = next(
        (at for at, row in enumerate(rows[: _MOST_ABOVE + 1]) if read_line(row.text, order)), None
    )
    if first is None or not _may_stand_above(rows[:first], rows[first]):
        return _title_alone(text, rows)
    return _Scan(text, rows, order).run(first) or _title_alone(text, rows)


def _rows(text: str) -> list[_Row]:
    rows: list[_Row] = []
    gap = False
    for number, line in enumerate(text[:_REACH].split("\n", _MOST_LINES)[:_MOST_LINES], start=1):
        if stripped := line.strip():
            rows.append(_Row(stripped, number, gap))
        gap = not stripped
    return rows


def _joined(rows: list[_Row]) -> list[_Row]:
    """The rows, each "By" that stands alone joined with the name below it."""
    joined: list[_Row] = []
    for row in rows:
        last = joined[-1] if joined else None
        if last and not row.gap and last.text.lower() in _BY_ALONE and len(row.text) < LONGEST_LINE:
            joined[-1] = _Row(f"{last.text} {row.text}", last.number, last.gap)
        else:
            joined.append(row)
    return joined


def _may_stand_above(above: list[_Row], line: _Row) -> bool:
    above = [row for row in above if not is_noise(row.text)]
    if any(len(row.text) > LONGEST_LINE for row in above):
        return False
    close = not line.gap and not any(row.gap for row in above)
    return (close and len(above) == 1) or not above or any(is_title(row.text) for row in above[:2])


def _title_alone(text: str, rows: list[_Row]) -> Header:
    header = Header(text)
    if len(rows) > 1 and rows[1].gap and is_title(rows[0].text):
        header.add("title", rows[0].text, 1)
        header.body = "\n".join(text.split("\n", 2)[2:])
    return header


class _Scan:
    """One pass over the rows of a text that has a header."""

    def __init__(self, text: str, rows: list[_Row], order: Order | None) -> None:
        self.text = text
        self.rows = rows
        self.order = order
        self.taken: list[tuple[_Row, Line]] = []
        self.title: _Row | None = None
        self.unread: list[_Row] = []

    def run(self, first: int) -> Header | None:
        """The header whose first line with a value is this one; None if there is none."""
        above = self.rows[:first]
        if len(above) > 1 and not self.rows[first].gap and (found := names_alone(above[-1].text)):
            self.taken.append((above[-1], Line({"authors": found})))
            above = above[:-1]
        title = title_among([row.text for row in above])
        self.title = above.pop(title) if title is not None else None
        self.unread = above
        at = first
        while at < len(self.rows) and self._take(at):
            at += 1
        return self._put_together(at)

    def _take(self, at: int) -> bool:
        """Take the row into the header; False if the header ends above it."""
        row = self.rows[at]
        line = read_line(row.text, self.order)
        if line is not None:
            if row.gap and self.taken and not self._is_new(line, at):
                return False
            self.taken.append((row, line))
            return True
        following = self.rows[at + 1] if at + 1 < len(self.rows) else None
        if row.gap or not following:
            return bool(row.gap and following and self._is_title_between(row, following))
        if self.taken[-1][1].names and (more := _AND_MORE.match(row.text)):
            names = row.text[more.end() :]
            if byline(names) is not None:
                self.taken.append((row, Line(names=names, opened=True)))
                return True
        if any("authors" in taken.values or taken.opened for _, taken in self.taken) and (
            is_beside_name(row.text)
        ):
            self.unread.append(row)  # a paper or a town below a name
            return True
        if (found := names_alone(row.text)) and self._stands_by_day(at):
            self.taken.append((row, Line({"authors": found})))
            return True
        if is_noise(row.text):
            self.unread.append(row)
            return True
        if (following.gap or read_line(following.text, self.order)) and self._may_be_title(row):
            self.title = row
            return True
        return False

    def _is_new(self, line: Line, at: int) -> bool:
        """Whether a line below a blank one gives a value that no line above has given."""
        known = {name for _, taken in self.taken for name in taken.values}
        new = {name for name in line.values if name not in known}
        return bool(new) and ("date" in new or line.labelled or line.opened) and at < _MOST_LINES

    def _is_title_between(self, row: _Row, following: _Row) -> bool:
        """Whether the row is a title between a date and a byline, with blank lines between them."""
        line = read_line(following.text, self.order) if self._may_be_title(row) else None
        if line is None or not (line.opened and self._is_new(line, 0)):
            return False
        self.title = row
        return True

    def _may_be_title(self, row: _Row) -> bool:
        """Whether a row below the first of the header may be the title: not below a byline."""
        above = any("title" in line.values or line.opened for _, line in self.taken)
        possible = self.title is None and not above
        return possible and is_title(row.text) and not is_beside_name(row.text)

    def _stands_by_day(self, at: int) -> bool:
        """Whether the row above or below, with no blank line between, holds the date."""
        if self.title is None and not any("title" in line.values for _, line in self.taken):
            return False
        near = self.rows[max(at - 1, 0) : at] + self.rows[at + 1 : at + 2]
        read = [read_line(row.text, self.order) for row in near]
        return any(line and "date" in line.values for line in read)

    def _put_together(self, at: int) -> Header | None:
        header = Header("")
        dated = any("date" in line.values or "updated" in line.values for _, line in self.taken)
        for row, line in self.taken:
            values = line.values if line.names is None else line.credit(lower=dated)
            for name, value in values.items():
                header.add(name, value, row.number)
            if not values or line.kept:
                self.unread.append(row)
        labelled = "title" in header.values
        if self.title is not None:
            if not labelled and is_title_above(self.title.text):
                header.add("title", self.title.text, self.title.number)
            else:
                self.unread.append(self.title)
        below = self.rows[at] if at < len(self.rows) else None
        certain = "date" in header.values or any(line.labelled for _, line in self.taken)
        if not header.values:
            return None
        runs_on = below is not None and not below.gap and not read_dateline(below.text)
        if below and runs_on and (not certain or below.text[0].islower()):
            return None
        if any(row.gap for row in self.rows[1:at]) and not certain and self.title is None:
            return None
        header.unread = [row.text for row in sorted(self.unread, key=lambda row: row.number)]
        header.body = "" if below is None else self.text.split("\n", below.number - 1)[-1]
        if "updated" in header.values and "date" not in header.values:
            header.values["date"] = header.values["updated"]  # the one day that is printed
            header.sources["date"] = header.sources["updated"]
        return header
