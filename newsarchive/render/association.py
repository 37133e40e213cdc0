"""Keywords and collocates as records, and as rows of a table for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.render import safe
from newsarchive.render.columns import lined_up

if TYPE_CHECKING:
    from newsarchive.render.record import Record
    from newsarchive.search.collocates import Collocate
    from newsarchive.search.keywords import Keyword

KEYWORD_FIELDS = (
    "term", "kind", "count", "against", "per_million", "against_per_million", "g2", "log_ratio",
    "dispersion", "articles",
)  # fmt: skip
COLLOCATE_FIELDS = (
    "word", "count", "left", "right", "total", "expected", "g2", "log_ratio", "mi", "articles",
)  # fmt: skip
_DECIMALS = 4

_HEADINGS = {
    "term": "", "word": "", "count": "count", "against": "others", "left": "left",
    "right": "right", "total": "of all", "g2": "G2", "log_ratio": "log ratio",
    "mi": "MI", "dispersion": "DP", "articles": "articles",
}  # fmt: skip
"""The fields that people are shown → what stands above them."""
_TABLE_DECIMALS = {"g2": 1, "log_ratio": 2, "mi": 2, "dispersion": 2}


def association_record(row: Keyword | Collocate, fields: Sequence[str]) -> Record:
    """The row as plain data."""
    values = ((name, getattr(row, name)) for name in fields)
    return {
        name: round(value, _DECIMALS) if isinstance(value, float) else value
        for name, value in values
    }


def table(rows: Iterable[Keyword | Collocate], fields: Sequence[str], width: int) -> Iterator[str]:
    """A line of headings, and one a row; numbers line up on the right."""
    shown = [name for name in fields if name in _HEADINGS]
    cells = [[_HEADINGS[name] for name in shown]]
    cells += ([_cell(name, getattr(row, name)) for name in shown] for row in rows)
    return lined_up(cells, width, right=frozenset(range(1, len(shown))))


def _cell(name: str, value: object) -> str:
    if isinstance(value, str):
        return safe.line(value)
    return f"{value:,.{_TABLE_DECIMALS.get(name, 0)}f}"
