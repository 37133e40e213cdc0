"""Paragraphs from lines that were broken to fit a page.

It must not know which format the lines come from.
"""

from __future__ import annotations

import re

_WIDEST = 100
"""In characters. Longer lines were not broken to fit a page: each is a paragraph."""
_BLANK = re.compile(r"\n[ \t\f\xa0]*(?:\n[ \t\f\xa0]*)+")


def rejoined(text: str) -> str:
    """The text with every paragraph on one line, and blank lines between them.

    A paragraph begins below a blank line; where some lines are indented and others are not, it
    also begins with an indented one.
    """
    paragraphs: list[str] = []
    for block in _BLANK.split(text.strip("\n")):
        lines = [line for line in block.split("\n") if line.strip()]
        if any(len(line) > _WIDEST for line in lines):
            starts = [True] * len(lines)
        else:
            indented = [line[0].isspace() for line in lines]
            starts = [False if all(indented) else each for each in indented]
        for line, begins in zip(lines, starts, strict=True):
            words = " ".join(line.split())
            if begins or not paragraphs or line is lines[0]:
                paragraphs.append(words)
            else:
                paragraphs[-1] += " " + words
    return "\n\n".join(paragraphs)
