"""The reference engine: asks the query of every article, one after the other.

It holds the articles in memory and knows no index; slow, and right by definition. The conformance
tests compare every other engine with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from newsarchive.article import ArchivedArticle, Revision
from newsarchive.engines import Matches
from newsarchive.query.matches import Part, Reading, form_test, matches, places
from newsarchive.query.ranking import (
    TITLE_WEIGHT,
    Collection,
    rarity,
    saturation,
    scoring_words,
    word_score,
)
from newsarchive.query.tree import Fuzzy, Leaf, Node, Pattern, Word


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
        for key in gone:
            self._articles.pop(key, None)
        for archived in changed:
            self._articles[archived.key] = archived
            if advance:
                advance(1)
        self._revision = revision

    def reset(self) -> None:
        """See `Engine`."""
        self._articles.clear()
        self._revision = None

    def search(self, tree: Node) -> Matches:
        """See `Engine`."""
        found = [key for key, archived in self._articles.items() if matches(tree, archived)]
        scores = dict.fromkeys(found, 0.0)
        readings = {key: Reading(archived) for key, archived in self._articles.items()}
        lengths = {key: _length(reading) for key, reading in readings.items()}
        average = sum(lengths.values()) / len(lengths) if lengths else 0.0
        collection = Collection(len(readings), average)
        for leaf, times in scoring_words(tree):
            counts = {key: _count(leaf, reading) for key, reading in readings.items()}
            weight = times * rarity(_articles_with(leaf, counts), collection)
            for key in found:
                if counts[key]:
                    part = saturation(lengths[key], collection)
                    scores[key] += word_score(counts[key], part, weight)
        return Matches(scores, exact=True)

    def holdings(self) -> dict[int, int]:
        """See `Engine`."""
        return {key: archived.version for key, archived in self._articles.items()}

    def size(self) -> int:
        """See `Engine`."""
        return 0

    def close(self) -> None:
        """See `Engine`."""


def _length(reading: Reading) -> int:
    return sum(len(part.text.forms) * weight for part, weight in _weighted(reading))


def _count(leaf: Leaf, reading: Reading) -> int:
    """How often a word counts: by its stem; a pattern by the different words that fit it."""
    if isinstance(leaf, Pattern | Fuzzy):
        accepts = form_test(leaf)
        return len({form for part in reading.parts for form in part.text.forms if accepts(form)})
    word = Word(leaf.word)
    return sum(len(places(word, part)) * weight for part, weight in _weighted(reading))


def _articles_with(leaf: Leaf, counts: dict[int, int]) -> int:
    if isinstance(leaf, Pattern | Fuzzy):
        # The sum over its words of the articles that have them: at least those that have any.
        return min(sum(counts.values()), len(counts))
    return sum(map(bool, counts.values()))


def _weighted(reading: Reading) -> list[tuple[Part, int]]:
    return [(part, TITLE_WEIGHT if part is reading.title else 1) for part in reading.parts]
