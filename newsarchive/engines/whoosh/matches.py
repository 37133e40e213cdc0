"""The matches of a search: how many, and which are best. Scores are computed late.

Each step handles all articles of a segment at once, at the speed of C: lists of counts, of lengths
and of scores run parallel to the list of articles.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property, partial
from itertools import accumulate, chain, compress, repeat
from operator import eq, gt

from newsarchive.engines import Order
from newsarchive.engines.whoosh.bounds import Candidate, Collector
from newsarchive.engines.whoosh.executor import ArticleSet, execute
from newsarchive.engines.whoosh.plan import AllOf, Combined, Listed, Plan, Term
from newsarchive.engines.whoosh.postings import Number, picked
from newsarchive.engines.whoosh.scorer import Lengths, ScoredWord, scores_of
from newsarchive.engines.whoosh.segment import Segment


class IndexMatches:
    """See `engines.Matches`."""

    def __init__(
        self,
        segments: Sequence[Segment],
        plan: Plan,
        words: Callable[[], list[ScoredWord]],
        lengths: Lengths,
        *,
        exact: bool,
        is_any: bool = False,
    ) -> None:
        """The articles of a plan in the segments; `words` finds the words that count for scores.

        With `is_any` the plan finds just the articles that have any of the words.
        """
        self.exact = exact
        self._segments = segments
        self._plan = plan
        self._find_words = words
        self._found_words: list[ScoredWord] | None = None
        self._lengths = lengths
        self._is_any = is_any

    @cached_property
    def _parts(self) -> list[ArticleSet]:
        return [execute(self._plan, segment) for segment in self._segments]

    @cached_property
    def _articles(self) -> list[Sequence[int]]:
        """Of each segment."""
        found: list[Sequence[int]] = []
        for segment, articles_of in zip(self._segments, self._parts, strict=True):
            articles, gone = articles_of.articles(), segment.deleted
            found.append([n for n in articles if n not in gone] if gone else articles)
        return found

    @cached_property
    def _ends(self) -> list[int]:
        """The number of articles up to the end of each segment."""
        return list(accumulate(map(len, self._articles)))

    def __len__(self) -> int:
        match self._plan:
            case Term(field, term):  # how many have a word is written down
                return sum(segment.frequency(field, [term]) for segment in self._segments)
            case Combined(field, terms):
                return sum(segment.frequency(field, terms) for segment in self._segments)
        return self._ends[-1] if self._ends else 0

    @property
    def keys(self) -> list[int]:
        """See `engines.Matches`."""
        return self._keys(range(len(self)))

    @cached_property
    def scores(self) -> dict[int, float]:
        """See `engines.Matches`."""
        places = range(len(self))
        return dict(zip(self._keys(places), self._scores(places), strict=True))

    def scores_of(self, keys: Collection[int]) -> dict[int, float]:
        """See `engines.Matches`. Only these are scored."""
        wanted = map(set(keys).__contains__, self.keys)
        places = list(compress(range(len(self)), wanted))
        return dict(zip(self._keys(places), self._scores(places), strict=True))

    def first(self, order: Order, count: int) -> list[tuple[int, float]] | None:
        """See `engines.Matches`. An index knows no names."""
        if order not in ("relevance", "date", "date-asc"):
            return None
        if count < 1:
            return []
        if order == "relevance" and self._words and count <= MOST_FEW:
            return self._few_best(count)
        return self._best(order, count)

    def _few_best(self, count: int) -> list[tuple[int, float]]:
        """The best few by relevance: most matches are never scored."""
        collector = Collector(self._words, self._lengths, count)
        is_any, besides = self._is_any, self._asked_besides()
        for number, segment in enumerate(self._segments):
            by_words = is_any or besides is not None
            if not by_words or not collector.has_collected(number, segment, besides):
                collector.collect(number, segment, self._parts[number], is_any=is_any)
        rows = sorted(collector.top.rows, reverse=True)
        if len({score for score, _, _ in rows[: count + 1]}) < min(len(rows), count + 1):
            # The criteria for ties are read for these articles only.
            columns = [(segment.days, segment.ids) for segment in self._segments]

            def place(row: Candidate) -> tuple[float, int, int]:
                score, number, article = row
                days, ids = columns[number]
                return -score, -days[article], ids[article]

            rows.sort(key=place)
        keys = [segment.keys for segment in self._segments]
        return [(keys[number][article], score) for score, number, article in rows[:count]]

    def _asked_besides(self) -> list[Listed] | None:
        """What the plan asks of articles besides all of the words; None if that is not all of it,
        or more than lists of articles.
        """
        plans = self._plan.plans if isinstance(self._plan, AllOf) else [self._plan]
        asked = [plan for plan in plans if isinstance(plan, Listed)]
        if len(asked) < len(plans):
            return None
        for word in self._words:
            others = [plan for plan in asked if not word.is_asked_by(plan)]
            if len(others) == len(asked):
                return None
            asked = others
        return asked

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
        """Few indexes, the best `count` among them; each criterion breaks earlier ties."""
        from heapq import nlargest

        best: list[int] = []
        places: Places = range(len(self))
        for criterion in criteria:
            missing = count - len(best)
            if len(places) <= missing or missing == 0:
                break
            values = criterion(places)
            least = nlargest(missing, values)[-1]
            best += compress(places, map(gt, values, repeat(least)))
            places = list(compress(places, map(eq, values, repeat(least))))
        return [*best, *places] if best else places

    # Values of the articles at these indexes of all matches

    def _keys(self, places: Places) -> list[int]:
        return self._of_each(places, lambda segment, found: picked(segment.keys, found))

    def _days(self, places: Places) -> list[float]:
        return self._of_each(places, lambda segment, found: picked(segment.days, found))

    def _days_backwards(self, places: Places) -> list[float]:
        return [-day or -_NEVER for day in self._days(places)]

    def _ids_backwards(self, places: Places) -> list[float]:
        ids = self._of_each(places, lambda segment, found: picked(segment.ids, found))
        return [-one for one in ids]

    def _scores(self, places: Places) -> list[float]:
        return self._of_each(places, partial(scores_of, self._words, self._lengths))

    def _of_each(
        self, places: Places, ask: Callable[[Segment, Sequence[int]], Iterable[Number]]
    ) -> list[Number]:
        """The value of each index; each segment gives the values of all its articles at once."""
        if len(places) == len(self):
            everywhere = zip(self._segments, self._articles, strict=True)
            of_all = list(chain.from_iterable(ask(*pair) for pair in everywhere))
            return of_all if isinstance(places, range) else list(picked(of_all, places))
        several: list[list[int]] = [[] for _ in self._segments]
        for place in places:
            n = bisect_right(self._ends, place)
            start = self._ends[n - 1] if n else 0
            several[n].append(self._articles[n][place - start])
        asked = zip(self._segments, several, strict=True)
        answers = [iter(ask(segment, found) if found else ()) for segment, found in asked]
        return [next(answers[bisect_right(self._ends, place)]) for place in places]

    # Scores

    @property
    def _words(self) -> list[ScoredWord]:
        if self._found_words is None:
            self._found_words = self._find_words()
        return self._found_words


MOST_FEW = 200
"""The most articles that are found by bounds, without scoring all matches."""
Places = Sequence[int]
_NEVER = 10_000_000
"""Later than any day."""
