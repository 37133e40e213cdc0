"""The best articles of a segment, without scoring all that match.

Every article gets an upper bound of its score, in one byte: computed from the count of each word in
it, a class of lengths, and the words' weights. Articles with the highest bounds are scored first;
once enough of them match, all articles with bounds below the lowest of their scores are skipped.
(The idea is MaxScore's: Turtle & Flood 1995, "Query evaluation: strategies and optimizations". Here
the bounds of all articles are computed at once: tables translate strings of bytes, which are added
as long numbers, at the speed of C.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING

from newsarchive.engines.whoosh.executor import Articles, ArticleSet
from newsarchive.engines.whoosh.plan import Listed, Term, TermRange
from newsarchive.engines.whoosh.postings import CAP, PostingList, chosen, picked
from newsarchive.engines.whoosh.scorer import Lengths, ScoredWord, counts_in, scores_of
from newsarchive.engines.whoosh.segment import LEAST_LENGTHS, Segment
from newsarchive.query.ranking import K1, LEAST_LENGTH, B, word_score

if TYPE_CHECKING:
    from newsarchive.engines.whoosh.combined import CombinedPostings

MOST_WORDS = 8
"""The bounds of more words would not fit in a byte: then every match is scored."""
FEW = 400
"""Scoring so few articles takes less time than computing their bounds."""
DENSE = 12
"""Where one in so many articles may match, all articles of the segment get bounds."""

_STEPS = 64
"""A word's share of the weights is rounded up to one of so many steps, each with a table."""
_FULL = (CAP - MOST_WORDS) / ((K1 + 1) * (1 + MOST_WORDS / _STEPS))
"""The bound of a score equal to the sum of the weights: the highest sum must fit in a byte."""
_MOST = 15
"""The greatest count in a table; it stands for all greater ones."""
_CAPPED = bytes(min(count, _MOST) for count in range(256))
_SAFE = 1 - 1e-9
"""A margin, as sums of floating-point numbers depend a little on their order."""
_FLOORS = (208, 184, 160, 140, 122, 106, 92, 80, 70, 60, 50, 40, 30, 20, 10, 1)
"""Bounds at which `_holding` counts the articles above."""
_BELOW = {floor: bytes(range(floor)) for floor in _FLOORS}

Row = tuple[float, int]
"""A score, and the number of an article in its segment."""
Candidate = tuple[float, int, int]
"""A score, the number of the segment and that of the article in it."""


