"""The header of a plain text: the first lines, where they say title, date and authors.

Three forms, and mixtures of them:

    date 2018-04-10 By Jane Doe         Title: A new line         A new line
                                        Author: Jane Doe          By Jane Doe
    First paragraph ...                 Date: 2018-04-10          10 April 2018

                                        First paragraph ...       First paragraph ...

What a line can say is in `header_lines`; here is which lines belong together. Only what is certain
is taken. A line of the header that gives no value stays in the body. It must not know what follows
from a value (`fields`), nor where texts come from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from newsarchive.dates.expressions import Order
from newsarchive.readers.credits.bylines import OPENER, byline
from newsarchive.readers.credits.persons import Credit
from newsarchive.readers.header.dateline import read_dateline, read_dateline_alone
from newsarchive.readers.header.days import holds_day
from newsarchive.readers.header.lines import (
    LONGEST_LINE,
    Line,
    bare_name,
    is_beside_name,
    is_noise,
    looks_like_byline,
    read_line,
)
from newsarchive.text.words import count_words

_REACH = 4000
_MOST_LINES = 15
_MOST_ABOVE = 3
"""Lines above the first that says something: a kicker, the title, what is printed below it."""
_LONGEST_TITLE = 150

_CLOSING = "'\"”’»)]"
_ENDS = tuple(".…:;,。！")
_INNER_END = re.compile(r"[.!?。！？]['\"”’»)\]]*\s+\S")
_SITE = re.compile(r"\S+\.[^\W\d_]{2,6}")
_WITH = ("AFP", "AP", "EFE", "ANSA", "DPA", "dpa", "Reuters")
_WITH_AGENCY = re.compile(rf"\b(?:avec|with|mit|con|com)\s+(?:{'|'.join(_WITH)})$")
_KICKER_WORDS = 3
_BY_ALONE = frozenset(("by", "par", "von", "por", "door", "written by", "written by:", "by:"))
_AND_MORE = re.compile(r"(?:and|&|und|et|y|e|og|och|en|ve)\s+", re.IGNORECASE)
_PAPER = re.compile(
    r"(?:(?:The\s)?(?:[A-Z]\w+\s){1,3}(?:Post|Times|Herald|Tribune|Gazette|Chronicle|Guardian|"
    r"Telegraph|Courier|Observer|Examiner|Bulletin|Dispatch)|The(?:\s[A-Z]\w+){1,3}\s(?:News|Star|"
    r"Sun|Mail|Express|Mirror|Independent|Standard|Press|Journal|Register|Monitor|Daily|Age))"
)


@dataclass(slots=True)
class Header:
    """What the header says, under names that `fields` understands, and the text below it."""

    body: str
    values: dict[str, object] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    """The name of each value → "header line 1"."""
    unread: list[str] = field(default_factory=list)
    """Lines of the header that give no value; they belong to the body."""

    def add(self, name: str, value: object, number: int) -> None:
        """Take a value from the line of this number. The first counts, but bylines add up."""
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
    """The header of a text (`clean_body`); without values, and with all of the text, if none.

    `order` is how 04/05/2018 is to be read.
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
    """The rows, with a "By" that stands alone put before the name below it."""
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
    gaps = line.gap or any(row.gap for row in above)
    if len(above) > 1 or gaps:
        return not above or any(is_title(row.text, question=True) for row in above[:2])
    return True


def _title_alone(text: str, rows: list[_Row]) -> Header:
    header = Header(text)
    if len(rows) > 1 and rows[1].gap and is_title(rows[0].text, question=True):
        header.add("title", rows[0].text, 1)
        header.body = "\n".join(text.split("\n", 2)[2:])
    return header


