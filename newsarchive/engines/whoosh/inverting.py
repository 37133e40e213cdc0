"""Articles inverted in memory: the terms of one segment, and the postings made of them.

A word that stands somewhere costs one number in one array, so that an article of 400 words is 400
numbers appended, and nothing else is done a word at a time. What its postings are (articles,
counts, weights, stems) is worked out from the whole array when the segment is full. Knows how an
article is analysed and weighted; nothing of files, and nothing of Whoosh.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from newsarchive import text
from newsarchive.article import ArchivedArticle
from newsarchive.engines.whoosh.postings import SEGMENT_ARTICLES, Postings, encoded
from newsarchive.engines.whoosh.schema import (
    GAP,
    NAME_ZONES,
    number_term,
    stem_terms,
    stemmer_code,
)
from newsarchive.query.matches import has_own_title, names
from newsarchive.query.ranking import LEAD_WEIGHT, LEAD_WORDS, TITLE_WEIGHT, weighted_length

_SLOT = 16
"""A place is kept in 32 bits: 16 for the slot, 16 for the place in it. An article has one slot,
and for each further 65,536 places another one."""
_SLOTS = 1 << (32 - _SLOT)
_LOW = 0 if sys.byteorder == "little" else 1

_PLACE, _TERM, _VALUE = 5, 260, 200
"""Bytes, roughly: what a place, a term with its array, and a value take in memory."""


class Tokens(dict[str, "array[int]"]):
    """Words, each with all places where it stands (or, with "H", all articles that have it)."""

    def __init__(self, typecode: str = "I") -> None:
        super().__init__()
        self._typecode = typecode

    def __missing__(self, word: str) -> array[int]:
        found = self[word] = array(self._typecode)
        return found

    def place(self, words: Iterable[str], start: int) -> None:
        """Note where each of the words stands, the first at `start`."""
        for place, found in enumerate(map(self.__getitem__, words), start):
            found.append(place)

    def put(self, terms: Iterable[str], article: int) -> None:
        """Note that the article has these terms."""
        for term in terms:
            self[term].append(article)


class Inversion:
    """The articles of one segment, from the first to the one that fills it."""

    def __init__(self) -> None:
        self.columns: dict[str, array[int]] = {
            name: array("Q" if name == "digits" else "q")
            for name in ("key", "version", "length", "ordinal", "digits")
        }
        """What the columns hold, of each article."""
        self._articles = 0
        self._slots: array[int] = array("H")
        """The article of each slot."""
        self._first: array[int] = array("H")
        """The first slot of each article."""
        self._bodies: defaultdict[str, Tokens] = defaultdict(Tokens)
        self._titles: defaultdict[str, Tokens] = defaultdict(Tokens)
        """Folded words, by the language that they are to be stemmed in."""
        self._extra: defaultdict[str, Tokens] = defaultdict(lambda: Tokens("H"))
        """Words → an article once for each unit that a word of it weighs above its places."""
        self._bounds = Tokens()
        self._zones = {zone: Tokens() for zone in NAME_ZONES}
        self._values: defaultdict[str, Tokens] = defaultdict(lambda: Tokens("H"))
        self._held = 0

    def __len__(self) -> int:
        return self._articles

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory."""
        tables = chain(
            self._bodies.values(), self._titles.values(), self._extra.values(), self._zones.values()
        )
        terms = sum(map(len, tables))
        values = sum(map(len, self._values.values()))
        return self._held + terms * _TERM + values * _VALUE

    def add(self, archived: ArchivedArticle, most: int = SEGMENT_ARTICLES) -> bool:
        """Take in an article; False, and nothing done, if it is one too many."""
        article = archived.article
        code = stemmer_code(article.language)
        title = text.forms(article.title or "")
        own = title if has_own_title(article) else []
        body, sentences, paragraphs = text.outline(article.body)
        zones = {
            zone: list(map(text.forms, values))
            for zone in NAME_ZONES
            if (values := names(article, zone))
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
        extra.put(own * (TITLE_WEIGHT - 1), number)
        extra.put(body[:LEAD_WORDS] * (LEAD_WEIGHT - 1), number)
        self._titles[code].place(title, base)
        self._bounds["sentence"].extend([base + start + bound for bound in sentences])
        self._bounds["paragraph"].extend([base + start + bound for bound in paragraphs])
        for zone, found in zones.items():
            self._place_runs(self._zones[zone], found, base)
        self._put_values(archived, code, number)
        known = {
            "key": archived.key,
            "version": archived.version,
            "length": weighted_length(len(own), len(body)),
            "ordinal": article.date.toordinal() if article.date else 0,
            "digits": int(archived.id, 16),
        }
        for name, value in known.items():
            self.columns[name].append(value)
        self._articles += 1
        self._held += _PLACE * sum(extents)
        return True

    @staticmethod
    def _place_runs(tokens: Tokens, runs: Iterable[Sequence[str]], start: int) -> None:
        """Separate runs of words, so far apart that no phrase reaches across."""
        for run in runs:
            tokens.place(run, start)
            start += max(len(run) - 1, 0) + 1 + GAP

    def _put_values(self, archived: ArchivedArticle, code: str, number: int) -> None:
        article, values = archived.article, self._values
        values["path"].put(dict.fromkeys(archived.paths), number)
        values["id"][archived.id].append(number)
        values["stemmer"][code].append(number)
        values["words"][number_term(archived.words)].append(number)
        has = values["has"]
        if article.language:
            values["language"][article.language.lower()].append(number)
        if article.authors:
            has["author"].append(number)
        if article.url:
            values["url"][article.url].append(number)
            has["url"].append(number)
        if article.date:
            values["day"][number_term(article.date.toordinal())].append(number)
            has["date"].append(number)
        if has_own_title(article):
            has["title"].append(number)

    # What the segment's file is made of

    def field(self, name: str) -> Iterator[tuple[bytes, Postings]]:
        """The terms of a field, ascending, with their postings."""
        match name:
            case "text":
                return self._stemmed(self._bodies, self._extra)
            case "title":
                return self._stemmed(self._titles, {})
            case "form":
                return self._forms()
            case "bounds":
                return self._ascending(self._bounds, self._placed)
        if name in self._zones:
            return self._ascending(self._zones[name], self._placed)
        return self._ascending(self._values[name], Postings)

    @staticmethod
    def _ascending(
        tokens: Tokens, postings: Callable[[array[int]], Postings]
    ) -> Iterator[tuple[bytes, Postings]]:
        return ((encoded(term), postings(tokens[term])) for term in sorted(tokens))

    def _forms(self) -> Iterator[tuple[bytes, Postings]]:
        tables = list(self._bodies.values())
        if len(tables) == 1:
            return self._ascending(tables[0], self._existing)
        all_forms = Tokens()
        for table in tables:
            for form, found in table.items():
                all_forms[form].extend(found)
        return self._ascending(all_forms, lambda found: self._existing(array("I", sorted(found))))

    def _stemmed(
        self, tables: dict[str, Tokens], extra: dict[str, Tokens]
    ) -> Iterator[tuple[bytes, Postings]]:
        groups: dict[str, tuple[str, str | list[str]]] = {}
        for code, table in tables.items():
            terms = map(stem_terms(code).__getitem__, table)
            for form, term in zip(table, terms, strict=True):
                if (known := groups.get(term)) is None:
                    groups[term] = code, form  # most stems have one form
                elif isinstance(known[1], str):
                    groups[term] = code, [known[1], form]
                else:
                    known[1].append(form)
        for term in sorted(groups):
            code, forms = groups[term]
            table = tables[code]
            heavy: dict[str, array[int]] = extra.get(code, {})
            if isinstance(forms, str):
                yield encoded(term), self._placed(table[forms], heavy.get(forms, ()))
                continue
            found = array("I", sorted(chain.from_iterable(table[form] for form in forms)))
            more = list(chain.from_iterable(heavy.get(form, ()) for form in forms))
            yield encoded(term), self._placed(found, more)

    def _located(self, found: array[int]) -> tuple[array[int], array[int]]:
        """The article, and the place in it, of each token."""
        halves = array("H", found.tobytes())
        slots, places = halves[1 - _LOW :: 2], halves[_LOW::2]
        if len(self._slots) == self._articles:
            return slots, places
        articles = array("H", map(self._slots.__getitem__, slots))
        wide = zip(places, slots, map(self._first.__getitem__, articles), strict=True)
        return articles, array("I", [place + (slot - at << _SLOT) for place, slot, at in wide])

    def _existing(self, found: array[int]) -> Postings:
        if len(found) == 1:
            return Postings(array("H", (self._slots[found[0] >> _SLOT],)))
        return Postings(array("H", dict.fromkeys(self._located(found)[0])))

    def _placed(self, found: array[int], extra: Sequence[int] = ()) -> Postings:
        if len(found) == 1 and len(self._slots) == self._articles:  # as most words are
            slot, place = divmod(found[0], 1 << _SLOT)
            one = array("H", (1 + len(extra),)) if extra else None
            return Postings(array("H", (slot,)), None, one, array("H", (place,)))
        articles, places = self._located(found)
        weights = dict.fromkeys(articles, 1)
        counts: array[int] | None = None
        if len(weights) < len(articles):
            weights = Counter(articles)
            counts = array("I", weights.values())
            articles = array("H", weights)
        for article in extra:
            weights[article] += 1
        return Postings(articles, counts, array("I", weights.values()) if extra else None, places)
