"""The scores of articles of a segment, computed for many at once.

Lists of counts, of lengths and of scores run parallel to the list of articles, and Python runs each
step in C. The formulas are those of `query.ranking`, to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from newsarchive.engines.whoosh.postings import PostingList, picked
from newsarchive.engines.whoosh.segment import Segment
from newsarchive.query.ranking import K1, CollectionStats, saturation
from newsarchive.query.tree import Leaf

if TYPE_CHECKING:
    from newsarchive.engines.whoosh.combined import CombinedPostings


class ScoredWord(NamedTuple):
    """A word of a query that counts for scores."""

    leaf: Leaf
    field: str
    terms: Sequence[str]
    """Its terms in the field, together one combined word."""
    articles: int
    """The number of articles with it."""
    weight: float

    def postings(self, segment: Segment) -> PostingList | CombinedPostings | None:
        """The postings of its terms in the segment; None if it has none of them."""
        return segment.combined(self.field, self.terms)


class Lengths(dict[int, float]):
    """The length of an article → its part of a score (`ranking.saturation`), computed on demand."""

    def __init__(self, stats: CollectionStats) -> None:
        super().__init__()
        self.stats = stats
        self.tables: dict[int, bytes] = {}
        """The tables that `bounds.py` has computed from them."""

    def __missing__(self, length: int) -> float:
        part = self[length] = saturation(length, self.stats)
        return part


def counts_in(word: ScoredWord, segment: Segment, articles: Sequence[int]) -> Sequence[int]:
    """The weighted count of the word in each of the articles."""
    found = word.postings(segment)
    if found is None:
        return bytes(len(articles))
    return found.weights if articles is found.articles else found.weights_at(articles)


def scores_of(
    words: Sequence[ScoredWord],
    lengths: Lengths,
    segment: Segment,
    articles: Sequence[int],
    lanes: Iterable[Sequence[int]] = (),
) -> list[float]:
    """The score of each of the articles; `lanes` holds the counts of each word, if known."""
    if not words:
        return [0.0] * len(articles)
    lanes = lanes or [counts_in(word, segment, articles) for word in words]
    parts = list(map(lengths.__getitem__, picked(segment.lengths, articles)))
    total: list[float] = []
    top = K1 + 1  # what follows is `ranking.word_score`
    for word, counts in zip(words, lanes, strict=True):
        weight = word.weight
        if total:
            several = zip(total, counts, parts, strict=True)
            total = [score + weight * count * top / (count + p) for score, count, p in several]
        else:
            pairs = zip(counts, parts, strict=True)
            total = [weight * count * top / (count + p) for count, p in pairs]
    return total
