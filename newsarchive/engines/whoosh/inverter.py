"""Articles inverted in memory: the words and values of one segment, and where they stand.

This module knows how articles are analysed and weighted. It must not know files or Whoosh, nor how
postings are made of what it has collected, when the segment is full: a core does (`core.py`).
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections import defaultdict
from collections.abc import Callable
from itertools import chain

from newsarchive.engines.whoosh.postings import SEGMENT_ARTICLES
from newsarchive.engines.whoosh.tables import SLOT, SLOTS, Tables, Tokens
from newsarchive.engines.whoosh.terms import GAP, NAME_ZONES, number_term, stemmer_code
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

_PLACE, _TERM, _VALUE = 5, 260, 200
"""Rough sizes in memory of a position, a term with its array, and a value, in bytes."""


def new_columns() -> dict[str, array[int]]:
    """The columns of a segment without articles."""
    return {
        name: array("Q" if name == "digits" else "q")
        for name in ("key", "version", "length", "ordinal", "digits")
    }


class Inverter:
    """The articles of one segment in memory."""

    def __init__(self, tokens: Callable[[], Tokens]) -> None:
        """`tokens` makes what the terms are collected in."""
        self.columns = new_columns()
        """Column → a number for each article."""
        self._articles = 0
        self.slots: array[int] = array("H")
        """The article of each slot."""
        self.first: array[int] = array("H")
        """The first slot of each article."""
        self._bodies: defaultdict[str, Tokens] = defaultdict(tokens)
        self._titles: defaultdict[str, Tokens] = defaultdict(tokens)
        """Language of stemming → folded words."""
        self._extra: defaultdict[str, Tokens] = defaultdict(tokens)
        """Words → an article once for each unit of weight above the count in it."""
        self._bounds = tokens()
        self._zones = {zone: tokens() for zone in NAME_ZONES}
        self._values: defaultdict[str, Tokens] = defaultdict(tokens)
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
        slots = 1 + max(extents) // (1 << SLOT)
        number = self._articles
        if number and (number >= most or len(self.slots) + slots > SLOTS):
            return False
        base = len(self.slots) << SLOT
        self.first.append(len(self.slots))
        self.slots.extend([number] * slots)
        words = self._bodies[code]
        words.place(own, base)
        words.place(body, base + start)
        extra = self._extra[code]
        again = title_again(own, body)
        # Where the body repeats the title, a word of it has two positions already.
        extra.put(own * (TITLE_WEIGHT - (2 if again else 1)), number)
        extra.put(body[again:LEAD_WORDS] * (LEAD_WEIGHT - 1), number)
        self._titles[code].place(title, base)
        for unit, bounds in (("sentence", sentences), ("paragraph", paragraphs)):
            self._bounds.extend(unit, [base + start + bound for bound in bounds])
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
        values["id"].add(archived.id, number)
        values["stemmer"].add(code, number)
        day = dt.date.fromisoformat(archived.added[:10])
        values["added"].add(number_term(day.toordinal()), number)
        values["words"].add(number_term(archived.words), number)
        has = values["has"]
        if article.language:
            values["language"].add(article.language.lower(), number)
        if article.authors:
            has.add("author", number)
        if article.url:
            values["url"].add(article.url, number)
            has.add("url", number)
        if archived.notes:
            has.add("note", number)
        if article.date:
            values["day"].add(number_term(article.date.toordinal()), number)
            has.add("date", number)
        if has_own_title(article):
            has.add("title", number)

    def tables(self, name: str) -> Tables:
        """What the terms of a field are made of."""
        match name:
            case "text":
                return Tables(self._bodies, self._extra, stemmed=True)
            case "title":
                return Tables(self._titles, stemmed=True)
            case "form":
                return Tables(self._bodies, self._extra, holds="weights")
            case "bounds":
                return Tables({"": self._bounds})
        if name in self._zones:
            return Tables({"": self._zones[name]})
        return Tables({"": self._values[name]}, holds="articles")
