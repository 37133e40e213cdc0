"""Encodes postings: packs the arrays of a term into bytes.

The postings come from an inverter or from other segments. Slices of bytes and arithmetic on one
long number narrow the numbers wherever a loop over them would take as long as finding the words
did. `postings.py` reads and describes the form that is packed here.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, repeat
from typing import NamedTuple

from newsarchive.engines.whoosh.postings import (
    BITMAP,
    CAP,
    CODES,
    DENSE,
    HIGH,
    IN_8,
    IN_12,
    IN_16,
    IN_32,
    IS_DENSE,
    LOW,
    PAIRS,
    STEP,
)


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
        """The articles, in a segment of `size`: two bytes for each, or a bit for every one.

        Never bits where it has positions or weights: these belong to numbers.
        """
        if self.places is not None or self.weights is not None:
            return self.articles.tobytes()
        return _packed_articles(self.articles, size)

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
        dense = pairs = starts = b""
        kept: list[array[int] | None] = [None, None]
        if frequency * DENSE > size:
            weight_of = self.weights or self.counts or ones
            low = weights or bytes(min(weight, CAP) for weight in weight_of)
            dense = _spread_out(self.articles, low, size)
            own = weights is None or CAP in weights
        elif own and counts and weights:
            pairs = _pairs(counts, weights)
        if own and not pairs:
            kept[0] = narrow(self.weights or self.counts or ones)
        # Weights in four bytes go with counts in four: see `PAIRS`.
        wide = kept[0] is not None and kept[0].typecode == "I"
        if wide:
            kept[1] = array("I", list(self.counts or ones))
        elif counts != ones and not pairs:
            kept[1] = narrow(self.counts or ones)
        if wide or pairs or counts != ones:
            starts = _starts(counts or self.counts or ones)
        form, packed = _packed_places(self.places)
        kind = form | (IS_DENSE if dense else 0)
        kind |= PAIRS if pairs else _code(kept[1]) << 4 | _code(kept[0]) << 6
        own_weights, own_counts = (b"" if one is None else one.tobytes() for one in kept)
        block = b"".join((dense, starts, pairs, own_weights, own_counts, packed))
        if dense:
            return Packed(kind, block, dense + own_weights)
        if weights is None:
            weights = narrow(self.weights or self.counts or ones).tobytes()
        return Packed(kind, block, b"" if weights == ones else weights)


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
        return _packed_articles(self.articles, size)

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
    """Where the positions of each `STEP`th article begin."""
    steps = range(0, len(counts) - STEP, STEP)
    sums = (sum(counts[at : at + STEP]) for at in steps)
    return array("I", accumulate(sums, initial=0)).tobytes()


_SMALL = bytes(range(16))


def _pairs(counts: bytes, weights: bytes) -> bytes:
    """In each byte a count, and the excess of the weight over it, in four bits each.

    Computed for all at once, as one long number: no byte's sum is above 255. Empty if one does not
    fit.
    """
    size, count = len(counts), int.from_bytes(counts, "big")
    above = int.from_bytes(weights, "big") - count
    if counts.translate(None, _SMALL) or above.to_bytes(size, "big").translate(None, _SMALL):
        return b""
    return (16 * count + above).to_bytes(size, "big")


def _spread_out(articles: Iterable[int], weights: Iterable[int], size: int) -> bytes:
    """A byte for each article of a segment: the weight of the term."""
    dense = bytearray(size)
    deque(map(dense.__setitem__, articles, weights), maxlen=0)
    return bytes(dense)


def _packed_articles(articles: array[int], size: int) -> bytes:
    """The articles of a term without weights: two bytes for each, or a bit for every article."""
    if len(articles) * BITMAP <= size:
        return articles.tobytes()
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
    if high.translate(None, _SMALL):
        return IN_16, data
    digits = high.hex()[1::2]
    return IN_12, low + bytes.fromhex(digits + "0" * (len(digits) % 2))


def _code(numbers: array[int] | None) -> int:
    return 0 if numbers is None else CODES.index(numbers.typecode)
