"""What a search found in the index: how many, and which are best. Scores are worked out late.

Everything is done for all articles of a segment at once, by steps that Python runs in C: lists of
counts, of lengths and of scores stand beside the list of articles.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, repeat
from operator import add
from typing import TypeVar

from newsarchive.engines import Order
from newsarchive.engines.whoosh.disjunction import Source, promising
from newsarchive.engines.whoosh.evaluate import Articles
from newsarchive.engines.whoosh.postings import CAP, FEW, Stored
from newsarchive.engines.whoosh.segment import Segment
from newsarchive.query.ranking import Everything, saturation, word_scores
from newsarchive.query.tree import Leaf


@dataclass(frozen=True, slots=True)
class ScoredWord:
    """A word of a query that adds to scores."""

    leaf: Leaf
    field: str
    terms: Sequence[str]
    """What stands for it in the field: their counts are added up."""
    articles: int
    """How many have it."""
    weight: float


class Lengths(dict[int, float]):
    """The length of an article → its part of a score: see `ranking.saturation`."""

    def __init__(self, everything: Everything) -> None:
        super().__init__()
        self.everything = everything

    def __missing__(self, length: int) -> float:
        part = self[length] = saturation(length, self.everything)
        return part


class Found:
    """See `engines.Matches`."""

    def __init__(
        self,
        segments: Sequence[Segment],
        find: Callable[[Segment], Articles],
        words: Callable[[], list[ScoredWord]],
        lengths: Lengths,
        *,
        exact: bool,
        is_any: bool = False,
    ) -> None:
        """What `find` finds in the segments; `words` are those that make up the scores.

        With `is_any` these are just the articles that have any of the words.
        """
        self.exact = exact
        self._segments = segments
        self._find = find
        self._find_words = words
        self._lengths = lengths
        self._is_any = is_any

    @cached_property
    def _articles(self) -> list[Sequence[int]]:
        """Of each segment."""
        found = map(self._find, self._segments)
        return [one if isinstance(one, Sequence) else list(one) for one in found]

    @cached_property
    def _ends(self) -> list[int]:
        """How many articles there are up to the end of each segment."""
        return list(accumulate(map(len, self._articles)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @cached_property
    def scores(self) -> dict[int, float]:
        """See `engines.Matches`."""
        places = range(len(self))
        return dict(zip(self._keys(places), self._scores(places), strict=True))

    def first(self, order: Order, count: int) -> list[tuple[int, float]]:
        """See `engines.Matches`."""
        few: Found = self
        if order == "relevance" and self._is_any and self._are_many(count):
            few = self._promising(count)
        return few._best(order, count)  # noqa: SLF001 - another of the same

    def _are_many(self, count: int) -> bool:
        return 0 < MANY * count < sum(word.articles for word in self._words)

    def _promising(self, count: int) -> Found:
        """Few of those found, the best `count` among them."""
        sources = [
            [
                Source(postings, word.weight, self._lengths[segment.shortest])
                for word in self._words
                for term in word.terms
                if (postings := segment.postings(word.field, term))
            ]
            for segment in self._segments
        ]
        deleted = [segment.deleted for segment in self._segments]
        few = promising(
            sources, deleted, count, lambda n, found: self._scores_of(self._segments[n], found)
        )
        found = dict(zip(map(id, self._segments), few, strict=True))
        return Found(
            self._segments,
            lambda segment: found[id(segment)],
            self._find_words,
            self._lengths,
            exact=self.exact,
        )

    def _best(self, order: Order, count: int) -> list[tuple[int, float]]:
        criteria: list[Callable[[Places], list[float]]] = [self._days, self._ids_backwards]
        if order == "relevance":
            criteria.insert(0, self._scores)
        elif order == "date-asc":
            criteria[0] = self._days_backwards
        places = self._narrowed(criteria, count)
        columns = [criterion(places) for criterion in criteria]
        rows = sorted(zip(*columns, places, strict=True), reverse=True)[:count]
        places = [row[-1] for row in rows]
        by_score = order == "relevance"
        scores = [row[0] for row in rows] if by_score else self._scores(places)
        return list(zip(self._keys(places), scores, strict=True))

    def _narrowed(self, criteria: list[Callable[[Places], list[float]]], count: int) -> Places:
        """Few places, the best `count` among them; a criterion decides where those before tie."""
        best: list[int] = []
        places: Places = range(len(self))
        for criterion in criteria:
            wanted = count - len(best)
            if len(places) <= wanted or wanted == 0:
                break
            values = criterion(places)
            least = heapq.nlargest(wanted, values)[-1]
            best += [p for p, value in zip(places, values, strict=True) if value > least]
            places = [p for p, value in zip(places, values, strict=True) if value == least]
        return [*best, *places] if best else places

    # Of articles at places in the whole of what was found

    def _keys(self, places: Places) -> list[int]:
        return self._of_each(places, lambda segment, found: _taken(segment.keys.__getitem__, found))

    def _days(self, places: Places) -> list[float]:
        return self._of_each(places, lambda segment, found: _taken(segment.days.__getitem__, found))

    def _days_backwards(self, places: Places) -> list[float]:
        return [-day or -_NEVER for day in self._days(places)]

    def _ids_backwards(self, places: Places) -> list[float]:
        ids = self._of_each(places, lambda segment, found: _taken(segment.ids.__getitem__, found))
        return [-one for one in ids]

    def _scores(self, places: Places) -> list[float]:
        return self._of_each(places, self._scores_of)

    def _of_each(
        self, places: Places, ask: Callable[[Segment, Sequence[int]], Iterable[Number]]
    ) -> list[Number]:
        """Something of each place: a segment is asked about all its articles at once."""
        if len(places) == len(self):
            everywhere = zip(self._segments, self._articles, strict=True)
            of_all = list(chain.from_iterable(ask(*pair) for pair in everywhere))
            return of_all if isinstance(places, range) else _taken(of_all.__getitem__, places)
        several: list[list[int]] = [[] for _ in self._segments]
        for place in places:
            n = bisect_right(self._ends, place)
            start = self._ends[n - 1] if n else 0
            several[n].append(self._articles[n][place - start])
        asked = zip(self._segments, several, strict=True)
        answers = [iter(ask(segment, found) if found else ()) for segment, found in asked]
        return [next(answers[bisect_right(self._ends, place)]) for place in places]

    # Scores

    @cached_property
    def _words(self) -> list[ScoredWord]:
        return self._find_words()

    def _scores_of(self, segment: Segment, articles: Sequence[int]) -> list[float]:
        parts = _taken(self._lengths.__getitem__, _taken(segment.lengths.__getitem__, articles))
        total: list[float] | None = None
        for word in self._words:
            counts = weighted_counts(word, segment, articles)
            scores = word_scores(counts, parts, word.weight)
            total = scores if total is None else list(map(add, total, scores))
        return [0.0] * len(articles) if total is None else total


MANY = 50
"""From so many times as many articles as are wanted on, not all of them are scored."""
Places = Sequence[int]
Number = TypeVar("Number", int, float)
_NEVER = 10_000_000
"""Later than any day."""


def weighted_counts(word: ScoredWord, segment: Segment, articles: Sequence[int]) -> Sequence[int]:
    """How often the word occurs in each of the articles, weighted by where."""
    several = [found for term in word.terms if (found := segment.postings(word.field, term))]
    if len(several) == 1:
        return _weights(several[0], articles)
    counts: Counter[int] = Counter()
    wanted = set(articles)
    for found in several:
        if found.has_places:
            for number, weight in zip(found.articles, found.weights, strict=True):
                if number in wanted:
                    counts[number] += weight
        else:
            counts.update(wanted.intersection(found.articles))
    return _taken(counts.__getitem__, articles)


def _weights(found: Stored, articles: Sequence[int]) -> Sequence[int]:
    if articles is found.articles:
        return found.weights
    if dense := found.dense:
        weights = _taken(dense.__getitem__, articles)
        if not found.is_capped or CAP not in weights:
            return weights
    if len(articles) * FEW < found.frequency:
        indexes = map(found.index, articles)
        return [found.weights[index] if index >= 0 else 0 for index in indexes]
    return list(map(found.weight_of.get, articles, repeat(0)))


def _taken(get: Callable[[int], Number], places: Sequence[int]) -> list[Number]:
    """What stands at each of these places."""
    return list(map(get, places))
