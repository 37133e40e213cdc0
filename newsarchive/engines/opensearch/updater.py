"""Changes the index on a cluster: entirely or not at all.

An update claims a number, writes the documents that are seen from this number on, and marks those
that are seen no longer. When the cluster has acknowledged all of them, and they are as many as they
must be, the state says that they are seen. Another process that comes back late can do no harm: its
number was aborted, so nobody sees what it writes, and a document that has been marked since is not
the one that it expects.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from newsarchive.engines import Shareable
from newsarchive.engines.opensearch import documents, records
from newsarchive.engines.opensearch.answers import hits_of, number_at, text_at
from newsarchive.engines.opensearch.bulk import WAIT, Bulk, Operation
from newsarchive.engines.opensearch.generations import (
    BUSY,
    Generations,
    IndexSettings,
    Stored,
)
from newsarchive.engines.opensearch.state import State, View
from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.errors import BusyError, ClusterError, IndexDamagedError
from newsarchive.parallel.processes import uncollected

SHARED = 4000
"""For so many articles and more, several processes make documents."""
_TOGETHER = 200
"""Documents that are looked up at once."""
_PATIENCE = 20
"""Seconds of one question whether the cluster still makes copies."""


class Update:
    """One update of an index."""

    def __init__(
        self,
        generations: Generations,
        revision: Revision,
        *,
        title: str,
        settings: IndexSettings,
        jobs: int,
        advance: Callable[[int], None] | None,
    ) -> None:
        self._generations = generations
        self._cluster = generations.cluster
        self._revision = revision
        self._title = title
        self._settings = settings
        self._jobs = jobs
        self._advance = advance or (lambda _: None)

    def go_on(self, seen: Stored, changed: Iterable[ArchivedArticle], gone: Sequence[int]) -> None:
        """Change the generation in use, which the caller has seen in this state.

        Raises BusyError, ClusterError, IndexDamagedError.
        """
        seen.state.check_stemmers()
        claim = self._claim(seen)
        try:
            self._generations.sweep([claim.index])
            self._prune(claim)
            added = self._add(claim, changed)
            marked = self._mark(claim, {*gone, *added})
            self._commit(claim, claim.state.articles - marked + len(added))
        except BaseException as error:
            with suppress(ClusterError, BusyError, IndexDamagedError):
                self._generations.replace(claim, claim.state.released())
            if isinstance(error, IndexDamagedError):
                now = self._generations.current()
                if now and now.index != seen.index:  # a new generation has taken its place
                    raise BusyError(BUSY) from error
            raise

    def begin(self, seen: Stored | None, changed: Iterable[ArchivedArticle]) -> None:
        """Make a new generation and use it instead of the one that the caller has seen.

        Raises BusyError, ClusterError, IndexDamagedError.
        """
        generations = self._generations
        used = generations.in_use()
        self._expect(seen)
        if generations.sweep(used):  # this makes room on a full disk
            raise BusyError(BUSY)
        index = generations.make(self._settings)
        try:
            new = State.new(generations.uid, self._title)
            claim = generations.begin(index, new)
            self._commit(claim, len(self._add(claim, changed)))
            self._copy(index)
            generations.swap(index, used)
        except BaseException as error:
            with suppress(ClusterError, BusyError):
                generations.remove(index)
            if isinstance(error, IndexDamagedError):  # to begin again would not help
                raise ClusterError(f"{error}: it is not complete; try again") from error
            raise

    def _expect(self, seen: Stored | None) -> Stored | None:
        """The present state. Raises BusyError if it is of another update than was seen."""
        now = self._generations.current()
        if now and (seen is None or now.view.of != seen.view.of):
            raise BusyError(BUSY)
        return now

    def _claim(self, seen: Stored) -> Stored:
        now = self._expect(seen)
        if now is None:
            raise IndexDamagedError(f"{seen.index} was removed meanwhile")
        holder = now.state.holder
        if holder is not None and not holder.is_gone:
            raise BusyError(BUSY)
        return self._generations.replace(now, now.state.claimed())

    # The documents

    def _add(self, claim: Stored, changed: Iterable[ArchivedArticle]) -> Collection[int]:
        """Write the articles; their keys."""
        if self._jobs > 1 and isinstance(changed, Shareable) and len(changed) >= SHARED:
            from newsarchive.engines.opensearch.workers import add_shared

            return add_shared(self._cluster, claim, changed, jobs=self._jobs, advance=self._advance)
        keys: set[int] = set()
        with uncollected():
            for done in add(self._bulk(claim), changed, claim.state.attempts):
                keys.update(done)
                self._advance(len(done))
        return keys

    def _mark(self, claim: Stored, keys: Collection[int]) -> int:
        """Let the articles with these keys be seen no longer, from the update on; how many were."""
        marked, number = 0, claim.state.attempts
        waiting = iter(sorted(keys))
        while batch := list(islice(waiting, _TOGETHER)):
            late = batch
            while late:
                hits = self._found(claim, {"terms": {"key": late}})
                operations = [one for hit in hits if (one := _marked(hit, number))]
                marked += len(hits) - len(operations)
                late = []
                for done, others in self._bulk(claim).send(operations):
                    marked += done
                    late += [int(one.id.partition(".")[0]) for one in others]
                if late:
                    # An update that was aborted has marked these at the last moment.
                    self._refresh(claim.index)
        return marked

    def _prune(self, claim: Stored) -> None:
        """Delete the documents that nobody sees any more."""
        aborted = list(claim.state.aborted)
        replaced = {"range": {"until": {"lte": claim.state.kept}}}
        dead: dict[str, Any] = {
            "bool": {
                "should": [
                    {"terms": {"from": aborted}},
                    {"bool": {"filter": replaced, "must_not": {"terms": {"until": aborted}}}},
                ]
            }
        }
        while hits := self._hits(claim.index, dead, source=False):
            operations = [Operation(text_at(hit, "_id"), "a deletion", None) for hit in hits]
            for _ in self._bulk(claim).send(operations):
                pass
            self._refresh(claim.index)

    def _found(self, claim: Stored, query: dict[str, Any]) -> list[dict[str, Any]]:
        """The documents that are seen before the update and match."""
        seen = {"bool": {"filter": [query, *claim.view.filters()]}}
        return self._hits(claim.index, seen, source=True)

    def _hits(self, index: str, query: dict[str, Any], *, source: bool) -> list[dict[str, Any]]:
        body = {
            "query": query,
            "size": 2 * _TOGETHER,
            "_source": source,
            "seq_no_primary_term": True,
            "sort": ["_doc"],
        }
        answer = self._cluster.ask("POST", f"/{index}/_search", body)
        return hits_of(answer)

    # The end

    def _commit(self, claim: Stored, expected: int) -> None:
        """Let readers see the update, if all its documents are there. Raises IndexDamagedError."""
        index = claim.index
        self._refresh(index)
        articles, length = self._counted(View(index, claim.state.done(self._revision)))
        if articles != expected:
            raise IndexDamagedError(
                f"the cluster has lost articles of {index}: it has {articles}, not {expected}"
            )
        new = claim.state.done(self._revision, articles, length)
        self._generations.replace(claim, new)

    def _counted(self, view: View) -> tuple[int, int]:
        """How many articles are seen, and their length."""
        body = {
            "query": {"bool": {"filter": view.filters()}},
            "size": 0,
            "track_total_hits": True,
            "aggs": {"length": {"sum": {"field": "length"}}},
        }
        answer = self._cluster.ask("POST", f"/{view.index}/_search", body)
        return (
            number_at(answer, "hits", "total", "value"),
            number_at(answer, "aggregations", "length", "value"),
        )

    def _refresh(self, index: str) -> None:
        self._cluster.ask("POST", f"/{index}/_refresh", wait=WAIT, step=self._step)

    def _copy(self, index: str) -> None:
        """Have a complete generation copied, as often as it is to be; wait for what is possible."""
        replicas = {"index": {"number_of_replicas": self._settings.replicas}}
        self._cluster.ask("PUT", f"/{index}/_settings", replicas, repeat=True)
        while self._settings.replicas:
            params = {
                "wait_for_events": "languid",
                "wait_for_no_initializing_shards": "true",
                "timeout": f"{_PATIENCE}s",
            }
            answer = self._cluster.ask(
                "GET", f"/_cluster/health/{index}", params=params, missing={}, step=self._step
            )
            if answer.get("timed_out") is not True:
                break

    def _bulk(self, claim: Stored) -> Bulk:
        return Bulk(self._cluster, claim.index, self._step)

    def _step(self) -> None:
        self._advance(0)


def add(bulk: Bulk, articles: Iterable[ArchivedArticle], number: int) -> Iterator[list[int]]:
    """Write the articles as an update of this number; the keys, when they are acknowledged."""
    sent: list[int] = []

    def operations() -> Iterator[Operation]:
        for archived in articles:
            sent.append(archived.key)
            document = documents.document(archived) | {"from": number}
            yield Operation(f"{archived.key}.{number}", f"the article {archived.id}", document)

    for done, _ in bulk.send(operations()):
        yield sent[:done]
        del sent[:done]


def _marked(hit: dict[str, Any], number: int) -> Operation | None:
    """The document of a hit, written again as one that is seen until an update.

    None if it is written already. Raises BusyError if a later update has replaced it.
    """
    source = hit.get("_source")
    if not isinstance(source, dict):
        raise IndexDamagedError("a document of the index is damaged: it has no record")
    try:
        archived = records.decoded(source.get("record"))
        since = number_at(source, "from")
        until = number_at(source, "until") if "until" in source else 0
    except (ValueError, ClusterError) as error:
        raise IndexDamagedError(f"a document of the index is damaged: {error}") from error
    if until > number:
        raise BusyError(BUSY)
    if until == number:  # the answer was lost
        return None
    document = documents.document(archived) | {"from": since, "until": number}
    expected = number_at(hit, "_seq_no"), number_at(hit, "_primary_term")
    return Operation(text_at(hit, "_id"), f"the article {archived.id}", document, expected)
