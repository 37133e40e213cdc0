"""Paragraphs from lines that were broken to fit a page.

It must not know which format the lines come from.
"""

from __future__ import annotations

import re

_WIDEST = 100
"""In characters. Longer lines were not broken to fit a page: each is a paragraph."""
_BLANK = re.compile(r"\n[ \t\xa0]*(?=\n)")


def rejoined(text: str) -> str:
    """The text with every paragraph on one line, and blank lines between them.

    A paragraph begins below a blank line; where some lines are indented and others are not, it
    also begins with an indented one.
    """
    lines = text.split("\n")
    long = sum(len(line) for line in lines if len(line) > _WIDEST)
    broken = long <= sum(map(len, lines)) / 2
    paragraphs: list[list[str]] = []
    for block in _BLANK.split(text):
        filled = [line for line in block.split("\n") if line.strip()]
        all_indented = all(line[0].isspace() for line in filled)
        for place, line in enumerate(filled):
            begins = not broken or (line[0].isspace() and not all_indented)
            if place == 0 or begins:
                paragraphs.append([])
            paragraphs[-1] += line.split()
    return "\n\n".join(map(" ".join, paragraphs))
