"""The articles that something is done with, as a caller of the library names them.

It must not know what is done.
"""

from __future__ import annotations

from collections.abc import Iterable

from newsarchive.model.article import ArchivedArticle
from newsarchive.search.results import Results

Chosen = Results | Iterable[ArchivedArticle] | None
"""Those found, or these; None for all."""


def chosen_keys(chosen: Chosen) -> list[int] | None:
    """Their keys, in order, each once."""
    if isinstance(chosen, Results):
        return chosen.keys()
    return None if chosen is None else list(dict.fromkeys(one.key for one in chosen))
