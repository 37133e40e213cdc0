"""Hits and articles as plain text for a pipe: no colours, no wrapping, stable columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from newsarchive.render import safe

if TYPE_CHECKING:
    from newsarchive.model.article import ArchivedArticle, Article
    from newsarchive.query.concordance import Occurrence
    from newsarchive.search.hit import Hit

NONE = "-"
"""What stands in a column where nothing is known."""


def hits(
    found: Iterable[Hit], stream: TextIO, *, body: bool = False, last: str | None = None
) -> int:
    """One line a hit (short id, date, authors, title, perhaps the body); how many there were.

    `last` is a last column: the query where several are asked at once, the group where there
    are some.
    """
    count = 0
    for hit in found:
        article = hit.article
        cells = [hit.id[:8], _day(article), "; ".join(article.authors) or NONE]
        cells.append(article.title or NONE)
        if body:
            cells.append(article.body)
        if last is not None:
            cells.append(last)
        _line(cells, stream)
        count += 1
    return count


def occurrences(found: Iterable[tuple[Hit, Occurrence]], stream: TextIO) -> int:
    """One line a place: short id, date, what stands before it, it itself, what stands after it."""
    count = 0
    for hit, place in found:
        _line([hit.id[:8], _day(hit.article), place.left, place.match, place.right], stream)
        count += 1
    return count


def article(archived: ArchivedArticle, stream: TextIO) -> None:
    """What is known about the article, a named line each, then an empty line and its text."""
    from newsarchive.render.facts import facts

    parts = [("title", archived.article.title or ""), *facts(archived)]
    for name, value in parts:
        if value:
            stream.write(f"{name}: {safe.line(value)}\n")
    stream.write(f"\n{safe.block(archived.article.body)}\n")


def passage(text: str, stream: TextIO) -> None:
    """A part of an article, and nothing else."""
    stream.write(f"{safe.block(text)}\n")


def _day(article: Article) -> str:
    return f"{article.date or NONE!s:10}"


def _line(cells: Sequence[str], stream: TextIO) -> None:
    stream.write("\t".join(safe.line(cell) for cell in cells) + "\n")