class Top:
    """The best articles so far, in no order: `count` of them and ties, if there are so many."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.least = 0.0
        """The score that an article needs to be among them."""
        self.rows: list[Candidate] = []

    @property
    def enough(self) -> bool:
        """Whether there are `count` of them."""
        return len(self.rows) >= self.count

    def add(self, segment: int, rows: Iterable[Row]) -> None:
        """Add matching articles of one segment."""
        least = self.least
        self.rows += [(score, segment, article) for score, article in rows if score >= least]
        if self.enough:
            self.least = least = sorted(map(itemgetter(0), self.rows))[-self.count]
            if len(self.rows) > self.count:
                self.rows = [row for row in self.rows if row[0] >= least]


class Bounds:
    """The bounds of some articles of a segment, or of all, by their index among these."""

    def __init__(
        self, scale: Scale, segment: Segment, lanes: Sequence[bytes], articles: Articles | None
    ) -> None:
        """Of all articles if None is given. `lanes` holds the counts of each word, in bytes."""
        self.whole = articles is None
        """Whether these are all articles, so that indexes are numbers of articles."""
        self._articles = articles
        self._lanes = lanes
        classes = segment.classes
        self.all = scale.bounds(lanes, bytes(picked(classes, articles)) if articles else classes)

    def at(self, places: Articles) -> Articles:
        """The articles at these indexes."""
        return picked(self._articles, places) if self._articles else places

    def counts(self, places: Articles) -> list[Sequence[int]]:
        """The counts of each word in the articles at these indexes; empty if too great."""
        lanes = [picked(lane, places) for lane in self._lanes]
        return [] if any(CAP in counts for counts in lanes) else lanes


class Scale:
    """Turns scores into bounds, for the words of one query."""

    def __init__(self, words: Sequence[ScoredWord], lengths: Lengths) -> None:
        self._total = sum(word.weight for word in words)
        self._tables = [_table(lengths, ceil(_STEPS * word.weight / self._total)) for word in words]

    def floor(self, score: float) -> int:
        """The least bound of an article with this score. 0 is for articles without any word."""
        return max(1, ceil(_FULL * score / self._total * _SAFE))

    def bounds(self, lanes: Sequence[bytes], classes: bytes) -> bytes:
        """The bounds of articles with these counts of each word and these classes of lengths."""
        size, lengths = len(classes), _number(classes) << 4
        total = 0
        for counts, table in zip(lanes, self._tables, strict=True):
            kinds = lengths | _number(counts.translate(_CAPPED))
            total += _number(kinds.to_bytes(size, "big").translate(table))
        return total.to_bytes(size, "big")


def _number(lane: bytes) -> int:
    return int.from_bytes(lane, "big")


def _table(lengths: Lengths, steps: int) -> bytes:
    """(class of length, count) → bound, for a word with this share of the weights."""
    known = lengths.tables.get(steps)
    if known is None:
        weight = _FULL * steps / _STEPS
        counts = [*map(float, range(_MOST)), 1e9]
        known = bytes(
            int(word_score(count, lengths[least], weight)) + 1 if count else 0
            for least in LEAST_LENGTHS
            for count in counts
        )
        known = lengths.tables[steps] = known.ljust(256, b"\0")
    return known


def _lane(word: ScoredWord, segment: Segment) -> bytes:
    """For each article of a segment the count of the word; 255 stands for that and more."""
    found = word.postings(segment)
    return found.lane if found else bytes(segment.size)


def _low(counts: Sequence[int]) -> bytes:
    """The counts in a byte each; 255 stands for that and more."""
    try:
        return bytes(counts)
    except ValueError:
        return bytes(min(count, CAP) for count in counts)


def _counted(found: PostingList | CombinedPostings) -> tuple[bytes | None, bytes]:
    """The counts of a word, as in `_lane`, and the articles that they are of; None: all of them."""
    if not isinstance(found, PostingList) or found.presence or "lane" in vars(found):
        return None, found.lane
    if found.counted is None:
        found.counted = found.listed.tobytes(), found.low_weights
    return found.counted


def _listed(plan: Listed, segment: Segment) -> tuple[tuple[bytes | None, bytes], int]:
    """The articles of a plan in the form of `_counted`, and how many there are."""
    if isinstance(plan, TermRange):
        run = segment.run(plan.field, plan.low, plan.high)
        return (run.tobytes(), b"\1" * len(run)), len(run)
    found = segment.combined(plan.field, [plan.term] if isinstance(plan, Term) else plan.terms)
    return (_counted(found), found.frequency) if found else ((None, b""), 0)


class Collector:
    """Collects the best articles, a segment at a time."""

    def __init__(self, words: Sequence[ScoredWord], lengths: Lengths, count: int) -> None:
        self.top = Top(count)
        self._words = words
        self._lengths = lengths

    @cached_property
    def _scale(self) -> Scale | None:
        return Scale(self._words, self._lengths) if 0 < len(self._words) <= MOST_WORDS else None

    def has_collected(
        self,
        number: int,
        segment: Segment,
        besides: Sequence[Listed] | None,
        among: Sequence[int] | None = None,
    ) -> bool:
        """Collect from a segment in one pass, where that is compiled and loaded.

        Those that have any of the words; with `besides` those that have all, and are among the
        articles of each of these plans; with `among` just these articles. False if that is not
        loaded, or a word comes so often that it cannot tell.
        """
        if segment.core is None:
            return False
        counts: list[tuple[bytes | None, bytes, float]] = []
        sizes: list[int] = []
        for word in self._words:
            if found := word.postings(segment):
                counts.append((*_counted(found), word.weight))
                sizes.append(found.frequency)
            elif besides is not None:
                return True
        for plan in besides or ():  # as words that count for nothing
            listed, size = _listed(plan, segment)
            if not size:
                return True
            counts.append((*listed, 0.0))
            sizes.append(size)
        rows = segment.core.best(
            counts, among, None if besides is None else sizes.index(min(sizes)), segment.deleted,
            segment.length_bytes, (K1, B, LEAST_LENGTH, self._lengths.stats.average_length or 1.0),
            self.top.count, self.top.least,
        )  # fmt: skip
        if rows:
            self.top.add(number, rows)
        return rows is not None

    def collect(self, number: int, segment: Segment, found: ArticleSet, *, is_any: bool) -> None:
        """Collect from a segment. With `is_any`, every article with a word matches."""
        gone = segment.deleted
        if segment.core and not found.checks:
            articles = found.unchecked()
            if not articles or self.has_collected(number, segment, None, articles):
                return
        scale = self._scale
        if scale and found.size * DENSE > segment.size:
            lanes = [_lane(word, segment) for word in self._words]
            bounds = Bounds(scale, segment, lanes, None)
            among = None if is_any else found
            self._collect_by_bounds(bounds, scale, number, segment, found, among)
            if not is_any and not self.top.enough:
                others = [n for n in found.unchecked() if not bounds.all[n] and n not in gone]
                self._add(number, segment, found, others)
            return
        articles = found.unchecked()
        if gone:
            articles = [article for article in articles if article not in gone]
        if scale and len(articles) > FEW:
            lanes = [_low(counts_in(word, segment, articles)) for word in self._words]
            bounds = Bounds(scale, segment, lanes, articles)
            self._collect_by_bounds(bounds, scale, number, segment, found, None)
            if not self.top.enough:
                pairs = zip(articles, bounds.all, strict=True)
                self._add(number, segment, found, [one for one, bound in pairs if not bound])
        elif articles:
            self._add(number, segment, found, articles)

    def _collect_by_bounds(
        self,
        bounds: Bounds,
        scale: Scale,
        number: int,
        segment: Segment,
        found: ArticleSet,
        among: ArticleSet | None,
    ) -> None:
        """By their bounds, highest first, in batches, as long as they can be among the best.

        Only articles in `among`, if it is given.
        """
        behind, wanted = 256, 2 * self.top.count
        while True:
            floor = scale.floor(self.top.least) if self.top.enough else 1
            if floor >= behind:
                return
            if not self.top.enough:
                floor = _holding(bounds.all, floor, behind, wanted)
            places: Articles = _places(bounds.all, floor, behind)
            if among is not None and places:
                places = among.intersect(places)
            if bounds.whole and segment.deleted:
                places = [place for place in places if place not in segment.deleted]
            self._add(number, segment, found, bounds.at(places), bounds.counts(places))
            behind, wanted = floor, 8 * wanted

    def _add(
        self,
        number: int,
        segment: Segment,
        found: ArticleSet,
        articles: Articles,
        lanes: Sequence[Sequence[int]] = (),
    ) -> None:
        """Add the articles that pass the checks of what was found, with scores."""
        if not articles:
            return
        scores = scores_of(self._words, self._lengths, segment, articles, lanes)
        if not found.checks:
            self.top.add(number, zip(scores, articles, strict=True))
            return
        # The best first, so that articles with low scores need no slow checks.
        ordered = sorted(zip(scores, articles, strict=True), reverse=True)
        start, size = 0, 2 * self.top.count
        while start < len(ordered) and ordered[start][0] >= self.top.least:
            batch = {article: score for score, article in ordered[start : start + size]}
            passed = found.verify(list(batch))
            self.top.add(number, [(batch[article], article) for article in passed])
            start, size = start + size, 4 * size


def _holding(bounds: bytes, floor: int, behind: int, wanted: int) -> int:
    """The highest of `_FLOORS` between `floor` and `behind` with `wanted` articles above it."""
    for one in _FLOORS:
        if floor < one < behind and len(bounds.translate(None, _BELOW[one])) >= wanted:
            return one
    return floor


def _places(bounds: bytes, floor: int, behind: int) -> list[int]:
    """The indexes of bounds from `floor` to before `behind`."""
    here = bounds.translate(bytes(floor) + b"\1" * (behind - floor) + bytes(256 - behind))
    if here.count(1) * 16 > len(here):
        return chosen(here)
    places: list[int] = []
    place = here.find(1)
    while place >= 0:
        places.append(place)
        place = here.find(1, place + 1)
    return places
