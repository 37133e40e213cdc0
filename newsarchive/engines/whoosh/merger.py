"""Merges existing segments into a new one by joining their arrays.

Each term is read, joined and written before the next, so merging takes little memory however large
the segments are.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from heapq import merge
from itertools import chain, compress, groupby, repeat
from operator import itemgetter

from newsarchive.engines.whoosh.dictionary import Alone, DictionaryReader, TermDictionary
from newsarchive.engines.whoosh.encoder import (
    AnyPostings,
    Postings,
    SinglePosting,
    TermPostings,
)
from newsarchive.engines.whoosh.packing import shorts
from newsarchive.engines.whoosh.postings import PostingList

_first = itemgetter(0)


class RenumberedSegment:
    """The terms of a segment whose articles get other numbers in the new one."""

    def __init__(self, terms: DictionaryReader, numbers: array[int]) -> None:
        """`numbers[old]` is an article's number in the new segment, or -1 for a deleted one."""
        self._file = terms
        self._fields = terms.fields
        self.numbers = numbers
        self._all = -1 not in numbers

    def release(self) -> None:
        """Keep nothing of the file in memory: it was read to its end."""
        self._file.release()

    def terms(self, name: str) -> TermDictionary | None:
        """The terms of a field as they are; None if the segment has none."""
        return self._fields.get(name)

    def field(self, name: str, *, placed: bool) -> TermPostings:
        """The remaining terms of a field, ascending, with their postings."""
        terms = self.terms(name)
        return iter(()) if terms is None else self._renumbered(terms, placed=placed)

    def _renumbered(self, terms: TermDictionary, *, placed: bool) -> TermPostings:
        for text, found in terms.every():
            if isinstance(found, Alone):
                if (number := self.numbers[found.article]) >= 0:
                    yield text, SinglePosting(number, found.place if placed else None, found.weight)
                continue
            articles = list(map(self.numbers.__getitem__, found.articles))
            if self._all:
                yield text, _whole(found, articles, placed=placed)
            elif any(kept := [article >= 0 for article in articles]):
                yield text, _part(found, articles, kept, placed=placed)


def _whole(found: PostingList, articles: list[int], *, placed: bool) -> AnyPostings:
    alone = found.frequency == 1
    weights, counts = found.weights, found.counts
    if not placed:
        if alone:
            return SinglePosting(articles[0], None, weights[0])
        return Postings(shorts(articles), None, _weights(weights) if found.has_weights else None)
    places = found.places
    if alone and len(places) == 1:
        return SinglePosting(articles[0], places[0], weights[0])
    is_one = len(places) == len(articles)
    return Postings(
        shorts(articles),
        None if is_one else array("I", list(counts)),
        None if weights == counts else array("I", list(weights)),
        array("I", list(places)),
    )


def _part(
    found: PostingList, articles: Sequence[int], kept: Sequence[bool], *, placed: bool
) -> Postings:
    numbers = shorts(compress(articles, kept))
    if not placed:
        return Postings(numbers, None, _weights(compress(found.weights, kept)))
    of_kept = chain.from_iterable(map(repeat, kept, found.counts))
    return Postings(
        numbers,
        array("I", compress(found.counts, kept)),
        array("I", compress(found.weights, kept)),
        array("I", compress(found.places, of_kept)),
    )


def _weights(each: Iterable[int]) -> array[int] | None:
    """The weights of a term without positions; None if each is 1."""
    weights = array("I", list(each))
    return weights if any(map((1).__lt__, weights)) else None


def joined(sources: Sequence[TermPostings]) -> TermPostings:
    """The terms of all sources, ascending; each source has higher articles than the one before."""
    if len(sources) == 1:
        return sources[0]
    same_text = groupby(merge(*sources, key=_first), key=_first)
    return ((text, _join([postings for _, postings in same])) for text, same in same_text)


def _join(parts: Sequence[AnyPostings]) -> AnyPostings:
    if len(parts) == 1:  # as most terms are
        return parts[0]
    articles, counts, weights, places = array("H"), array("I"), array("I"), array("I")
    for part in parts:
        articles += part.articles
        own = part.counts or array("I", (1,)) * part.frequency
        counts += own
        weights += part.weights or own
        if part.places is not None:
            places.extend(iter(part.places))  # iter: an array of H is refused as such
    if not places:
        return Postings(articles, None, _weights(weights))
    return Postings(
        articles,
        None if len(places) == len(articles) else counts,
        None if weights == counts else weights,
        places,
    )
