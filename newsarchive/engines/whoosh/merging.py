"""Segments that are there already, merged into a new one by joining their arrays.

A term is read, joined and written before the next one is, so that merging takes little memory
however large the segments are.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain, compress, groupby, repeat
from operator import itemgetter

from newsarchive.engines.whoosh.inverted import FieldTerms, InvertedReader
from newsarchive.engines.whoosh.packing import AnyPostings, Postings
from newsarchive.engines.whoosh.postings import Stored

_first = itemgetter(0)


class Taken:
    """The terms of a segment whose articles have other numbers in the new one."""

    def __init__(self, terms: InvertedReader, numbers: Sequence[int]) -> None:
        """`numbers[old]` is an article's number in the new segment, or -1 if it is left behind."""
        self._fields = terms.fields
        self._numbers = numbers
        self._all = -1 not in numbers

    def field(self, name: str, *, placed: bool) -> Iterator[tuple[bytes, Postings]]:
        """The terms of a field that are left, ascending, with their postings."""
        terms = self._fields.get(name)
        return iter(()) if terms is None else self._renumbered(terms, placed=placed)

    def _renumbered(self, terms: FieldTerms, *, placed: bool) -> Iterator[tuple[bytes, Postings]]:
        for index, text in enumerate(terms.texts_from(b"")):
            found = terms.postings(index)
            articles = array("i", map(self._numbers.__getitem__, found.articles))
            if self._all:
                yield text, _whole(found, articles, placed=placed)
            elif any(kept := [article >= 0 for article in articles]):
                yield text, _part(found, articles, kept, placed=placed)


def _whole(found: Stored, articles: Iterable[int], *, placed: bool) -> Postings:
    numbers = array("H", articles)
    if not placed:
        return Postings(numbers)
    counts, weights, places = found.counts, found.weights, found.places
    return Postings(
        numbers, array("I", iter(counts)), array("I", iter(weights)), array("I", iter(places))
    )


def _part(
    found: Stored, articles: Iterable[int], kept: Sequence[bool], *, placed: bool
) -> Postings:
    numbers = array("H", compress(articles, kept))
    if not placed:
        return Postings(numbers)
    of_kept = chain.from_iterable(map(repeat, kept, found.counts))
    return Postings(
        numbers,
        array("I", compress(found.counts, kept)),
        array("I", compress(found.weights, kept)),
        array("I", compress(found.places, of_kept)),
    )


Terms = Iterator[tuple[bytes, AnyPostings]]


def joined(sources: Sequence[Terms]) -> Terms:
    """The terms of all sources, ascending; each source has higher articles than the one before."""
    if len(sources) == 1:
        return sources[0]
    same_text = groupby(merge(*sources, key=_first), key=_first)
    return ((text, _join([postings for _, postings in same])) for text, same in same_text)


def _join(parts: Sequence[AnyPostings]) -> AnyPostings:
    if len(parts) == 1 and parts[0].counts is None:
        return parts[0]
    articles, counts, weights, places = array("H"), array("I"), array("I"), array("I")
    for part in parts:
        articles += part.articles
        if part.places is not None:
            ones = array("I", (1,)) * len(part.articles)
            own = ones if part.counts is None else part.counts
            counts.extend(iter(own))  # iter: arrays of another kind are refused as such
            weights.extend(iter(own if part.weights is None else part.weights))
            places.extend(iter(part.places))
    if not places:
        return Postings(articles)
    same = weights == counts
    return Postings(
        articles,
        None if max(counts) == 1 else counts,
        None if same else weights,
        places,
    )
