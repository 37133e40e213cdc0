"""Every place that a query finds in an article, with the words around it: keyword in context.

Plain text and character offsets: whoever draws it decides on columns and colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, get_args

from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import Step, stepping
from newsarchive.model.frozen import frozen
from newsarchive.query.highlight import occurrences
from newsarchive.query.tree import Node
from newsarchive.text import words
from newsarchive.text.graphemes import boundary

CONTEXT = 100
"""Characters on either side, at most: enough for a terminal of 200 columns."""

By = Literal["left", "right", "match"]
ORDERS: tuple[By, ...] = get_args(By)

_WORD_START = re.compile(r"(?<=\s)\S")
_WORD_END = re.compile(r"\S(?=\s)")
_LONGEST_WORD = 30
"""Characters that are given up at most for a context that begins and ends with a word."""


@frozen
class Occurrence:
    """One place, and what stands around it. `left + match + right` is the passage on one line."""

    part: Literal["title", "body"]
    start: int
    """Where it stands in the title or the body: half-open, in characters."""
    end: int
    left: str
    match: str
    right: str


def concordance(
    tree: Node, archived: ArchivedArticle, step: Step | None = None
) -> Iterator[Occurrence]:
    """The places in the order in which they are read, the title first.

    `step` is called every now and then, and may raise to end this.
    """
    in_title, in_body = occurrences(tree, archived, step)
    article = archived.article
    for start, end in in_title:
        yield _occurrence("title", article.title or "", start, end)
    for start, end in stepping(in_body, step):
        yield _occurrence("body", article.body, start, end)


def order(found: Occurrence, by: By) -> tuple[list[str], ...]:
    """What occurrences are sorted by: the words on one side, outward from the match, or its own."""
    if by == "left":
        return (words.forms(found.left)[::-1], words.forms(found.match))
    if by == "right":
        return (words.forms(found.right), words.forms(found.match))
    return (words.forms(found.match), words.forms(found.right))


def _occurrence(part: Literal["title", "body"], said: str, start: int, end: int) -> Occurrence:
    return Occurrence(
        part,
        start,
        end,
        _folded(said[_left(said, start) : start]).lstrip(" "),
        _folded(said[start:end]),
        _folded(said[end : _right(said, end)]).rstrip(" "),
    )


def _left(said: str, start: int) -> int:
    """Where the context before a place begins: at a word, or else at a whole character."""
    earliest = max(start - CONTEXT, 0)
    if earliest == 0 or said[earliest - 1].isspace():
        return earliest
    word = _WORD_START.search(said, earliest, min(earliest + _LONGEST_WORD, start))
    return word.start() if word else boundary(said, earliest)


def _right(said: str, end: int) -> int:
    """Where the context after a place ends."""
    latest = min(end + CONTEXT, len(said))
    if latest == len(said) or said[latest].isspace():
        return latest
    earliest = max(latest - _LONGEST_WORD, end)
    cut = max((m.end() for m in _WORD_END.finditer(said, earliest, latest)), default=end)
    return cut if cut > end else max(boundary(said, latest), end)


def _folded(said: str) -> str:
    return re.sub(r"\s+", " ", said)
