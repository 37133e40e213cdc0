"""How well an article answers a query: the formulas, over counts that an engine supplies.

BM25F with one combined field (Robertson, Zaragoza & Taylor 2004, "Simple BM25 extension to
multiple weighted fields"): the counts of a word in title and body are added up, the title's
weighted, before they saturate. This module decides scores, never which articles match.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from newsarchive.model.frozen import frozen
from newsarchive.query.tree import Leaf, Node, Word, leaf_words

TITLE_WEIGHT = 3
"""A word in an article's own title counts as so many in the body."""
LEAD_WEIGHT = 2
"""A word of the lead counts as so many further on: news says first what it is about."""
LEAD_WORDS = 30
K1 = 1.2
"""How soon further occurrences of a word stop counting."""
B = 0.75
"""How much length lowers a score: 0 not at all, 1 in full."""
LEAST_LENGTH = 0.4
"""The part of the average length that every article has at least: an alert of one line is not so
much more about its few words than a report."""


@frozen
class CollectionStats:
    """The statistics of all articles that the formulas need."""

    articles: int
    average_length: float
    """Of an article, in words, those of its own title weighted."""


def scoring_words(tree: Node) -> list[tuple[Leaf, int]]:
    """The words that count for a score, each with how often it stands in the query."""
    times: dict[Leaf, int] = {}
    for leaf in leaf_words(tree):
        times[leaf] = times.get(leaf, 0) + 1
    return list(times.items())


def title_again(title: Sequence[str], body: Sequence[str]) -> int:
    """How many words the body begins with that are the article's own title again.

    They count for nothing: a text that says its title twice says it once.
    """
    size = len(title)
    return size if list(body[:size]) == list(title) else 0


def weighted_length(title_words: int, body_words: int, again: int = 0) -> int:
    """The length of an article in words; those of title and lead are weighted as in counts.

    `again` is `title_again`.
    """
    lead = min(body_words, LEAD_WORDS) - min(again, LEAD_WORDS)
    return title_words * TITLE_WEIGHT + lead * (LEAD_WEIGHT - 1) + body_words - again


LEAST_RARITY = 0.1
"""The rarity of a word that most articles have: nearly nothing, so that it only breaks ties."""


def rarity(articles_with: int, stats: CollectionStats) -> float:
    """Inverse document frequency: Robertson & Sparck Jones (1976), with a floor.

    The logarithm of the odds that an article does not have the word. For a word in more than half
    of them it would be negative, and an article would lose by having it.
    """
    odds = (stats.articles - articles_with + 0.5) / (articles_with + 0.5)
    return max(math.log(odds), LEAST_RARITY)


def weight(leaf: Leaf, times: int, articles_with: int, stats: CollectionStats) -> float:
    """What a word counts for in a query that has it so many times: its rarity times these.

    A lone Latin letter, typed as a word, counts as little as the most frequent words do, however
    rare: it is what is left of an initial, a possessive or an acronym, and no subject.
    """
    if isinstance(leaf, Word) and leaf.is_letter:
        return times * LEAST_RARITY
    return times * rarity(articles_with, stats)


def saturation(length: float, stats: CollectionStats) -> float:
    """The part of BM25's denominator that depends on an article's length only."""
    average = stats.average_length or 1.0
    return K1 * (1 - B + B * max(length / average, LEAST_LENGTH))


def word_score(count: float, part: float, weight: float) -> float:
    """The share of one word in a score: `count` weighted occurrences, `part` from `saturation`.

    `weight` is the word's rarity times how often it stands in the query.
    """
    return weight * count * (K1 + 1) / (count + part)


HALF_LIFE = 365.0
"""Days after which half of the advantage of a new article is gone."""
MOST_FRESH = 0.3
"""The advantage of an article of today over an infinitely old one: three tenths."""


def freshness(day: dt.date | None, today: dt.date) -> float:
    """The factor of a score where newer articles are preferred: gently, from 1 to 1.3.

    An exponential prior on age (Li & Croft 2003, "Time-based language models"). An article
    without a date has no advantage, one from the future the full one.
    """
    if day is None:
        return 1.0
    age = max((today - day).days, 0)
    return 1.0 + MOST_FRESH * math.exp2(-age / HALF_LIFE)
