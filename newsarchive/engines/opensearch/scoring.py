"""Scores by the formulas of `query.ranking`, computed by the cluster.

The similarity of the fields `count` gives how often an article has a word, weighted by where. A
script makes of that what the word adds to the score. It is the same for every query, with other
numbers, so that it is compiled once. The statistics are those of the whole index, so scores do not
depend on how it is parted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from newsarchive.engines.opensearch.compiler import MOST_SYNONYMS, same_word
from newsarchive.engines.opensearch.expand import Query, Terms, Vocabulary
from newsarchive.engines.opensearch.facts import Compiled
from newsarchive.model.deadline import Step
from newsarchive.query.ranking import (
    K1,
    LEAST_LENGTH,
    B,
    CollectionStats,
    scoring_words,
    weight,
)
from newsarchive.query.tree import Fuzzy, Leaf, Node, Or, Pattern, Word

# `ranking.word_score` and `ranking.saturation`.
_SCRIPT = (
    "params.w * _score * (params.k + 1) / (_score + params.k * (1 - params.b + params.b"
    " * Math.max(doc['length'].value / params.average, params.least)))"
)


MOST_CLAUSES = 400
"""Clauses of scores in one query: of more words, parts of the scores are added up."""


class ScoredWord(NamedTuple):
    """A word of a query that counts for scores."""

    leaf: Leaf
    words: Terms
    articles: int
    """The number of articles with it."""
    weight: float

    @property
    def clauses(self) -> int:
        """The clauses of its part of a query."""
        return -(-len(self.words.terms) // MOST_SYNONYMS)


def in_parts(words: Sequence[ScoredWord]) -> list[list[ScoredWord]]:
    """The words, parted so that each part is few enough for one query. There is one at least."""
    parts: list[list[ScoredWord]] = [[]]
    clauses = 0
    for word in words:
        clauses += word.clauses
        if clauses > MOST_CLAUSES:
            parts.append([])
            clauses = word.clauses
        parts[-1].append(word)
    return parts


def stats_of(vocabulary: Vocabulary) -> CollectionStats:
    """The statistics of all articles of a view."""
    state = vocabulary.view.state
    return CollectionStats(state.articles, state.length / state.articles if state.articles else 0.0)


def scored_words(tree: Node, vocabulary: Vocabulary, step: Step | None) -> list[ScoredWord]:
    """The words of a query that count for scores and that articles have."""
    asked = scoring_words(tree)
    terms = [_terms(leaf, vocabulary, step) for leaf, _ in asked]
    stats = stats_of(vocabulary)
    found: list[ScoredWord] = []
    for (leaf, times), words, having in zip(
        asked, terms, vocabulary.counts(terms, step), strict=True
    ):
        if having:
            counts_for = weight(leaf, times, having, stats)
            found.append(ScoredWord(leaf, words, having, counts_for))
    return found


def _terms(leaf: Leaf, vocabulary: Vocabulary, step: Step | None) -> Terms:
    """The terms whose counts make a score: of a word those of its stem, however it is typed."""
    if isinstance(leaf, Pattern | Fuzzy):
        return Terms("count.form", vocabulary.expanded(leaf, step).forms)
    return Terms("count.stem", vocabulary.present(leaf.word, step))


def scored(
    tree: Node, compiled: Compiled, words: Sequence[ScoredWord], stats: CollectionStats
) -> Query:
    """The query, whose scores are those of the words."""
    shares: dict[Node, Query] = {word.leaf: _share(word, stats) for word in words}
    asked = tree.children if isinstance(tree, Or) else (tree,)
    if compiled.exact and all(isinstance(one, Word) and one in shares for one in asked):
        # An article is found just where one of the words adds to its score.
        each = [shares[one] for one in dict.fromkeys(asked)]
        return {"bool": {"should": each, "minimum_should_match": 1}} if len(each) > 1 else each[0]
    parts = {
        "filter": [compiled.query],
        "should": list(shares.values()),
        "minimum_should_match": 0,
    }
    return {"bool": parts}


def _share(word: ScoredWord, stats: CollectionStats) -> Query:
    """What a word adds to the scores of the articles with it."""
    numbers = {
        "w": word.weight,
        "k": K1,
        "b": B,
        "average": stats.average_length or 1.0,
        "least": LEAST_LENGTH,
    }
    script = {"source": _SCRIPT, "params": numbers}
    return {"script_score": {"query": same_word(word.words), "script": script}}
