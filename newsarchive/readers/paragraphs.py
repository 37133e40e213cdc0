"""Paragraphs from lines that were broken to fit a page.

It must not know the format of the lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from newsarchive.readers.hyphens import whole_words

_WIDEST = 100
"""Characters. A longer line was not broken to fit a page: it is a paragraph."""
_LONG = re.compile(rf"[^\n]{{{_WIDEST + 1},}}")
_BLANK = re.compile(r"\n[ \t\xa0]*(?=\n)")


def rejoined(text: str) -> str:
    """The text with every paragraph on one line, words made whole, and blank lines between them.

    A paragraph begins below a blank line; where some lines are indented and others are not, it
    also begins with an indented one.
    """
    text = whole_words(text)
    long = sum(end - start for start, end in (line.span() for line in _LONG.finditer(text)))
    broken = long <= (len(text) - text.count("\n")) / 2
    return "\n\n".join(chain.from_iterable(_joined(block, broken) for block in _blocks(text)))


def _blocks(text: str) -> Iterator[str]:
    """The blocks between blank lines, one after the other: there may be millions."""
    start = 0
    for blank in _BLANK.finditer(text):
        yield text[start : blank.start()]
        start = blank.end()
    yield text[start:]


def _joined(block: str, broken: bool) -> Iterator[str]:
    filled = [line for line in block.split("\n") if line.strip()]
    all_indented = all(line[0].isspace() for line in filled)
    words: list[str] = []
    for line in filled:
        if words and (not broken or (line[0].isspace() and not all_indented)):
            yield " ".join(words)
            words = []
        words += line.split()
    if words:
        yield " ".join(words)
