"""Counts and timelines for a person at a terminal: tables with bars, and columns over time.

With `terminal` the only module of `render` that knows rich. Names from articles go through `safe`
and never become rich markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from newsarchive.render import bars, safe
from newsarchive.render.numbers import HEADINGS, articles, column_labels, label, percent
from newsarchive.render.terminal import Look, settings
from newsarchive.search.facets import Count, Facet, Tally, shortened
from newsarchive.search.timeline import Timeline

WIDEST = 100
"""Columns of one table; from `TWO` on there is room for two beside each other."""
TWO = 130
GUTTER = 4

MOST_ROWS = 40
"""A timeline of more periods is drawn as columns instead of rows,"""
NARROW = 40
"""and so is one on a terminal that has no room for bars."""
HEIGHT = 8

SHORTEST = 8
"""Cells that a bar must have, or the notes behind it make room."""

LEAST_CELLS = 6
"""Cells that the name of a column must have, however many columns there are."""

BAR = "cyan"
"""One of the terminal's own colours, which its owner has chosen to be legible."""


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    number: int
    notes: tuple[str, ...]
    """What stands behind the number, in columns aligned to the right."""
    known: bool = True


@dataclass(frozen=True, slots=True)
class _Frame:
    """How many cells each column of a table has."""

    name: int
    bar: int
    number: int
    notes: tuple[int, ...]
    """Of those that there is room for: the last ones."""


