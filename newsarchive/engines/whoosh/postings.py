"""Postings: which articles have a term, how much it weighs there, and where it stands.

In memory while an index is written, and as the same arrays of numbers in its file, each as
narrow as its numbers allow, in the byte order of the machine. Nothing here knows of fields,
files or Whoosh.

An article is known by its number in its segment, 0 to 65,535. Where a field keeps no places, a
term has its articles only, and each weight is 1.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain, compress, repeat
from typing import NamedTuple

SEGMENT_ARTICLES = 65_536
"""The most a segment holds, so that the number of an article takes 16 bits."""


class Words(NamedTuple):
    """The words of one article in a field that keeps their places."""

    places: Mapping[str, Sequence[int]]
    """Term → where it stands, ascending."""
    extra: Mapping[str, int]
    """Term → what it weighs above the number of its places."""


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


class Placed:
    """The postings of one term in memory, with their places."""

    __slots__ = ("places", "postings")

    def __init__(self) -> None:
        self.postings = array("I")
        """For each article three numbers: its own, how many places it has, what it weighs.

        One array and not three: the memory of a term lies together, and adding is faster for it.
        """
        self.places = array("I")
        """Of all articles, one after the other."""

    def add(self, found: Stored, numbers: Sequence[int]) -> None:
        """Take over the postings of another segment; `numbers` as for `renumbered`."""
        kept = [numbers[article] >= 0 for article in found.articles]
        of_kept = chain.from_iterable(map(repeat, kept, found.counts))
        postings = zip(
            renumbered(found.articles, numbers),
            compress(found.counts, kept),
            compress(found.weights, kept),
            strict=True,
        )
        self.postings.extend(chain.from_iterable(postings))
        self.places.extend(compress(found.places, of_kept))

    def articles(self) -> array[int]:
        """The articles, ascending."""
        return array("H", self.postings[::3])

    def pack(self) -> tuple[int, bytes]:
        """All but the articles, as bytes, and the kind of these, as `Stored` takes them."""
        all_counts, all_weights = self.postings[1::3], self.postings[2::3]
        counts = None if max(all_counts) == 1 else narrow(all_counts)
        weights = None if all_weights == all_counts else narrow(all_weights)
        places = narrow(self.places)
        parts = (weights, counts, places)
        kind = sum(
            _CODES.index(part.typecode) << shift
            for part, shift in zip(parts, (4, 2, 0), strict=True)
            if part is not None
        )
        return kind, b"".join(part.tobytes() for part in parts if part is not None)


def renumbered(articles: Iterable[int], numbers: Sequence[int]) -> list[int]:
    """The articles' numbers in another segment, in which `numbers[old]` is new, or -1 for none."""
    return [new for new in map(numbers.__getitem__, articles) if new >= 0]


_CODES = " BHI"
"""Two bits of a kind say how an array is kept; 0 that it is not, because it follows."""


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
