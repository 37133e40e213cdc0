"""How often stems, and pairs of stems in one sentence, occur in many articles: from the index.

The words of an article are put in their order again, from the positions of all stems that are asked
for, a segment at a time; then pairs are two numbers side by side. Of a segment with very long
texts, some articles are in order at a time. Everything that is done for each word runs at the speed
of C. This module must not know what is counted for.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, compress, repeat
from operator import add
from typing import Literal

from newsarchive.engines import Pair
from newsarchive.engines.counts import WordCounts
from newsarchive.engines.whoosh.postings import PostingList, decoded, encoded, picked
from newsarchive.engines.whoosh.segment import Segment
from newsarchive.engines.whoosh.terms import GAP, stem_of

_IN_ORDER = 1 << 23
"""Words that are in order at once; two bytes each, or four."""
_RELEASED = 4096
"""Words after which what was read of the file is let go: it counts as memory of this process."""
_AT_ONCE = 1 << 20
"""Pairs that are counted at once; twice as many bytes each."""


def word_counts(
    segments: Sequence[Segment],
    keys: Collection[int],
    words: Collection[str],
    pairs: Collection[Pair],
    advance: Callable[[int], None],
) -> WordCounts:
    """See `Engine.word_counts`. The keys should be a set."""
    total = WordCounts()
    numbers = {word: number for number, word in enumerate(sorted({*chain.from_iterable(pairs)}), 1)}
    code: Literal["H", "I"] = "H" if len(numbers) < 1 << 16 else "I"
    shift = 8 * array(code).itemsize
    wanted = {numbers[one] | numbers[other] << shift: (one, other) for one, other in pairs}
    counted: Counter[int] = Counter()
    for segment in segments:
        segment.release()  # what the search before has read, of all segments
    for segment in segments:
        chosen = bytearray(map(keys.__contains__, segment.keys))
        for number in segment.deleted:
            chosen[number] = 0
        bounds = segment.postings("bounds", "sentence")
        if not any(chosen) or bounds is None:
            continue
        ends = _sizes(bounds, chosen, total)
        for stem, found in _postings(segment, words):
            total.of_words[stem] += sum(compress(found.counts, picked(chosen, found.articles)))
        if not pairs:
            segment.release()
            advance(sum(chosen))
            continue
        for first, behind in _ranges(ends):
            some = chosen[first:behind]
            if any(some):
                order = _Order(ends[first:behind], first, code)
                for stem, found in _postings(segment, numbers):
                    order.put(found, numbers[stem])
                order.leave_out(some)
                order.count_pairs(bounds, wanted, counted)
                advance(sum(some))
        segment.release()
    for number, count in counted.items():
        total.of_pairs[wanted[number]] = count
    return total


def _postings(segment: Segment, stems: Collection[str]) -> Iterator[tuple[str, PostingList]]:
    """The postings of these stems, once for each language of articles that have it."""
    wanted = set(map(encoded, stems))
    several = segment.some("text", lambda term: stem_of(term) in wanted)
    for number, (term, found) in enumerate(several, 1):
        yield decoded(stem_of(term)), found
        if number % _RELEASED == 0:
            segment.release()


def _sizes(bounds: PostingList, chosen: Sequence[int], total: WordCounts) -> list[int]:
    """Where each article ends, as a position; those chosen are added to the total."""
    places, counts = bounds.places, bounds.counts
    behind = list(accumulate(counts))
    ends = list(picked(places, [place - 1 for place in behind]))
    total.articles += sum(chosen)
    total.words += sum(compress(ends, chosen)) - GAP * sum(chosen)
    # A text of n sentences has n + 1 bounds. A title is another sentence, before the first bound.
    starts = picked(places, [end - count for end, count in zip(behind, counts, strict=True)])
    total.sentences += sum(compress(counts, chosen)) - sum(chosen)
    total.sentences += sum(start > GAP for start in compress(starts, chosen))
    return ends


def _ranges(ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From one article up to another, so that few enough words are in order at once."""
    first = size = 0
    for number, end in enumerate(ends):
        size += end + 1
        if size > _IN_ORDER and number > first:
            yield first, number
            first, size = number, end + 1
    yield first, len(ends)


class _Order:
    """The words of some articles of a segment in their order, as numbers; 0 is any other word.

    Behind each title, and each article, is one 0 more.
    """

    def __init__(self, ends: Sequence[int], first: int, code: Literal["H", "I"]) -> None:
        """`ends` are the ends of these articles; `first` is the number of the first of them."""
        self._first, self._behind = first, first + len(ends)
        self._starts = list(accumulate((end + 1 for end in ends), initial=0))
        self._words = array(code, bytes(array(code).itemsize * (self._starts[-1] + 1)))

    def _places(self, found: PostingList) -> Iterator[int]:
        """Where a word, or a bound, stands."""
        articles, counts, places = found.between(self._first, self._behind)
        if self._first:
            articles = [article - self._first for article in articles]
        starts: Iterable[int] = map(self._starts.__getitem__, articles)
        if len(places) > len(articles):
            starts = chain.from_iterable(map(repeat, starts, counts))
        return map(add, starts, places)

    def put(self, found: PostingList, number: int) -> None:
        """Put the number of a word in all places of it."""
        deque(map(self._words.__setitem__, self._places(found), repeat(number)), maxlen=0)

    def leave_out(self, chosen: Sequence[int]) -> None:
        """Take out the words of the articles that are not chosen."""
        words, starts = self._words, self._starts
        for number in compress(range(len(chosen)), map(int.__sub__, repeat(1), chosen)):
            start, end = starts[number], starts[number + 1]
            words[start:end] = array(words.typecode, bytes(words.itemsize * (end - start)))

    def count_pairs(
        self, bounds: PostingList, wanted: Mapping[int, object], counted: Counter[int]
    ) -> None:
        """Add to `counted` how often each pair that is wanted stands in one sentence."""
        for start in range(0, len(self._words) - 1, _AT_ONCE):
            pairs = _side_by_side(self._words[start : start + _AT_ONCE + 1])
            counted.update(filter(wanted.__contains__, pairs))
        word, shift = self._words.__getitem__, 8 * self._words.itemsize
        apart = (word(place - 1) | word(place) << shift for place in self._places(bounds))
        counted.subtract(filter(wanted.__contains__, apart))


def _side_by_side(words: array[int]) -> array[int]:
    """Each number with the next: `one + (next << bits)`, put together of the bytes of all."""
    width, size = words.itemsize, len(words) - 1
    data = words.tobytes()
    pairs = bytearray(2 * width * size)
    low, high = (0, width) if sys.byteorder == "little" else (width, 0)
    for byte in range(width):
        pairs[low + byte :: 2 * width] = data[byte : width * size : width]
        pairs[high + byte :: 2 * width] = data[width + byte :: width]
    return array("I" if width == 2 else "Q", bytes(pairs))
