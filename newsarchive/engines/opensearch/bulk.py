"""Sends documents to an index: in requests of some megabytes, each verified item by item.

What a cluster cannot take now, because it is busy or a node is lost, is sent again, later and
later; what it refuses ends the update, with the article's id. Each process has one request on its
way, so a slow cluster slows its writers down. This module must not know what documents hold.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from newsarchive.engines.opensearch import names
from newsarchive.engines.opensearch.answers import list_at, number_at, object_at
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.generations import removed
from newsarchive.model.errors import BusyError, ClusterError
from newsarchive.model.frozen import frozen

REQUEST = 6 * 2**20
"""Bytes of a request, unless one document has more."""
MOST = 2000
"""Operations of a request: deletions are short."""
PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0)
"""Seconds after which what was not taken is sent again; then it is given up."""
_CONFLICT, _LATER = 409, (429, 502, 503, 504)


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

    def lines(self) -> str:
        """It, as a part of a request."""
        action: dict[str, Any] = {"_id": self.id}
        if self.expected:
            action["if_seq_no"], action["if_primary_term"] = self.expected
        kind = "delete" if self.document is None else "index"
        parts = [{kind: action}] + ([] if self.document is None else [self.document])
        return "".join(_dumped(part) + "\n" for part in parts)


_dumped = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Bulk:
    """Writes to one generation."""

    def __init__(
        self, cluster: Cluster, index: str, pause: Callable[[], None] = lambda: None
    ) -> None:
        """`pause` is called between requests, and may raise to end this."""
        self._cluster = cluster
        self._index = index
        self._path = f"/{names.writing(index)}/_bulk"
        self._pause = pause

    def send(self, operations: Iterable[Operation]) -> Iterator[tuple[int, list[Operation]]]:
        """Carry out all; after each request, how many are done, and those that came too late.

        These expected another document than is there. Raises ClusterError, BusyError,
        IndexDamagedError.
        """
        batch: list[Operation] = []
        lines: list[str] = []
        size = 0
        for operation in operations:
            line = operation.lines()
            length = len(line.encode())
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
        done, late = 0, []
        for pause in (*PAUSES, None):
            self._pause()
            left = []
            for at, status, error in self._asked(batch, "".join(lines)):
                if status == _CONFLICT:
                    late.append(batch[at])
                elif status in _LATER and not _is_block(error):
                    left.append(at)
                    reason = error
                else:
                    self._verify(batch[at], status, error)
                    done += 1
            if not left:
                return done, late
            if pause is None:
                break
            batch, lines = [batch[at] for at in left], [lines[at] for at in left]
            self._wait(pause)
        raise BusyError(
            f"the cluster at {self._cluster.url} does not take {len(batch)} documents now "
            f"({_said(reason)}); try again when it has less to do"
        )

    def _asked(self, batch: Sequence[Operation], body: str) -> Iterator[tuple[int, int, Any]]:
        """For each item of a request its place, its status, and the error."""
        answer = self._cluster.ask("POST", self._path, body, params={"require_alias": "true"})
        items = list_at(answer, "items")
        if len(items) != len(batch):
            raise ClusterError(
                f"the cluster at {self._cluster.url} answers {len(items)} of {len(batch)} items"
            )
        for at, operation in enumerate(batch):
            item = object_at(items, at, "delete" if operation.document is None else "index")
            if item.get("_id") != operation.id:
                raise ClusterError(f"the cluster at {self._cluster.url} answers about other items")
            yield at, number_at(item, "status"), item.get("error")

    def _verify(self, operation: Operation, status: int, error: Any) -> None:
        """Raise what the error of an item means, if it is one."""
        kind = error.get("type") if isinstance(error, dict) else ""
        if status in (200, 201) or (status == 404 and operation.document is None and not error):
            return
        if kind == "index_not_found_exception":
            raise removed(self._index)
        where = f"{self._index} at {self._cluster.url}"
        if _is_block(error):
            raise ClusterError(
                f"{where} takes no documents ({_said(error)}): where a disk is nearly full, the "
                "cluster blocks its indexes until there is room again; make room, and try again"
            )
        if kind == "index_closed_exception":
            raise ClusterError(f"{where} is closed: open it (POST {self._index}/_open)")
        raise ClusterError(f"{where} refuses {operation.what}: {_said(error)}")

    def _wait(self, pause: float) -> None:
        """Wait about so many seconds."""
        until = time.monotonic() + pause * random.uniform(0.75, 1.25)  # noqa: S311 - no secret
        while (left := until - time.monotonic()) > 0:
            self._pause()
            time.sleep(min(left, 0.25))


def _is_block(error: Any) -> bool:
    return isinstance(error, dict) and error.get("type") == "cluster_block_exception"


def _said(error: Any) -> str:
    """What the cluster gives as the reason, on one line."""
    reasons = []
    while isinstance(error, dict) and len(reasons) < 4:
        reasons.append(str(error.get("reason") or error.get("type")))
        error = error.get("caused_by")
    return " ".join(": ".join(reasons).split())[:300] or "without a reason"