class _Scan:
    """One pass over the rows of a text that has a header."""

    def __init__(self, text: str, rows: list[_Row], order: Order | None) -> None:
        self.text = text
        self.rows = rows
        self.order = order
        self.header = Header("")
        self.taken: list[tuple[_Row, Line]] = []
        self.title: _Row | None = None
        self.unread: list[_Row] = []

    def run(self, first: int) -> Header | None:
        """The header whose first line that says something is this one; None if it is none."""
        above = self.rows[:first]
        if len(above) > 1 and not self.rows[first].gap and (found := bare_name(above[-1].text)):
            self.taken.append((above[-1], Line(above[-1].text, {"authors": found})))
            above = above[:-1]
        self.title = _title_of(list(filter(_can_be_title, above)))
        self.unread = [row for row in self.rows[:first] if row is not self.title]
        self.unread = [row for row in self.unread if row not in (one for one, _ in self.taken)]
        at = first
        while at < len(self.rows) and self._take(at):
            at += 1
        return self._put_together(at)

    def _take(self, at: int) -> bool:
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
                self.taken.append((row, Line(row.text, names=names, opened=True)))
                return True
        if any("authors" in taken.values or taken.opened for _, taken in self.taken) and (
            is_beside_name(row.text)
        ):
            self.unread.append(row)  # the paper or the town, below a name
            return True
        if (found := bare_name(row.text)) and self._stands_by_day(at):
            self.taken.append((row, Line(row.text, {"authors": found})))
            return True
        if is_noise(row.text):
            self.unread.append(row)
            return True
        if (following.gap or read_line(following.text, self.order)) and self._may_be_title(row):
            self.title = row
            return True
        return False

    def _is_new(self, line: Line, at: int) -> bool:
        """Whether a line below a blank one says what has not been said yet."""
        known = {name for _, taken in self.taken for name in taken.values}
        new = {name for name in line.values if name not in known}
        return bool(new) and ("date" in new or line.labelled or line.opened) and at < _MOST_LINES

    def _is_title_between(self, row: _Row, following: _Row) -> bool:
        """A title between a date above and a byline below it, all with blank lines between."""
        if self.title is not None or not self._may_be_title(row):
            return False
        line = read_line(following.text, self.order)
        if line is None or not (line.opened and self._is_new(line, 0)):
            return False
        self.title = row
        return True

    def _may_be_title(self, row: _Row) -> bool:
        """Whether a line below the first of the header may be the title: not below a byline."""
        if self.title is not None:
            return False
        if any("title" in line.values or line.opened for _, line in self.taken):
            return False
        return is_title(row.text, question=True) and not is_beside_name(row.text)

    def _stands_by_day(self, at: int) -> bool:
        """Whether the row above or below, with no blank line between, holds the date."""
        if self.title is None and not any("title" in line.values for _, line in self.taken):
            return False
        near = [self.rows[at - 1]] if at else []
        near += self.rows[at + 1 : at + 2]
        read = [read_line(row.text, self.order) for row in near]
        return any(line and "date" in line.values for line in read)

    def _put_together(self, at: int) -> Header | None:
        header = self.header
        dated = any("date" in line.values or "updated" in line.values for _, line in self.taken)
        for row, line in self.taken:
            values = line.values if line.names is None else line.credit(lower=dated)
            for name, value in values.items():
                header.add(name, value, row.number)
            if not values or line.kept:
                self.unread.append(row)
        labelled = "title" in header.values
        if self.title is not None:
            if not labelled and _is_title_above(self.title.text):
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


def _can_be_title(row: _Row) -> bool:
    return not is_noise(row.text) and _PAPER.fullmatch(row.text) is None


def _title_of(above: list[_Row]) -> _Row | None:
    """Which of the lines above is the title: the first, unless that is a kicker."""
    if len(above) < 2:
        return above[0] if above else None
    first, second = above[0], above[1]
    if not is_title(first.text, question=True):
        return second if _is_kicker(first.text) and is_title(second.text, question=True) else None
    if _is_kicker(first.text) and is_title(second.text, question=True):
        return second if count_words(second.text) > count_words(first.text) else None
    return first


def _is_kicker(line: str) -> bool:
    """A section or a catchword above the title: "WORLD", "Energy |", "Breaking news:"."""
    return count_words(line) <= _KICKER_WORDS and (
        line.isupper() or count_words(line) < 2 or line.endswith((":", "|", "/"))
    )


def _is_title_above(line: str) -> bool:
    """Whether a line that stands above a byline or a date can be the title."""
    if _PAPER.fullmatch(line):
        return False
    if looks_like_byline(line) or count_words(line) < 2 or _SITE.fullmatch(line):
        return False  # a single word may as well be an agency or a place
    if read_dateline(line) or read_dateline_alone(line):
        return False
    if line.endswith(_WITH) and _WITH_AGENCY.search(line):
        return False
    return len(line) <= LONGEST_LINE and bare_name(line) is None and not is_noise(line)


def is_title(line: str, *, question: bool = False) -> bool:
    """Whether a line that stands alone looks like a title; with `question`, it may ask one."""
    if len(line) > _LONGEST_TITLE or line.rstrip(_CLOSING).endswith(_ENDS):
        return False
    if _INNER_END.search(line):
        return False
    if not _is_title_above(line) or holds_day(line):
        return False
    if OPENER.match(line):
        return False  # "By popular demand, the show returns" may as well be a sentence
    return question or not line.endswith(("?", "？", "!"))
