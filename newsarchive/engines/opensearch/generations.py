"""The generations of an archive's index on a cluster, and the alias that leads to the one in use.

A generation is made beside the one in use, and takes its place at once when it is complete. Only
indexes that say that they are of this archive, and of this alias, are ever changed or deleted. This
module must not know what documents hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from newsarchive.engines.opensearch import mapping, names, state
from newsarchive.engines.opensearch.answers import number_at, object_at, text_at
from newsarchive.engines.opensearch.bulk import SHARDS, WAIT
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.state import MARK, Holder, State, View
from newsarchive.model.errors import BusyError, ClusterError
from newsarchive.model.frozen import frozen

BUSY = "another process is bringing the index on the cluster up to date"
_SHORT = 10.0
"""Seconds that a node may be silent over a question that needs no search."""
_WORKING: set[tuple[str, str]] = set()
"""The clusters and generations that threads of this process are changing."""


@frozen
class IndexSettings:
    """How a cluster keeps an index."""

    shards: int = 1
    replicas: int = 1
    """Further copies of each shard."""


@frozen
class Stored:
    """A state as it was read, with what it takes to replace just this one."""

    view: View
    number: int
    """OpenSearch's `_seq_no` of the document."""
    term: int
    """Its `_primary_term`."""

    @property
    def index(self) -> str:
        """The generation's own name."""
        return self.view.index

    @property
    def state(self) -> State:
        """The state."""
        return self.view.state


