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
from itertools import accumulate, repeat
from typing import NamedTuple

from newsarchive.engines.whoosh.packing import (
    CODES,
    HALF_DENSE,
    HIGH,
    IN_8,
    IN_10,
    IN_12,
    IN_16,
    IN_32,
    IS_DENSE,
    LOW,
    PAIRS,
    SMALL_PAIRS,
    is_split,
    upper_bytes,
)
from newsarchive.engines.whoosh.postings import BITMAP, CAP, DENSE, STEP


def narrow(numbers: Sequence[int]) -> array[int]:
    """The numbers as an array of the narrowest kind that holds them: B, H, I or Q."""
    top = max(numbers, default=0)
    if top < 1 << 8:
        return array("B", bytes(list(numbers)))  # bytes() of an array would be its memory
    for code, bits in (("H", 16), ("I", 32)):
        if top < 1 << bits:
            return array(code, numbers)
    return array("Q", numbers)


def shorts(numbers: Iterable[int]) -> array[int]:
    """Numbers below 65,536 as an array of H.

    Taking every other half of an array of I is three times as fast as making one of H.
    """
    return array("H", array("I", list(numbers)).tobytes())[LOW::2]


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
        if counts and weights:
            own = weights != counts
        else:
            own = self.weights is not None and self.weights != self.counts
        kind, dense, pairs, starts = 0, b"", b"", b""
        kept: list[array[int] | None] = [None, None]
        if frequency * DENSE > size:
            weight_of = self.weights or self.counts or ones
            low = weights or bytes(min(weight, CAP) for weight in weight_of)
            dense = _spread_out(self.articles, low, size)
            own = weights is None or CAP in weights
            kind = IS_DENSE if low.translate(None, _SMALL) else HALF_DENSE
        elif counts and weights and weights != ones:
            # Without positions, counts are what leaves little above them.
            part = weights.translate(_AT_MOST_4) if self.places is None else counts
            kind, pairs = _pairs(part, weights)
        if own and not pairs:
            own_weights = narrow(self.weights or self.counts or ones)
            if dense and own_weights.typecode == "B":  # see `HALF_DENSE`
                own_weights = array("H", own_weights)
            kept[0] = own_weights
        # Weights in four bytes go with counts in four: see `PAIRS`.
        wide = kept[0] is not None and kept[0].typecode == "I"
        if wide:
            kept[1] = array("I", list(self.counts or ones))
        elif counts != ones and not pairs:
            kept[1] = narrow(self.counts or ones)
        if wide or pairs or counts != ones:
            starts = _starts(counts or self.counts or ones)
        packed_weights, packed_counts = (b"" if one is None else one.tobytes() for one in kept)
        if dense:
            alike = dense + packed_weights
        elif weights == ones:
            alike = b""
        else:
            alike = weights or narrow(self.weights or self.counts or ones).tobytes()
        if kind == HALF_DENSE:
            dense, packed_counts = _halved(dense), _halved(packed_counts)
        form, places = _packed_places(self.places)
        kind |= form | _code(kept[1]) << 4 | _code(kept[0]) << 6
        block = b"".join((dense, starts, pairs, packed_weights, packed_counts, places))
        return Packed(kind, block, alike)


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


_SMALL = bytes(range(16))
_AT_MOST_4 = bytes(min(weight, 4) for weight in range(256))


def _pairs(counts: bytes, weights: bytes) -> tuple[int, bytes]:
    """Counts, and the excess of the weights over them, in four bits or a byte for both.

    Computed for all at once, as one long number: no byte's sum is above 255. Nothing if one does
    not fit, or if counts alone take no more bytes.
    """
    size, count = len(counts), int.from_bytes(counts, "big")
    above = int.from_bytes(weights, "big") - count
    excess = above.to_bytes(size, "big")
    if not counts.translate(None, _SMALL[1:5]) and not excess.translate(None, _SMALL[:4]):
        ones = int.from_bytes(b"\1" * size, "big")
        return SMALL_PAIRS, _halved((4 * (count - ones) + above).to_bytes(size, "big"))
    if not above or counts.translate(None, _SMALL) or excess.translate(None, _SMALL):
        return 0, b""
    return PAIRS, (16 * count + above).to_bytes(size, "big")


def _halved(numbers: bytes) -> bytes:
    """Numbers of four bits: the first ones are the upper halves of bytes, the others the lower."""
    size = (len(numbers) + 1) // 2
    upper, lower = numbers[:size], numbers[size:].ljust(size, b"\0")
    return (16 * int.from_bytes(upper, "big") + int.from_bytes(lower, "big")).to_bytes(size, "big")


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
        ends = map(bisect_right, repeat(upper), range(upper_bytes(size)))
        return array("H", ends).tobytes() + lower
    bits = bytearray(b"0") * size
    deque(map(bits.__setitem__, articles, repeat(ord("1"))), maxlen=0)
    return int(bits, 2).to_bytes((size + 7) // 8, "big")


def _packed_places(places: array[int] | None) -> tuple[int, bytes]:
    if places is None:
        return 0, b""
    if places.itemsize > 2 and max(places, default=0) >= 1 << 16:
        return IN_32, places.tobytes()
    data = (shorts(places) if places.itemsize > 2 else places).tobytes()
    if len(places) == 1:  # it may take the place of an entry: see `dictionary.py`
        return IN_16, data
    low, high = data[LOW::2], data[HIGH::2]
    if high == bytes(len(high)):
        return IN_8, low
    if not high.translate(None, _SMALL[:4]):
        first, second, third, fourth = (
            int.from_bytes(high.ljust(-(-len(high) // 4) * 4, b"\0")[part::4], "big")
            for part in range(4)
        )
        bits = first << 6 | second << 4 | third << 2 | fourth
        return IN_10, low + bits.to_bytes(-(-len(high) // 4), "big")
    if high.translate(None, _SMALL):
        return IN_16, data
    digits = high.hex()[1::2]
    return IN_12, low + bytes.fromhex(digits + "0" * (len(digits) % 2))


def _code(numbers: array[int] | None) -> int:
    return 0 if numbers is None else CODES.index(numbers.typecode)
