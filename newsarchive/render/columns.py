"""How wide a text is on a terminal, and rows that line up there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence


def columns(text: str) -> int:
    """How many columns a terminal gives the text, near enough."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def clipped(text: str, most: int) -> str:
    """The text, or as much of its beginning as so many columns hold."""
    if columns(text) <= most:
        return text
    kept, room = "", most - 1
    for char in text:
        room -= columns(char)
        if room < 0:
            break
        kept += char
    return kept.rstrip() + "…"


def lined_up(
    rows: Sequence[Sequence[str]], width: int, *, right: frozenset[int] = frozenset()
) -> Iterator[str]:
    """The rows as lines of so many columns at most; the last cell gives way, others line up.

    The cells with these numbers stand on the right of their column.
    """
    widths = [max(columns(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        line = ""
        for number, (cell, wide) in enumerate(zip(row, widths, strict=True)):
            pad = " " * (wide - columns(cell))
            line += (pad + cell if number in right else cell + pad) + "  "
        yield clipped(line.rstrip(), width)
