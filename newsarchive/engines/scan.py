"""The reference engine: evaluates the query on every article, one after the other.

It holds the articles in memory and has no index; slow, and right by definition. The conformance
tests compare every other engine with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from newsarchive.engines import Order, Pair, ScorePart
from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.deadline import stepping
from newsarchive.query.matches import TextDocument, intervals, matches
from newsarchive.query.patterns import closest
from newsarchive.query.ranking import (
    LEAD_WEIGHT,
    LEAD_WORDS,
    TITLE_WEIGHT,
    CollectionStats,
    saturation,
    scoring_words,
    title_again,
    weight,
    weighted_length,
    word_score,
)
from newsarchive.query.tree import Fuzzy, Leaf, Node, Pattern, Word


@dataclass(frozen=True, slots=True)
class ScanMatches:
    """See `Matches`."""

    scores: dict[int, float]
    exact: bool = True

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def keys(self) -> list[int]:
        """See `Matches`."""
        return list(self.scores)

    def scores_of(self, keys: Collection[int]) -> dict[int, float]:
        """See `Matches`."""
        return {key: self.scores[key] for key in keys if key in self.scores}

    def first(self, order: Order, count: int) -> None:
        """None: the archive sorts."""


class ScanEngine:
    """An `Engine` without an index."""

    def __init__(self) -> None:
        self._articles: dict[int, ArchivedArticle] = {}
        self._revision: Revision | None = None

    def revision(self) -> Revision | None:
        """See `Engine`."""
        return self._revision

    def update(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        """See `Engine`."""
        taken: dict[int, ArchivedArticle] = {}
        for archived in changed:
            taken[archived.key] = archived
            if advance:
                advance(1)
        for key in gone:
            self._articles.pop(key, None)
        self._articles.update(taken)
        self._revision = revision

    def reset(self) -> None:
        """See `Engine`."""
        self._articles.clear()
        self._revision = None

    def search(self, tree: Node, step: Callable[[], None] | None = None) -> ScanMatches:
        """See `Engine`."""
        found: list[int] = []
        for key, archived in stepping(self._articles.items(), step, 1):
            if matches(tree, archived, step):
                found.append(key)
        parts = self.score_parts(tree, found, step)
        return ScanMatches({key: sum(p.score for p in parts[key]) for key in found})

    def score_parts(
        self, tree: Node, keys: Collection[int], step: Callable[[], None] | None = None
    ) -> dict[int, list[ScorePart]]:
        """See `Engine`."""
        documents = {key: TextDocument(archived, step) for key, archived in self._articles.items()}
        lengths = {key: _length(document) for key, document in documents.items()}
        average = sum(lengths.values()) / len(lengths) if lengths else 0.0
        stats = CollectionStats(len(documents), average)
        parts: dict[int, list[ScorePart]] = {key: [] for key in keys}
        for leaf, times in scoring_words(tree):
            ours = stepping(documents.items(), step, 1)
            counts = {key: _count(leaf, document) for key, document in ours}
            having = sum(map(bool, counts.values()))
            counts_for = weight(leaf, times, having, stats)
            for key in keys:
                if counts[key]:
                    part = saturation(lengths[key], stats)
                    score = word_score(counts[key], part, counts_for)
                    parts[key].append(ScorePart(str(leaf), having, counts[key], score))
        return parts

    def spellings(self, word: str, step: Callable[[], None] | None = None) -> list[tuple[str, int]]:
        """See `Engine`."""
        counts: Counter[str] = Counter()
        for archived in stepping(self._articles.values(), step, 1):
            passages = TextDocument(archived).passages
            counts.update({form for passage in passages for form in passage.text.forms})
        return closest(word, counts, counts.__getitem__)

    def word_counts(
        self,
        keys: Collection[int],
        words: Collection[str],
        pairs: Collection[Pair],
        advance: Callable[[int], None],
    ) -> None:
        """None: the archive reads the articles."""

    def holdings(self) -> dict[int, int]:
        """See `Engine`."""
        return {key: archived.version for key, archived in self._articles.items()}

    def size(self) -> int:
        """See `Engine`."""
        return 0

    def close(self) -> None:
        """See `Engine`."""


def _own_title(document: TextDocument) -> list[str]:
    return document.title.text.forms if document.title in document.passages else []


def _length(document: TextDocument) -> int:
    title, body = _own_title(document), document.body.text.forms
    return weighted_length(len(title), len(body), title_again(title, body))


def _count(leaf: Leaf, document: TextDocument) -> int:
    """The weighted count of a word, by its stem; of a pattern, that of all words that fit."""
    word = leaf if isinstance(leaf, Pattern | Fuzzy) else Word(leaf.word)
    again = title_again(_own_title(document), document.body.text.forms)
    in_body = [start for start, _ in intervals(word, document.body) if start >= again]
    in_lead = sum(start < LEAD_WORDS for start in in_body)
    own = len(intervals(word, document.title)) if document.title in document.passages else 0
    return own * TITLE_WEIGHT + in_lead * (LEAD_WEIGHT - 1) + len(in_body)
