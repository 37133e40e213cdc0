"""Query tree → OpenSearch's query.

Where it cannot be said exactly, the query finds at least the right articles and is marked inexact;
the archive then verifies them by `query.matches`. Under NOT that would lose articles, so the NOT of
an inexact query is every article, inexact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import contains
from typing import NamedTuple

from newsarchive.engines.opensearch import encoded
from newsarchive.engines.opensearch.expand import Query, Terms, Vocabulary, any_of, spelling
from newsarchive.engines.opensearch.facts import EVERY, Compiled, fact
from newsarchive.engines.opensearch.mapping import ANY, GAP, NAME_ZONES
from newsarchive.engines.opensearch.places import Places, adjacent, either, nearby, together
from newsarchive.model.deadline import Step
from newsarchive.query.tree import (
    And,
    AtLeast,
    Caps,
    Exact,
    Fuzzy,
    In,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Within,
    Word,
    Zone,
    parts_of,
)
from newsarchive.text import words
from newsarchive.text.folding import plain

_MOST_PLACED = 200
"""Terms of a word whose places are compared: a pattern with more is verified in the text."""
_MOST_TERMS = 60_000
"""OpenSearch takes 65,536 terms in one query."""
MOST_SYNONYMS = 1000
"""It takes 1,024 spellings of one word."""
_FEW = 16
_MOST_CLAUSES = 550
"""OpenSearch takes 1,024 in a whole query, and scoring needs some as well."""


class Rows(NamedTuple):
    """What stands next to each other, in one of several ways."""

    field: str
    terms: Sequence[Sequence[str]]
    exact: bool


class Compiler:
    """Compiles one tree for the articles of a view."""

    def __init__(self, vocabulary: Vocabulary, step: Step | None = None) -> None:
        """`step` is called every now and then, and may raise to end it."""
        self._vocabulary = vocabulary
        self._step = step
        self._clauses = 0

    def compiled(self, node: Node, zone: Zone | None = None) -> Compiled:
        """The query for a tree; `zone` is where its words must stand."""
        match node:
            case And(children):
                return _all(self.compiled(child, zone) for child in children)
            case Or(children):
                return _any(self._alternatives(children, zone))
            case Not(child):
                inner = self.compiled(child, zone)
                if not inner.exact:
                    return Compiled(EVERY, exact=False)
                return Compiled({"bool": {"must_not": [inner.query]}}, exact=True)
            case In(inside, child):
                return self.compiled(child, inside)
            case AtLeast(count, child):
                return self._repeated(count, child, zone)
            case Phrase(parts) if zone not in _PARTS and (rows := self._rows(parts, zone)):
                phrases = [_phrase(rows.field, row) for row in rows.terms]
                given = [Compiled(one, rows.exact) for one in phrases]
                return self._counted(_any(given), len(given))
            case Phrase() | Near() | Within():
                return self._placed(node, zone)
            case Word() | Exact() | Caps() | Pattern() | Fuzzy():
                return self._leaf(node, zone)
            case _:
                return self._counted(fact(node))

    def _counted(self, found: Compiled, clauses: int = 1) -> Compiled:
        """The query, or every article if the clauses of all are too many."""
        self._clauses += clauses
        return found if self._clauses <= _MOST_CLAUSES else Compiled(EVERY, exact=False)

    def _alternatives(self, children: Sequence[Node], zone: Zone | None) -> list[Compiled]:
        """The queries for the children: one for all words that are just terms of a field."""
        found: list[Compiled] = []
        merged: dict[str, dict[str, None]] = {}
        exact = True
        for child in children:
            words = self._terms(child, zone) if isinstance(child, Word | Exact | Caps) else None
            if words is None or zone in _PARTS:
                found.append(self.compiled(child, zone))
            else:
                merged.setdefault(words[0].field, {}).update(dict.fromkeys(words[0].terms))
                exact = exact and words[1]
        for field, terms in merged.items():
            found.append(self._words(Terms(field, tuple(terms)), exact))
        return found

    # Words

    def _terms(self, leaf: Leaf, zone: Zone | None) -> tuple[Terms, bool] | None:
        """The terms of a leaf in a zone, and whether they are just its words.

        None where the words of a pattern are not known.
        """
        base = zone if zone == "title" or zone in NAME_ZONES else "count"
        match leaf:
            case Word(word) if base in NAME_ZONES:
                return Terms(f"{base}.stem", (encoded.term(plain(words.fold(word))),)), True
            case Word(word) if base == "title":
                return Terms("title.stem", self._vocabulary.stems(word, self._step)), True
            case Word(word):
                return Terms("count.stem", self._vocabulary.present(word, self._step)), True
            case Exact(word) | Caps(word):
                form = encoded.term(words.fold(word))
                return Terms(f"{base}.form", (form,)), isinstance(leaf, Exact)
            case _ if base in NAME_ZONES:
                return None
            case _:
                found = self._vocabulary.expanded(leaf, self._step)
                if not found.whole:
                    return None
                return Terms(f"{base}.form", found.forms + found.others), not found.others

    def _words(self, words: Terms, exact: bool) -> Compiled:
        # Lucene makes of a few terms a clause each.
        return self._counted(Compiled(_having(words), exact), min(len(words.terms), _FEW) or 1)

    def _leaf(self, leaf: Leaf, zone: Zone | None) -> Compiled:
        if zone in _PARTS:
            return self._placed(leaf, zone)
        found = self._terms(leaf, zone)
        if found is not None:
            return self._words(*found)
        assert isinstance(leaf, Pattern | Fuzzy)
        field = f"{zone or 'count'}.form"
        spelled = spelling(leaf)
        query, exact = spelled.query(field), spelled.exact
        if self._vocabulary.has_long(field, self._step):
            long = {"prefix": {field: {"value": encoded.LONG}}}
            query, exact = {"bool": {"should": [query, long]}}, False
        return self._counted(Compiled(query, exact), 2)

    def _rows(self, parts: Sequence[Leaf], zone: Zone | None) -> Rows | None:
        """The terms of a phrase, in each language; None if it has patterns."""
        typed = [part.word for part in parts if not isinstance(part, Pattern | Fuzzy)]
        if len(typed) < len(parts) or len({type(part) for part in parts}) > 1:
            return None
        if not isinstance(parts[0], Word):
            row = encoded.terms(map(words.fold, typed))
            return Rows(_field(zone, "form"), [row], isinstance(parts[0], Exact))
        field = _field(zone, "stem")
        if zone in NAME_ZONES:
            return Rows(field, [encoded.terms(plain(words.fold(word)) for word in typed)], True)
        rows = list(zip(*(self._vocabulary.stems(word, self._step) for word in typed), strict=True))
        if zone is None:
            known = [self._vocabulary.present(word, self._step) for word in typed]
            there = [row for row in rows if all(map(contains, known, row))]
            rows = there or rows[:1]
        return Rows(field, rows, True)

    # Places

    def _placed(self, node: Node, zone: Zone | None) -> Compiled:
        """The query for a node that has intervals."""
        places = self._places(node, None if zone in _PARTS else zone)
        if places is None or self._clauses + places.terms > _MOST_CLAUSES:
            # What is near something is there; what is in a part of the text is in the text.
            parts = parts_of(node)
            found = [self.compiled(part, zone) for part in parts]
            if isinstance(node, Leaf):
                found = [self._leaf(node, None)]
            return _all(found)._replace(exact=False)
        field = _field(None if zone in _PARTS else zone, "stem")
        query = {"intervals": {field: _inside(places.rule, zone)}}
        return self._counted(Compiled(query, places.exact), places.terms)

    def _places(self, node: Node, zone: Zone | None) -> Places | None:
        """Where a node stands, in a zone with fields of its own; None if that cannot be asked."""
        match node:
            case Word() | Exact() | Caps() | Pattern() | Fuzzy():
                return self._word_places(node, zone)
            case Phrase(parts):
                found = self._several(parts, zone)
                return adjacent(found) if found else None
            case Or(children):
                found = self._several(children, zone)
                return either(found) if found else None
            case Near(left, right, distance, ordered):
                spread = _spread(node)
                if spread is not None:
                    return self._places(spread, zone)
                pair = self._several((left, right), zone)
                return nearby(pair[0], pair[1], distance, ordered, GAP) if pair else None
            case Within(left, right, unit):
                pair = self._several((left, right), zone)
                return together(pair[0], pair[1], unit, _field(zone, "stem")) if pair else None
            case _:
                return None

    def _several(self, nodes: Sequence[Node], zone: Zone | None) -> list[Places] | None:
        found = [self._places(node, zone) for node in nodes]
        known = [one for one in found if one is not None]
        return known if len(known) == len(found) else None

    def _word_places(self, leaf: Leaf, zone: Zone | None) -> Places | None:
        found = self._terms(leaf, zone)
        if found is None:
            return None
        words, exact = found
        if not 0 < len(words.terms) <= _MOST_PLACED:
            return None
        field = _field(zone, words.field.partition(".")[2])
        rules: list[Query] = [{"match": {"query": one, "use_field": field}} for one in words.terms]
        rule = rules[0] if len(rules) == 1 else {"any_of": {"intervals": rules}}
        return Places(rule, 1, 1, exact, exact, len(rules))

    def _repeated(self, count: int, child: Node, zone: Zone | None) -> Compiled:
        inner = self.compiled(child, zone)
        if count <= 1:
            return inner
        if zone in _PARTS:
            return inner._replace(exact=False)
        if isinstance(child, Phrase) and (rows := self._rows(child.parts, zone)):
            # The similarity gives its frequency once for each of its words.
            size = len(child.parts)
            phrases = {"bool": {"should": [_phrase(rows.field, row) for row in rows.terms]}}
            times = _at_least(count * size, phrases)
            return self._counted(Compiled(times, rows.exact), len(rows.terms))
        leaves = child.children if isinstance(child, Or) else (child,)
        found = [self._terms(one, zone) if isinstance(one, Leaf) else None for one in leaves]
        known = [one for one in found if one is not None]
        fields = {words.field for words, _ in known}
        if len(known) < len(leaves) or len(fields) > 1:
            return inner._replace(exact=False)
        terms = dict.fromkeys(term for words, _ in known for term in words.terms)
        exact = all(one for _, one in known)
        field = _field(zone, fields.pop().partition(".")[2])
        same = Terms(field, tuple(terms))
        clauses = -(-len(terms) // MOST_SYNONYMS)
        return self._counted(Compiled(_at_least(count, same_word(same)), exact), clauses)


_PARTS: tuple[Zone | None, ...] = ("body", "lead", "hlead")
"""Zones without fields of their own: marks in the text bound them."""


def _field(zone: Zone | None, kind: str) -> str:
    """The field with the places of words in a zone: of their stems, or as they are."""
    return f"{zone or 'text'}.{kind}"


def _spread(node: Near) -> Node | None:
    """Near any of several: any of several that are near; None if that is no more exact."""
    lefts = node.left.children if isinstance(node.left, Or) else (node.left,)
    rights = node.right.children if isinstance(node.right, Or) else (node.right,)
    if len(lefts) * len(rights) == 1 or len(lefts) * len(rights) > 16:
        return None
    if all(isinstance(one, Leaf) for one in (*lefts, *rights)):
        return None
    pairs = [Near(a, b, node.distance, node.ordered) for a in lefts for b in rights]
    return Or(tuple(pairs))


def _phrase(field: str, terms: Sequence[str]) -> Query:
    """The query for the documents with the terms next to each other."""
    return {"match_phrase": {field: {"query": f" {encoded.FILLER} ".join(terms)}}}


def _having(words: Terms) -> Query:
    """The query for the documents with any of the terms, however many they are."""
    field, terms = words
    if len(terms) <= _MOST_TERMS:
        return any_of(words)
    parts = (terms[n : n + _MOST_TERMS] for n in range(0, len(terms), _MOST_TERMS))
    return {"bool": {"should": [any_of(Terms(field, part)) for part in parts]}}


def _at_least(score: int, query: Query) -> Query:
    script = {"source": "_score"}
    return {"script_score": {"query": query, "script": script, "min_score": score}}


def same_word(words: Terms) -> Query:
    """The same, scored by how often a document has any of them."""
    field, terms = words
    if len(terms) == 1:
        return any_of(words)
    parts = (terms[n : n + MOST_SYNONYMS] for n in range(0, len(terms), MOST_SYNONYMS))
    queries = [{"match": {field: {"query": " ".join(part), "analyzer": ANY}}} for part in parts]
    return queries[0] if len(queries) == 1 else {"bool": {"should": queries}}


def _inside(rule: Query, zone: Zone | None) -> Query:
    """The rule, for a part of the text."""
    if zone in ("body", "lead"):
        rule = _filtered(rule, "after", encoded.BODY)
    if zone in ("lead", "hlead"):
        rule = _filtered(rule, "before", encoded.LEAD)
    return rule


def _filtered(rule: Query, how: str, mark: str) -> Query:
    where = {how: {"match": {"query": mark, "use_field": "text.stem"}}}
    return {"any_of": {"intervals": [rule], "filter": where}}


def _all(several: Iterable[Compiled]) -> Compiled:
    given = list(several)
    exact = all(one.exact for one in given)
    queries = [one.query for one in given if one.query is not EVERY]
    if len(queries) <= 1:
        return Compiled(queries[0] if queries else EVERY, exact)
    return Compiled({"bool": {"filter": queries}}, exact)


def _any(several: Iterable[Compiled]) -> Compiled:
    given = list(several)
    exact = all(one.exact for one in given)
    queries = [one.query for one in given]
    if len(queries) == 1 or EVERY in queries:
        return Compiled(queries[0] if len(queries) == 1 else EVERY, exact)
    return Compiled({"bool": {"should": queries}}, exact)
