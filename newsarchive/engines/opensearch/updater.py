"""Changes the index on a cluster: entirely or not at all.

An update claims a number, writes the documents that are seen from this number on, and marks those
that are seen no longer. When the cluster has acknowledged all of them, and they are as many as they
must be, the state says that they are seen. Another process that comes back late can do no harm: its
number was aborted, so nobody sees what it writes, and a document that has been marked since is not
the one that it expects.
"""

from __future__ import annotations

import time
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
from newsarchive.engines.opensearch.seen import column
from newsarchive.engines.opensearch.state import State, View
from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.errors import ArchiveError, BusyError, ClusterError, IndexDamagedError
from newsarchive.parallel.processes import uncollected

SHARED = 4000
"""For so many articles and more, several processes make documents."""
_TOGETHER = 200
"""Documents that are looked up at once, with their texts."""
_DELETED = 10_000
"""Documents that are deleted at once."""
_WHOLE = {"_source": ["from", "until", "record"], "seq_no_primary_term": True}
"""What it takes to write a document again, and to replace just this one."""
_HEARD = 60
"""Seconds after which others hear that this process is still at work."""
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
        now = self._generations.current()
        if now is None:
            raise IndexDamagedError(f"{seen.index} was removed meanwhile")
        if now.view.of != seen.view.of:  # `changed` lists the changes since then
            raise BusyError(BUSY)
        holder = now.state.holder
        if holder is not None and self._generations.is_at_work(now.index, holder):
            raise BusyError(BUSY)
        with self._generations.working(now.index):
            self._hold(self._generations.replace(now, now.state.claimed()))
            try:
                self._generations.sweep([now.index])
                self._prune()
                added = self._add(changed)
                marked = self._mark({*gone, *added})
                self._commit(now.state.articles - marked + len(added))
            except BaseException as error:
                self._give_up(error)
                raise

    def _give_up(self, error: BaseException) -> None:
        """Abort the update. Raises BusyError if a new generation took the place of this one."""
        claim = self._claim
        with suppress(ArchiveError, IndexDamagedError):
            self._generations.replace(claim, claim.state.released(), wait=0)
        if isinstance(error, IndexDamagedError):
            now = self._generations.current()
            if now and now.index != claim.index:
                raise BusyError(BUSY) from error

    def begin(self, used: Sequence[str], changed: Iterable[ArchivedArticle]) -> None:
        """Make a new generation and use it instead of those that the caller has seen in use.

        Raises BusyError, ClusterError.
        """
        generations = self._generations
        if generations.in_use() != used or generations.sweep(used):  # this makes room
            raise BusyError(BUSY)
        index = generations.make(self._settings)
        with generations.working(index):
            try:
                self._hold(generations.begin(index, State.new(generations.uid, self._title)))
                added = self._add(changed)
                self._copy()
                self._commit(len(added))
                generations.swap(index, used)
            except BaseException as error:
                with suppress(ArchiveError):
                    generations.remove(index)
                if isinstance(error, IndexDamagedError):
                    if generations.in_use() != used:
                        raise BusyError(BUSY) from error
                    # To begin again would not help.
                    raise ClusterError(f"{error}: it is not complete; try again") from error
                raise

    def _hold(self, claim: Stored) -> None:
        """Work under a claim from now on."""
        self._claim = claim
        self._heard = time.monotonic()

    def _step(self) -> None:
        """Let the caller end this, and let others know that we are at work. Raises BusyError."""
        self._advance(0)
        if self._claim.state.holder and time.monotonic() - self._heard > _HEARD:
            self._hold(self._generations.replace(self._claim, self._claim.state.held()))

    def _advanced(self, count: int) -> None:
        self._step()
        if count:
            self._advance(count)

    # The documents

    def _add(self, changed: Iterable[ArchivedArticle]) -> Collection[int]:
        """Write the articles; their keys."""
        if self._jobs > 1 and isinstance(changed, Shareable) and len(changed) >= SHARED:
            from newsarchive.engines.opensearch.workers import add_shared

            return add_shared(
                self._cluster, self._claim, changed, jobs=self._jobs, advance=self._advanced
            )
        keys: set[int] = set()
        with uncollected():
            for done in add(self._bulk(), changed, self._claim.state.attempts):
                keys.update(done)
                self._advanced(len(done))
        return keys

    def _mark(self, keys: Collection[int]) -> int:
        """Let the articles with these keys be seen no longer, from the update on; how many were."""
        marked, number = 0, self._claim.state.attempts
        waiting = iter(sorted(keys))
        while batch := list(islice(waiting, _TOGETHER)):
            late = batch
            while late:
                seen = [{"terms": {"key": late}}, *self._claim.view.filters()]
                hits = self._found({"bool": {"filter": seen}}, _WHOLE, _TOGETHER)
                operations = [one for hit in hits if (one := _marked(hit, number))]
                marked += len(hits) - len(operations)
                late = []
                for done, others in self._bulk().send(operations):
                    marked += done
                    late += [int(one.id.partition(".")[0]) for one in others]
                if late:
                    # An update that was aborted has marked these at the last moment.
                    self._refresh()
        return marked

    def _prune(self) -> None:
        """Delete the documents that nobody sees any more."""
        aborted = list(self._claim.state.aborted)
        replaced = {"range": {"until": {"lte": self._claim.state.kept}}}
        dead: dict[str, Any] = {
            "bool": {
                "should": [
                    {"terms": {"from": aborted}},
                    {"bool": {"filter": replaced, "must_not": {"terms": {"until": aborted}}}},
                ]
            }
        }
        # To unpack what is stored, as a document's id, would take a hundred times as long.
        columns = {"stored_fields": "_none_", "docvalue_fields": ["key", "from"]}
        while hits := self._found(dead, columns, _DELETED):
            operations = (
                Operation(_id(column(hit, "key"), column(hit, "from")), "a deletion", None)
                for hit in hits
            )
            for _ in self._bulk().send(operations):
                self._step()
            self._refresh()

    def _found(
        self, query: dict[str, Any], wanted: dict[str, Any], size: int
    ) -> list[dict[str, Any]]:
        """Documents that match, at most so many, with what is wanted of each."""
        body = {"query": query, "size": size, "sort": ["_doc"], "track_total_hits": False}
        path = f"/{self._claim.index}/_search"
        return hits_of(self._asked(path, body | wanted))

    # The end

    def _commit(self, expected: int) -> None:
        """Let readers see the update, if all its documents are there. Raises IndexDamagedError."""
        self._refresh()
        index, state = self._claim.index, self._claim.state
        articles, length = self._counted(View(index, state.done(self._revision)))
        if articles != expected:
            raise IndexDamagedError(
                f"the cluster has lost articles of {index}: it has {articles}, not {expected}"
            )
        new = state.done(self._revision, articles, length)
        self._hold(self._generations.replace(self._claim, new))

    def _counted(self, view: View) -> tuple[int, int]:
        """How many articles are seen, and their length."""
        body = {
            "query": {"bool": {"filter": view.filters()}},
            "size": 0,
            "track_total_hits": True,
            "aggs": {"length": {"sum": {"field": "length"}}},
        }
        answer = self._asked(f"/{view.index}/_search", body)
        return (
            number_at(answer, "hits", "total", "value"),
            number_at(answer, "aggregations", "length", "value"),
        )

    def _refresh(self) -> None:
        path = f"/{self._claim.index}/_refresh"
        self._asked(path)

    def _copy(self) -> None:
        """Have a complete generation copied, as often as it is to be; wait for what is possible."""
        index = self._claim.index
        replicas = {"index": {"number_of_replicas": self._settings.replicas}}
        self._cluster.ask("PUT", f"/{index}/_settings", replicas, repeat=True, wait=WAIT)
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

    def _asked(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """The answer to a question, also if the cluster has to recover from a loss first."""
        return self._cluster.ask("POST", path, body, wait=WAIT, step=self._step)

    def _bulk(self) -> Bulk:
        return Bulk(self._cluster, self._claim.index, self._step)


def add(bulk: Bulk, articles: Iterable[ArchivedArticle], number: int) -> Iterator[list[int]]:
    """Write the articles as an update of this number; the keys, when they are acknowledged."""
    sent: list[int] = []

    def operations() -> Iterator[Operation]:
        for archived in articles:
            sent.append(archived.key)
            document = documents.document(archived) | {"from": number}
            id_ = _id(archived.key, number)
            yield Operation(id_, f"the article {archived.id}", document)

    for done, _ in bulk.send(operations()):
        yield sent[:done]
        del sent[:done]


def _id(key: int, number: int) -> str:
    """The id of the document of an article that an update writes."""
    return f"{key}.{number}"


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
