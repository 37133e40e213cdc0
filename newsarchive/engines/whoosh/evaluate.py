"""Which articles of a segment a Whoosh query finds, by whole arrays of postings.

Whoosh runs a query a posting at a time, through matchers; in Python that costs a few microseconds
each. Here a query becomes a tree of parts, each of which can name all its articles, or say which
of a few given ones it has. A conjunction begins with its rarest part and asks the others about
what is left, so that a rare word with a frequent one touches little of the frequent one. Any
query that is not known here is left to Whoosh.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import compress

from whoosh import query
from whoosh.searching import Searcher

from newsarchive.engines.whoosh.placed import Placed
from newsarchive.engines.whoosh.postings import FEW, Stored
from newsarchive.engines.whoosh.segment import Segment

Articles = Collection[int]
"""Numbers of articles, each once."""
Check = Callable[[Articles], Articles]
"""Articles → those of them for which something holds that takes longer to find out."""


def articles(wanted: query.Query, segment: Segment) -> Articles:
    """The numbers of the articles that the query finds, without those deleted."""
    found = _part(wanted, segment).all()
    return set(found).difference(segment.deleted) if segment.deleted else found


class _Part:
    """What a query is made of."""

    size = 0
    """At most so many articles."""

    def all(self) -> Articles:
        """Its articles."""
        raise NotImplementedError

    def among(self, candidates: Articles) -> Articles:
        """Those of the candidates that it has."""
        return _set(candidates).intersection(self.all())


class _Known(_Part):
    def __init__(self, found: Articles) -> None:
        self.size = len(found)
        self._found = found

    def all(self) -> Articles:
        return self._found


class _Term(_Part):
    def __init__(self, postings: Stored) -> None:
        self.size = postings.frequency
        self._postings = postings

    def all(self) -> Articles:
        return self._postings.articles

    def among(self, candidates: Articles) -> Articles:
        found = self._postings
        if presence := found.presence:
            return list(compress(candidates, map(presence.__getitem__, candidates)))
        if len(candidates) * FEW < self.size:
            return [number for number in candidates if found.index(number) >= 0]
        return list(filter(found.weight_of.__contains__, candidates))


class _Days(_Part):
    """The articles of some days in a row: `run`. Day 0 is none."""

    def __init__(self, run: Articles, days: Sequence[int], low: int, high: int) -> None:
        self.size = len(run)
        self._run = run
        self._days = days
        self._low = low
        self._high = high

    def all(self) -> Articles:
        return self._run

    def among(self, candidates: Articles) -> Articles:
        days, low, high = self._days, self._low, self._high
        return [number for number in candidates if low <= days[number] <= high]


class _Everything(_Part):
    def __init__(self, size: int) -> None:
        self.size = size

    def all(self) -> Articles:
        return range(self.size)

    def among(self, candidates: Articles) -> Articles:
        return candidates


class _Except(_Part):
    def __init__(self, part: _Part, size: int) -> None:
        self.size = size
        self._part = part

    def all(self) -> Articles:
        return set(range(self.size)).difference(self._part.all())

    def among(self, candidates: Articles) -> Articles:
        return set(candidates).difference(self._part.among(candidates))


class _AnyOf(_Part):
    def __init__(self, parts: Iterable[_Part]) -> None:
        self._parts = list(parts)
        self.size = sum(part.size for part in self._parts)

    def all(self) -> Articles:
        return set().union(*(part.all() for part in self._parts))

    def among(self, candidates: Articles) -> Articles:
        if len(candidates) * len(self._parts) > self.size:
            return super().among(candidates)
        return set().union(*(part.among(candidates) for part in self._parts))


class _AllOf(_Part):
    def __init__(self, parts: Iterable[_Part], checks: Iterable[Check] = ()) -> None:
        self.parts: list[_Part] = []
        self.checks = list(checks)
        for part in parts:
            if isinstance(part, _AllOf):
                self.parts += part.parts
                self.checks += part.checks
            else:
                self.parts.append(part)
        self.parts.sort(key=lambda part: part.size)
        self.size = self.parts[0].size

    def all(self) -> Articles:
        first, *others = self.parts
        return self._through(others, first.all())

    def among(self, candidates: Articles) -> Articles:
        return self._through(self.parts, candidates)

    def _through(self, parts: Iterable[_Part], candidates: Articles) -> Articles:
        for part in parts:
            if not candidates:
                break
            candidates = part.among(candidates)
        for check in self.checks:
            candidates = check(candidates) if candidates else candidates
        return candidates


def _set(candidates: Articles) -> set[int]:
    return candidates if isinstance(candidates, set) else set(candidates)


def _part(wanted: query.Query, segment: Segment) -> _Part:
    match wanted:
        case query.Term():
            found = segment.postings(wanted.fieldname, wanted.text)
            return _Term(found) if found else _Known(())
        case query.And() if wanted.subqueries:
            return _AllOf(_part(one, segment) for one in wanted.subqueries)
        case query.Or():
            return _AnyOf(_part(one, segment) for one in wanted.subqueries)
        case query.Not():
            return _Except(_part(wanted.query, segment), segment.size)
        case query.Every(fieldname=None):
            return _Everything(segment.size)
        case Placed():
            candidates = _part(wanted.candidates, segment)
            return _AllOf([candidates], [lambda found: wanted.of(found, segment)])
        case query.Phrase(slop=1):
            return _phrase(wanted, segment)
        case query.TermRange(fieldname="day" | "words", startexcl=False, endexcl=False):
            return _range(wanted, segment)
        case query.Prefix() | query.TermRange():
            # Whoosh turns these into the terms that they stand for.
            return _part(wanted.simplify(segment.reader), segment)
        case _:
            searcher = Searcher(segment.reader)
            found = wanted.matcher(searcher, searcher.boolean_context()).all_ids()
            return _Known(set(found))


def _range(wanted: query.TermRange, segment: Segment) -> _Part:
    low, high = wanted.start, wanted.end
    run = segment.run(wanted.fieldname, low, high)
    if wanted.fieldname != "day":
        return _Known(run)
    return _Days(run, segment.days, int(low) if low else 1, int(high) if high else _NO_END)


_NO_END = 2**31


def _phrase(wanted: query.Phrase, segment: Segment) -> _Part:
    words = [segment.postings(wanted.fieldname, word) for word in wanted.words]
    known = [word for word in words if word is not None]
    if len(known) < len(words):
        return _Known(())
    return _AllOf(map(_Term, dict.fromkeys(known)), [lambda found: _in_order(known, found)])


def _in_order(words: Sequence[Stored], candidates: Articles) -> Articles:
    """Those of the candidates, which have all the words, that have them next to each other."""
    among = sorted(candidates)
    # A place in an article as one number, counted back to where the phrase would begin (and on, so
    # that it stays in its article): there all words meet, the rarest first.
    starts: set[int] | None = None
    for before, word in sorted(enumerate(words), key=lambda pair: pair[1].frequency):
        bases = [(article << 32) + len(words) - before for article in among]
        spread = zip(bases, word.spread_over(among), strict=True)
        begins = [base + place for base, places in spread for place in places]
        starts = set(begins) if starts is None else starts.intersection(begins)
        among = sorted({start >> 32 for start in starts})
    return among
