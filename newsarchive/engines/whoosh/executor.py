"""Executes plans: finds the articles of one segment, by whole arrays of postings.

A plan becomes a tree of article sets. Each set can list its articles, or say which of a few given
ones it has. An intersection begins with its rarest set and asks the others about what is left, so
a rare word with a frequent one touches little of the frequent one. Slow checks (whether words stand
next to each other) come last, and check no more articles than the caller needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING

from newsarchive.engines.whoosh.plan import (
    Adjacent,
    AllOf,
    AnyOf,
    AtPositions,
    Combined,
    EveryArticle,
    Except,
    Plan,
    Term,
    TermRange,
)
from newsarchive.engines.whoosh.postings import FEW, PostingList
from newsarchive.engines.whoosh.segment import Segment

if TYPE_CHECKING:
    from newsarchive.engines.whoosh._compiled import InOrder
    from newsarchive.engines.whoosh.combined import CombinedPostings

Articles = Sequence[int]
"""Numbers of articles, each once, in any order."""
Check = Callable[[Articles], Articles]
"""A slow condition: articles → those of them that fulfil it."""


class ArticleSet:
    """A set of articles of one segment; deleted ones count as present."""

    size = 0
    """An upper bound of the number of articles."""
    checks: Sequence[Check] = ()
    """The checks that the articles of `unchecked` and `intersect` must pass besides."""

    def unchecked(self) -> Articles:
        """The articles, before the checks."""
        raise NotImplementedError

    def intersect(self, candidates: Articles) -> Articles:
        """The candidates in the set, before the checks."""
        return list(set(candidates).intersection(self.unchecked()))

    def verify(self, candidates: Articles) -> Articles:
        """The candidates that pass the checks."""
        for check in self.checks:
            candidates = check(candidates) if candidates else candidates
        return candidates

    def articles(self) -> Articles:
        """The articles."""
        return self.verify(self.unchecked())


class _Listed(ArticleSet):
    def __init__(self, found: Articles) -> None:
        self.size = len(found)
        self._found = found

    def unchecked(self) -> Articles:
        return self._found


class _TermSet(ArticleSet):
    def __init__(self, postings: PostingList | CombinedPostings) -> None:
        self.size = postings.frequency
        self._postings = postings

    def unchecked(self) -> Articles:
        return self._postings.articles

    def intersect(self, candidates: Articles) -> Articles:
        return self._postings.having(candidates)


class _DaySet(_Listed):
    """The articles of consecutive days: `run`. Day 0 means no date."""

    def __init__(self, run: Articles, segment: Segment, low: int, high: int) -> None:
        super().__init__(run)
        self._segment = segment
        self._low = low
        self._high = high

    def intersect(self, candidates: Articles) -> Articles:
        days, low, high = self._segment.days, self._low, self._high
        return [number for number in candidates if low <= days[number] <= high]


class _WholeSegment(_Listed):
    def intersect(self, candidates: Articles) -> Articles:
        return candidates


class _Phrase(ArticleSet):
    """The articles with words next to each other: all at once, or those among a few."""

    def __init__(self, words: Sequence[PostingList], search: InOrder) -> None:
        self._words = words
        self._search = search
        self._rarest = min(words, key=attrgetter("frequency"))
        self.size = self._rarest.frequency

    def unchecked(self) -> Articles:
        return self._found

    @cached_property
    def _found(self) -> Articles:
        from newsarchive.engines.whoosh.phrases import at_once

        return at_once(self._search, self._words)

    def intersect(self, candidates: Articles) -> Articles:
        if len(candidates) * FEW > self.size:
            return super().intersect(candidates)
        from newsarchive.engines.whoosh.phrases import in_order

        return in_order(self._words, self._rarest.having(candidates))


class _Complement(ArticleSet):
    def __init__(self, inner: ArticleSet, size: int) -> None:
        self.size = size
        self._inner = inner

    def unchecked(self) -> Articles:
        return list(set(range(self.size)).difference(self._inner.articles()))

    def intersect(self, candidates: Articles) -> Articles:
        without = self._inner.verify(self._inner.intersect(candidates))
        return list(set(candidates).difference(without)) if without else candidates


class _Union(ArticleSet):
    def __init__(self, sets: Iterable[ArticleSet]) -> None:
        self._sets = list(sets)
        self.size = sum(one.size for one in self._sets)

    def unchecked(self) -> Articles:
        return list(set().union(*(one.articles() for one in self._sets)))

    def intersect(self, candidates: Articles) -> Articles:
        if len(candidates) * len(self._sets) > self.size:
            return super().intersect(candidates)
        return list(set().union(*(one.verify(one.intersect(candidates)) for one in self._sets)))


class _Intersection(ArticleSet):
    def __init__(self, sets: Iterable[ArticleSet], checks: Iterable[Check] = ()) -> None:
        self._sets: list[ArticleSet] = []
        self.checks = list(checks)
        for one in sets:
            self.checks += one.checks
            self._sets += one._sets if isinstance(one, _Intersection) else [one]  # noqa: SLF001 - another of the same
        self._sets.sort(key=attrgetter("size"))
        self.size = self._sets[0].size

    def unchecked(self) -> Articles:
        first, *others = self._sets
        return self._through(others, first.unchecked())

    def intersect(self, candidates: Articles) -> Articles:
        return self._through(self._sets, candidates)

    def _through(self, sets: Iterable[ArticleSet], candidates: Articles) -> Articles:
        for one in sets:
            if not candidates:
                break
            candidates = one.intersect(candidates)
        return candidates


def execute(plan: Plan, segment: Segment) -> ArticleSet:
    """The articles of a plan in one segment."""
    match plan:
        case Term(field, term):
            found = segment.postings(field, term)
            return _TermSet(found) if found else _Listed(())
        case Combined(field, terms):
            combined = segment.combined(field, terms)
            return _TermSet(combined) if combined else _Listed(())
        case AllOf(plans):
            return _Intersection([execute(one, segment) for one in plans])
        case AnyOf(plans):
            return _Union([execute(one, segment) for one in plans])
        case Except(inner):
            return _Complement(execute(inner, segment), segment.size)
        case EveryArticle():
            return _WholeSegment(range(segment.size))
        case AtPositions(node, inner, terms):
            from newsarchive.engines.whoosh.positions import matching

            check = partial(matching, node, segment=segment, terms=terms)
            return _Intersection([execute(inner, segment)], [check])
        case Adjacent(field, terms):
            return _phrase(segment, field, terms)
        case TermRange(field, low, high):
            return _range(segment, field, low, high)


def _range(segment: Segment, field: str, low: int | None, high: int | None) -> ArticleSet:
    run = segment.run(field, low, high)
    if field != "day":
        return _Listed(run)
    return _DaySet(run, segment, 1 if low is None else low, _NO_END if high is None else high)


_NO_END = 2**31


def _phrase(segment: Segment, field: str, terms: Sequence[str]) -> ArticleSet:
    words = [found for term in terms if (found := segment.postings(field, term))]
    if len(words) < len(terms):
        return _Listed(())
    if segment.core:
        return _Phrase(words, segment.core.in_order)
    from newsarchive.engines.whoosh.phrases import in_order

    rarest = min(words, key=attrgetter("frequency"))
    if rarest.frequency <= MOST_WHOLE:
        return _Listed(in_order(words, rarest.articles))
    return _Intersection(map(_TermSet, dict.fromkeys(words)), [partial(in_order, words)])


MOST_WHOLE = 1500
"""Phrases with a word in at most so many articles are found at once. Of other ones, only articles
that may be among the best are checked."""
