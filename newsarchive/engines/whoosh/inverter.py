"""Articles inverted in memory: the terms of one segment, and the postings made of them.

An occurrence of a word costs one number in one array: an article of 400 words appends 400 numbers,
and no other work is done per word. The postings (articles, counts, weights, stems) are computed
from whole arrays when the segment is full. This module knows how articles are analysed and
weighted; it must not know files or Whoosh.
"""

from __future__ import annotations

import datetime as dt
import sys
from array import array
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import merge
from itertools import chain, compress, count, repeat
from operator import itemgetter

from newsarchive.engines.whoosh.encoder import (
    AnyPostings,
    Postings,
    SinglePosting,
    TermPostings,
    shorts,
)
from newsarchive.engines.whoosh.postings import SEGMENT_ARTICLES, encoded
from newsarchive.engines.whoosh.terms import GAP, NAME_ZONES, number_term, stem_terms, stemmer_code
from newsarchive.model.article import ArchivedArticle
from newsarchive.query.matches import has_own_title, names
from newsarchive.query.ranking import (
    LEAD_WEIGHT,
    LEAD_WORDS,
    TITLE_WEIGHT,
    title_again,
    weighted_length,
)
from newsarchive.text.words import forms, outline

_SLOT = 16
"""A position takes 32 bits: 16 for the slot, 16 for the position in it. An article has one slot,
and another for each further 65,536 positions."""
_SLOTS = 1 << (32 - _SLOT)
_LOW = 0 if sys.byteorder == "little" else 1

_PLACE, _TERM, _VALUE = 5, 260, 200
"""Rough sizes in memory of a position, a term with its array, and a value, in bytes."""

_append = array.append


class Tokens(dict[str, "array[int]"]):
    """Word → all its positions (or, with "H", all its articles)."""

    def __init__(self, typecode: str = "I") -> None:
        super().__init__()
        self._typecode = typecode

    def __missing__(self, word: str) -> array[int]:
        found = self[word] = array(self._typecode)
        return found

    def place(self, words: Iterable[str], start: int) -> None:
        """Add consecutive positions for the words, the first at `start`."""
        deque(map(_append, map(self.__getitem__, words), count(start)), maxlen=0)

    def put(self, terms: Iterable[str], article: int) -> None:
        """Add the article to each of the terms."""
        deque(map(_append, map(self.__getitem__, terms), repeat(article)), maxlen=0)


