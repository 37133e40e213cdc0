"""Postings: the articles of a term, its weights there, and its positions.

They are arrays of numbers in a file, in the byte order of the machine. Each is as narrow as its
numbers allow (`packing.py`), and used whole: by slices, sets, `translate` and the like, which
Python runs at the speed of C. `encoder.py` makes them. The number of an article is that in its
segment, 0 to 65,535. A term of the kind 0 has its articles only, and each weight is 1.

This module must not know fields, files or Whoosh.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, compress, repeat
from operator import add, itemgetter
from typing import TypeVar

from newsarchive.engines.whoosh.checked import Sliceable
from newsarchive.engines.whoosh.packing import (
    EACH_ONE,
    IN_8,
    IN_10,
    IN_12,
    IS_DENSE,
    LAYERS,
    MORE,
    NUMBERS,
    PAIR_COUNTS,
    PAIR_WEIGHTS,
    PAIRED,
    PLACED,
    SECOND_LAYERS,
    UNPLACED,
    WHOLE_LAYERS,
    WIDE,
    WIDE_CODES,
    added,
    bits,
    is_in_bits,
    is_split,
    layers,
    lessened,
    numbers,
    positions,
    shorts,
    split_articles,
    whole_articles,
)

SEGMENT_ARTICLES = 65_536
"""The most articles of a segment, so that their numbers take 16 bits."""
DENSE = 6
"""A term in more than one in so many articles has its weight for each article of the segment."""
FEW = 25
"""So many postings are read in the time of one look-up."""
FEW_RUNS = 20
"""So many counts are added up in the time of finding the positions in one article."""
FEW_PLACES = 700
"""So many positions are unpacked together in the time of one alone."""
STEP = 64
"""Articles between two recorded beginnings of positions."""

Number = TypeVar("Number", int, float)


def picked(values: Sequence[Number], places: Sequence[int]) -> Sequence[Number]:
    """The values at these indexes."""
    if isinstance(places, range) and len(places) == len(values):
        return values  # of all articles; no index is repeated
    if len(places) > 1:
        found: tuple[Number, ...] = itemgetter(*places)(values)
        return found
    return [values[place] for place in places]


def chosen(presence: Sequence[int]) -> list[int]:
    """The indexes of the numbers that are not 0."""
    global _NUMBERS  # noqa: PLW0603 - bound anew, as another thread may be reading it
    known = _NUMBERS
    if len(presence) > len(known):
        known = _NUMBERS = list(range(len(presence)))
    return list(compress(known, presence))


_NUMBERS: list[int] = []
"""The first numbers, made once: making them takes longer than choosing among them."""


def _quick(numbers: Sequence[int]) -> Sequence[int]:
    """The same numbers; going through those of a memoryview takes several times as long."""
    return numbers.tolist() if isinstance(numbers, memoryview) else numbers


def encoded(term: str) -> bytes:
    """A term as it is stored; the order stays the same.

    Paths may have bytes that are no text: they are surrogates.
    """
    return term.encode("utf-8", "surrogatepass")


def decoded(term: bytes) -> str:
    """The term of stored bytes."""
    return term.decode("utf-8", "surrogatepass")


CAP = 255
"""The greatest weight in a byte; it stands for all greater ones."""


class PostingList:
    """The postings of one term in the file; each array is read when it is first needed.

    A kind (`packing.py`) tells how they are packed.
    """

    def __init__(
        self, frequency: int, size: int, where: Sliceable, kind: int, block: Sliceable
    ) -> None:
        """For `frequency` articles in a segment of `size`.

        `where` begins with the bytes of `packed_articles` (unused if the term is dense), `block`
        with those of `pack`. Both may go on.
        """
        self.frequency = frequency
        """The number of articles with the term."""
        self._size = size
        self._where = where
        self._kind = kind
        self._block = block
        self._numbers, self._is_dense = kind & NUMBERS, bool(kind & IS_DENSE)
        self._has_counts = bool(kind & (NUMBERS | IS_DENSE))
        starts = 0 if kind & PLACED == UNPLACED else (frequency - 1) // STEP
        self._numbers_at = 4 * starts * self._has_counts
        self.columns: tuple[bytes, bytes, bytes] | None = None
        self.counted: tuple[bytes, bytes] | None = None
        """What `phrases.py` and `bounds.py` make of them, once that is needed."""

    @property
    def memory(self) -> int:
        """About how many bytes the arrays take, once all that questions need was read."""
        places = self._starts[-1] + STEP if self._numbers_at else self.frequency
        return self._size + 40 * self.frequency + 6 * places

    @property
    def has_weights(self) -> bool:
        """Whether the term may weigh more than 1 anywhere."""
        return bool(self._kind)

    def _array(self, code: str, start: int, length: int) -> memoryview[int]:
        end = start + length * array(code).itemsize
        return self._block[start:end].cast(code)  # type: ignore[call-overload,no-any-return]

    @cached_property
    def dense(self) -> bytes:
        """The weight of the term in every article of the segment, 255 for that and more.

        Empty if too few articles have it.
        """
        return self._lane[0] if self._is_dense else b""

    @cached_property
    def _lane(self) -> tuple[bytes, int]:
        """The same, and where it ends."""
        widths = LAYERS[WHOLE_LAYERS if self._numbers == WIDE else layers(self._kind)]
        return numbers(self._block, self._numbers_at, self._size, widths)

    @cached_property
    def presence(self) -> bytes:
        """A byte for every article of the segment: 0 without the term. Empty if few have it."""
        if is_in_bits(self._kind, self.frequency, self._size):
            return bits(self._where, self._size)
        return self.dense

    @cached_property
    def articles(self) -> list[int]:
        """The articles, ascending."""
        return chosen(self.presence) if self.presence else self.listed.tolist()

    @property
    def listed(self) -> memoryview[int]:
        """The same in two bytes each."""
        if self.presence:
            return memoryview(shorts(self.articles))
        if not is_split(self.frequency, self._size):
            return self._where[0 : 2 * self.frequency].cast("H")
        return whole_articles(*self._split)

    @cached_property
    def _split(self) -> tuple[bytes, list[int]]:
        return split_articles(self.frequency, self._size, self._where)

    def having(self, candidates: Sequence[int]) -> Sequence[int]:
        """The candidates with the term, in any order."""
        if presence := self.presence:
            return list(compress(candidates, picked(presence, candidates)))
        return list(compress(candidates, self.having_each(candidates)))

    def indexes(self, candidates: Sequence[int]) -> Iterable[int]:
        """The index of each of few candidates; -1 for one without the term."""
        if presence := self.presence:
            return self._counted(presence, candidates)
        if is_split(self.frequency, self._size):
            lower, ends = self._split
            find = lower.find
            return [find(n & 255, ends[n >> 8], ends[(n >> 8) + 1]) for n in candidates]
        listed = self.listed
        near = [n - 1 for n in map(bisect_right, repeat(listed), candidates)]
        found = zip(near, picked(listed, near), candidates, strict=True)
        return [n if here == article else -1 for n, here, article in found]

    @staticmethod
    def _counted(presence: bytes, candidates: Iterable[int]) -> Iterator[int]:
        index = start = 0
        for article in candidates:
            if article < start:
                index = start = 0
            index += article - start - presence.count(0, start, article)
            start = article
            yield index if presence[article] else -1

    def weights_at(self, candidates: Sequence[int]) -> Sequence[int]:
        """The weight of the term in each of the candidates; 0 without it."""
        if self._has_lane_for(candidates):
            weights = picked(self.lane, candidates)
            if CAP not in weights:
                return weights
            high = compress(candidates, map(CAP.__eq__, weights))
            exact = iter(picked(self.weights, list(self.indexes(list(high)))))
            return [next(exact) if weight == CAP else weight for weight in weights]
        all_weights = self.weights
        return [all_weights[index] if index >= 0 else 0 for index in self.indexes(candidates)]

    def _has_lane_for(self, articles: Sequence[int]) -> bool:
        """Whether `lane` is quicker for these than to look each of them up."""
        return self._is_dense or "lane" in self.__dict__ or len(articles) * FEW >= self.frequency

    @cached_property
    def lane(self) -> bytes:
        """A byte for every article of the segment: the weight, 255 for that and more."""
        if dense := self.dense:
            return dense
        if (presence := self.presence) and not self._kind:
            return presence
        lane = bytearray(self._size)
        for article, weight in zip(self.articles, self.low_weights, strict=True):
            lane[article] = weight
        return bytes(lane)

    @cached_property
    def low_weights(self) -> bytes:
        """The weight in each article, 255 for that and more."""
        weights = self.weights
        is_wide = self._numbers == WIDE
        return bytes(min(weight, CAP) for weight in weights) if is_wide else bytes(weights)

    @cached_property
    def counts(self) -> Sequence[int]:
        """How many places there are in each article."""
        if self._numbers == PAIRED:
            return self._pairs[0].translate(PAIR_COUNTS)
        return self._both[0]

    @cached_property
    def weights(self) -> Sequence[int]:
        """The weight of the term in each article."""
        if self._numbers == PAIRED:
            return self._pairs[0].translate(PAIR_WEIGHTS)
        if self._is_dense and self._numbers != WIDE:
            return self.dense.translate(None, b"\0")
        return self._both[1]

    @cached_property
    def _pairs(self) -> tuple[bytes, int]:
        """The pairs, and where they end."""
        widths = LAYERS[layers(self._kind)]
        return numbers(self._block, self._numbers_at, self.frequency, widths)

    @cached_property
    def _places_at(self) -> int:
        return self._pairs[1] if self._numbers == PAIRED else self._both[2]

    @cached_property
    def _both(self) -> tuple[Sequence[int], Sequence[int], int]:
        """Counts and weights that are not in pairs, and where they end."""
        block, frequency, number = self._block, self.frequency, layers(self._kind)
        at = self._lane[1] if self._is_dense else self._numbers_at
        if self._numbers == WIDE:
            code = WIDE_CODES[number]
            both = self._array(code, at, 2 * frequency)
            return both[:frequency], both[frequency:], at + both.nbytes
        if self._numbers == EACH_ONE:
            ones = self.weights if self._is_dense else b"\1" * frequency
            return ones, ones, at
        if self._is_dense:
            above, at = numbers(block, at, frequency, LAYERS[SECOND_LAYERS])
            return lessened(bytes(self.weights), above), self.weights, at
        further, at = numbers(block, at, frequency, LAYERS[number])
        above, at = numbers(block, at, frequency, LAYERS[number])
        return (counts := further.translate(MORE[1])), added(counts, above), at

    @cached_property
    def _starts(self) -> Sequence[int]:
        """Where the positions of each `STEP`th article begin, but for the first."""
        return self._array("I", 0, self._numbers_at // 4)

    def _start(self, index: int) -> int:
        """Where the positions of the article of this index begin."""
        if not self._has_counts:
            return index
        step = index // STEP
        start = self._starts[step - 1] if step else 0
        return start + sum(self.counts[step * STEP : index])

    @cached_property
    def places(self) -> Sequence[int]:
        """The positions in all articles, one after the other."""
        return self._places(0, self._total)

    @cached_property
    def _total(self) -> int:
        """The number of positions."""
        is_placed = self._kind & PLACED not in (0, UNPLACED)
        return self._start(self.frequency - 1) + self.counts[-1] if is_placed else 0

    def _places(self, start: int, end: int) -> Sequence[int]:
        form, total = self._kind & PLACED, self._total
        return positions(self._block, self._places_at, form, total, start, end)

    def between(self, first: int, behind: int) -> tuple[list[int], Sequence[int], Sequence[int]]:
        """The articles from one number up to another; their counts; all positions in them."""
        articles = self.articles
        low, high = bisect_left(articles, first), bisect_left(articles, behind)
        if low == high:
            return [], b"", b""
        counts = self.counts[low:high]
        start, end = self._start(low), self._start(high - 1) + counts[-1]
        return articles[low:high], _quick(counts), _quick(self._places(start, end))

    def places_in(self, index: int) -> Sequence[int]:
        """The positions in the article of this index, ascending."""
        start = self._start(index)
        return self._places(start, start + self.counts[index])

    def spread(self, wanted: Collection[int]) -> Iterator[tuple[int, Sequence[int]]]:
        """(article, positions) for each of the wanted articles with the term."""
        if len(wanted) * FEW < self.frequency:
            few = sorted(wanted)
            found = zip(few, self.indexes(few), strict=True)
            return ((article, self.places_in(n)) for article, n in found if n >= 0)
        among = set(wanted).intersection(self.articles)
        places: list[int] = list(self.places)  # slices of a list are far quicker
        ends = list(accumulate(self.counts, initial=0))
        having = map(among.__contains__, self.articles)
        several = compress(range(self.frequency), having)
        runs = [places[ends[n] : ends[n + 1]] for n in several]
        return zip(sorted(among), runs, strict=True)

    def owners(self) -> list[int]:
        """The article of each of `places`; not kept, as it would take most of the memory."""
        return list(chain.from_iterable(map(repeat, self.articles, self.counts)))

    def having_each(self, articles: Sequence[int]) -> Sequence[int]:
        """For each article a number that is 0 if it does not have the term."""
        if self._has_lane_for(articles):
            return picked(self.lane, articles)
        return [index + 1 for index in self.indexes(articles)]

    def runs(self, indexes: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
        """Where in `places` those in the articles of these indexes begin, and end."""
        if "ends" not in self.__dict__ and len(indexes) * FEW_RUNS < self.frequency:
            starts = list(map(self._start, indexes))
            return starts, list(map(add, starts, picked(self.counts, indexes)))
        return picked(self.ends[:-1], indexes), picked(self.ends[1:], indexes)

    @cached_property
    def ends(self) -> memoryview[int]:
        """0, and where the positions in each article end; quicker to read than an array."""
        return memoryview(array("I", accumulate(self.counts, initial=0)))

    @cached_property
    def low_places(self) -> bytes:
        """The lowest byte of each of `places`."""
        at, form, total = self._places_at, self._kind & PLACED, self._total
        if form in (IN_8, IN_10, IN_12):
            return bytes(self._block[at : at + total])
        wide = self._places(0, total)
        assert isinstance(wide, memoryview)
        data, width = bytes(wide), wide.itemsize
        return data[0 if sys.byteorder == "little" else width - 1 :: width]

    def places_at(self, indexes: Sequence[int]) -> Sequence[int]:
        """Those of `places` at these indexes."""
        if "places" in self.__dict__ or len(indexes) * FEW_PLACES > self._total:
            return picked(self.places, indexes)
        return [self._places(n, n + 1)[0] for n in indexes]
