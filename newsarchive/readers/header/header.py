"""The header of a plain text: the first lines, where they give title, date and authors.

    date 2018-04-10 By Jane Doe         Title: A new line         WORLD
                                        Author: Jane Doe          A new line
    First paragraph ...                 Date: 2018-04-10          The first trains are late
                                                                  By Jane Doe
                                        First paragraph ...       10 April 2018

                                                                  First paragraph ...

`rows` gives the lines, `evidence` what is seen in each, `labelling` what each of them is, with what
other texts of a collection say. This module takes the values of those that are certain. A line of
the header that gives no value stays in the body. It must not know what follows from a value
(`fields`), nor where texts come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple
from zlib import crc32

from newsarchive.dates.expressions import Order
from newsarchive.readers.credits.persons import Credit
from newsarchive.readers.header.evidence import Evidence, beside, evidence
from newsarchive.readers.header.labelling import BODY, DATE, MARGIN, Labelled, Seen, labelled
from newsarchive.readers.header.rows import Row, rows_of

_UNREAD_NAMES = attrgetter("unread_names")
_VALUED = frozenset(("title", "byline", "names", "day", "label"))
"""The labels of lines that give values."""
_SHORTEST_WRAPPED = 50
_MOST_PROSE, _MOST_UNREAD = 2, 8
"""Lines in a row that look like prose, or give no value: below them there is no header."""
_LEAST_MARKED, _MOST_MARKED = 3, 8
"""Rows of which a collection learns: those of the header and the one below it."""


class Others(NamedTuple):
    """What the other texts of a collection say of the header of one."""

    shared: frozenset[str] = frozenset()
    """The marks of rows that many of them have: the paper, a section, never the title."""
    layout: tuple[str, ...] = ()
    """The labels of the rows of most headers; empty if they differ."""


NO_OTHERS = Others()


@dataclass(slots=True)
class Header:
    """The values of the header, under names that `fields` understands, and the text below it."""

    body: str
    values: dict[str, object] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    """The name of each value → "header line 1"."""
    unread: list[str] = field(default_factory=list)
    """Lines of the header that give no value; they belong to the body."""
    marks: str = ""
    """What a collection learns of it: see `Article.header`."""

    def add(self, name: str, value: object, number: int) -> None:
        """Add a value of the line of this number. The first value counts, but credits add up."""
        known = self.values.setdefault(name, value)
        self.sources.setdefault(name, f"header line {number}")
        if isinstance(known, Credit) and isinstance(value, Credit) and known is not value:
            self.values[name] = known + value
            if value.people and not known.people:
                self.sources[name] = f"header line {number}"


def read_header(text: str, order: Order | None = None, others: Others = NO_OTHERS) -> Header:
    """The header of a text (`clean_body`); if it has none, without values, above the whole text.

    `order` is the order of day and month in 04/05/2018.
    """
    rows = rows_of(text)
    shared = [_mark(row) in others.shared for row in rows] if others.shared else []
    top = len(shared) if all(shared) else shared.index(False)
    above, rows = rows[:top], rows[top:]  # the text begins below what others begin with too
    read = _evidence(rows, order)
    seen = [found.seen for found in read]
    if any(map(_UNREAD_NAMES, read)) and any(one.gives & DATE for one in seen):
        read = _evidence(rows, order, lower=True)  # "By jane doe" above a date
        seen = [found.seen for found in read]
    if others is not NO_OTHERS:
        expected = (*others.layout, "text")[top:] if others.layout else ()
        seen = list(_beside_others(seen, shared[top:], expected))
    lines = labelled(tuple(seen))
    labels = [line.label for line in lines]
    end = min(map(labels.index, BODY.intersection(labels)), default=len(lines))
    header = Header("")
    for row, found, (label, margin) in zip(rows[:end], read, lines, strict=False):
        certain = label in _VALUED and margin >= MARGIN
        values = found.values if label != "title" else {"title": row.text}
        if not certain or not values or (found.kept and label != "title"):
            header.unread.append(row.text)
        if certain:
            for name, value in values.items():
                header.add(name, value, row.number)
    marks = _marks(rows, lines[: min(max(end + 1, _LEAST_MARKED), _MOST_MARKED)])
    if not header.values:
        if not above or not rows:
            return Header(text, marks=marks)
        header.unread, end = [], 0
    header.marks = marks
    header.unread = [*(row.text for row in above), *header.unread]
    if end < len(rows):
        below = rows[end]
        header.body = text.split("\n", below.number - 1)[-1]
        if below.body_at is not None:
            header.body = header.body.lstrip()[below.body_at :].lstrip("\n")
    if "updated" in header.values and "date" not in header.values:
        header.values["date"] = header.values["updated"]  # the one day that is printed
        header.sources["date"] = header.sources["updated"]
    return header


def _mark(row: Row) -> str:
    return f"{crc32(row.text.encode()) & 0xFFFFFF:06x}"


def _marks(rows: list[Row], lines: Sequence[Labelled]) -> str:
    """The labels and marks of rows."""
    return " ".join(
        f"{label}{'' if margin >= MARGIN else '?'}:{_mark(row)}"
        for row, (label, margin) in zip(rows, lines, strict=False)
    )


def _beside_others(
    every: list[Seen], shared: Sequence[bool], expected: Sequence[str]
) -> Iterator[Seen]:
    """What is seen in rows, with what other texts say of them: which they share, and the labels."""
    for at, seen in enumerate(every):
        if any(shared[at : at + 1]):
            seen = seen._replace(features=(*seen.features, "shared"))  # noqa: PLW2901
        yield seen._replace(expected=expected[at]) if at < len(expected) else seen


def _evidence(rows: list[Row], order: Order | None, *, lower: bool = False) -> list[Evidence]:
    """What is seen in the rows, up to those that must be text.

    With `lower`, names behind a "By" may have no capitals.
    """
    read: list[Evidence] = []
    prose = unread = 0
    last = len(rows) - 1
    for at, (text, _, gap, body_at) in enumerate(rows):
        ends = at == last or prose == _MOST_PROSE or unread == _MOST_UNREAD
        place = ("only" if at == 0 else "last") if ends else "first" if at == 0 else ""
        if body_at is not None:
            place = "body"
        found = evidence(text, order, apart=gap, at=place, lower=lower)
        read.append(beside(read[-1], found) if read else found)
        if ends or found.is_text:
            break
        wrapped = not gap and len(text) > _SHORTEST_WRAPPED and not found.values
        prose = prose + 1 if wrapped or found.is_prose else 0
        unread = 0 if found.values else unread + 1
    return read
