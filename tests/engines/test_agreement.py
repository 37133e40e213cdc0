"""What our engine finds is what Whoosh finds in the same index, with Whoosh's own matchers.

The queries are put to Whoosh in its own terms, straight from the tree, with the formulas of
`query.ranking` as its weighting; its collectors then say which articles match, how they score and
which are the best.
"""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import index, query, scoring
from whoosh.matching import Matcher
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from newsarchive.engines.whoosh import WhooshEngine, bounds
from newsarchive.engines.whoosh.terms import number_term, stem_term
from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.query.ranking import (
    K1,
    CollectionStats,
    saturation,
    scoring_words,
    title_again,
    weight,
    weighted_length,
    word_score,
)
from newsarchive.query.tree import (
    Added,
    And,
    Dates,
    Every,
    Exact,
    Has,
    In,
    KeyValue,
    Length,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Word,
)
from newsarchive.text import words
from tests import worlds
from tests.engines.reader import open_reader
from tests.worlds import collections

pytestmark = pytest.mark.long

CODES = ("az", "de", "en", "fr", "ko", "ru")

_nodes: st.SearchStrategy[Node] = st.one_of(
    worlds.words,
    worlds.words,
    worlds.exacts,
    st.lists(worlds.words, min_size=2, max_size=3).map(lambda parts: Phrase(tuple(parts))),
    worlds.words.map(lambda word: In("title", word)),
    worlds.names,
    worlds.lengths,
    worlds.dates,
    st.sampled_from([Has("date"), Has("author"), KeyValue("language", "fr"), KeyValue("id", "0")]),
    st.just(Every()),
)
scored: st.SearchStrategy[Node] = st.recursive(
    _nodes,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda several: And(tuple(several)))
        | st.lists(inner, min_size=2, max_size=3).map(lambda several: Or(tuple(several)))
        | inner.map(Not)
    ),
    max_leaves=5,
)
found_only: st.SearchStrategy[Node] = worlds.patterns | scored.flatmap(
    lambda tree: worlds.patterns.map(lambda pattern: And((pattern, tree)))
)
"""Patterns score as one combined word, which Whoosh has no formula for."""


class AsWeSay(scoring.WeightingModel):  # type: ignore[misc]
    """The formulas of `query.ranking` as a weighting of Whoosh's."""

    def __init__(self, stats: CollectionStats, weights: dict[bytes, float]) -> None:
        self.stats = stats
        self.weights = weights

    def scorer(self, searcher: Searcher, _field: str, term: bytes, qf: int = 1) -> OurScorer:
        lengths = searcher.reader().column_reader("length", translate=False).load()
        parts = [saturation(length, self.stats) for length in lengths]
        # Whoosh takes what scores nothing for no match, even where scores do not count.
        return OurScorer(parts, self.weights.get(term, 1.0))


class OurScorer(scoring.BaseScorer):  # type: ignore[misc]
    """One term's part of a score."""

    def __init__(self, parts: list[float], weight: float) -> None:
        self.parts = parts
        self.weight = weight

    def max_quality(self) -> float:
        return self.weight * (K1 + 1)

    def block_quality(self, matcher: Matcher) -> float:
        return self.max_quality()

    def score(self, matcher: Matcher) -> float:
        return word_score(matcher.weight(), self.parts[matcher.id()], self.weight)


def stems(word: str) -> list[str]:
    return list(dict.fromkeys(stem_term(words.fold(word), code) for code in CODES))


def any_of(field: str, terms: list[str]) -> query.Query:
    return query.Or([query.Term(field, term) for term in terms])


def in_whoosh(node: Node, zone: str | None = None) -> query.Query:
    """The tree as a query of Whoosh."""
    match node:
        case Every():
            return query.Every()
        case And(children):
            return query.And([in_whoosh(child, zone) for child in children])
        case Or(children):
            return query.Or([in_whoosh(child, zone) for child in children])
        case Not(child):
            return query.And([query.Every(), query.Not(in_whoosh(child, zone))])
        case In(inside, child):
            return in_whoosh(child, inside)
        case Word() | Exact() | Phrase() | Pattern():
            return words_in_whoosh(node, zone)
        case _:
            return facts_in_whoosh(node)


def words_in_whoosh(node: Node, zone: str | None) -> query.Query:
    match node:
        case Word(word) if zone in (None, "title"):
            return any_of(zone or "text", stems(word))
        case Word(word) | Exact(word):
            return query.Term(zone or "form", words.fold(word))
        case Phrase(parts):
            said = [words.fold(part.word) for part in parts if isinstance(part, Word)]
            if zone is not None:
                return query.Phrase(zone, said)
            stemmed = [[stem_term(form, code) for form in said] for code in CODES]
            return query.Or([query.Phrase("text", terms) for terms in stemmed])
        case Pattern(pattern):
            return query.Wildcard(zone or "form", pattern)
        case _:
            raise TypeError(str(node))


