"""The words that an index has: in which languages, and which of them a pattern stands for.

A pattern becomes an expression that finds its words, and perhaps a few more; our own test decides
which of them it means. What has been asked about a view is remembered: a view never changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import starmap
from typing import Any, NamedTuple

from newsarchive.engines.opensearch import encoded
from newsarchive.engines.opensearch.answers import list_at, number_at, object_at, text_at
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.mapping import CUT
from newsarchive.engines.opensearch.state import View
from newsarchive.model.deadline import Step
from newsarchive.model.errors import IndexDamagedError
from newsarchive.query.patterns import closest, few_edits, form_test
from newsarchive.query.tree import Fuzzy, Pattern
from newsarchive.text import stemming, words

Query = dict[str, Any]

MOST_FORMS = 50_000
"""Words of a pattern that are looked at: the most frequent ones, if it has more."""
WHOLE = "timed_out,terminated_early,_shards.failed"
"""The parts of an answer that say whether it is that of all shards."""
_MOST_LANGUAGES = 10_000
_AT_ONCE = 1000
"""Words or terms that are counted in one request."""
EXPRESSION = 900
"""Characters of an expression; OpenSearch takes 1,000."""
_SINGLE = 6
"""`?` behind a `*` double the size of an automaton: more of them are not asked for."""
_SHORT, _LONG = 6, 250
"""Lengths of words up to which all edits are spelled out, and up to which Lucene finds them."""
_LONG_TERMS = "__.*"


HAS_MORE: Query = {"term": {"has": {"value": CUT}}}
"""Articles with more text than is indexed."""


class Terms(NamedTuple):
    """Terms of a field that are one word together."""

    field: str
    terms: tuple[str, ...]


class Expansion(NamedTuple):
    """The words of a pattern."""

    forms: tuple[str, ...]
    """Terms of folded words."""
    others: tuple[str, ...] = ()
    """Terms of words too long to be known: they may be meant."""
    whole: bool = True
    """Whether these are all."""


class Vocabulary:
    """The words of a view."""

    def __init__(self, cluster: Cluster, view: View) -> None:
        self.cluster = cluster
        self.view = view
        self._languages: list[str] | None = None
        self._cut = False
        self._expanded: dict[Pattern | Fuzzy, Expansion] = {}
        self._stems: dict[str, tuple[str, ...]] = {}
        self._present: dict[str, tuple[str, ...]] = {}
        self._counts: dict[Terms, int] = {}
        self._long: dict[str, bool] = {}

    def ask(self, body: dict[str, Any], step: Step | None, *, kept: str = "") -> Any:
        """The answer to a search; `kept` are the parts of it that are needed."""
        if step:
            step()
        params = {"filter_path": f"{WHOLE},{kept}"} if kept else {}
        found = self.cluster.ask(
            "POST", f"/{self.view.index}/_search", body, params=params, missing=None, step=step
        )
        if found is None:
            raise IndexDamagedError(f"the index {self.view.index} was removed meanwhile")
        return found

    def seen(self, *where: Query) -> Query:
        """The query for the documents of the view that match."""
        return {"bool": {"filter": [*where, *self.view.filters()]}}

    def languages(self, step: Step | None) -> list[str]:
        """The languages by which words of articles are stemmed."""
        if self._languages is None:
            aggregations = {
                "languages": {"terms": {"field": "stemmer", "size": _MOST_LANGUAGES}},
                "cut": {"filter": HAS_MORE},
            }
            body = {"size": 0, "track_total_hits": False, "aggs": aggregations}
            answer = self.ask(body, step, kept="aggregations")
            self._cut = number_at(answer, "aggregations", "cut", "doc_count") > 0
            self._languages = [text_at(one, "key") for one in _buckets(answer, "languages")]
        return self._languages

    def is_cut(self, step: Step | None) -> bool:
        """Whether there are articles with more text than is indexed."""
        self.languages(step)
        return self._cut

    def stems(self, word: str, step: Step | None) -> tuple[str, ...]:
        """The terms of a word, one for each of `languages`, in their order."""
        known = self._stems.get(word)
        if known is None:
            self.view.state.check_stemmers()
            form = words.fold(word)
            stems = ((stemming.stem(form, code), code) for code in self.languages(step))
            known = self._stems[word] = tuple(starmap(encoded.stem_term, stems))
        return known

    def present(self, word: str, step: Step | None) -> tuple[str, ...]:
        """Its terms in title and body; just those that articles have, if it has been looked up."""
        return self._present.get(word) or self.stems(word, step)

    def look_up(self, several: Iterable[str], step: Step | None) -> None:
        """Find out which terms of some words articles have, and how many.

        An article has the terms of one language, so their numbers add up.
        """
        unknown = [word for word in dict.fromkeys(several) if word not in self._present]
        if len(unknown) * len(self.languages(step)) > _AT_ONCE:
            return
        stems = {word: self.stems(word, step) for word in unknown}
        singles = [Terms("count.stem", (one,)) for terms in stems.values() for one in terms]
        self.counts(singles, step)
        for word, terms in stems.items():
            having = [self._counts[Terms("count.stem", (one,))] for one in terms]
            there = tuple(one for one, count in zip(terms, having, strict=True) if count)
            self._present[word] = there or terms[:1]
            self._counts[Terms("count.stem", self._present[word])] = sum(having)

    def expanded(self, leaf: Pattern | Fuzzy, step: Step | None) -> Expansion:
        """The words in title and body that a pattern or a misspelling stands for."""
        known = self._expanded.get(leaf)
        if known is None:
            known = self._expanded[leaf] = self._expand(leaf, step)
        return known

    def _expand(self, leaf: Pattern | Fuzzy, step: Step | None) -> Expansion:
        spelled = spelling(leaf)
        having = {"bool": {"should": [spelled.query("count.form"), _long_terms("count.form")]}}
        terms = {
            "field": "forms",
            "include": f"({spelled.expression})|{_LONG_TERMS}",
            "size": MOST_FORMS,
        }
        body = {
            "size": 0, "track_total_hits": True, "query": self.seen(having),
            "aggs": {"forms": {"terms": terms}},
        }  # fmt: skip
        answer = self.ask(body, step, kept="hits.total,aggregations")
        accepts = form_test(leaf)
        found = [text_at(one, "key") for one in _buckets(answer, "forms")]
        long = tuple(one for one in found if one.startswith(encoded.LONG))
        forms = tuple(one for one in found if one not in long and accepts(_form(one)))
        left = number_at(answer, "aggregations", "forms", "sum_other_doc_count")
        if spelled.exact and not long and not left:
            total = number_at(answer, "hits", "total", "value")
            self._counts[Terms("count.form", forms)] = total
        return Expansion(forms, long, whole=not left)

    def has_long(self, field: str, step: Step | None) -> bool:
        """Whether a field has terms of words too long to be known."""
        if field not in self._long:
            body = {"size": 1, "_source": False, "query": _long_terms(field)}
            answer = self.ask(body | {"track_total_hits": False}, step)
            self._long[field] = bool(list_at(answer, "hits", "hits"))
        return self._long[field]

    def counts(self, several: Sequence[Terms], step: Step | None) -> list[int]:
        """For each word, how many articles have any of its terms."""
        unknown = list(dict.fromkeys(one for one in several if one not in self._counts))
        for start in range(0, len(unknown), _AT_ONCE):
            asked = unknown[start : start + _AT_ONCE]
            filters = {"filters": [any_of(one) for one in asked]}
            body = {
                "size": 0, "track_total_hits": False, "query": self.seen(),
                "aggs": {"words": {"filters": filters}},
            }  # fmt: skip
            found = _buckets(self.ask(body, step, kept="aggregations"), "words")
            for n, one in enumerate(asked):
                self._counts[one] = number_at(found, n, "doc_count")
        return [self._counts[one] for one in several]

    def spellings(self, word: str, step: Step | None) -> list[tuple[str, int]]:
        """See `Engine`."""
        near = self.expanded(Fuzzy(word, few_edits(words.fold(word))), step)
        kinds = [Terms("count.form", (one,)) for one in near.forms]
        counts = dict(zip(map(_form, near.forms), self.counts(kinds, step), strict=True))
        having = sorted(form for form, count in counts.items() if count)
        return closest(word, having, counts.__getitem__)


def _form(term: str) -> str:
    """The folded word of a term."""
    return term.replace("|", " ")


def _buckets(answer: object, name: str) -> list[Any]:
    return list_at(object_at(answer, "aggregations", name), "buckets")


def any_of(words: Terms) -> Query:
    """The query for the documents with any of the terms."""
    field, terms = words
    if len(terms) == 1:
        return {"term": {field: {"value": terms[0]}}}
    return {"terms": {field: list(terms)}}


def _long_terms(field: str) -> Query:
    return {"prefix": {field: {"value": encoded.LONG}}}


# Patterns as expressions of Lucene


class Spelling(NamedTuple):
    """How the words of a pattern are asked for."""

    expression: str
    """It finds all of them in a list of terms, and perhaps others."""
    query: Callable[[str], Query]
    """The query for the documents that have one of them in a field."""
    exact: bool
    """Whether the query finds no others."""


def spelling(leaf: Pattern | Fuzzy) -> Spelling:
    """How a pattern or a misspelling is asked for."""
    if isinstance(leaf, Pattern):
        expression, exact = _of_pattern(leaf.pattern)
        return _by_expression(expression, exact)
    word = encoded.term(words.fold(leaf.word))
    if leaf.edits > 2:
        return _by_expression(".*", exact=False)
    if len(word) <= _SHORT:
        edited = {word}
        for _ in range(leaf.edits):
            edited |= {other for one in edited for other in _edited(one)}
        expression = "|".join(
            ".".join(map(literal, one.split("?"))) for one in sorted(edited) if one
        )
        if len(expression) <= EXPRESSION:
            return _by_expression(expression, exact=True)
    # What so many edits leave as it was: one of so many pieces and one more.
    size = min(len(word) // (leaf.edits + 1), 80)
    pieces = [word[n * size : (n + 1) * size] for n in range(leaf.edits + 1)]
    expression = "|".join(f".*{literal(piece)}.*" for piece in pieces)
    if len(word) <= _SHORT or len(word) > _LONG:
        return _by_expression(expression, exact=False)

    def query(field: str) -> Query:
        fuzzy = {"value": word, "fuzziness": leaf.edits, "transpositions": False}
        return {"fuzzy": {field: fuzzy | {"rewrite": "constant_score"}}}

    return Spelling(expression, query, exact=True)


def _by_expression(expression: str, exact: bool) -> Spelling:
    def query(field: str) -> Query:
        return {"regexp": {field: {"value": expression, "rewrite": "constant_score"}}}

    return Spelling(expression, query, exact)


def _of_pattern(pattern: str) -> tuple[str, bool]:
    """The expression, and whether it finds just the words that the pattern stands for."""
    expression, starred, singles = "", False, 0
    for piece in re.findall(r"\*+|\?|[^*?]+", pattern):
        if piece == "?":
            singles += starred
            part = "."
        elif piece.startswith("*"):
            starred = True
            part = ".*"
        else:
            part = literal(encoded.spaceless(words.fold(piece)))
        if len(expression) + len(part) > EXPRESSION or singles > _SINGLE:
            return f"{expression}.*", False
        expression += part
    return expression, True


def literal(text: str) -> str:
    """The expression for just this text."""
    return "".join(char if char.isalnum() else f"\\{char}" for char in text)


def _edited(word: str) -> set[str]:
    """The words one edit away; `?` is any letter."""
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    deleted = {a + b[1:] for a, b in cuts if b}
    return deleted | {f"{a}?{b[1:]}" for a, b in cuts if b} | {f"{a}?{b}" for a, b in cuts}
