"""Encodes postings: packs the arrays of a term into bytes.

The postings come from an inverter or from other segments. Slices of bytes and arithmetic on one
long number narrow the numbers wherever a loop over them would take as long as finding the words
did. `postings.py` reads and describes the form that is packed here.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise, repeat
from typing import NamedTuple

from newsarchive.engines.whoosh.packing import (
    APART,
    BITMAP,
    EACH_ONE,
    HIGH,
    HIGH_BITS,
    IN_8,
    IN_16,
    IN_32,
    IS_DENSE,
    LAYERS,
    LEAST_LAYERED,
    LOW,
    MOST_PAIRED,
    NUMBERS,
    PAIRED,
    SECOND_LAYERS,
    UNPLACED,
    WHOLE_LAYERS,
    WIDE,
    WIDE_CODES,
    added,
    is_split,
    lessened,
    paired,
    shorts,
    split_bytes,
    upper_bytes,
)
from newsarchive.engines.whoosh.postings import CAP, DENSE, STEP


def narrow(numbers: Sequence[int]) -> array[int]:
    """The numbers as an array of the narrowest kind that holds them: B, H, I or Q."""
    top = max(numbers, default=0)
    if top < 1 << 8:
        return array("B", bytes(list(numbers)))  # bytes() of an array would be its memory
    for code, bits in (("H", 16), ("I", 32)):
        if top < 1 << bits:
            return array(code, numbers)
    return array("Q", numbers)


def _one_byte(numbers: array[int]) -> bytes | None:
    """Each number in a byte; None if there is one above 255."""
    width, data = numbers.itemsize, numbers.tobytes()
    low = 0 if sys.byteorder == "little" else width - 1
    nothing = bytes(len(numbers))
    if any(data[part::width] != nothing for part in range(width) if part != low):
        return None
    return data[low::width]


class Packed(NamedTuple):
    """What a term has besides its articles."""

    kind: int
    block: bytes
    """For `PostingList`."""
    weights: bytes
    """With the same articles, the same bytes for the same weights; empty where each is 1."""


class Postings(NamedTuple):
    """The postings of one term in memory, to be written."""

    articles: array[int]
    """Ascending, of H."""
    counts: array[int] | None = None
    """The number of positions in each article; None where each has one."""
    weights: array[int] | None = None
    """The weight in each article, at least the count; None where they are equal.

    Without positions, None where each is 1.
    """
    places: array[int] | None = None
    """The positions in all articles, one after the other; None in a field without."""

    @property
    def frequency(self) -> int:
        """The number of articles with the term."""
        return len(self.articles)

    def packed_articles(self, size: int) -> bytes:
        """The articles, in a segment of `size`: their numbers, or a bit for every one.

        Never bits where it has positions or weights: these belong to numbers.
        """
        is_listed = self.places is not None or self.weights is not None
        return _packed_articles(self.articles, size, is_listed=is_listed)

    def unplaced(self) -> Postings:
        """The same without positions."""
        return Postings(self.articles, None, self.weights or self.counts)

    def pack(self, size: int) -> Packed:
        """What belongs to the articles, in a segment of `size`: nothing without positions and
        weights.
        """
        if self.places is None and self.weights is None:
            return _NOTHING
        frequency = len(self.articles)
        ones = b"\1" * frequency
        counts = ones if self.counts is None else _one_byte(self.counts)
        weights = counts if self.weights is None else _one_byte(self.weights)
        whole = self.weights or self.counts or ones
        is_dense = frequency * DENSE > size
        lane = b""
        if is_dense:
            low = weights or bytes(min(weight, CAP) for weight in whole)
            lane = _spread_out(self.articles, low, size)
        # Without positions, nobody asks for counts.
        own_counts = weights if self.places is None and is_dense else counts
        if not own_counts or not weights or (is_dense and CAP in weights):
            kind, packed = _wide(self.counts or ones, whole)
            packed = lane + packed
        elif is_dense:
            kind, packed = _dense(lane, own_counts, weights)
        elif weights == ones:
            kind, packed = EACH_ONE, b""
        else:
            part = weights.translate(_AT_MOST[MOST_PAIRED]) if self.places is None else own_counts
            kind, packed = _listed(part, weights)
        kind |= is_dense * IS_DENSE
        alike = lane
        if kind & NUMBERS == WIDE:
            alike += array("I", whole).tobytes()
        elif weights and weights != ones and not is_dense:
            alike = weights
        if self.places is None:
            return Packed(kind and kind | UNPLACED, packed, alike)
        starts = _starts(counts or self.counts or ones) if kind else b""
        form, places = _packed_places(self.places)
        return Packed(kind | form, starts + packed + places, alike)


_NOTHING = Packed(0, b"", b"")


class SinglePosting(NamedTuple):
    """The postings of a term that stands once in one article, as most do: faster."""

    article: int
    place: int | None = None
    weight: int = 1

    @property
    def frequency(self) -> int:
        """See `Postings`, here and below."""
        return 1

    @property
    def articles(self) -> array[int]:
        return array("H", (self.article,))

    @property
    def counts(self) -> array[int] | None:
        return None

    @property
    def weights(self) -> array[int] | None:
        return array("I", (self.weight,)) if self.weight > 1 else None

    @property
    def places(self) -> array[int] | None:
        return None if self.place is None else array("I", (self.place,))

    def packed_articles(self, size: int) -> bytes:
        if size >= BITMAP or self.place is not None or self.weight > 1:
            return _two_bytes(self.article)
        return _packed_articles(self.articles, size, is_listed=False)

    def unplaced(self) -> SinglePosting:
        return SinglePosting(self.article, None, self.weight)

    def pack(self, size: int) -> Packed:
        if size < DENSE:  # then the term is dense
            return Postings(self.articles, None, self.weights, self.places).pack(size)
        return _packed_single(self.place, self.weight)


_two_bytes = struct.Struct("=H").pack


@lru_cache(maxsize=1 << 16)
def _packed_single(place: int | None, weight: int) -> Packed:
    single = SinglePosting(0, place, weight)
    return Postings(single.articles, None, single.weights, single.places).pack(DENSE)


AnyPostings = Postings | SinglePosting
TermPostings = Iterator[tuple[bytes, AnyPostings]]
"""Terms, ascending, with their postings."""


def _starts(counts: Sequence[int]) -> bytes:
    """Where the positions of each `STEP`th article begin, but for the first."""
    steps = range(0, len(counts) - STEP, STEP)
    return array("I", accumulate(sum(counts[at : at + STEP]) for at in steps)).tobytes()


_BELOW = [bytes(range(least)) for least in range(32)]
_AT_MOST = {top: bytes(min(n, top) for n in range(256)) for top in (1, 3, 15, MOST_PAIRED)}
_LESS = {top: bytes(max(n - top, 0) for n in range(256)) for top in (1, 3, 15)}
_COUNT_PART = bytes(paired(max(count, 1), 0) & 255 for count in range(256))
_ABOVE_PART = bytes(paired(1, above) & 255 for above in range(256))
"""What these make of a pair, which is the sum of both."""


def _wide(counts: Iterable[int], weights: Iterable[int]) -> tuple[int, bytes]:
    """The kind of numbers of which some take more than a byte, and these."""
    both = narrow([*counts, *weights, 256])
    return WIDE | WIDE_CODES.index(both.typecode) << 4, both[:-1].tobytes()


def _dense(lane: bytes, counts: bytes, weights: bytes) -> tuple[int, bytes]:
    """Those of a dense term."""
    number = _fewest(lane, SECOND_LAYERS)
    kind, packed = EACH_ONE | number << 4, in_layers(lane, LAYERS[number])
    if counts == weights:
        return kind, packed
    above = lessened(weights, counts)
    return kind | APART, packed + in_layers(above, LAYERS[SECOND_LAYERS])


def _listed(counts: bytes, weights: bytes) -> tuple[int, bytes]:
    """Those of another term."""
    above = lessened(weights, counts)
    if counts.translate(None, _BELOW[MOST_PAIRED + 1]) or above.translate(
        None, _BELOW[MOST_PAIRED]
    ):
        counts = counts.translate(_LESS[1])
        number = _fewest(counts + above)
        return APART | number << 4, b"".join(
            in_layers(each, LAYERS[number]) for each in (counts, above)
        )
    pairs = added(counts.translate(_COUNT_PART), above.translate(_ABOVE_PART))
    number = _fewest(pairs)
    return PAIRED | number << 4, in_layers(pairs, LAYERS[number])


def _fewest(numbers: bytes, first: int = 0) -> int:
    """The layers, of those from the first on, in which the numbers take the fewest bits."""
    size = len(numbers)
    if size < LEAST_LAYERED:
        return WHOLE_LAYERS
    above = [len(numbers.translate(None, _BELOW[least])) for least in (1, 3, 15, 16, 18)]
    bits = (
        size + 4 * above[0] + 8 * above[3],
        2 * size + 4 * above[1] + 8 * above[4],
        4 * size + 8 * above[2],
        8 * size,
    )  # fmt: skip
    return bits.index(min(bits[first:]), first)


def in_layers(numbers: bytes, widths: Sequence[int]) -> bytes:
    """What `packing.numbers` reads."""
    packed = []
    for width in widths:
        if width == 8:
            packed.append(numbers)
            break
        top = (1 << width) - 1
        packed.append(_squeezed(numbers.translate(_AT_MOST[top]), width))
        numbers = numbers.translate(_LESS[top], _BELOW[top])
        if not numbers:
            break
    return b"".join(packed)


def _squeezed(numbers: bytes, width: int) -> bytes:
    """Numbers of so many bits: the first of them are the upper bits of all bytes, and so on."""
    parts = 8 // width
    size = (len(numbers) + parts - 1) // parts
    numbers = numbers.ljust(size * parts, b"\0")
    both = 0
    for start in range(0, size * parts, size):
        both = both << width | int.from_bytes(numbers[start : start + size], "big")
    return both.to_bytes(size, "big")


def _spread_out(articles: Iterable[int], weights: Iterable[int], size: int) -> bytes:
    """A byte for each article of a segment: the weight of the term."""
    dense = bytearray(size)
    deque(map(dense.__setitem__, articles, weights), maxlen=0)
    return bytes(dense)


def _packed_articles(articles: array[int], size: int, *, is_listed: bool) -> bytes:
    """The numbers of articles, or, if that takes less, a bit for every article."""
    if is_listed or len(articles) * BITMAP <= size:
        data = articles.tobytes()
        if not is_split(len(articles), size):
            return data
        lower, upper = data[LOW::2], data[HIGH::2]
        ends = list(map(bisect_right, repeat(upper), range(upper_bytes(size))))
        runs = "".join("1" * (end - start) + "0" for start, end in pairwise([0, *ends]))
        digits = runs.ljust(8 * split_bytes(len(articles), size), "0")
        return int(digits, 2).to_bytes(len(digits) // 8, "big") + lower
    bits = bytearray(b"0") * size
    deque(map(bits.__setitem__, articles, repeat(ord("1"))), maxlen=0)
    return int(bits, 2).to_bytes((size + 7) // 8, "big")


def _packed_places(places: array[int]) -> tuple[int, bytes]:
    if places.itemsize > 2 and max(places, default=0) >= 1 << 16:
        return IN_32, places.tobytes()
    data = (shorts(places) if places.itemsize > 2 else places).tobytes()
    if len(places) == 1:  # it may take the place of an entry: see `dictionary.py`
        return IN_16, data
    low, high = data[LOW::2], data[HIGH::2]
    if high == bytes(len(high)):
        return IN_8, low
    for form, width in HIGH_BITS.items():
        if not high.translate(None, _BELOW[1 << width]):
            return form, low + _squeezed(high, width)
    return IN_16, data
