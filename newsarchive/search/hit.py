"""One article that a query found, and why.

A hit is data; this module must not know how it looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from newsarchive.model.deadline import DeadlineError, Step

if TYPE_CHECKING:
    from newsarchive.model.article import ArchivedArticle, Article
    from newsarchive.query.concordance import Occurrence
    from newsarchive.query.snippet import Snippet
    from newsarchive.query.tree import Node

Span = tuple[int, int]


class Hit:
    """One article that a query found."""

    def __init__(
        self,
        archived: ArchivedArticle,
        score: float,
        rank: int,
        query: Node,
        alike: tuple[str, ...] = (),
        step: Step | None = None,
    ) -> None:
        """`step` may raise DeadlineError to end the search for words in the article."""
        self.archived = archived
        self.score = score
        """0 for what matched without words; comparable within one search only."""
        self.rank = rank
        """From 1, among all that the search found."""
        self.alike = alike
        """The ids of near duplicates that stand behind this hit (`dups="hide"`), best first."""
        self.query = query
        """The whole question that found it."""
        self._step = step

    @property
    def id(self) -> str:
        """The article's id."""
        return self.archived.id

    @property
    def article(self) -> Article:
        """The article itself."""
        return self.archived.article

    @cached_property
    def _lit(self) -> tuple[list[Span], list[Span]]:
        from newsarchive.query.highlight import highlights

        try:
            return highlights(self.query, self.archived, self._step)
        except DeadlineError:
            return [], []

    @property
    def title_spans(self) -> list[Span]:
        """Where the matched words stand in the title: half-open, in characters."""
        return self._lit[0]

    @property
    def body_spans(self) -> list[Span]:
        """Where the matched words stand in the body: half-open, in characters."""
        return self._lit[1]

    @cached_property
    def snippet(self) -> Snippet:
        """The passage that shows best why the article was found."""
        from newsarchive.query.snippet import best_passage

        return best_passage(self.article.body, self.body_spans, query=self.query)

    def occurrences(self) -> Iterator[Occurrence]:
        """Every place that the query finds in title and body, with the words around it."""
        from newsarchive.query.concordance import concordance

        with suppress(DeadlineError):
            yield from concordance(self.query, self.archived, self._step)
