"""What a search gives back: hits in order, made as they are asked for.

A hit is data. How it looks is somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Protocol

from newsarchive.model.article import ArchivedArticle, Article
from newsarchive.model.deadline import Deadline, DeadlineError, Step, stepping
from newsarchive.query.concordance import Occurrence, concordance
from newsarchive.query.highlight import highlights
from newsarchive.query.matches import matches
from newsarchive.query.snippet import Snippet, best_passage
from newsarchive.query.tree import Node

Span = tuple[int, int]


class Shelf(Protocol):
    """Where the articles are: an archive."""

    def each(self, keys: Iterable[int]) -> Iterable[ArchivedArticle]:
        """The articles with these keys, as far as they are still there, one at a time."""
        ...


class Ranked(Protocol):
    """What a search found, in order."""

    def __len__(self) -> int: ...

    def first(self, count: int) -> list[tuple[int, float]]:
        """The keys of the first so many, with their scores."""
        ...


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
        """`step` may raise DeadlineError while words are sought: then what there is so far does."""
        self.archived = archived
        self.score = score
        """0 for what matched without words; comparable within one search only."""
        self.rank = rank
        """From 1, among all that the search found."""
        self.alike = alike
        """The ids of near duplicates that stand behind this hit (`fold`), best first."""
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
        return best_passage(self.article.body, self.body_spans)

    def occurrences(self) -> Iterator[Occurrence]:
        """Every place that the query finds in title and body, with the words around it."""
        with suppress(DeadlineError):
            yield from concordance(self.query, self.archived, self._step)


class Results:
    """The hits of one search, in order.

    Iterating gives the part that was asked for (`offset`, `limit`). `total` counts all that
    match; where the engine could only say which may match, that takes the rest of the checking,
    which iterating alone leaves undone.
    """

    def __init__(
        self,
        shelf: Shelf,
        query: Node,
        ranked: Ranked,
        exact: bool,
        offset: int,
        limit: int | None,
        deadline: Deadline | None = None,
    ) -> None:
        self.query = query
        """The whole question, options included."""
        self.exact = exact
        """Whether the index alone could answer; if not, what it offered was read and verified."""
        self.deadline = deadline
        self._step = self._check if deadline else None
        self.cut_short = False
        """Whether the time was up before everything was found: then these are not all."""
        self._shelf = shelf
        self._ranked = ranked
        self._candidates: list[tuple[int, float]] = []
        """The first of the ranked."""
        self._whole = False
        """Whether these are all."""
        self._seen = 0
        """How many of them have been looked at."""
        self._sure: list[tuple[int, float]] = []
        """Those of them that match."""
        self._offset = offset
        self._limit = limit
        self._narrowed = False
        """Whether some that match are not to be shown."""
        self._behind: dict[int, list[int]] = {}
        """The keys that stand behind a hit."""

    @property
    def total(self) -> int:
        """How many articles match, whatever part of them was asked for."""
        if self.exact and not self._narrowed:
            try:
                return len(self._ranked)
            except DeadlineError:
                self.cut_short = True
        self._verify(None)
        return len(self._sure)

    @property
    def folded(self) -> int:
        """How many articles stand behind others."""
        return sum(map(len, self._behind.values()))

    def fold(self, clusters: Mapping[int, int]) -> None:
        """Let only the best hit of each cluster stand for it: article → its cluster."""
        self._verify(None)
        best: dict[int, int] = {}
        for key, _ in self._sure:
            if (first := best.setdefault(clusters.get(key, key), key)) != key:
                self._behind.setdefault(first, []).append(key)
        behind = {key for keys in self._behind.values() for key in keys}
        self._keep(lambda key: key not in behind)

    def keys(self) -> list[int]:
        """The keys of all articles found, in order."""
        self._verify(None)
        return [key for key, _ in self._sure]

    def keep(self, keys: Container[int]) -> None:
        """Leave only these articles."""
        self._keep(keys.__contains__)

    def _keep(self, wanted: Callable[[int], bool]) -> None:
        self._verify(None)
        self._sure = [pair for pair in self._sure if wanted(pair[0])]
        self._narrowed = True

    def __iter__(self) -> Iterator[Hit]:
        end = None if self._limit is None else self._offset + self._limit
        place = self._offset
        while end is None or place < end:
            batch_end = place + BATCH if end is None else min(place + BATCH, end)
            self._verify(batch_end)
            batch = self._sure[place:batch_end]
            if not batch:
                return
            articles = self._fetch([key for key, _ in batch])
            for key, score in batch:
                if self._late():
                    return
                place += 1
                if key in articles:  # it may have been removed in this very moment
                    alike = self._alike(key)
                    yield Hit(articles[key], score, place, self.query, alike, self._step)

    def _alike(self, key: int) -> tuple[str, ...]:
        behind = self._behind.get(key)
        if not behind:
            return ()
        found = self._fetch(behind)
        return tuple(found[other].id for other in behind if other in found)

    def _fetch(self, keys: Iterable[int]) -> dict[int, ArchivedArticle]:
        """The articles, or those of them that were there in time."""
        found: dict[int, ArchivedArticle] = {}
        with suppress(DeadlineError):
            for archived in stepping(self._shelf.each(keys), self._step, 1):
                found[archived.key] = archived
        return found

    def _check(self) -> None:
        """What is called while articles are read, and while words are sought in a hit."""
        if self._late() and self.deadline is not None:
            self.deadline.end()

    def _late(self) -> bool:
        if self.deadline is not None and self.deadline.passed():
            self.cut_short = True
        return self.cut_short

    def _verify(self, wanted: int | None) -> None:
        """Look at candidates, best first, until so many (or all) are known to match.

        Where the engine is sure they do; else the query itself is asked.
        """
        while wanted is None or len(self._sure) < wanted:
            if self._whole and self._seen == len(self._candidates):
                return
            if self._late():
                return
            try:
                batch = self._next(wanted)
            except DeadlineError:
                self.cut_short = True
                return
            self._seen += len(batch)
            if not self.exact:
                matching = set()
                with suppress(DeadlineError):
                    offered = self._shelf.each([key for key, _ in batch])
                    for archived in stepping(offered, self._step, 1):
                        if matches(self.query, archived, self._step):
                            matching.add(archived.key)
                batch = [pair for pair in batch if pair[0] in matching]
            self._sure += batch

    def _next(self, wanted: int | None) -> list[tuple[int, float]]:
        """Candidates not yet looked at. They are put in order twice at most: a few, then all."""
        if self._seen == len(self._candidates):
            shown = self._offset + (self._limit or 0)
            enough = shown if self.exact else max(shown, BATCH)
            if self._candidates or self._limit is None or wanted is None or wanted > enough:
                enough, self._whole = len(self._ranked), True
            self._candidates = self._ranked.first(enough)
            self._whole = len(self._candidates) < enough or self._whole
        end = len(self._candidates) if self.exact else self._seen + BATCH
        return self._candidates[self._seen : end]


BATCH = 500
"""Articles fetched from the store at a time."""
