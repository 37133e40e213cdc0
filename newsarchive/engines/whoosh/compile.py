"""Query tree → what is wanted of the index.

What the index cannot say exactly becomes a wish for at least these articles, marked inexact; the
archive then asks `query.matches`. The other way round, a NOT of something inexact would lose
articles, so it becomes every article, inexact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from newsarchive.engines.whoosh.placed import can_place
from newsarchive.engines.whoosh.postings import decoded, encoded
from newsarchive.engines.whoosh.segment import Segment
from newsarchive.engines.whoosh.terms import stem_term
from newsarchive.engines.whoosh.wanted import (
    AllOf,
    AnyOf,
    Everything,
    Except,
    Placed,
    Sequenced,
    Term,
    Terms,
    Wanted,
)
from newsarchive.model.deadline import Step, stepping
from newsarchive.query.patterns import form_test, value_test
from newsarchive.query.tree import (
    TEXT_ZONES,
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


class Compiled(NamedTuple):
    """What is wanted, and whether it is just the articles that the tree asks for."""

    wanted: Wanted
    exact: bool


def _all(several: Iterable[Compiled]) -> Compiled:
    given = list(several)
    return Compiled(AllOf([one.wanted for one in given]), all(one.exact for one in given))


def _any(several: Iterable[Wanted]) -> Wanted:
    given = list(several)
    return given[0] if len(given) == 1 else AnyOf(given)


def _roughly(compiled: Compiled) -> Compiled:
    return Compiled(compiled.wanted, exact=False)


class Compiler:
    """Compiles for the articles of some segments: their words, names and languages."""

    def __init__(self, segments: Sequence[Segment], step: Step | None = None) -> None:
        """For one search; `step` is called every now and then, and may raise to end it."""
        self._segments = segments
        self._step = step
        self._known: dict[str, list[str]] = {}
        """Words that were asked for, with their terms."""
        self._forms: dict[tuple[str, Leaf], list[str]] = {}
        """What patterns stand for."""
        self._languages = list(map(decoded, self._having("stemmer", b"")))

    def compile(self, node: Node, zone: Zone | None = None) -> Compiled:
        """The query for a tree; `zone` is the part of the article that its words are sought in."""
        match node:
            case And(children):
                return _all(self.compile(child, zone) for child in children)
            case Or(children):
                parts = [self.compile(child, zone) for child in children]
                return Compiled(_any(p.wanted for p in parts), all(p.exact for p in parts))
            case Not(child):
                inner = self.compile(child, zone)
                if not inner.exact:
                    return Compiled(Everything(), exact=False)
                return Compiled(Except(inner.wanted), exact=True)
            case Near(left, right) | Within(left, right):
                both = _all([self.compile(left, zone), self.compile(right, zone)])
                return self._placed(node, both, zone)
            case AtLeast(count, child):
                inner = self.compile(child, zone)
                return inner if count == 1 else self._placed(node, inner, zone)
            case In(inside, child):
                return self._inside(inside, child)
            case Phrase(parts):
                return self._phrase(parts, zone)
            case Word() | Exact() | Caps() | Pattern() | Fuzzy():
                return self._leaf(node, zone)
            case _:
                return Compiled(self._metadata(node), exact=True)

    def _inside(self, zone: Zone, child: Node) -> Compiled:
        if zone == "title" or zone not in TEXT_ZONES:
            return self.compile(child, zone)
        # The body and the lead have no field of their own: found in the text, by their places.
        candidates = Compiled(Everything(), exact=False)
        if not _asks_absence(child):
            candidates = self.compile(child)
        return self._placed(In(zone, child), candidates, None)

    def _placed(self, node: Node, candidates: Compiled, zone: Zone | None) -> Compiled:
        """Of the candidates those that the places in the index bear out, if it has them."""
        if zone is None and can_place(node):
            return Compiled(Placed(node, candidates.wanted, self.stems), exact=True)
        return _roughly(candidates)

    # Words

    def _leaf(self, leaf: Leaf, zone: Zone | None) -> Compiled:
        if zone == "title":
            if isinstance(leaf, Word):
                return self._stemmed(leaf.word, "title")
            # Titles are indexed by stems alone, but the text has all their words.
            return _roughly(self._leaf(leaf, None))
        field = zone or "form"
        match leaf:
            case Word(word) if zone is None:
                return self._stemmed(word, "text")
            case Word(word) | Exact(word):
                return Compiled(Term(field, words.fold(word)), exact=True)
            case Caps(word):
                return Compiled(Term(field, words.fold(word)), exact=False)
            case _:
                terms = self.forms(leaf, field)
                return Compiled(_any(Term(field, term) for term in terms), exact=True)

    def _stemmed(self, word: str, field: str) -> Compiled:
        return Compiled(_any(Term(field, term) for term in self.stems(word)), exact=True)

    def stems(self, word: str) -> list[str]:
        """The terms of a word, one for each language that the articles are in."""
        terms = self._known.get(word)
        if terms is None:
            form = words.fold(word)
            terms = list(dict.fromkeys(stem_term(form, code) for code in self._languages))
            self._known[word] = terms
        return terms

    def forms(self, leaf: Pattern | Fuzzy, field: str = "form") -> list[str]:
        """The folded words in the index that a pattern or a misspelling stands for."""
        known = self._forms.get((field, leaf))
        if known is None:
            prefix = ""
            if isinstance(leaf, Pattern):
                prefix = words.fold(re.split(r"[*?]", leaf.pattern)[0])
            known = self._forms[field, leaf] = self._terms(field, prefix, form_test(leaf))
        return known

    def _terms(self, field: str, prefix: str, accepts: Callable[[str], bool]) -> list[str]:
        found: list[str] = []
        for term in stepping(self._having(field, encoded(prefix)), self._step):
            said = decoded(term)
            if accepts(said):
                found.append(said)
        return found

    def _having(self, field: str, prefix: bytes) -> list[bytes]:
        """The terms of a field that begin so, in all segments, ascending."""
        known: set[bytes] = set()
        for segment in self._segments:
            if self._step:
                self._step()
            known.update(segment.terms(field, prefix))
        return sorted(known)

    def _phrase(self, parts: tuple[Leaf, ...], zone: Zone | None) -> Compiled:
        leaves = [self._leaf(leaf, zone) for leaf in parts]
        if not all(isinstance(leaf, Word) for leaf in parts):
            return _roughly(_all(leaves))
        said = [words.fold(leaf.word) for leaf in parts if isinstance(leaf, Word)]
        if zone is None or zone == "title":
            options = [[stem_term(form, code) for form in said] for code in self._languages]
        else:
            options = [said]
        field = zone or "text"
        return Compiled(_any(Sequenced(field, terms) for terms in options), exact=True)

    # Everything else

    def _metadata(self, node: Node) -> Wanted:
        match node:
            case Every():
                return Everything()
            case Dates(first, last, undated):
                dated = Term("has", "date")
                if undated:
                    return Except(dated)
                if first is None and last is None:
                    return dated
                return Terms(
                    "day", first.toordinal() if first else None, last.toordinal() if last else None
                )
            case Length(low, high):
                return Terms("words", low, high)
            case Has(what):
                return Term("has", what)
            case KeyValue("id", value):
                ids = self._having("id", encoded(value.lower()))
                return _any(Term("id", decoded(one)) for one in ids)
            case KeyValue("language", value):
                return Term("language", value.lower())
            case KeyValue(key, value):
                terms = self._terms(key, "", value_test(value))
                return _any(Term(key, term) for term in terms)
            case _:
                raise TypeError(f"{node} is not known to this engine")


def _asks_absence(node: Node) -> bool:
    """Whether the node can hold for what is missing: in a part, that is no query on the whole."""
    match node:
        case Not():
            return True
        case And(children) | Or(children):
            return any(_asks_absence(child) for child in children)
        case _:
            return False
