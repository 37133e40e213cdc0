"""Postings: which articles have a term, how much it weighs there, and where it stands.

In memory while an index is written, and as the same arrays of numbers in its file, each as
narrow as its numbers allow, in the byte order of the machine. Nothing here knows of fields,
files or Whoosh.

An article is known by its number in its segment, 0 to 65,535. Where a field keeps no places, a
term has its articles only, and each weight is 1.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

SEGMENT_ARTICLES = 65_536
"""The most a segment holds, so that the number of an article takes 16 bits."""


def encoded(term: str) -> bytes:
    """A term as it is kept; the order stays the same.

    A path may hold bytes that are no text: they travel as surrogates.
    """
    return term.encode("utf-8", "surrogatepass")


def decoded(term: bytes) -> str:
    """The term that was encoded."""
    return term.decode("utf-8", "surrogatepass")


def narrow(numbers: Sequence[int]) -> array[int]:
    """The numbers as an array of the narrowest kind that holds them: B, H, I or Q."""
    top = max(numbers, default=0)
    for code, bits in (("B", 8), ("H", 16), ("I", 32)):
        if top < 1 << bits:
            return array(code, numbers)
    return array("Q", numbers)


_CODES = " BHI"
"""Two bits of a kind say how an array is kept; 0 that it is not, because it follows."""


class Postings(NamedTuple):
    """The postings of one term in memory, on their way into a file."""

    articles: array[int]
    """Ascending, 16 bits each."""
    counts: Sequence[int] | None = None
    """How many places there are in each article; None where each has one."""
    weights: Sequence[int] | None = None
    """What the term weighs in each article; None where that is its count."""
    places: Sequence[int] | None = None
    """Where it stands, in all articles, one after the other; None if the field keeps none."""

    def pack(self) -> tuple[int, bytes] | None:
        """All but the articles, as bytes, and the kind of these, as `Stored` takes them."""
        if self.places is None:
            return None
        if len(self.places) == 1:
            return _packed_one(self.places[0], self.weights[0] if self.weights else 1)
        parts = (self.weights, self.counts, self.places)
        arrays = [None if part is None else narrow(part) for part in parts]
        kind = sum(
            _CODES.index(part.typecode) << shift
            for part, shift in zip(arrays, (4, 2, 0), strict=True)
            if part is not None
        )
        return kind, b"".join([part.tobytes() for part in arrays if part is not None])


def _packed_one(place: int, weight: int) -> tuple[int, bytes]:
    """The same of a term that stands in one place only, as most do: worked out sooner."""
    code = "B" if place < 1 << 8 else "H" if place < 1 << 16 else "I"
    block = array(code, (place,)).tobytes()
    kind = _CODES.index(code)
    if weight > 1:
        block = bytes((weight,)) + block
        kind |= 1 << 4
    return kind, block


class Stored:
    """The postings of one term, seen in the file; each array is looked up when first asked for.

    A kind has two bits each for weights (absent: as the counts), counts (absent: each is 1) and
    places (absent: the field keeps none).
    """

    def __init__(self, articles: Sequence[int], kind: int, block: memoryview) -> None:
        """`block` begins with what `Placed.pack` made, and may go on."""
        self.articles = articles
        """Ascending."""
        self._kind = kind
        self._block = block

    def _array(self, code: str, start: int, length: int) -> memoryview[int]:
        width = array(code).itemsize
        return self._block[start : start + length * width].cast(code)  # type: ignore[call-overload,no-any-return]

    def _size(self, shift: int) -> int:
        code = _CODES[self._kind >> shift & 3]
        return 0 if code == " " else array(code).itemsize * len(self.articles)

    @cached_property
    def counts(self) -> Sequence[int]:
        """How many places there are in each article."""
        code = _CODES[self._kind >> 2 & 3]
        if code == " ":
            return b"\1" * len(self.articles)
        return self._array(code, self._size(4), len(self.articles))

    @cached_property
    def weights(self) -> Sequence[int]:
        """What the term weighs in each article."""
        code = _CODES[self._kind >> 4 & 3]
        return self.counts if code == " " else self._array(code, 0, len(self.articles))

    @cached_property
    def places(self) -> Sequence[int]:
        """Where the term stands, in all articles, one after the other."""
        code = _CODES[self._kind & 3]
        if code == " ":
            return b""
        return self._array(code, self._size(4) + self._size(2), sum(self.counts))

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(self.counts, initial=0))

    def places_in(self, index: int) -> Sequence[int]:
        """Where the term stands in the article of this index, ascending."""
        return self.places[self._ends[index] : self._ends[index + 1]]

    def spread(self, wanted: set[int]) -> Iterator[tuple[int, list[int]]]:
        """(article, places) for each of the wanted articles that has the term."""
        places, ends = list(self.places), self._ends  # slices of a list are far quicker
        return (
            (article, places[ends[index] : ends[index + 1]])
            for index, article in enumerate(self.articles)
            if article in wanted
        )