class Generations:
    """All generations of an archive's index with an alias of this name."""

    def __init__(self, cluster: Cluster, name: str, uid: str) -> None:
        """Raises ClusterError if these can be no names."""
        names.check(name, uid)
        self.cluster, self.name, self.uid = cluster, name, uid

    # States

    def current(self) -> Stored | None:
        """The state of the generation in use; None if there is none that can be used.

        Raises ClusterError, also if another's index has the name.
        """
        try:
            found = self.read(self.name)
        except ClusterError:
            if len(self.in_use()) > 1:  # only a new generation can end that
                return None
            raise
        if found is None:
            self.in_use()
        return found if found and found.state.committed else None

    def read(self, name: str) -> Stored | None:
        """The state of a generation, which is named itself or by an alias."""
        found = self.cluster.ask(
            "GET",
            f"/{name}/_doc/{state.ID}",
            params={"preference": "_primary"},
            missing=None,
            seconds=_SHORT,
        )
        if found is None or not found.get("found"):
            return None
        index, read = text_at(found, "_index"), state.read(found.get("_source"))
        if names.generation(index, self.uid) is None or (read and read.uid != self.uid):
            raise self.foreign(index)
        if read is None:
            return None
        number, term = number_at(found, "_seq_no"), number_at(found, "_primary_term")
        return Stored(View(index, read), number, term)

    def begin(self, index: str, new: State) -> Stored:
        """Write the first state of a generation."""
        return self._write(index, new, {"op_type": "create"}, WAIT)

    def replace(self, stored: Stored, new: State, *, wait: float = WAIT) -> Stored:
        """Replace a state by the next one, if nobody else has. Raises BusyError.

        This is tried for so many seconds while nodes are lost.
        """
        expected = {"if_seq_no": stored.number, "if_primary_term": stored.term}
        return self._write(stored.index, new, expected, wait)

    def _write(self, index: str, new: State, expected: dict[str, Any], wait: float) -> Stored:
        """Write a state where the document is as expected."""
        answer = self.cluster.ask(
            "PUT",
            f"/{names.writing(index)}/_doc/{state.ID}",
            new.document(),
            params={**expected, "require_alias": "true", "timeout": SHARDS},
            conflict=None,
            repeat=True,
            wait=wait,
        )
        if answer is not None:
            view = View(index, new)
            return Stored(view, number_at(answer, "_seq_no"), number_at(answer, "_primary_term"))
        # Another process was first, or this one, when an answer was lost and it asked again.
        found = self.read(index)
        if found is None or found.state != new:
            raise BusyError(BUSY)
        return found

    # Generations

    def all(self) -> list[str]:
        """The generations, the oldest first."""
        found = self._marked(names.pattern(self.uid))
        ours = (index for index, mark in found.items() if self._is_ours(index, mark))
        return sorted(ours, key=lambda index: names.generation(index, self.uid) or 0)

    def in_use(self) -> list[str]:
        """The generations that the alias leads to: one, or none, unless somebody changed it.

        Raises ClusterError if the name is that of another's index, or leads to one.
        """
        found = self._marked(self.name)
        for index, mark in found.items():
            if not self._is_ours(index, mark):
                raise self.foreign(index)
        return sorted(found)

    def make(self, settings: IndexSettings) -> str:
        """Make the next generation, which is empty; its name."""
        numbers = [names.generation(index, self.uid) or 0 for index in self._numbered()]
        index = names.index(self.uid, max(numbers, default=0) + 1)
        body = mapping.body()
        body["settings"] |= {
            "number_of_shards": settings.shards,
            "number_of_replicas": 0,  # copied once, when it is complete
            "refresh_interval": "-1",  # an update refreshes it when it is complete
        }
        body["mappings"]["_meta"] = {MARK: self._mark()}
        body["aliases"] = {names.writing(index): {}}
        try:
            self.cluster.ask("PUT", f"/{index}", body, repeat=True, wait=WAIT)
        except ClusterError:
            if index not in self._marked(index):  # else only the answer was lost
                raise
        return index

    def swap(self, index: str, used: Sequence[str]) -> None:
        """Let the alias lead to this generation, at once, and remove those it has led to.

        Raises BusyError if it does not lead to these any more.
        """
        if self.in_use() != used:
            raise BusyError(BUSY)
        actions: list[dict[str, Any]] = [{"remove_index": {"index": old}} for old in used]
        actions.append({"add": {"index": index, "alias": self.name}})
        try:
            self.cluster.ask("POST", "/_aliases", {"actions": actions}, wait=WAIT)
        except ClusterError:
            if self.in_use() != [index]:  # else only the answer was lost
                raise

    def remove(self, index: str) -> None:
        """Delete a generation, which `all` has named."""
        self.cluster.ask("DELETE", f"/{index}", missing=None, repeat=True)

    def sweep(self, kept: Collection[str]) -> bool:
        """Delete what processes have left half made; whether one of them is still at work."""
        at_work = False
        for index in self.all():
            if index not in kept:
                maker = self._maker(index)
                if maker is not None and self.is_at_work(index, maker):
                    at_work = True
                else:
                    self.remove(index)
        return at_work

    @contextmanager
    def working(self, index: str) -> Iterator[None]:
        """Note that a thread of this process changes a generation."""
        place = self.cluster.url, index
        _WORKING.add(place)
        try:
            yield
        finally:
            _WORKING.discard(place)

    def is_at_work(self, index: str, holder: Holder) -> bool:
        """Whether a process that was changing a generation still does."""
        return (self.cluster.url, index) in _WORKING if holder.is_me else not holder.is_gone

    def foreign(self, index: str) -> ClusterError:
        """The error for an index that is not of this archive."""
        also = "" if index == self.name else f", or leads to {index}"
        return ClusterError(
            f"{self.name} at {self.cluster.url} is not an index of this archive{also}: "
            "nothing was changed there; choose another name for the index"
        )

    def _mark(self) -> dict[str, Any]:
        me = Holder.me()
        return {
            "uid": self.uid, "name": self.name, "maker": [me.process, me.host, me.seen],
        }  # fmt: skip

    def _is_ours(self, index: str, mark: object) -> bool:
        """Whether an index is a generation of this archive with this alias."""
        return (
            names.generation(index, self.uid) is not None
            and isinstance(mark, dict)
            and (mark.get("uid"), mark.get("name")) == (self.uid, self.name)
        )

    def _maker(self, index: str) -> Holder | None:
        """The process that makes a generation, as far as it can be known."""
        with suppress(ClusterError):  # a part of it may be on no node
            found = self.read(index)
            if found and found.state.holder:
                return found.state.holder
        mark = self._marked(index).get(index)
        return state.holder(mark.get("maker")) if isinstance(mark, dict) else None

    def _numbered(self) -> Iterator[str]:
        """All indexes that have names as generations have them."""
        for index in self._marked(names.pattern(self.uid)):
            if names.generation(index, self.uid) is not None:
                yield index

    def _marked(self, name: str) -> dict[str, Any]:
        """The indexes that have a name, an alias, or a pattern, each with what it says it is."""
        found = self.cluster.ask(
            "GET",
            f"/{name}/_mapping",
            params={"expand_wildcards": "all", "allow_no_indices": "true"},
            missing={},
            seconds=_SHORT,
        )
        marks: dict[str, Any] = {}
        for index in object_at(found):
            meta = object_at(found, index, "mappings").get("_meta")
            marks[index] = meta.get(MARK) if isinstance(meta, dict) else None
        return marks
