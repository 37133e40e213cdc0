"""The postings of articles that were inverted in memory, computed from whole arrays, in Python.

`compiled/` does the same. This module must not know articles, files or Whoosh.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from heapq import merge
from itertools import chain, compress
from operator import itemgetter
from typing import cast

from newsarchive.engines.whoosh.encoder import (
    AnyPostings,
    Postings,
    SinglePosting,
    TermPostings,
)
from newsarchive.engines.whoosh.packing import shorts
from newsarchive.engines.whoosh.postings import encoded
from newsarchive.engines.whoosh.tables import SLOT, SLOTS, PlainTokens, Tables
from newsarchive.engines.whoosh.terms import stem_terms

_LOW = 0 if sys.byteorder == "little" else 1

Words = Mapping[str, PlainTokens]


class Inverted:
    """The terms of a segment's fields, made of tables of `PlainTokens`."""

    def __init__(self, slots: array[int], first: array[int]) -> None:
        """The article of each slot, and the first slot of each article."""
        self._slots = slots
        self._first = first
        self._known: dict[str, AnyPostings] = {}
        """Word → its articles, where computing `text` has found them for `form`."""

    def field(self, tables: Tables) -> TermPostings:
        """The terms of a field, ascending, with their postings. `text` comes before `form`."""
        words, extra = cast("Words", tables.words), cast("Words", tables.extra)
        if tables.stemmed:
            # Titles have words of the text at other places.
            known = self._known if len(words) == 1 and extra else None
            return self._stemmed(words, extra, known)
        if tables.holds == "weights":
            return self._forms(words, extra)
        (only,) = words.values()
        return _ascending(only, _listed if tables.holds == "articles" else self._placed)

    def _forms(self, words: Words, more: Words) -> TermPostings:
        tables = list(words.values())
        known, self._known = self._known, {}
        for form in sorted(tables[0] if len(tables) == 1 else set().union(*tables)):
            postings = known.get(form)
            if postings is None:
                found = [table[form] for table in tables if form in table]
                every = found[0] if len(found) == 1 else array("I", sorted(chain(*found)))
                extra = (table[form] for table in more.values() if form in table)
                postings = self._placed(every, sorted(chain(*extra))).unplaced()
            yield encoded(form), postings

    def _stemmed(
        self,
        tables: Words,
        extra: Words,
        known: dict[str, AnyPostings] | None = None,
    ) -> TermPostings:
        each = [
            self._of_one(code, table, extra.get(code, PlainTokens()), known)
            for code, table in tables.items()
        ]
        # The stems of two languages are never the same term.
        return each[0] if len(each) == 1 else merge(*each, key=itemgetter(0))

    def _of_one(
        self,
        code: str,
        table: PlainTokens,
        extra: Mapping[str, array[int]],
        known: dict[str, AnyPostings] | None,
    ) -> TermPostings:
        """The stems of one language. The articles of single words are added to `known`."""
        first: dict[str, str] = {}
        others: defaultdict[str, list[str]] = defaultdict(list)
        for form, term in zip(table, map(stem_terms(code), table), strict=True):
            if (other := first.setdefault(term, form)) is not form:
                others[term] = others[term] or [other]
                others[term].append(form)
        for term in sorted(first):
            if term not in others:  # most stems have one form
                form = first[term]
                postings = self._placed(table[form], extra.get(form, ()))
                if known is not None:
                    known[form] = postings.unplaced()
                yield encoded(term), postings
                continue
            several = others[term]
            found = array("I", sorted(chain.from_iterable(table[form] for form in several)))
            more = sorted(chain.from_iterable(extra.get(form, ()) for form in several))
            yield encoded(term), self._placed(found, more)

    def _located(self, found: array[int]) -> tuple[array[int], array[int]]:
        """The article of each occurrence, and the position in it."""
        halves = array("H", found.tobytes())
        slots, places = halves[1 - _LOW :: 2], halves[_LOW::2]
        if len(self._slots) == len(self._first):
            return slots, places
        articles = shorts(map(self._slots.__getitem__, slots))
        wide = zip(places, slots, map(self._first.__getitem__, articles), strict=True)
        return articles, array("I", [place + (slot - at << SLOT) for place, slot, at in wide])

    def _placed(self, found: array[int], extra: Sequence[int] = ()) -> AnyPostings:
        if len(found) == 1 and len(self._slots) == len(self._first):
            return SinglePosting(found[0] >> SLOT, found[0] & SLOTS - 1, 1 + len(extra))
        each, places = self._located(found)
        articles, counts = _runs(each)
        if not extra:
            return Postings(articles, counts, None, places)
        weights = array("I", (1,)) * len(articles) if counts is None else counts[:]
        at = 0
        for article in extra:
            at = bisect_left(articles, article, at)
            weights[at] += 1
        return Postings(articles, counts, weights, places)


_NEW = bytes((0,)) + b"\1" * 255


def _runs(ascending: array[int]) -> tuple[array[int], array[int] | None]:
    """Numbers of H without repetition, and the count of each; None if each occurs once.

    One operation finds all changes: the numbers as one long number, XORed with itself moved by one
    number. This is several times as fast as counting.
    """
    size, data = len(ascending), ascending.tobytes()
    changes = int.from_bytes(data, "little") ^ int.from_bytes(data[:-2], "little") << 16
    changed = changes.to_bytes(2 * size, "little")
    either = int.from_bytes(changed[::2], "little") | int.from_bytes(changed[1::2], "little")
    news = b"\1" + either.to_bytes(size, "little")[1:].translate(_NEW)
    if 0 not in news:
        return ascending, None
    runs = (b"\0" + news[1:].replace(b"\1", b"\1\0")).split(b"\1")
    return shorts(compress(ascending, news)), array("I", list(map(len, runs)))


def _ascending(tokens: PlainTokens, postings: Callable[[array[int]], AnyPostings]) -> TermPostings:
    return ((encoded(term), postings(tokens[term])) for term in sorted(tokens))


def _listed(articles: array[int]) -> AnyPostings:
    return SinglePosting(articles[0]) if len(articles) == 1 else Postings(shorts(articles))
