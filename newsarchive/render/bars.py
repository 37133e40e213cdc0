"""Numbers as bars of characters. It knows nothing but numbers.

The blocks divide a cell into eighths, which any font for terminals has. Where they cannot be
shown, ASCII does, in whole cells.
"""

from __future__ import annotations

from collections.abc import Sequence

_ACROSS = " ▏▎▍▌▋▊▉█"
_UP = " ▁▂▃▄▅▆▇█"


def across(number: float, most: float, width: int, *, plain: bool = False) -> str:
    """A bar from left to right, `width` cells for `most`; without the space behind it.

    A value above 0 has a bar, however short.
    """
    if number <= 0 or most <= 0:
        return ""
    if plain:
        return "#" * max(round(width * number / most), 1)
    eighths = max(round(8 * width * number / most), 1)
    return "█" * (eighths // 8) + _ACROSS[eighths % 8].strip()


def upright(numbers: Sequence[float], height: int, *, plain: bool = False) -> list[str]:
    """A column for each number, the tallest `height` lines high; the lines from top to bottom."""
    most = max(numbers, default=0)
    lines = []
    for line in range(height - 1, -1, -1):
        cells = []
        for number in numbers:
            eighths = 0
            if number > 0:
                eighths = min(max(round(8 * height * number / most) - 8 * line, 0), 8)
                eighths = max(eighths, 1) if line == 0 else eighths
            cells.append(
                (" .:|"[(eighths + 2) // 3] if eighths < 8 else "#") if plain else _UP[eighths]
            )
        lines.append("".join(cells))
    return lines


def merged(numbers: Sequence[int], columns: int) -> tuple[list[int], int]:
    """The numbers added up in groups, so that there are at most so many; the size of a group."""
    size = max(-(-len(numbers) // max(columns, 1)), 1)
    return [sum(numbers[n : n + size]) for n in range(0, len(numbers), size)], size
