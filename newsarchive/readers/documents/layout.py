"""Paragraphs and rows of tables → plain text, laid out as somebody would have typed it.

So one way of reading headers and exports, that of plain text, serves documents too. Paragraphs of a
text have blank lines between them; those of its header stand close, as the document has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise, takewhile
from typing import NamedTuple

Warn = Callable[[str], None]
"""Takes the reason for a warning: something of the document could not be read."""

_SOFT_HYPHEN = "\u00ad"
"""It shows only where a line ends, and would part a word in the index."""
_MOST_ABOVE = 12
"""Lines of a header, at most."""
_LONGEST_ABOVE = 150
_ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_BROKEN = range(50, 101)
"""Characters of lines that were broken to fit a page."""
_CLOSE = 0.5
"""The share of lines with another one right below, at most, in a text that has blank lines."""
_LONGEST_LABEL = 20
_BLANK_LINES = re.compile(r"\n{4,}")


class Block(NamedTuple):
    """A paragraph, "" for an empty one, or a row of a table."""

    text: str
    row: bool = False


def of_row(cells: Sequence[Sequence[str]]) -> Iterator[Block]:
    """The row of a table, from the paragraphs of its cells.

    A table may be there for the layout only: a row with one filled cell, or with long cells, is
    its paragraphs. Beside a short label, cells may be long: databases export articles so.
    """
    filled = [[text for text in cell if text.strip()] for cell in cells]
    with_text = [cell for cell in filled if cell]
    labelled = len(filled) == 2 and len(filled[0]) == 1 and len(filled[0][0]) <= _LONGEST_LABEL
    if len(with_text) > 1 and (labelled or all(len(cell) <= 1 for cell in filled)):
        yield Block("\t".join("\n\n".join(cell).strip() for cell in filled).rstrip(), row=True)
    else:
        yield from (Block(text) for cell in with_text for text in cell)


def typed(blocks: Iterable[Block], *, header: bool = True) -> str:
    """The blocks as plain text, which may have a `header`: its lines stand close."""
    found = [
        Block(text.replace(_SOFT_HYPHEN, "").rstrip().strip("\n\r\f\v"), row)
        for text, row in blocks
    ]
    if _is_typed(found):
        return _BLANK_LINES.sub("\n\n\n", "\n".join(block.text for block in found)).strip("\n")
    above = _lines_above(found) if header else 0
    parts: list[str] = []
    gap = False
    last: Block | None = None
    number = 0
    for block in found:
        if not block.text:
            gap = True
            continue
        number += 1
        if last is not None:
            close = (block.row and last.row) or (number <= above and not gap)
            parts.append("\n" if close else "\n\n")
        parts.append(block.text.strip(" "))
        gap, last = False, block
    return "".join(parts)


def _is_typed(blocks: Sequence[Block]) -> bool:
    """Whether the paragraphs are lines already, with empty ones for blank lines.

    They are if most of them stand alone between empty ones, or if a word processor has opened a
    plain text: then most lines end within a sentence.
    """
    pairs = [(one, two) for one, two in pairwise(blocks) if one.text]
    close = [one for one, two in pairs if two.text]
    cut = sum(len(one.text) in _BROKEN and not _ENDS_SENTENCE.search(one.text) for one in close)
    return len(close) < len(pairs) * _CLOSE or (cut > 2 and cut * 2 > len(close))


def _lines_above(blocks: Iterable[Block]) -> int:
    """How many of the filled blocks may be lines of a header: short ones that end no sentence."""
    filled = (block for block in blocks if block.text)
    above = takewhile(_may_stand_above, islice(filled, _MOST_ABOVE))
    return sum(1 for _ in above)


def _may_stand_above(block: Block) -> bool:
    short = len(block.text) <= _LONGEST_ABOVE and not block.row
    return short and not _ENDS_SENTENCE.search(block.text)
