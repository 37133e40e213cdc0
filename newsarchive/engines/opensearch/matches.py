"""The matches of a search on a cluster: how many, which are best, and all of them page by page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any, Protocol, TypeVar

from newsarchive.engines import Order
from newsarchive.engines.opensearch import details
from newsarchive.engines.opensearch.answers import hits_of, list_at, measure_at, number_at, text_at
from newsarchive.engines.opensearch.compiler import Compiler
from newsarchive.engines.opensearch.counting import Found
from newsarchive.engines.opensearch.expand import HAS_MORE, WHOLE, Query, Vocabulary
from newsarchive.engines.opensearch.facts import Compiled
from newsarchive.engines.opensearch.scoring import (
    ScoredWord,
    in_parts,
    scored,
    scored_words,
    stats_of,
)
from newsarchive.engines.opensearch.seen import BARE
from newsarchive.engines.opensearch.state import View
from newsarchive.model.deadline import Step
from newsarchive.model.errors import ClusterError
from newsarchive.query.tree import Caps, Exact, Node, Word, leaf_words

T = TypeVar("T")

PAGE = 10_000
"""Articles in an answer: as many as OpenSearch gives at once."""
_KEPT_OPEN = "2m"
"""How long the cluster keeps a point in time between two pages."""

_DAY = {"day": {"order": "desc", "missing": "_last"}}
_DAY_UP = {"day": {"order": "asc", "missing": "_last"}}
_ID = {"id": "asc"}
_ORDERS: dict[Order, list[Any]] = {
    "relevance": ["_score", _DAY, _ID],
    "date": [_DAY, _ID],
    "date-asc": [_DAY_UP, _ID],
    **{
        order: [{column: {"order": way, "missing": "_last"}}, _DAY, _ID]
        for order, (column, way) in details.ORDERS.items()
    },
}


class Answers(Protocol):
    """Asks a question of the present view, and of a later one if that is too old by then."""

    def __call__(self, question: Callable[[View], T], /) -> T: ...


class Asked:
    """A tree, asked of one view."""

    def __init__(self, tree: Node, vocabulary: Vocabulary, step: Step | None) -> None:
        self.vocabulary = vocabulary
        self.step = step
        self._tree = tree
        self._total: int | None = None

    @cached_property
    def compiled(self) -> Compiled:
        """The query."""
        self._look_up()
        found = Compiler(self.vocabulary, self.step).compiled(self._tree)
        if self.vocabulary.is_cut(self.step):
            return Compiled({"bool": {"should": [found.query, HAS_MORE]}}, exact=False)
        return found

    @cached_property
    def words(self) -> list[ScoredWord]:
        """The words that count for scores."""
        self._look_up()
        return scored_words(self._tree, self.vocabulary, self.step)

    def _look_up(self) -> None:
        leaves = leaf_words(self._tree)
        typed = [leaf.word for leaf in leaves if isinstance(leaf, Word | Exact | Caps)]
        self.vocabulary.look_up(typed, self.step)

    @property
    def total(self) -> int:
        """How many articles match."""
        if self._total is None:
            body = {"size": 0, "track_total_hits": True, "query": self._plain}
            self._note(self.vocabulary.ask(body, self.step, kept="hits.total"))
        return self._total or 0

    @property
    def keys(self) -> list[int]:
        """Their keys."""
        return [number_at(hit, "sort", 0) for hit in self._each(self._plain, [{"key": "asc"}])]

    @property
    def scores(self) -> dict[int, float]:
        """Their keys and scores."""
        found: dict[int, float] = {}
        for part in in_parts(self.words):
            for hit in self._each(self._scored(part), [{"key": "asc"}], scores=True):
                key = number_at(hit, "sort", 0)
                found[key] = found.get(key, 0.0) + measure_at(hit, "_score")
        return found

    def first(self, order: Order, count: int) -> list[tuple[int, float]] | None:
        """The keys and scores of the first `count` in an order; None if they have too many words
        to be sorted by the cluster.
        """
        sort = _ORDERS[order]
        if len(in_parts(self.words)) > 1:
            return None
        if count > PAGE:
            hits = list(self._each(self._best, sort, most=count, scores=True))
        else:
            body = _page(self._best, sort, count, scores=True) | {"track_total_hits": True}
            answer = self.vocabulary.ask(body, self.step, kept=f"hits.total,{_HITS}")
            self._note(answer)
            hits = hits_in(answer)
        return [(number_at(hit, "fields", "key", 0), measure_at(hit, "_score")) for hit in hits]

    @property
    def _plain(self) -> Query:
        return self.vocabulary.seen(self.compiled.query)

    @cached_property
    def _best(self) -> Query:
        return self._scored(self.words)

    def _scored(self, words: list[ScoredWord]) -> Query:
        query = scored(self._tree, self.compiled, words, stats_of(self.vocabulary))
        return {"bool": {"must": [query], "filter": self.vocabulary.view.filters()}}

    def _note(self, answer: object) -> None:
        self._total = number_at(answer, "hits", "total", "value")

    def _each(
        self, query: Query, sort: list[Any], *, most: int | None = None, scores: bool = False
    ) -> Iterator[dict[str, Any]]:
        """All hits in an order, or the first of them, a page at a time, as of one moment."""
        cluster, step = self.vocabulary.cluster, self.step
        index = self.vocabulary.view.index
        opened = cluster.ask(
            "POST", f"/{index}/_search/point_in_time", params={"keep_alive": _KEPT_OPEN}, step=step
        )
        pit = text_at(opened, "pit_id")
        try:
            after: list[Any] = []
            left = most
            while left is None or left > 0:
                if step:
                    step()
                size = PAGE if left is None else min(left, PAGE)
                body = _page(query, sort, size, scores=scores) | {"track_total_hits": False}
                body["pit"] = {"id": pit, "keep_alive": _KEPT_OPEN}
                if after:
                    body["search_after"] = after
                hits = hits_in(cluster.ask("POST", "/_search", body, params=_PARAMS, step=step))
                yield from hits
                if len(hits) < size:
                    return
                after = list_at(hits[-1], "sort")
                left = None if left is None else left - size
        finally:
            with suppress(ClusterError):  # it ends by itself, too
                cluster.ask("DELETE", "/_search/point_in_time", {"pit_id": [pit]}, missing={})


class ClusterMatches:
    """See `engines.Matches`."""

    def __init__(self, answers: Answers, asked: Callable[[View], Asked]) -> None:
        """`asked` is the tree as it is asked of a view."""
        self._answers = answers
        self._asked = asked

    @cached_property
    def exact(self) -> bool:
        """See `engines.Matches`."""
        return self._answers(lambda view: self._asked(view).compiled.exact)

    def __len__(self) -> int:
        return self._answers(lambda view: self._asked(view).total)

    @cached_property
    def keys(self) -> Found:
        """See `engines.Matches`. Who only counts them does not fetch them."""
        return Found(
            lambda: self._answers(lambda view: self._asked(view).compiled.query),
            self.__len__,
            lambda: self._keys,
        )

    @cached_property
    def _keys(self) -> list[int]:
        return self._answers(lambda view: self._asked(view).keys)

    @cached_property
    def scores(self) -> dict[int, float]:
        """See `engines.Matches`."""
        return self._answers(lambda view: self._asked(view).scores)

    def scores_of(self, keys: Collection[int]) -> dict[int, float]:
        """See `engines.Matches`."""
        return {key: self.scores[key] for key in keys if key in self.scores}

    def first(self, order: Order, count: int) -> list[tuple[int, float]] | None:
        """See `engines.Matches`."""
        if count < 1:
            return []
        return self._answers(lambda view: self._asked(view).first(order, count))


def hits_in(answer: object) -> list[dict[str, Any]]:
    """The hits of an answer; where there are none, nothing is left of their list."""
    found = answer.get("hits") if isinstance(answer, dict) else None
    return hits_of(answer) if isinstance(found, dict) and "hits" in found else []


_HITS = "hits.hits.sort,hits.hits._score,hits.hits.fields"
_PARAMS = {"filter_path": f"{WHOLE},{_HITS}"}


def _page(query: Query, sort: list[Any], size: int, *, scores: bool) -> dict[str, Any]:
    page: dict[str, Any] = {"size": size, "query": query, "sort": sort, **BARE}
    if scores:
        page |= {"track_scores": True, "docvalue_fields": ["key"]}
    return page
