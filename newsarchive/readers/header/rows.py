"""The rows of a header: the first lines of a text, joined where one says what the next one is.

"By" above a name, "Published:" above a day, "and Kim Sok" below a byline. It must not know which
rows belong to the header.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from newsarchive.readers.credits.bylines import OPENER, byline
from newsarchive.readers.header.credit_lines import LONGEST_LINE
from newsarchive.readers.header.days import DAY_LABEL_ALONE, LISTS, day_of
from newsarchive.readers.header.lines import BODY_LABEL, DASHED_LABEL, LABEL_ALONE, read_line
from newsarchive.readers.header.titles import is_title
from newsarchive.readers.vocabulary import Caseless

_REACH = 6000
_MOST_LINES = 60
_MOST_ROWS = 40
_MOST_ABOVE = 6
_BY_ALONE = Caseless("|".join(LISTS["by alone"]))
_COLONS = (":", "：")
_AND_MORE = re.compile(r"(?:and|&|und|et|y|e|og|och|en|ve)\s+", re.IGNORECASE)


class Row(NamedTuple):
    """A line of the text that is not blank, or several that belong together."""

    text: str
    number: int
    """Of the first line, from 1, blank lines above not counted: those within are."""
    gap: bool
    """Whether a blank line stands above it."""
    body_at: int | None = None
    """Where the text begins in the line: behind a label such as "Article:"."""


def rows_of(text: str) -> list[Row]:
    """The first rows of a text (`clean_body`)."""
    rows: list[Row] = []
    gap = False
    lines = text[:_REACH].split("\n", _MOST_LINES)[:_MOST_LINES]
    dashes = "--" in text and sum(line.lstrip().startswith("--") for line in lines[:4]) > 1
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        if dashes and bare.startswith("--"):
            bare = bare[2:].strip()
        if bare:
            rows.append(Row(bare, number, gap))
        gap = not bare
        if len(rows) == _MOST_ROWS:
            break
    return _titles_joined(_joined(_labelled(rows)))


def _may_be_labelled(text: str) -> bool:
    """Whether a label of any kind may stand in a line: False for most prose."""
    return ":" in text or " -" in text or "\t-" in text or not text.isascii()


def _labelled(rows: list[Row]) -> list[Row]:
    """The rows with a colon behind their labels, and none below the label of the text."""
    may_be = [at for at, row in enumerate(rows) if _may_be_labelled(row.text)]
    dashed = sum(DASHED_LABEL.match(rows[at].text) is not None for at in may_be if at < 6) > 1
    found = rows.copy()
    for at in may_be:
        row = rows[at]
        body = BODY_LABEL.match(row.text) if 0 < at < 30 else None
        if body and any(LABEL_ALONE.match(before.text) for before in found[:at]):
            return [*found[:at], row._replace(body_at=body.end())]
        if dashed and (match := DASHED_LABEL.match(row.text)):
            label, value = row.text[: match.end(1)], row.text[match.end() :]
            found[at] = row._replace(text=f"{label}: {value}")
    return found


def _joined(rows: list[Row]) -> list[Row]:
    joined: list[Row] = []
    for row in rows:
        last = joined[-1] if joined else None
        if last and row.body_at is None and len(row.text) < LONGEST_LINE and _belong(last, row):
            joined[-1] = last._replace(text=f"{last.text} {row.text}")
        else:
            joined.append(row)
    return joined


def _titles_joined(rows: list[Row]) -> list[Row]:
    """The rows, a title on two lines as one: the second begins with a small letter."""
    for at, (row, more) in enumerate(pairwise(rows[:_MOST_ABOVE])):
        if more.gap or not more.text[0].islower() or not rows[at + 2 : at + 3]:
            continue
        whole = f"{row.text} {more.text}"
        below = rows[at + 2]
        ends = below.gap or read_line(below.text, None) is not None
        ends = ends and read_line(more.text, None) is None
        if ends and is_title(row.text) and is_title(more.text) and is_title(whole):
            return [*rows[:at], row._replace(text=whole), *rows[at + 2 :]]
    return rows


def _belong(above: Row, row: Row) -> bool:
    """Whether a row goes on with the one above, which says what it is."""
    if above.text[-1].isalpha() or above.text[-1] in _COLONS:
        if _BY_ALONE.fullmatch(above.text):
            return not row.gap or byline(row.text) is not None
        if DAY_LABEL_ALONE.fullmatch(above.text):
            return day_of(row.text, None) is not None
        if above.text[-1] in _COLONS and LABEL_ALONE.fullmatch(above.text):
            return True
    if not row.gap and (more := _AND_MORE.match(row.text)) and OPENER.match(above.text):
        return byline(row.text[more.end() :]) is not None
    return False
