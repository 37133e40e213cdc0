"""What counting and sorting need of an article: values in columns of the index, unparsed texts.

Lucene holds no value of more than 32,766 bytes in a column. A longer one is cut, and ends with its
hash, so that two of them stay two; the record has the whole. This module must not know requests.
"""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from typing import Any

from newsarchive.engines import Order
from newsarchive.model.article import ArchivedArticle

LONGEST = 8000
"""Characters of a value that is kept whole: with a hash of 64 more they fit, in any script."""

_TEXTS = ("source", "agency", "section", "language", "authors", "tags", "title", "author")
MAPPING: dict[str, Any] = {
    "detail": {
        "properties": {
            **{name: {"type": "keyword", "index": False} for name in _TEXTS},
            "added": {"type": "long", "index": False},
        }
    }
}
"""The fields of an index that hold these values; find's own are `key`, `id`, `day` and `words`."""

ORDERS: dict[Order, tuple[str, str]] = {
    "title": ("detail.title", "asc"),
    "author": ("detail.author", "asc"),
    "words": ("words", "desc"),
    "added": ("detail.added", "desc"),
}
"""What articles are sorted by beside scores and days → the column, and which end comes first."""


def values(archived: ArchivedArticle) -> dict[str, Any]:
    """The values of an article for the fields of MAPPING. What is unknown is left out."""
    article = archived.article
    title, author = sort_names(archived)
    found = {
        "source": _kept(article.source),
        "agency": _kept(article.agency),
        "section": _kept(article.section),
        "language": article.language,
        "authors": [cut(name) for name in article.authors],
        "tags": [cut(tag) for tag in article.tags],
        "title": _kept(title or None),
        "author": _kept(author or None),
        "added": moment(archived.added),
    }
    return {"detail": {name: value for name, value in found.items() if value not in (None, [])}}


def sort_names(archived: ArchivedArticle) -> tuple[str, str]:
    """The title and the first author as articles are sorted by them; "" where there is none."""
    article = archived.article
    author = article.authors[0] if article.authors else ""
    return (article.title or "").casefold(), author.casefold()


def moment(added: str) -> int:
    """The second at which an article was archived, as articles are sorted by it."""
    return int(dt.datetime.fromisoformat(added).timestamp())


def cut(text: str) -> str:
    """The text as a column holds it. Only what was cut is longer than LONGEST."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST] + sha256(text.encode()).hexdigest()


def _kept(text: str | None) -> str | None:
    return None if text is None else cut(text)
