"""Parts of lines at places of a page → lines in reading order, by columns.

A page is cut where a strip of white runs down it through several lines, column by column; what
spans the columns, such as a title, comes in its place above or below. It must not know paragraphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_MOST_PARTS = 5000
"""Parts of a page, at most, of which columns are looked for; more stay in the order of the file."""
_DEEPEST = 4
"""How often columns are looked for within columns."""
_MOST_COLUMNS = 12
_LEAST_LINES = 3
_LEAST_LETTERS = 12
"""Letters of a column's mean line: a narrower one is a column of a table."""
_GUTTER = 0.6
"""Times the height of the letters."""
_INITIAL = 1.6
"""Times the height of the letters."""
_CELL = 2.5
"""The same: a narrower gap in a line is a wide blank between two words of a justified text."""
_CORE = 0.3
"""The share of a part's height, above and below, in which it may overlap with another line."""


class Part(NamedTuple):
    """A piece of a line, in points; y rises."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


Line = Part
"""A whole line."""


def with_initials(parts: Sequence[Part]) -> list[Part]:
    """The parts with each large initial, which reaches down beside lines, put before its word."""
    found: list[Part] = []
    for part in parts:
        last = found[-1] if found else None
        letter = last.text.strip() if last else ""
        if (
            last
            and letter.isupper()
            and len(letter) == 1
            and part.text[:1].islower()
            and last.height > _INITIAL * part.height
            and last.bottom < part.bottom < last.top
            and 0 < part.left - last.left < 2 * last.height
        ):
            found[-1] = part._replace(text=letter + part.text)
        else:
            found.append(part)
    return found


def bands(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts by rows, from top to bottom; those of a row from left to right."""
    found: list[list[Part]] = []
    lowest = 0.0
    for part in sorted(parts, key=lambda one: (-one.top - one.bottom, one.left)):
        core = part.height * _CORE
        if found and part.top - core > lowest:
            found[-1].append(part)
            lowest = max(lowest, part.bottom + core)
        else:
            found.append([part])
            lowest = part.bottom + core
    for row in found:
        row.sort(key=lambda one: one.left)
    return found


def regions(parts: Sequence[Part], depth: int = 0) -> list[list[Line]]:
    """The lines of a page, in reading order, parted where columns begin and end."""
    if len(parts) > _MOST_PARTS or depth > _DEEPEST:
        return [list(parts)] if parts else []
    rows = bands(parts)
    found: list[list[Line]] = []
    plain: list[Line] = []
    at = 0
    while at < len(rows):
        end, columns = _columns(rows, at)
        if columns:
            if plain:
                found.append(plain)
                plain = []
            for column in columns:
                found += regions(column, depth + 1)
        else:
            plain += map(_joined, rows[at:end])
        at = end
    if plain:
        found.append(plain)
    return found


def _columns(rows: Sequence[Sequence[Part]], start: int) -> tuple[int, list[list[Part]]]:
    """The columns that begin at this row, and the row below them.

    No columns if there are none: then the rows down to that one are read row by row.
    """
    taken: list[tuple[float, float]] = []
    end = start
    for row in rows[start:]:
        more = taken
        for part in row:
            more = _with(more, part.left, part.right, part.height * _GUTTER)
            if len(more) > _MOST_COLUMNS:
                break
        if not 2 <= len(more) <= _MOST_COLUMNS:
            break
        taken = more
        end += 1
    end = max(end, start + 1)
    if end - start < _LEAST_LINES:
        return end, []
    inside = [part for row in rows[start:end] for part in row]
    columns = [
        [part for part in inside if left <= (part.left + part.right) / 2 <= right]
        for left, right in taken
    ]
    for column in columns:
        letters = sum(len(part.text) for part in column)
        if len(column) < _LEAST_LINES or letters < len(column) * _LEAST_LETTERS:
            return end, []
    return end, columns


def _with(
    taken: Sequence[tuple[float, float]], left: float, right: float, gutter: float
) -> list[tuple[float, float]]:
    """The stretches from left to right that hold text, with one more."""
    found: list[tuple[float, float]] = []
    for one_left, one_right in taken:
        if one_right + gutter < left or right + gutter < one_left:
            found.append((one_left, one_right))
        else:
            left, right = min(left, one_left), max(right, one_right)
    return sorted([*found, (left, right)])


def _joined(row: Sequence[Part]) -> Line:
    """The parts of a row as one line, with tabs between cells."""
    text = row[0].text.strip()
    for before, part in pairwise(row):
        wide = part.left - before.right > _CELL * part.height
        text += ("\t" if wide else " ") + part.text.strip()
    bottom, top = min(part.bottom for part in row), max(part.top for part in row)
    return Line(text, row[0].left, bottom, max(part.right for part in row), top)
