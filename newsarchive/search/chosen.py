"""The articles that something is done with, as a caller of the library names them.

It must not know what is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from newsarchive.model.article import ArchivedArticle
    from newsarchive.search.results import Results

Chosen: TypeAlias = "Results | Iterable[ArchivedArticle] | None"
"""Those found, or these; None for all."""


def chosen(articles: Chosen) -> tuple[list[int] | None, str]:
    """Their keys, in order, each once, and the query that they were found by: "*" without one."""
    from newsarchive.search.results import Results

    if isinstance(articles, Results):
        return articles.keys(), str(articles.query)
    keys = None if articles is None else list(dict.fromkeys(one.key for one in articles))
    return keys, "*"
