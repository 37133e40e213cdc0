"""Rows that line up on a terminal, and lines that fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsarchive.text import graphemes


def clipped(text: str, most: int) -> str:
    """The text, or as much of its beginning as so many columns hold."""
    if graphemes.width(text) <= most:
        return text
    return graphemes.first_columns(text, most - 1).rstrip() + "…"


def lined_up(
    rows: Sequence[Sequence[str]], width: int, *, right: frozenset[int] = frozenset()
) -> Iterator[str]:
    """The rows as lines of so many columns at most; the last cell gives way, others line up.

    The cells with these numbers stand on the right of their column.
    """
    widths = [max(graphemes.width(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        line = ""
        for number, (cell, wide) in enumerate(zip(row, widths, strict=True)):
            pad = " " * (wide - graphemes.width(cell))
            line += (pad + cell if number in right else cell + pad) + "  "
        yield clipped(line.rstrip(), width)
