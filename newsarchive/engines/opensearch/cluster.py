"""Questions to a cluster: the only module that sends requests.

It chooses a node, repeats what may be repeated, and turns what can go wrong into errors for a
person. It must not know articles, queries or what an index holds.
"""

from __future__ import annotations

import json
import queue
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from newsarchive.engines.opensearch import failures
from newsarchive.engines.opensearch.access import Access, reached
from newsarchive.engines.opensearch.address import node_url
from newsarchive.engines.opensearch.answers import parsed
from newsarchive.engines.opensearch.failures import Failure
from newsarchive.model.deadline import Step, present_step
from newsarchive.model.errors import NeedsExtraError
from newsarchive.model.frozen import frozen

if TYPE_CHECKING:
    from newsarchive.engines.opensearch.connection import Node, Nodes, Reply

T = TypeVar("T")
WAIT = 5.0
"""Seconds in which a question is repeated, if nobody says otherwise."""
SILENCE = 60.0
"""Seconds that a node may be silent over a question."""
_SHORTEST, _LONGEST = 0.1, 5.0
"""Seconds between a question and its repetition: the first time, and at most."""
_LOOK = 0.1
"""Seconds between two steps of who waits."""
_ASKING = frozenset("_search _msearch _count _mget _refresh _bulk _analyze point_in_time".split())
"""Ends of paths to which a POST may be sent twice. Each line of our `_bulk` names its document."""
_WHOLE = frozenset("_search _msearch _count _refresh".split())
"""Those whose answer is worth nothing if a part of the index is left out of it."""


@frozen
class Request:
    """What is asked."""

    method: str
    path: str
    target: str
    body: bytes | None
    repeatable: bool
    """Whether it does no harm twice."""

    @property
    def end(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


class Cluster:
    """A cluster that can be asked, by several threads at once.

    Nothing is sent before the first question. A process that was forked needs one of its own.
    """

    def __init__(self, url: str, known: Sequence[Access] = (), *, wait: float = WAIT) -> None:
        """`url` is that of a node, without a path: https://host:9200.

        `known` says how clusters are reached (see `access.reached`); `wait` is for how many seconds
        a question is repeated while nodes are lost or busy. Raises ArchiveError.
        """
        self.url = node_url(url)
        self._known = known
        self._wait = wait
        self._nodes: Nodes | None = None
        self._greeted = False

    def __getstate__(self) -> dict[str, Any]:
        """What another process is given: everything but the connections."""
        return self.__dict__ | {"_nodes": None}

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        params: Mapping[str, str | int] | None = None,
        missing: Any = ...,
        conflict: Any = ...,
        repeat: bool | None = None,
        seconds: float = SILENCE,
        wait: float | None = None,
        step: Step | None = None,
    ) -> Any:
        """The answer to a request: JSON, or for HEAD whether there is what was asked for.

        `missing` is what a 404 gives, `conflict` what a 409 gives, where the caller expects them.
        `body` is an object that becomes JSON, or lines of JSON for `_bulk` and `_msearch`.
        `repeat` says whether the request may be sent again although it may have been carried out;
        None: if its method and path show that it does no harm. `seconds` is how long a node may be
        silent, `wait` as in `__init__`. `step` is made several times a second while it waits; None:
        that of the deadline, if there is one.

        Raises ClusterError; IndexDamagedError if the index is not there; BusyError if the cluster
        has too much to do for longer than we wait; and what `step` raises.
        """
        step = step or present_step()
        if not self._greeted:
            self._greet(wait, step)
        request = _request(method, path, body, params or {}, repeat)
        return self._answered(request, {404: missing, 409: conflict}, seconds, wait, step)

    def close(self) -> None:
        """Close all connections. The next question opens them again."""
        if self._nodes is not None:
            self._nodes.close()

    def _greet(self, wait: float | None, step: Step | None) -> None:
        """Find out whether this is a cluster that can be used. Raises ClusterError."""
        request = Request("GET", "/", "/", None, repeatable=True)
        answer = self._answered(request, {403: None}, SILENCE, wait, step)
        if answer is not None:  # a reader may lack the right to know
            failure = failures.of_product(self.url, answer)
            if failure is not None:
                raise failure.error
        self._greeted = True

    def _answered(
        self,
        request: Request,
        instead: Mapping[int, Any],
        seconds: float,
        wait: float | None,
        step: Step | None,
    ) -> Any:
        """The answer; `instead` has what a status gives. Raises as `ask`."""
        nodes = self._connected()
        end = time.monotonic() + (self._wait if wait is None else wait)
        tries = 0
        told: Failure | None = None
        while True:
            node = nodes.get_connection()
            found = self._once(node, request, instead, seconds, step)
            if not isinstance(found, Failure):
                nodes.mark_live(node)
                return found
            if found.lost:
                nodes.mark_dead(node)
            if told is None or found.final or not found.silent:
                told = found  # what some node says tells more than that another cannot be reached
            tries += 1
            if tries < len(nodes.orig_connections) and found.lost and _may(request, found):
                continue
            pause = _pause(tries)
            if found.final or not _may(request, found) or time.monotonic() + pause > end:
                raise told.error
            _rest(pause, step)

    def _once(
        self,
        node: Node,
        request: Request,
        instead: Mapping[int, Any],
        seconds: float,
        step: Step | None,
    ) -> Any:
        """What a node answers; a Failure if it does not."""
        from newsarchive.engines.opensearch.connection import Lost

        def sent() -> Reply:
            return node.send(request.method, request.target, request.body, seconds)

        try:
            reply = sent() if step is None else _watched(sent, step)
        except Lost as lost:
            return lost.failure
        if request.method == "HEAD" and reply.status in (200, 404):
            return reply.status == 200
        if instead.get(reply.status, ...) is not ...:
            return instead[reply.status]
        try:
            answer = parsed(reply.data)
        except ValueError as error:
            answer = error
        if not (200 <= reply.status < 300 or _is_late(reply.status, answer)):
            return failures.of_status(node.url, reply.status, answer)
        if isinstance(answer, ValueError):
            return Failure.wrong(node.url, f"it is no JSON ({answer})")
        if request.end in _WHOLE:
            return _failed_part(node.url, answer) or answer
        return answer

    def _connected(self) -> Nodes:
        if self._nodes is None:
            try:
                from newsarchive.engines.opensearch.connection import Nodes
            except ImportError as error:
                raise NeedsExtraError("a cluster", "opensearch") from error
            self._nodes = Nodes(reached(self.url, self._known))
        return self._nodes


