"""Finds articles on a cluster: searches, the parts of scores, and spellings.

It asks the present view of an index, and another one if that is too old when it has answered. It
must not know how views come to be.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import islice

from newsarchive.engines import Matches, ScorePart
from newsarchive.engines.opensearch.answers import measure_at, number_at
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.compiler import same_word
from newsarchive.engines.opensearch.expand import Vocabulary
from newsarchive.engines.opensearch.matches import Answers, Asked, ClusterMatches, hits_in
from newsarchive.engines.opensearch.scoring import stats_of
from newsarchive.engines.opensearch.seen import BARE
from newsarchive.engines.opensearch.state import View
from newsarchive.engines.scan import ScanMatches
from newsarchive.model.deadline import Step
from newsarchive.query.ranking import saturation, word_score
from newsarchive.query.tree import Node

_AT_ONCE = 1000
"""Articles whose scores are asked for in parts at once."""


class Finder:
    """Finds articles of an index."""

    def __init__(
        self, cluster: Cluster, present: Callable[[], View | None], answers: Answers
    ) -> None:
        """`present` is the view that is asked; None if there is nothing yet."""
        self._cluster = cluster
        self._present = present
        self._answers = answers
        self._known: Vocabulary | None = None

    def search(self, tree: Node, step: Step | None = None) -> Matches:
        """See `Engine`."""
        if self._present() is None:
            return ScanMatches({})
        last: list[Asked] = []

        def asked(view: View) -> Asked:
            if not last or last[0].vocabulary.view != view:
                last[:] = [Asked(tree, self._vocabulary(view), step)]
            return last[0]

        return ClusterMatches(self._answers, asked)

    def score_parts(
        self, tree: Node, keys: Collection[int], step: Step | None = None
    ) -> dict[int, list[ScorePart]]:
        """See `Engine`."""
        if self._present() is None:
            return {key: [] for key in keys}
        return self._answers(lambda view: self._parts(view, tree, keys, step))

    def spellings(self, word: str, step: Step | None = None) -> list[tuple[str, int]]:
        """See `Engine`."""
        if self._present() is None:
            return []
        return self._answers(lambda view: self._vocabulary(view).spellings(word, step))

    def _vocabulary(self, view: View) -> Vocabulary:
        if self._known is None or self._known.view != view:
            self._known = Vocabulary(self._cluster, view)
        return self._known

    def _parts(
        self, view: View, tree: Node, keys: Collection[int], step: Step | None
    ) -> dict[int, list[ScorePart]]:
        vocabulary = self._vocabulary(view)
        stats = stats_of(vocabulary)
        parts: dict[int, list[ScorePart]] = {key: [] for key in keys}
        words = Asked(tree, vocabulary, step).words
        left = iter(keys)
        while some := list(islice(left, _AT_ONCE)):
            among = vocabulary.seen({"terms": {"key": some}})
            for word in words:
                body = {
                    "query": {"bool": {"must": [same_word(word.words)], "filter": [among]}},
                    "size": len(some),
                    "track_total_hits": False,
                    "docvalue_fields": ["key", "length"],
                    **BARE,
                }
                for hit in hits_in(vocabulary.ask(body, step)):
                    count = measure_at(hit, "_score")
                    length = saturation(number_at(hit, "fields", "length", 0), stats)
                    score = word_score(count, length, word.weight)
                    part = ScorePart(str(word.leaf), word.articles, count, score)
                    parts[number_at(hit, "fields", "key", 0)].append(part)
        return parts