class Sheet:
    """A place to draw numbers for a person."""

    def __init__(self, stream: TextIO, *, width: int, look: Look, plain: bool) -> None:
        """`width` is the terminal's, in columns; `plain`: it can show nothing but ASCII."""
        self._width = max(width, 20)
        self._plain = plain
        self._console = Console(file=stream, width=self._width, **settings(look))

    def tally(self, tally: Tally, facets: Sequence[Facet], limit: int | None) -> None:
        """A heading that sums up, and a table for each facet; on a wide terminal in two columns."""
        self._print(Text(_summed_up(tally), "bold"))
        self.facets(tally, facets, limit)

    def facets(self, tally: Tally, facets: Sequence[Facet], limit: int | None) -> None:
        """A table for each facet of which anything is known."""
        shown = [f for f in facets if any(count.value is not None for count in tally.counts[f])]
        two = self._width >= TWO and len(shown) > 1
        width = min((self._width - GUTTER) // 2 if two else self._width, WIDEST)
        rows = {
            facet: [
                _Row(label(one), one.articles, (percent(one.share),), one.value is not None)
                for one in shortened(tally.counts[facet], limit)
            ]
            for facet in shown
        }
        frame = _frame([row for part in rows.values() for row in part], width)
        tables = [
            [
                _heading(facet, tally.counts[facet], len(rows[facet])),
                *self._rows(rows[facet], frame),
            ]
            for facet in shown
        ]
        if two:
            self._beside(tables, width)
            return
        for table in tables:
            self._print(Text())
            for line in table:
                self._print(line)

    def timeline(self, found: Timeline) -> None:
        """A row with a bar for each period; or, where there are many, a column.

        A divided timeline is a table with a column for each value instead.
        """
        if found.division:
            self._table(found)
            return
        if len(found.periods) > MOST_ROWS or self._width < NARROW:
            self._columns(found)
            return
        rows = [
            _Row(
                period.name,
                period.articles,
                (f"of {period.total:,}", percent(period.share) if period.total else ""),
            )
            for period in found.periods
        ]
        for line in self._rows(rows, _frame(rows, min(self._width, WIDEST))):
            self._print(line)

    def _table(self, found: Timeline) -> None:
        named = zip(
            column_labels(found), zip(*(p.parts for p in found.periods), strict=True), strict=True
        )
        columns = [(name, [part.articles for part in parts]) for name, parts in named]
        columns = [(name, numbers) for name, numbers in columns if any(numbers)]
        columns.append(("all", [period.articles for period in found.periods]))
        periods = [*(period.name for period in found.periods), "all"]
        first = max(map(len, periods))
        rows = [
            [name, *(f"{number:,}" for number in (*numbers, sum(numbers)))]
            for name, numbers in columns
        ]
        sizes = [max(map(cell_len, cells)) for cells in rows]
        room = min(self._width, WIDEST) - 2 - first - 2 * len(sizes)
        while sum(sizes) > room and max(sizes) > LEAST_CELLS:
            sizes[sizes.index(max(sizes))] -= 1
        lines = [Text(f"  {name:<{first}}") for name in ("", *periods)]
        for (name, *cells), size in zip(rows, sizes, strict=True):
            heading = self._fit(name, min(cell_len(name), size))
            lines[0].append(" " * (2 + size - cell_len(heading)) + heading, "bold")
            for line, cell in zip(lines[1:], cells, strict=True):
                line.append(f"  {cell:>{size}}", "dim" if cell == "0" else "")
        for line in lines:
            self._print(line)

    def _rows(self, rows: Sequence[_Row], frame: _Frame) -> list[Text]:
        """Each row as a line: name, bar, number, notes."""
        most = max((row.number for row in rows if row.known), default=0)
        lines = []
        for row in rows:
            # Unknown values may be the majority: beside their bar no other would be visible.
            bar = bars.across(row.number, most, frame.bar, plain=self._plain) if row.known else ""
            style = "" if row.known else "dim"
            line = Text("  ")
            line.append(self._fit(safe.line(row.name), frame.name), style)
            line.append(f"  {bar:<{frame.bar}}", BAR)
            line.append(f"  {row.number:>{frame.number},}", style)
            notes = row.notes[len(row.notes) - len(frame.notes) :]
            for note, size in zip(notes, frame.notes, strict=True):
                line.append(f"  {note:>{size}}", "dim")
            lines.append(line)
        return lines

    def _columns(self, found: Timeline) -> None:
        numbers = [period.articles for period in found.periods]
        height = HEIGHT if self._width >= NARROW else 2
        scale = len(f"{max(numbers):,}") if height > 2 else 0
        room = min(self._width, WIDEST) - scale - 3
        summed, size = bars.merged(numbers, room)
        scale = max(scale, len(f"{max(summed):,}")) if height > 2 else 0
        wide = max(room // len(summed), 1)
        drawn = bars.upright([n for n in summed for _ in range(wide)], height, plain=self._plain)
        for line, cells in enumerate(drawn):
            mark = f"{max(summed):,}" if line == 0 and height > 2 else ""
            self._print(Text.assemble((f"{mark:>{scale}} ", "dim"), (cells.rstrip(), BAR)))
        first, last = found.periods[0].name, found.periods[-1].name
        between = max(len(summed) * wide - len(first) - len(last), 2)
        fits = len(first) + between + len(last) <= room
        axis = f"{first}{' ' * between}{last}" if fits else first
        self._print(Text(" " * (scale + 1) + axis, "dim"))
        peak = max(found.periods, key=lambda period: period.articles)
        units = f"one {found.by}" if size == 1 else f"{size} {found.by}s"
        share = f", {percent(peak.share)} of {peak.total:,}" if peak.total else ""
        self._print(
            Text(f"a column is {units}; most in {peak.name}: {articles(peak.articles)}{share}")
        )

    def _beside(self, tables: Sequence[Sequence[Text]], width: int) -> None:
        """The tables in two columns of about the same height, in reading order."""
        heights = [len(table) + 1 for table in tables]
        split = min(
            range(1, len(tables) + 1), key=lambda n: max(sum(heights[:n]), sum(heights[n:]))
        )
        left, right = (
            [line for table in part for line in (Text(), *table)]
            for part in (tables[:split], tables[split:])
        )
        for n in range(max(len(left), len(right))):
            line = left[n].copy() if n < len(left) else Text()
            if n < len(right):
                line.append(" " * (width - cell_len(line.plain) + GUTTER))
                line.append_text(right[n])
            self._print(line)

    def _fit(self, name: str, width: int) -> str:
        """The name in exactly so many cells; one that is too long ends in dots."""
        if cell_len(name) <= width:
            return name + " " * (width - cell_len(name))
        dots = "..." if self._plain else "…"
        # Half of a wide character is a space.
        cut = set_cell_size(name, width - len(dots)).rstrip() + dots
        return cut + " " * (width - cell_len(cut))

    def _print(self, line: Text) -> None:
        line.rstrip()
        self._console.print(line, soft_wrap=True)


def _frame(rows: Sequence[_Row], width: int) -> _Frame:
    name = max((cell_len(safe.line(row.name)) for row in rows), default=0)
    name = min(name, max(width * 2 // 5, 8))
    number = max((len(f"{row.number:,}") for row in rows), default=0)
    notes = [max(map(len, column)) for column in zip(*(row.notes for row in rows), strict=True)]
    bar = width - 2 - name - 2 - (2 + number) - sum(2 + size for size in notes)
    while notes and bar < SHORTEST:  # a bar says more than what can be worked out
        bar += 2 + notes.pop(0)
    return _Frame(name, max(bar, 1), number, tuple(notes))


def _heading(facet: Facet, counts: Sequence[Count], shown: int) -> Text:
    heading = Text(HEADINGS[facet], "bold")
    left = len(counts) - shown
    if left:
        known = sum(count.value is not None for count in counts)
        latest = "the latest " if facet in ("year", "month") else ""
        heading.append(f"  {latest}{known - left:,} of {known:,}", "not bold dim")
    return heading


def _summed_up(tally: Tally) -> str:
    parts = [articles(tally.articles)]
    if tally.first:
        parts.append(f"{tally.first} to {tally.last}")
    if tally.undated:
        parts.append(f"{tally.undated:,} undated")
    if tally.articles:
        parts.append(f"median length {tally.words:,} words")
    return ", ".join(parts)
