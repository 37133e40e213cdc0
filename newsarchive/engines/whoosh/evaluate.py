"""Which articles of a segment are wanted, by whole arrays of postings.

What is wanted becomes a tree of parts, each of which can name all its articles, or say which of a
few given ones it has. A conjunction begins with its rarest part and asks the others about what is
left, so that a rare word with a frequent one touches little of the frequent one. What takes long to
find out (whether words stand next to each other) is asked last, and of no more articles than the
caller needs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from operator import attrgetter

from newsarchive.engines.whoosh.placed import placed
from newsarchive.engines.whoosh.postings import FEW, Stored
from newsarchive.engines.whoosh.segment import Segment
from newsarchive.engines.whoosh.terms import number_term
from newsarchive.engines.whoosh.wanted import (
    AllOf,
    AnyOf,
    Everything,
    Except,
    Placed,
    Sequenced,
    Term,
    Terms,
    Wanted,
)

Articles = Sequence[int]
"""Numbers of articles, each once, in any order."""
Check = Callable[[Articles], Articles]
"""Articles → those of them for which something holds that takes longer to find out."""


class Part:
    """What a wish is made of, in one segment, as if nothing were deleted."""

    size = 0
    """At most so many articles."""
    checks: Sequence[Check] = ()
    """What has to hold besides for what `rough` and `among` name."""

    def rough(self) -> Articles:
        """Its articles, before the checks."""
        raise NotImplementedError

    def among(self, candidates: Articles) -> Articles:
        """Those of the candidates that it has, before the checks."""
        return list(set(candidates).intersection(self.rough()))

    def sure(self, candidates: Articles) -> Articles:
        """Those of the candidates that pass the checks."""
        for check in self.checks:
            candidates = check(candidates) if candidates else candidates
        return candidates

    def all(self) -> Articles:
        """Its articles."""
        return self.sure(self.rough())


class _Known(Part):
    def __init__(self, found: Articles) -> None:
        self.size = len(found)
        self._found = found

    def rough(self) -> Articles:
        return self._found


class _Term(Part):
    def __init__(self, postings: Stored) -> None:
        self.size = postings.frequency
        self._postings = postings

    def rough(self) -> Articles:
        return self._postings.articles

    def among(self, candidates: Articles) -> Articles:
        return self._postings.having(candidates)


class _Days(Part):
    """The articles of some days in a row: `run`. Day 0 is none."""

    def __init__(self, run: Articles, segment: Segment, low: int, high: int) -> None:
        self.size = len(run)
        self._run = run
        self._segment = segment
        self._low = low
        self._high = high

    def rough(self) -> Articles:
        return self._run

    def among(self, candidates: Articles) -> Articles:
        days, low, high = self._segment.days, self._low, self._high
        return [number for number in candidates if low <= days[number] <= high]


class _Everything(Part):
    def __init__(self, size: int) -> None:
        self.size = size

    def rough(self) -> Articles:
        return range(self.size)

    def among(self, candidates: Articles) -> Articles:
        return candidates


class _Except(Part):
    def __init__(self, part: Part, size: int) -> None:
        self.size = size
        self._part = part

    def rough(self) -> Articles:
        return list(set(range(self.size)).difference(self._part.all()))

    def among(self, candidates: Articles) -> Articles:
        without = self._part.sure(self._part.among(candidates))
        return list(set(candidates).difference(without)) if without else candidates


class _AnyOf(Part):
    def __init__(self, parts: Iterable[Part]) -> None:
        self._parts = list(parts)
        self.size = sum(part.size for part in self._parts)

    def rough(self) -> Articles:
        return list(set().union(*(part.all() for part in self._parts)))

    def among(self, candidates: Articles) -> Articles:
        if len(candidates) * len(self._parts) > self.size:
            return super().among(candidates)
        return list(set().union(*(part.sure(part.among(candidates)) for part in self._parts)))


class _AllOf(Part):
    def __init__(self, parts: Iterable[Part], checks: Iterable[Check] = ()) -> None:
        self._parts: list[Part] = []
        self.checks = list(checks)
        for part in parts:
            self.checks += part.checks
            self._parts += part._parts if isinstance(part, _AllOf) else [part]  # noqa: SLF001 - another of the same
        self._parts.sort(key=attrgetter("size"))
        self.size = self._parts[0].size

    def rough(self) -> Articles:
        first, *others = self._parts
        return self._through(others, first.rough())

    def among(self, candidates: Articles) -> Articles:
        return self._through(self._parts, candidates)

    def _through(self, parts: Iterable[Part], candidates: Articles) -> Articles:
        for part in parts:
            if not candidates:
                break
            candidates = part.among(candidates)
        return candidates


def part_of(wanted: Wanted, segment: Segment) -> Part:
    """What is wanted, in one segment."""
    match wanted:
        case Term():
            found = segment.postings(wanted.field, wanted.term)
            return _Term(found) if found else _Known(())
        case AllOf():
            return _AllOf([part_of(one, segment) for one in wanted.parts])
        case AnyOf():
            return _AnyOf([part_of(one, segment) for one in wanted.parts])
        case Except():
            return _Except(part_of(wanted.part, segment), segment.size)
        case Everything():
            return _Everything(segment.size)
        case Placed(candidates=candidates, node=node, terms=terms):
            rough = part_of(candidates, segment)
            return _AllOf([rough], [lambda found: placed(node, found, segment, terms)])
        case Sequenced():
            return _phrase(wanted, segment)
        case Terms():
            return _range(wanted, segment)
        case _:
            raise TypeError(f"{wanted} is not known here")


def _range(wanted: Terms, segment: Segment) -> Part:
    low, high = wanted.low, wanted.high
    run = segment.run(
        wanted.field,
        None if low is None else number_term(low),
        None if high is None else number_term(high),
    )
    if wanted.field != "day":
        return _Known(run)
    return _Days(run, segment, 1 if low is None else low, _NO_END if high is None else high)


_NO_END = 2**31


def _phrase(wanted: Sequenced, segment: Segment) -> Part:
    words = [segment.postings(wanted.field, term) for term in wanted.terms]
    known = [word for word in words if word is not None]
    if len(known) < len(words):
        return _Known(())
    return _AllOf(map(_Term, dict.fromkeys(known)), [lambda found: _in_order(known, found)])


def _in_order(words: Sequence[Stored], candidates: Articles) -> Articles:
    """Those of the candidates, which have all the words, that have them next to each other."""
    among = sorted(candidates)
    first, *others = sorted(range(len(words)), key=lambda n: words[n].frequency)
    begins = words[first].spread_over(among)
    for n in others:
        step = n - first
        spread = zip(among, begins, map(_quick, words[n].spread_over(among)), strict=True)
        left = [
            (article, met)
            for article, places, there in spread
            if (met := [place for place in places if place + step in there])
        ]
        among = [article for article, _ in left]
        begins = [met for _, met in left]
    return among


def _quick(places: Sequence[int]) -> Collection[int]:
    """The places, where one is found soon however many they are."""
    return places if len(places) < FEW else frozenset(places)
