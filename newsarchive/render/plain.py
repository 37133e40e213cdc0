"""Hits and articles as plain text for a pipe: no colours, no wrapping, stable columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from newsarchive.article import ArchivedArticle
from newsarchive.hits import Hit
from newsarchive.render import safe
from newsarchive.render.facts import facts

NONE = "-"
"""What stands in a column where nothing is known."""


def hits(
    found: Iterable[Hit], stream: TextIO, *, body: bool = False, query: str | None = None
) -> int:
    """One line a hit (short id, date, authors, title, perhaps the body); how many there were.

    `query` is a last column, where several are asked at once.
    """
    count = 0
    for hit in found:
        article = hit.article
        cells = [
            hit.id[:8],
            f"{article.date or NONE!s:10}",
            "; ".join(article.authors) or NONE,
            article.title or NONE,
        ]
        if body:
            cells.append(article.body)
        if query is not None:
            cells.append(query)
        stream.write("\t".join(safe.line(cell) for cell in cells) + "\n")
        count += 1
    return count


def article(archived: ArchivedArticle, stream: TextIO) -> None:
    """What is known about the article, a named line each, then an empty line and its text."""
    told = [("title", archived.article.title or ""), *facts(archived)]
    for name, value in told:
        if value:
            stream.write(f"{name}: {safe.line(value)}\n")
    stream.write(f"\n{safe.block(archived.article.body)}\n")
