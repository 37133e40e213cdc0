"""Query tree → plan.

Where the index cannot answer exactly, the plan finds at least the right articles and is marked
inexact; the archive then verifies them by `query.matches`. Under NOT that would lose articles, so
the NOT of an inexact plan is every article, inexact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from newsarchive.engines.whoosh.plan import (
    Adjacent,
    AllOf,
    AnyOf,
    AtPositions,
    Combined,
    EveryArticle,
    Except,
    Plan,
    Term,
    TermRange,
)
from newsarchive.engines.whoosh.postings import decoded, encoded
from newsarchive.engines.whoosh.segment import Segment
from newsarchive.engines.whoosh.terms import stem_term
from newsarchive.model.deadline import Step, stepping
from newsarchive.query.tree import (
    TEXT_ZONES,
    Added,
    And,
    AtLeast,
    Caps,
    Dates,
    Every,
    Exact,
    Fuzzy,
    Has,
    In,
    KeyValue,
    Leaf,
    Length,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Within,
    Word,
    Zone,
)
from newsarchive.text import words
from newsarchive.text.folding import plain

if TYPE_CHECKING:
    from newsarchive.engines.whoosh.scorer import ScoredWord

_MOST_SPELLINGS = 16
"""Of a phrase of names: one with more is verified in the text."""


class Planned(NamedTuple):
    """A plan, and whether it finds exactly the articles that the tree asks for."""

    plan: Plan
    exact: bool


def _all(several: list[Planned]) -> Planned:
    return Planned(AllOf([one.plan for one in several]), all(one.exact for one in several))


def _any(several: Iterable[Plan]) -> Plan:
    given = list(several)
    return given[0] if len(given) == 1 else AnyOf(given)


MOST_KEPT = 20_000
"""The most terms that are kept from one search to the next."""


class Vocabulary:
    """Words of queries with their terms in an index, kept between searches."""

    def __init__(self) -> None:
        self.languages: list[str] | None = None
        """Those of its articles; None until they are known."""
        self.scored: dict[tuple[Leaf, int], ScoredWord] = {}
        """Words, with how often they stand in a query, and what they count for then."""
        self.planned: dict[tuple[str, str], Planned] = {}
        """Plans of words in a field."""
        self._terms: dict[tuple[str, object], list[str]] = {}
        self._room = MOST_KEPT

    def get(self, field: str, asked: object) -> list[str] | None:
        """The terms that match in a field; None if they are not known."""
        return self._terms.get((field, asked))

    def add(self, field: str, asked: object, terms: list[str]) -> list[str]:
        """Note these terms, which are returned."""
        self._room -= len(terms) + 1
        if self._room < 0:
            self._terms.clear()
            self.scored.clear()
            self.planned.clear()
            self._room = MOST_KEPT - len(terms) - 1  # too many by themselves go next
        self._terms[field, asked] = terms
        return terms


class Planner:
    """Plans for the articles of some segments: their words, names and languages."""

    def __init__(
        self,
        segments: Sequence[Segment],
        vocabulary: Vocabulary,
        step: Step | None = None,
        check_stemmers: Callable[[], None] | None = None,
    ) -> None:
        """For one search; `vocabulary` is that of the segments.

        `step` is called every now and then, and may raise to end it. `check_stemmers` is called
        before a word is stemmed that is not known, and may raise, too.
        """
        self._check_stemmers = check_stemmers
        self._segments = segments
        self._step = step
        self.known = vocabulary
        """The words that are known already."""

    def plan(self, node: Node, zone: Zone | None = None) -> Planned:
        """The plan for a tree; `zone` is where its words must stand."""
        match node:
            case Word() | Exact() | Caps() | Pattern() | Fuzzy():
                return self._leaf(node, zone)
            case And(children):
                return _all([self.plan(child, zone) for child in children])
            case Or(children):
                parts = [self.plan(child, zone) for child in children]
                return Planned(_any(p.plan for p in parts), all(p.exact for p in parts))
            case Not(child):
                inner = self.plan(child, zone)
                if not inner.exact:
                    return Planned(EveryArticle(), exact=False)
                return Planned(Except(inner.plan), exact=True)
            case Near(left, right) | Within(left, right):
                both = _all([self.plan(left, zone), self.plan(right, zone)])
                return self._placed(node, both, zone)
            case AtLeast(count, child):
                inner = self.plan(child, zone)
                return inner if count == 1 else self._placed(node, inner, zone)
            case In(inside, child):
                return self._inside(inside, child)
            case Phrase(parts):
                return self._phrase(parts, zone)
            case _:
                return Planned(self._metadata(node), exact=True)

    def _inside(self, zone: Zone, child: Node) -> Planned:
        if zone == "title" or zone not in TEXT_ZONES:
            return self.plan(child, zone)
        # The body and the lead have no fields of their own: the positions in the text decide.
        candidates = Planned(EveryArticle(), exact=False)
        if not _asks_absence(child):
            candidates = self.plan(child)
        return self._placed(In(zone, child), candidates, None)

    def _placed(self, node: Node, candidates: Planned, zone: Zone | None) -> Planned:
        """The candidates, checked by the positions in the index if it has them."""
        from newsarchive.engines.whoosh.positions import has_positions

        if zone is None and has_positions(node):
            return Planned(AtPositions(node, candidates.plan, self.stems), exact=True)
        return candidates._replace(exact=False)

    # Words

    def _leaf(self, leaf: Leaf, zone: Zone | None) -> Planned:
        if zone == "title":
            if isinstance(leaf, Word):
                return self._stemmed(leaf.word, "title")
            # Titles are indexed by stems alone, but the text has all their words.
            return self._leaf(leaf, None)._replace(exact=False)
        field = zone or "form"
        match leaf:
            case Word(word) if zone is None:
                return self._stemmed(word, "text")
            case Word(word):
                return Planned(_any(Term(field, t) for t in self._named(word, field)), exact=True)
            case Exact(word):
                return Planned(Term(field, words.fold(word)), exact=True)
            case Caps(word):
                return Planned(Term(field, words.fold(word)), exact=False)
            case _:
                return Planned(Combined(field, self.forms(leaf, field)), exact=True)

    def _stemmed(self, word: str, field: str) -> Planned:
        known = self.known.planned.get((field, word))
        if known is None:
            known = Planned(Combined(field, self.stems(word)), exact=True)
            self.known.planned[field, word] = known
        return known

    def stems(self, word: str) -> list[str]:
        """The terms of a word, in any language of the articles."""
        known = self.known.get("text", word)
        if known is not None:
            return known
        return self.known.add("text", word, list(dict.fromkeys(self._in_each_language(word))))

    def _named(self, word: str, field: str) -> list[str]:
        """The terms of a word in a field of names: "jr" is also "j.r"."""
        known = self.known.get(field, word)
        if known is not None:
            return known
        form = plain(words.fold(word))
        having = map(decoded, self._having(field, encoded(form[:1])))
        same = [other for other in having if other == form or plain(other) == form]
        return self.known.add(field, word, same)

    def _in_each_language(self, word: str) -> list[str]:
        """The term of a word for each language of the articles."""
        known = self.known.get("stemmer", word)
        if known is not None:
            return known
        if self._check_stemmers:
            self._check_stemmers()
        form = words.fold(word)
        if self.known.languages is None:
            self.known.languages = list(map(decoded, self._having("stemmer", b"")))
        terms = [stem_term(form, code) for code in self.known.languages]
        return self.known.add("stemmer", word, terms)

    def forms(self, leaf: Pattern | Fuzzy, field: str = "form") -> list[str]:
        """The folded words in the index that a pattern or a misspelling matches."""
        known = self.known.get(field, leaf)
        if known is not None:
            return known
        from newsarchive.query.patterns import form_test, longest_run

        prefix = run = ""
        if isinstance(leaf, Pattern):
            begin, *others = re.split(r"[*?]", leaf.pattern)
            prefix = words.fold(begin)
            if begin and others == [""] and leaf.pattern[-1] == "*":  # every term with it fits
                return self.known.add(field, leaf, self._terms(field, None, prefix=prefix))
            run = longest_run(leaf.pattern)
        terms = self._terms(field, form_test(leaf), prefix=prefix, run=run)
        return self.known.add(field, leaf, terms)

    def _terms(
        self, field: str, accepts: Callable[[str], bool] | None, *, prefix: str = "", run: str = ""
    ) -> list[str]:
        """The terms that a test accepts: it accepts only such as begin with `prefix`, or have `run`
        in them; None accepts all of these.
        """
        known = stepping(self._having(field, encoded(prefix), encoded(run)), self._step)
        terms = map(decoded, known)
        return list(filter(accepts, terms) if accepts else terms)

    def _having(self, field: str, prefix: bytes, run: bytes = b"") -> list[bytes]:
        """The terms of a field with a prefix, or a run, in all segments, ascending."""
        known: set[bytes] = set()
        for segment in self._segments:
            if self._step:
                self._step()
            known.update(segment.terms(field, prefix, run))
        return sorted(known)

    def _phrase(self, parts: tuple[Leaf, ...], zone: Zone | None) -> Planned:
        leaves = [self._leaf(leaf, zone) for leaf in parts]
        if not all(isinstance(leaf, Word) for leaf in parts):
            return _all(leaves)._replace(exact=False)
        typed = [leaf.word for leaf in parts if isinstance(leaf, Word)]
        if zone is None or zone == "title":
            options = list(map(list, zip(*map(self._in_each_language, typed), strict=True)))
        else:
            spelled = [self._named(word, zone) for word in typed]
            if prod(map(len, spelled)) > _MOST_SPELLINGS:
                return _all(leaves)._replace(exact=False)
            options = list(map(list, product(*spelled)))
        field = zone or "text"
        return Planned(_any(Adjacent(field, terms) for terms in options), exact=True)

    # Everything else

    def _metadata(self, node: Node) -> Plan:
        match node:
            case Every():
                return EveryArticle()
            case Dates(first, last, undated):
                dated = Term("has", "date")
                if undated:
                    return Except(dated)
                if first is None and last is None:
                    return dated
                low, high = (day.toordinal() if day else None for day in (first, last))
                return TermRange("day", low, high)
            case Added(first, last):
                ends = (day.toordinal() if day else None for day in (first, last))
                return TermRange("added", *ends)
            case Length(low, high):
                return TermRange("words", low, high)
            case Has(what):
                return Term("has", what)
            case KeyValue("id", value):
                ids = self._having("id", encoded(value.lower()))
                return Combined("id", list(map(decoded, ids)))
            case KeyValue("language", value):
                return Term("language", value.lower())
            case KeyValue(key, value):
                from newsarchive.query.patterns import value_test

                return Combined(key, self._terms(key, value_test(value)))
            case _:
                raise TypeError(f"{node} is not known to this engine")


def _asks_absence(node: Node) -> bool:
    """Whether the node can hold by absence: absence from a zone is not absence from the text."""
    if isinstance(node, And | Or):
        return any(map(_asks_absence, node.children))
    return isinstance(node, Not)
