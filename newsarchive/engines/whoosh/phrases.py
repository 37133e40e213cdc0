"""Phrases: the articles of a segment in which words stand next to each other.

Places are two sequences that run parallel, articles and positions in them, which ascend. All places
of the rarest word are compared with those of another at once, by steps that Python runs at the
speed of C; those that are left are compared with the next word's. This module must not know fields
or files.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, chain, repeat
from operator import sub
from typing import TYPE_CHECKING

from newsarchive.engines.whoosh.postings import FEW, PostingList, chosen, picked

if TYPE_CHECKING:
    from newsarchive.engines.whoosh._compiled import InOrder

Places = tuple[Sequence[int], Sequence[int]]


def in_order(words: Sequence[PostingList], candidates: Sequence[int]) -> list[int]:
    """The candidates with the words next to each other, ascending.

    All candidates have the rarest of the words.
    """
    first, *others = sorted(range(len(words)), key=lambda n: words[n].frequency)
    found = _places(words[first], sorted(candidates))
    for n in others:
        found = _beside(found, words[n], n - first)
    return list(dict.fromkeys(found[0]))


def at_once(search: InOrder, words: Sequence[PostingList]) -> list[int]:
    """The articles with the words next to each other, by the compiled function."""
    ordered = sorted(enumerate(words), key=lambda pair: pair[1].frequency)
    return search([(place, *_columns(word)) for place, word in ordered])


def _columns(word: PostingList) -> tuple[bytes, bytes, bytes]:
    """Its articles, where the positions in each end, and all positions."""
    if word.columns is None:
        word.columns = word.listed.tobytes(), word.ends.tobytes(), bytes(word.places)
    return word.columns


def _places(word: PostingList, wanted: Sequence[int]) -> Places:
    """The places of a word in these ascending articles, which all have it."""
    if len(wanted) == word.frequency:
        return word.owners(), word.places
    if len(wanted) * FEW >= word.frequency:
        starts, ends = word.runs(_indexes(word, wanted))
        runs = list(map(word.places.__getitem__, map(slice, starts, ends)))
    else:
        runs = list(map(word.places_in, word.indexes(wanted)))
    owners = chain.from_iterable(map(repeat, wanted, map(len, runs)))
    return list(owners), list(chain.from_iterable(runs))


def _beside(places: Places, word: PostingList, step: int) -> Places:
    """Those of the places that have the word so many positions behind them.

    First the lowest byte of the position is looked for among the word's in the article, which is
    one call in C for each place: few are left, and there the whole position decides.
    """
    some = chosen(word.having_each(places[0]))
    articles, positions = (picked(column, some) for column in places)
    starts, ends = word.runs(_indexes(word, articles))
    low = [position + step & 255 for position in positions]
    at = list(map(word.low_places.find, low, starts, ends))
    near = [n for n, index in enumerate(at) if index >= 0]
    there = word.places_at(picked(at, near))
    met = []
    for n, place in zip(near, there, strict=True):
        sought = positions[n] + step
        # Another place in the article may have the same lowest byte.
        if place == sought or sought in word.places_at(range(at[n] + 1, ends[n])):
            met.append(n)
    return picked(articles, met), picked(positions, met)


def _indexes(word: PostingList, articles: Sequence[int]) -> list[int]:
    """The index of each of these articles, which have the word and ascend, in its postings."""
    if presence := word.presence:
        missing = map(presence.count, repeat(0), chain((0,), articles), articles)
        return list(map(sub, articles, accumulate(missing)))
    return list(map(bisect_left, repeat(word.articles), articles))
