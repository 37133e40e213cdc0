"""Every occurrence of a query in an article, with the words around it: keyword in context.

Plain text and character offsets: `render` decides on columns and colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, get_args

from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import Step, stepping
from newsarchive.model.frozen import frozen
from newsarchive.model.patterns import lazy
from newsarchive.query.highlight import occurrences
from newsarchive.query.tree import Node
from newsarchive.text import words
from newsarchive.text.graphemes import boundary

CONTEXT = 100
"""Characters on either side, at most: enough for a terminal of 200 columns."""

KwicOrder = Literal["left", "right", "match"]
ORDERS: tuple[KwicOrder, ...] = get_args(KwicOrder)

_WORD_START = lazy(r"(?<=\s)\S")
_WORD_END = lazy(r"\S(?=\s)")
_LONGEST_WORD = 30
"""The most characters that a context gives up to begin and end with a word."""


@frozen
class Occurrence:
    """One occurrence in its context. `left + match + right` is the passage on one line."""

    part: Literal["title", "body"]
    start: int
    """Its position in the title or the body: half-open, in characters."""
    end: int
    left: str
    match: str
    right: str


def concordance(
    tree: Node, archived: ArchivedArticle, step: Step | None = None
) -> Iterator[Occurrence]:
    """The occurrences in order, the title first.

    `step` is called every now and then, and may raise to end this.
    """
    in_title, in_body = occurrences(tree, archived, step)
    article = archived.article
    for start, end in in_title:
        yield _occurrence("title", article.title or "", start, end)
    for start, end in stepping(in_body, step):
        yield _occurrence("body", article.body, start, end)


def order(found: Occurrence, by: KwicOrder) -> tuple[list[str], ...]:
    """The sort key: the words on one side, outward from the match, or its own."""
    if by == "left":
        return (words.forms(found.left)[::-1], words.forms(found.match))
    if by == "right":
        return (words.forms(found.right), words.forms(found.match))
    return (words.forms(found.match), words.forms(found.right))


def _occurrence(part: Literal["title", "body"], text: str, start: int, end: int) -> Occurrence:
    return Occurrence(
        part,
        start,
        end,
        _folded(text[_left(text, start) : start]).lstrip(" "),
        _folded(text[start:end]),
        _folded(text[end : _right(text, end)]).rstrip(" "),
    )


def _left(text: str, start: int) -> int:
    """Where the context before `start` begins: at a word, or else at a whole character."""
    earliest = max(start - CONTEXT, 0)
    if earliest == 0 or text[earliest - 1].isspace():
        return earliest
    word = _WORD_START.search(text, earliest, min(earliest + _LONGEST_WORD, start))
    return word.start() if word else boundary(text, earliest)


def _right(text: str, end: int) -> int:
    """Where the context after `end` ends."""
    latest = min(end + CONTEXT, len(text))
    if latest == len(text) or text[latest].isspace():
        return latest
    earliest = max(latest - _LONGEST_WORD, end)
    cut = max((m.end() for m in _WORD_END.finditer(text, earliest, latest)), default=end)
    return cut if cut > end else max(boundary(text, latest), end)


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)
