"""Several terms as one combined word: a pattern's, a misspelling's, or those of many languages.

An article has the word as often as it has all of the terms together. All articles of a segment are
counted at once, in four bytes each: a frequent term is added as one long number, the rare ones are
counted together. It answers as `PostingList` does, and must not know fields or files.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain, compress, repeat

from newsarchive.engines.whoosh.postings import CAP, PostingList, chosen, picked

_WIDTH = array("I").itemsize
_LOW = 0 if sys.byteorder == "little" else _WIDTH - 1
_CAPPED = bytes((0,)) + bytes((CAP,)) * 255


def _each_time(found: PostingList) -> Iterable[int]:
    """The articles of a term, each as often as the term weighs there."""
    if not found.has_weights:
        return found.articles
    return chain.from_iterable(map(repeat, found.articles, found.weights))


class CombinedPostings:
    """The articles of any of several terms, with the sum of their weights there."""

    def __init__(self, several: Sequence[PostingList], size: int) -> None:
        """In a segment of `size` articles."""
        total = 0
        rare: list[PostingList] = []
        for found in several:
            if found.dense and CAP not in found.dense:
                wide = bytearray(_WIDTH * size)
                wide[_LOW::_WIDTH] = found.dense
                total += int.from_bytes(wide, sys.byteorder)
            else:
                rare.append(found)
        self._all = array("I", total.to_bytes(_WIDTH * size, sys.byteorder))
        """The weight in every article of the segment."""
        counts = Counter(chain.from_iterable(map(_each_time, rare)))
        sums = map(int.__add__, counts.values(), map(self._all.__getitem__, counts))
        deque(map(self._all.__setitem__, counts, list(sums)), maxlen=0)
        self.articles = chosen(self.lane) if total else sorted(counts)
        """The articles, ascending."""

    @property
    def memory(self) -> int:
        """About how many bytes the arrays take."""
        return 5 * len(self._all) + 40 * self.frequency

    @property
    def frequency(self) -> int:
        """The number of articles with any of the terms."""
        return len(self.articles)

    @property
    def weights(self) -> Sequence[int]:
        """The weight in each article."""
        return picked(self._all, self.articles)

    def having(self, candidates: Sequence[int]) -> Sequence[int]:
        """The candidates with any of the terms."""
        return list(compress(candidates, self.weights_at(candidates)))

    def weights_at(self, candidates: Sequence[int]) -> Sequence[int]:
        """The weight in each of the candidates; 0 without any of the terms."""
        return picked(self._all, candidates)

    @cached_property
    def lane(self) -> bytes:
        """A byte for every article of the segment: the weight, 255 for that and more."""
        data, capped = self._all.tobytes(), 0
        for part in range(_WIDTH):
            lane = data[part::_WIDTH]
            capped |= int.from_bytes(lane if part == _LOW else lane.translate(_CAPPED), "big")
        return capped.to_bytes(len(self._all), "big")
