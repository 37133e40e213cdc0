"""The results as a notebook shows them: a table of HTML, for which it asks the object itself.

Text from articles is hostile: all of it is escaped, nothing becomes a link, and the direction in
which a text is written ends with its cell.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.search.hit import Hit
    from newsarchive.search.results import Results

ROWS = 20
"""Articles that are shown."""
_LONGEST = 200
"""Characters of a cell."""
_HEADINGS = ("id", "date", "title", "authors", "source", "words")


def table(results: Results) -> str:
    """The first articles, and how many there are."""
    shown, count = results[:ROWS], results.total
    rows = "".join(f"<tr>{''.join(map(_cell, _cells(hit)))}</tr>" for hit in shown)
    head = "".join(f"<th>{name}</th>" for name in _HEADINGS)
    number = f"{count:,}" if len(shown) == count else f"{len(shown):,} of {count:,}"
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p>{number} article{'' if count == 1 else 's'}: {_text(str(results.query))}</p>"
    )


def _cells(hit: Hit) -> tuple[str, ...]:
    article = hit.article
    day = article.date.isoformat() if article.date else ""
    authors, source = ", ".join(article.authors), article.source or ""
    return hit.id[:8], day, article.title or "", authors, source, f"{hit.archived.words:,}"


def _cell(text: str) -> str:
    return f"<td>{_text(text)}</td>"


def _text(text: str) -> str:
    line = " ".join(text.split())
    return f"<bdi>{escape(line if len(line) <= _LONGEST else line[:_LONGEST] + '…')}</bdi>"