class Inverter:
    """The articles of one segment in memory."""

    def __init__(self) -> None:
        self.columns: dict[str, array[int]] = {
            name: array("Q" if name == "digits" else "q")
            for name in ("key", "version", "length", "ordinal", "digits")
        }
        """Column → a number for each article."""
        self._articles = 0
        self._slots: array[int] = array("H")
        """The article of each slot."""
        self._first: array[int] = array("H")
        """The first slot of each article."""
        self._bodies: defaultdict[str, Tokens] = defaultdict(Tokens)
        self._titles: defaultdict[str, Tokens] = defaultdict(Tokens)
        """Language of stemming → folded words."""
        self._extra: defaultdict[str, Tokens] = defaultdict(lambda: Tokens("H"))
        """Words → an article once for each unit of weight above the count in it."""
        self._bounds = Tokens()
        self._zones = {zone: Tokens() for zone in NAME_ZONES}
        self._values: defaultdict[str, Tokens] = defaultdict(lambda: Tokens("H"))
        self._known: dict[str, AnyPostings] = {}
        """Word → its articles, where computing `text` has found them for `form`."""
        self._held = 0

    def __len__(self) -> int:
        return self._articles

    @property
    def size(self) -> int:
        """The size in memory, in bytes, roughly."""
        tables = chain(
            self._bodies.values(), self._titles.values(), self._extra.values(), self._zones.values()
        )
        terms = sum(map(len, tables))
        values = sum(map(len, self._values.values()))
        return self._held + terms * _TERM + values * _VALUE

    def add(self, archived: ArchivedArticle, most: int = SEGMENT_ARTICLES) -> bool:
        """Add an article; False, without effect, if it is one too many."""
        article = archived.article
        code = stemmer_code(article.language)
        title = forms(article.title or "")
        own = title if has_own_title(article) else []
        body, sentences, paragraphs = outline(article.body, article.language)
        zones = {
            zone: list(map(forms, values))
            for zone in NAME_ZONES
            if (values := names(archived, zone))
        }
        start = len(own) + GAP
        extents = [len(title), start + len(body) + 1]
        extents += (sum(len(name) + 1 + GAP for name in found) for found in zones.values())
        slots = 1 + max(extents) // (1 << _SLOT)
        number = self._articles
        if number and (number >= most or len(self._slots) + slots > _SLOTS):
            return False
        base = len(self._slots) << _SLOT
        self._first.append(len(self._slots))
        self._slots.extend([number] * slots)
        words = self._bodies[code]
        words.place(own, base)
        words.place(body, base + start)
        extra = self._extra[code]
        again = title_again(own, body)
        # Where the body repeats the title, a word of it has two positions already.
        extra.put(own * (TITLE_WEIGHT - (2 if again else 1)), number)
        extra.put(body[again:LEAD_WORDS] * (LEAD_WEIGHT - 1), number)
        self._titles[code].place(title, base)
        self._bounds["sentence"].extend([base + start + bound for bound in sentences])
        self._bounds["paragraph"].extend([base + start + bound for bound in paragraphs])
        for zone, found in zones.items():
            at = base
            for each in found:  # so far apart that no phrase reaches across
                self._zones[zone].place(each, at)
                at += max(len(each) - 1, 0) + 1 + GAP
        self._put_values(archived, code, number)
        known = {
            "key": archived.key,
            "version": archived.version,
            "length": weighted_length(len(own), len(body), again),
            "ordinal": article.date.toordinal() if article.date else 0,
            "digits": int(archived.id, 16),
        }
        for name, value in known.items():
            self.columns[name].append(value)
        self._articles += 1
        self._held += _PLACE * sum(extents)
        return True

    def _put_values(self, archived: ArchivedArticle, code: str, number: int) -> None:
        article, values = archived.article, self._values
        values["path"].put(dict.fromkeys(archived.paths), number)
        values["id"][archived.id].append(number)
        values["stemmer"][code].append(number)
        day = dt.date.fromisoformat(archived.added[:10])
        values["added"][number_term(day.toordinal())].append(number)
        values["words"][number_term(archived.words)].append(number)
        has = values["has"]
        if article.language:
            values["language"][article.language.lower()].append(number)
        if article.authors:
            has["author"].append(number)
        if article.url:
            values["url"][article.url].append(number)
            has["url"].append(number)
        if archived.notes:
            has["note"].append(number)
        if article.date:
            values["day"][number_term(article.date.toordinal())].append(number)
            has["date"].append(number)
        if has_own_title(article):
            has["title"].append(number)

    # The terms of the segment

    def field(self, name: str) -> TermPostings:
        """The terms of a field, ascending, with their postings."""
        match name:
            case "text":
                known = self._known if len(self._bodies) == 1 else None
                return self._stemmed(self._bodies, self._extra, known)
            case "title":
                return self._stemmed(self._titles, {})
            case "form":
                return self._forms()
            case "bounds":
                return _ascending(self._bounds, self._placed)
        if name in self._zones:
            return _ascending(self._zones[name], self._placed)
        return _ascending(self._values[name], _listed)

    def _forms(self) -> TermPostings:
        tables = list(self._bodies.values())
        known, self._known = self._known, {}
        for form in sorted(tables[0] if len(tables) == 1 else set().union(*tables)):
            postings = known.get(form)
            if postings is None:
                found = [table[form] for table in tables if form in table]
                every = found[0] if len(found) == 1 else array("I", sorted(chain(*found)))
                extra = (table[form] for table in self._extra.values() if form in table)
                postings = self._placed(every, sorted(chain(*extra))).unplaced()
            yield encoded(form), postings

    def _stemmed(
        self,
        tables: Mapping[str, Tokens],
        extra: Mapping[str, Tokens],
        known: dict[str, AnyPostings] | None = None,
    ) -> TermPostings:
        each = [
            self._of_one(code, table, extra.get(code, {}), known) for code, table in tables.items()
        ]
        # The stems of two languages are never the same term.
        return each[0] if len(each) == 1 else merge(*each, key=itemgetter(0))

    def _of_one(
        self,
        code: str,
        table: Tokens,
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
        if len(self._slots) == self._articles:
            return slots, places
        articles = shorts(map(self._slots.__getitem__, slots))
        wide = zip(places, slots, map(self._first.__getitem__, articles), strict=True)
        return articles, array("I", [place + (slot - at << _SLOT) for place, slot, at in wide])

    def _placed(self, found: array[int], extra: Sequence[int] = ()) -> AnyPostings:
        if len(found) == 1 and len(self._slots) == self._articles:
            return SinglePosting(found[0] >> _SLOT, found[0] & _SLOTS - 1, 1 + len(extra))
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


def _ascending(tokens: Tokens, postings: Callable[[array[int]], AnyPostings]) -> TermPostings:
    return ((encoded(term), postings(tokens[term])) for term in sorted(tokens))


def _listed(articles: array[int]) -> AnyPostings:
    return SinglePosting(articles[0]) if len(articles) == 1 else Postings(articles)