def facts_in_whoosh(node: Node) -> query.Query:
    match node:
        case Dates(undated=True):
            return query.And([query.Every(), query.Not(query.Term("has", "date"))])
        case Dates(None, None):
            return query.Term("has", "date")
        case Dates(first, last):
            ends = [number_term(day.toordinal()) if day else None for day in (first, last)]
            return query.TermRange("day", *ends)
        case Added(first, last):
            ends = [number_term(day.toordinal()) if day else None for day in (first, last)]
            return query.TermRange("added", *ends)
        case Length(low, high):
            lengths = [None if end is None else number_term(end) for end in (low, high)]
            return query.TermRange("words", *lengths)
        case Has(what):
            return query.Term("has", what)
        case KeyValue("id", value):
            return query.Prefix("id", value)
        case KeyValue(key, value):
            return query.Term(key, value)
        case _:
            raise TypeError(str(node))


_MATCHES = 1.0
"""The score that Whoosh adds for any match; it cannot add nothing."""


def asked_of_whoosh(
    folder: Path, tree: Node, articles: list[ArchivedArticle], count: int | None
) -> list[tuple[int, float]]:
    """Key and score of what Whoosh's collectors find, the best first."""
    stats = CollectionStats(len(articles), sum(map(length, articles)) / max(len(articles), 1))
    scored_words = scoring_words(tree)
    with open_reader(index.open_dir(str(folder))) as reader:
        weights: dict[bytes, float] = {}
        for leaf, times in scored_words:
            if isinstance(leaf, Word | Exact):
                terms = stems(leaf.word)
                having = sum(len(live(reader, term)) for term in terms)
                for term in terms if having else ():
                    before = weights.get(term.encode(), 0.0)
                    weights[term.encode()] = before + weight(leaf, times, having, stats)
        searcher = Searcher(reader, weighting=AsWeSay(stats, weights))
        scoring_terms = [query.Term("text", term.decode()) for term in weights]
        wanted = query.AndMaybe(
            query.ConstantScoreQuery(in_whoosh(tree), _MATCHES), query.Or(scoring_terms)
        )
        keys = [
            key
            for leaf, _ in reader.leaf_readers()
            for key in leaf.column_reader("key", translate=False).load()
        ] if reader.doc_count_all() else []  # fmt: skip
        hits = searcher.search(wanted, limit=count, optimize=False)
        return [(keys[number], score - _MATCHES) for score, number in hits.top_n]


def live(reader: IndexReader, term: str) -> list[int]:
    if ("text", term) not in reader:
        return []
    return [n for n in reader.postings("text", term).all_ids() if not reader.is_deleted(n)]


def length(archived: ArchivedArticle) -> int:
    article = archived.article
    own = article.title if article.title and article.title_source != "derived" else ""
    title, body = words.forms(own), words.forms(article.body)
    return weighted_length(len(title), len(body), title_again(title, body))


@given(
    articles=collections(),
    tree=scored,
    cut=st.integers(0, 8),
    gone=st.sets(st.integers(1, 8), max_size=2),
    count=st.integers(1, 9),
    dense=st.sampled_from([0, 1, 100]),
)
def test_articles_scores_and_order_are_whooshs(
    tmp_path_factory: pytest.TempPathFactory,
    articles: list[ArchivedArticle],
    tree: Node,
    cut: int,
    gone: set[int],
    count: int,
    dense: int,
) -> None:
    """With bounds for the matches, and with bounds for all articles (`bounds.py`)."""
    folder = tmp_path_factory.mktemp("agreement") / "index"
    engine = WhooshEngine(folder)
    engine.update(articles[:cut], [], Revision(1, "a"))
    engine.update(articles[cut:], [], Revision(2, "a"))
    engine.update([], sorted(gone), Revision(3, "a"))
    known = {archived.key: archived for archived in articles if archived.key not in gone}
    expected = asked_of_whoosh(folder, tree, list(known.values()), None)
    answer = engine.search(tree)
    assert answer.exact
    assert answer.scores == pytest.approx(dict(expected)), str(tree)
    with patch.object(bounds, "FEW", 0), patch.object(bounds, "DENSE", dense):
        best = engine.search(tree).first("relevance", count) or []
    whooshs = asked_of_whoosh(folder, tree, list(known.values()), count)
    assert [score for _, score in best] == pytest.approx([score for _, score in whooshs])

    def place(pair: tuple[int, float]) -> tuple[float, int, str]:
        key, score = pair
        day = known[key].article.date
        return -round(score, 9), -day.toordinal() if day else 0, known[key].id

    assert [key for key, _ in best] == [key for key, _ in sorted(expected, key=place)][:count]
    engine.close()


@given(articles=collections(), tree=found_only, gone=st.sets(st.integers(1, 8), max_size=2))
def test_patterns_find_what_whooshs_wildcards_find(
    tmp_path_factory: pytest.TempPathFactory,
    articles: list[ArchivedArticle],
    tree: Node,
    gone: set[int],
) -> None:
    folder = tmp_path_factory.mktemp("agreement") / "index"
    engine = WhooshEngine(folder)
    engine.update(articles, [], Revision(1, "a"))
    engine.update([], sorted(gone), Revision(2, "a"))
    kept = [archived for archived in articles if archived.key not in gone]
    expected = {key for key, _ in asked_of_whoosh(folder, tree, kept, None)}
    assert set(engine.search(tree).scores) == expected
    engine.close()
