"""The best articles for one word or for any of several, without scoring all that have one.

MaxScore (Turtle & Flood 1995, "Query evaluation: strategies and optimizations"): once so many
articles are known that score at least so much, words whose greatest scores together are less
cannot bring in another article by themselves. What a word can add is bounded by how often it
occurs in an article, as if that were as short as the shortest of all; so of the other words too
only the postings with high counts are looked at, which are found by whole arrays.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Sequence
from itertools import chain, compress

from newsarchive.engines.whoosh.postings import CAP, Stored
from newsarchive.query.ranking import word_score

Score = Callable[[int, Sequence[int]], list[float]]
"""Articles of a segment (the first is 0) → their whole scores."""


class Source:
    """One word in one segment: its postings, and the most that they can add to a score."""

    def __init__(self, postings: Stored, weight: float, shortest: float) -> None:
        self._weight = weight
        self._shortest = shortest
        self._articles: Sequence[int]
        if dense := postings.dense:
            self._articles, self._weights = range(len(dense)), dense
        else:
            self._articles, self._weights = postings.articles, postings.low_weights
        self._values = sorted(set(self._weights) - {0})
        self.most = self._bound(self._values[-1])
        """The most that it adds to any article."""

    def _bound(self, weight: int) -> float:
        # A weight that does not fit in a byte may be any.
        count = float(weight) if weight < CAP else 1e9
        return word_score(count, self._shortest, self._weight)

    def frequent(self, count: int) -> list[int]:
        """At least so many of its articles, if there are so many: those that have it most often."""
        value = seen = 0
        for value in reversed(self._values):
            seen += self._weights.count(value)
            if seen >= count:
                break
        return self._from(value)

    def worth(self, least: float) -> list[int]:
        """The articles to which it may add at least so much."""
        for value in self._values:
            if self._bound(value) >= least:
                return self._from(value)
        return []

    def _from(self, value: int) -> list[int]:
        chosen = bytes(value) + b"\1" * (256 - value)
        return list(compress(self._articles, self._weights.translate(chosen)))


def promising(
    segments: Sequence[Sequence[Source]],
    deleted: Sequence[Collection[int]],
    count: int,
    score: Score,
) -> list[set[int]]:
    """Of each segment the articles that can be among the best `count` of all, and no deleted one.

    Each segment comes with its sources: the words that it has.
    """
    seeds = [
        {number for source in sources for number in source.frequent(SEED * count)}.difference(gone)
        for sources, gone in zip(segments, deleted, strict=True)
    ]
    known = chain.from_iterable(score(n, list(seed)) for n, seed in enumerate(seeds))
    best = heapq.nlargest(count, known)
    least = best[-1] * SAFE if len(best) == count else 0.0
    return [
        seed.union(_reaching(least, sources)).difference(gone)
        for seed, sources, gone in zip(seeds, segments, deleted, strict=True)
    ]


def _reaching(least: float, sources: Sequence[Source]) -> set[int]:
    """The articles that may score at least so much."""
    found: set[int] = set()
    total, below = sum(source.most for source in sources), 0.0
    for source in sorted(sources, key=lambda source: source.most):
        below += source.most
        # Where this word and all that add less are not enough together, another word must be
        # there too, and the article is found by that.
        if below >= least:
            found.update(source.worth(least - (total - source.most)))
    return found


SEED = 2
"""So many times as many articles as are wanted are scored to begin with, for each word."""
SAFE = 1 - 1e-9
"""Sums of floating-point numbers depend a little on their order: bounds leave room for that."""