def _request(
    method: str, path: str, body: Any, params: Mapping[str, str | int], repeat: bool | None
) -> Request:
    end = path.rpartition("/")[2]
    if end == "_search":
        params = {"allow_partial_search_results": "false", **params}
    text = body if body is None or isinstance(body, str) else _dumped(body)
    return Request(
        method,
        path,
        f"/{path.lstrip('/')}" + (f"?{urlencode(params)}" if params else ""),
        None if text is None else text.encode("utf-8", "replace"),
        method in ("GET", "HEAD") or end in _ASKING if repeat is None else repeat,
    )


def _dumped(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _may(request: Request, failure: Failure) -> bool:
    """Whether a request may be sent again after a failure."""
    return not failure.final and (request.repeatable or not failure.done)


def _failed_part(url: str, answer: object) -> Failure | None:
    """The failure of an answer to a search, or to several, that leaves something out."""
    if not isinstance(answer, dict):
        return failures.partial(url)
    inner = answer.get("responses")
    if isinstance(inner, list):
        return next(filter(None, (_failed_part(url, one) for one in inner)), None)
    status = answer.get("status")
    if "error" in answer:
        return failures.of_status(url, status if isinstance(status, int) else 500, answer)
    shards = answer.get("_shards")
    failed = shards.get("failed") if isinstance(shards, dict) else 0
    if failed or answer.get("timed_out") or answer.get("terminated_early"):
        return failures.partial(url)
    return None


def _is_late(status: int, answer: object) -> bool:
    """Whether it says how far a cluster came in the time that a question gave it: no failure."""
    return status == 408 and isinstance(answer, dict) and answer.get("timed_out") is True


def _pause(tries: int) -> float:
    """Seconds until the next try: longer each time, and never the same for two clients."""
    most = min(_LONGEST, _SHORTEST * 2 ** min(tries - 1, 10))
    return random.uniform(most / 2, most)  # noqa: S311 - no secret


def _rest(seconds: float, step: Step | None) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, _LOOK))
        if step is not None:
            step()


def _watched(work: Callable[[], T], step: Step) -> T:
    """What the work gives, done in a thread, while this one makes steps. Raises what both raise.

    If the step raises, the thread is left to itself: it ends with its answer.
    """
    done: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put((work(), None))
        except BaseException as error:
            done.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    while True:
        try:
            value, error = done.get(timeout=_LOOK)
        except queue.Empty:
            step()
            continue
        if error is not None:
            raise error
        return value  # type: ignore[return-value]
