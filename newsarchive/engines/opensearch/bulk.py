"""Sends documents to an index: in requests of some megabytes, each verified item by item.

What a cluster cannot take now, because it is busy or a node is lost, is sent again, later and
later; what it refuses ends the update, with the article's id. Each process has one request on its
way, so a slow cluster slows its writers down. This module must not know what documents hold.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from newsarchive.engines.opensearch import failures, names
from newsarchive.engines.opensearch.answers import list_at, number_at, object_at
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.failures import Failure
from newsarchive.model.deadline import Step
from newsarchive.model.errors import ClusterError
from newsarchive.model.frozen import frozen

REQUEST = 6 * 2**20
"""Bytes of a request, unless one document has more."""
MOST = 2000
"""Operations of a request: deletions are short."""
WAIT = 30.0
"""Seconds in which requests that are not answered, and items that are not taken, are repeated."""
SHARDS = "10s"
"""How long a cluster waits for a part of the index that is on no node, before it says so."""
_SHORTEST, _LONGEST = 0.25, 8.0
"""Seconds after which items are sent again: the first time, and at most."""
_CONFLICT = 409


@frozen
class Operation:
    """A document to be written, or to be deleted."""

    id: str
    what: str
    """Its name for people."""
    document: dict[str, Any] | None
    """None to delete it."""
    expected: tuple[int, int] | None = None
    """The `_seq_no` and `_primary_term` of the document that it replaces, and of no other."""

    @property
    def kind(self) -> str:
        """OpenSearch's name for it."""
        return "delete" if self.document is None else "index"

    def lines(self) -> str:
        """It, as a part of a request."""
        action: dict[str, Any] = {"_id": self.id}
        if self.expected:
            action["if_seq_no"], action["if_primary_term"] = self.expected
        parts = [{self.kind: action}, *([] if self.document is None else [self.document])]
        return "".join(_dumped(part) + "\n" for part in parts)


_dumped = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class Bulk:
    """Writes to one generation."""

    def __init__(self, cluster: Cluster, index: str, step: Step | None = None) -> None:
        """`step` is called while this waits, and may raise to end it."""
        self._cluster = cluster
        self._path = f"/{names.writing(index)}/_bulk"
        self._step = step

    def send(self, operations: Iterable[Operation]) -> Iterator[tuple[int, list[Operation]]]:
        """Carry out all; after each request, how many are done, and those that came too late.

        These expected another document than is there. Raises ClusterError, BusyError,
        IndexDamagedError if the index is gone, and what `step` raises.
        """
        batch: list[Operation] = []
        lines: list[str] = []
        size = 0
        for operation in operations:
            line = operation.lines()
            length = len(line.encode("utf-8", "replace"))
            if batch and (size + length > REQUEST or len(batch) == MOST):
                yield self._sent(batch, lines)
                batch, lines, size = [], [], 0
            batch.append(operation)
            lines.append(line)
            size += length
        if batch:
            yield self._sent(batch, lines)

    def _sent(self, batch: list[Operation], lines: list[str]) -> tuple[int, list[Operation]]:
        """Send a batch until each item is taken; how many are, and those that came too late."""
        done: int = 0
        late: list[Operation] = []
        end = time.monotonic() + WAIT
        pause = _SHORTEST
        while True:
            left: list[int] = []
            for at, status, error in self._asked(batch, lines):
                if status < 300 or (status == 404 and batch[at].document is None and not error):
                    done += 1
                elif status == _CONFLICT:
                    late.append(batch[at])
                else:
                    failure = self._failure(batch[at], status, error)
                    if failure.final and status < 500:  # else a node is lost
                        raise failure.error
                    left.append(at)
            if not left:
                return done, late
            if time.monotonic() + pause > end:
                raise failure.error
            batch, lines = [batch[at] for at in left], [lines[at] for at in left]
            self._rest(pause)
            pause = min(2 * pause, _LONGEST)

    def _asked(
        self, batch: Sequence[Operation], lines: Sequence[str]
    ) -> Iterator[tuple[int, int, Any]]:
        """For each item of a request its place, its status, and the error."""
        answer = self._cluster.ask(
            "POST",
            self._path,
            "".join(lines),
            # Nothing takes the place of an index that is gone.
            params={"require_alias": "true", "timeout": SHARDS},
            wait=WAIT,
            step=self._step,
        )
        items = list_at(answer, "items")
        for at, operation in enumerate(batch):
            item = object_at(items, at, operation.kind)
            if item.get("_id") != operation.id:
                raise ClusterError(f"{self._cluster.url} answers about other documents than ours")
            yield at, number_at(item, "status"), item.get("error")

    def _failure(self, operation: Operation, status: int, error: Any) -> Failure:
        """What it means that an item was not taken."""
        failure = failures.of_status(self._cluster.url, status, {"error": error})
        if status == 400 and isinstance(failure.error, ClusterError):
            return Failure(ClusterError(f"{operation.what}: {failure.error}"), final=True)
        return failure

    def _rest(self, pause: float) -> None:
        """Wait about so many seconds."""
        until = time.monotonic() + pause * random.uniform(0.75, 1.25)  # noqa: S311 - no secret
        while (left := until - time.monotonic()) > 0:
            if self._step:
                self._step()
            time.sleep(min(left, 0.25))
