"""Keyword in context: a place and what stands around it, laid out so that matches share a column.

It works in columns of a terminal, whatever the script, and knows no terminal.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.query.concordance import Occurrence
from newsarchive.render import safe
from newsarchive.text import graphemes

WIDEST = 200
"""Columns. There is no more context than that."""
_WITH_DATES = 80
"""Columns from which on there is room for dates."""
_MATCH = 12
"""Columns that an average match takes: both sides are to have about as much context."""
_LONGEST_WORD = 16
"""Columns that are given up at most, so that a context begins and ends with a whole word."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns of a terminal are shared out."""

    dates: bool
    left: int
    right: int
    """The match and what follows it."""


def layout(width: int) -> Layout:
    """For a terminal of so many columns."""
    width = min(width, WIDEST)
    dates = width >= _WITH_DATES
    room = max(width - (len("01234567  ") + (len("2018-04-10  ") if dates else 0)), 10)
    left = max((room - _MATCH) // 2, 4)
    return Layout(dates, left, room - left)


def row(place: Occurrence, columns: Layout) -> tuple[str, str, str]:
    """What stands to the left (filled up), the match, and what stands to the right; harmless."""
    left = safe.line(place.left)
    if graphemes.width(left) > columns.left:
        kept = graphemes.last_columns(left, columns.left)
        if left[len(left) - len(kept) - 1] != " ":
            gap = kept[:_LONGEST_WORD].find(" ")
            kept = kept[gap + 1 :] if gap >= 0 and kept[gap + 1 :].strip() else kept
        left = kept.lstrip(" ")
    match = safe.line(place.match)
    if graphemes.width(match) > columns.right:
        match = graphemes.first_columns(match, columns.right - 1).rstrip(" ") + "…"
    room = columns.right - graphemes.width(match)
    right = safe.line(place.right)
    if graphemes.width(right) > room:
        kept = graphemes.first_columns(right, room)
        if right[len(kept) : len(kept) + 1] != " ":
            gap = kept.rfind(" ", max(len(kept) - _LONGEST_WORD, 0))
            kept = kept[:gap] if gap > 0 else kept
        right = kept
    fill = " " * (columns.left - graphemes.width(left))
    core = left.rstrip(" ")
    return (
        f"{fill}{graphemes.isolated(core)}{left[len(core) :]}",
        graphemes.isolated(match),
        graphemes.isolated(right.rstrip(" ")),
    )
