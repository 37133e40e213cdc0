"""Requests to a cluster: what is repeated, which node is asked, what is believed of an answer."""

from __future__ import annotations

import gzip
import json
import re
import socket
from collections.abc import Callable
from typing import Any

import pytest

from newsarchive import Archive
from newsarchive.engines.opensearch import cluster as module
from newsarchive.engines.opensearch import connection
from newsarchive.engines.opensearch.access import Access
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.model.errors import BusyError, ClusterError, IndexDamagedError, NewsArchiveError
from tests.engines.opensearch.fake import Fake, answer, error, raw

pytestmark = pytest.mark.surroundings

FOUND = {"_shards": {"total": 1, "failed": 0}, "timed_out": False, "hits": {"hits": []}}
PART_REFUSED = (
    b'{"_shards": {"total": 2, "failed": 2, "failures": [{"shard": 0, "reason": {"type": '
    b'"security_exception", "reason": "no permissions for [indices:admin/refresh[s]] and User"}}]}}'
)
"""The security plugin, where the right of the request is there, and that of its parts is not."""
IN_PARTS = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
TIRED = error(429, "rejected_execution_exception", "queue is full")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a second try."""
    monkeypatch.setattr(module, "_SHORTEST", 0.001)


def failing(server: Fake, path: str = "/news/_search", wait: float = 0.02, **more: Any) -> str:
    """What the error says that a question gives."""
    with pytest.raises(NewsArchiveError) as caught:
        Cluster(server.url, wait=wait).ask("POST", path, {}, **more)
    assert server.url in str(caught.value) or not isinstance(caught.value, ClusterError)
    return f"{type(caught.value).__name__}: {caught.value}".replace(server.url, "URL")


def test_what_does_no_harm_is_asked_again() -> None:
    for bad in (TIRED, raw(503, b"Busy"), raw(502, b""), b""):
        with Fake(bad, bad, answer(FOUND)) as server:
            assert Cluster(server.url).ask("POST", "/news/_search", {}) == FOUND
            assert len(server.asked) == 3


def test_what_may_have_been_done_is_not_done_twice() -> None:
    """A swap by comparison would fail the second time, and nobody could know why."""
    put = ("PUT", "/news/_doc/state?if_seq_no=1&if_primary_term=1")
    for bad, times in ((b"", 1), (raw(504, b""), 1), (TIRED, 2)):
        with Fake(bad, answer({"result": "updated"})) as server:
            cluster = Cluster(server.url)
            if times == 1:
                with pytest.raises(ClusterError):
                    cluster.ask(*put)
            else:
                cluster.ask(*put)
            assert len(server.asked) == times
    with Fake(b"", answer({"items": []})) as server, pytest.raises(ClusterError):
        Cluster(server.url).ask("POST", "/news/_bulk", "{}\n", repeat=False)


def test_another_node_is_asked_if_one_is_lost() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed, Fake(answer(FOUND)) as server:
        gone = f"http://127.0.0.1:{closed.getsockname()[1]}"
        closed.close()
        known = [Access((gone, server.url), {})]
        for _ in range(4):
            assert Cluster(gone, known, wait=0).ask("GET", "/news/_search") == FOUND


def test_a_404_and_a_409_are_what_the_caller_expects() -> None:
    with Fake(error(404, "x"), error(409, "y"), raw(404, b""), raw(200, b"")) as server:
        cluster = Cluster(server.url)
        assert cluster.ask("GET", "/news/_doc/1", missing=None) is None
        assert cluster.ask("PUT", "/news/_doc/1", {}, conflict="no") == "no"
        assert not cluster.ask("HEAD", "/news")
        assert cluster.ask("HEAD", "/news")


WORDED = {
    error(429, "rejected_execution_exception", "full"): "BusyError: .* has too much to do .full.",
    error(401, "security_exception"): "wants to know who asks.*docs/cluster-access.md",
    raw(401, b"Unauthorized"): "wants to know who asks",
    error(403, "security_exception", "no permissions for [indices:data/read/search] and User [u]"):
        "you lack the right indices:data/read/search; docs/cluster-access.md",
    raw(403, PART_REFUSED): r"you lack the right indices:admin/refresh\[s\]; docs",
    raw(403, b'{"_shards": {"failures": [7]}}'): "this is forbidden",
    error(404, "index_not_found_exception", "no such index [n]"): "IndexDamagedError: .*no such",
    error(404, "resource_not_found_exception", "gone"): "does not have what was asked for .gone.",
    error(429, "cluster_block_exception", "disk usage exceeded flood-stage watermark"):
        "a disk of it is full .*make room",
    error(403, "cluster_block_exception", "FORBIDDEN/8/write"): "takes no changes of the index",
    error(503, "cluster_block_exception", "SERVICE_UNAVAILABLE/2/no master"): "is not ready",
    error(503, "no_shard_available_action_exception"): "red.: start the nodes",
    error(400, "parsing_exception", "unknown field"): "does not take a question .unknown field.",
    error(500, "null_pointer_exception", "oh"): "fails with 500: oh",
    raw(302, b"", location="https://elsewhere/"): "leads elsewhere",
    raw(200, b"<html>Login</html>"): "it is no JSON",
    answer({**FOUND, "timed_out": True}): "a part of an answer only",
    answer({**FOUND, "_shards": {"failed": 1}}): "a part of an answer only",
    answer({**FOUND, "terminated_early": True}): "a part of an answer only",
    answer([]): "a part of an answer only",
    raw(200, b'{"a": NaN}'): "NaN is no number",
    raw(200, b'{"a": 1e999}'): "1e999 is no number",
    raw(200, b'{"a": ' + b"9" * 5000 + b"}"): "it is no JSON",
    raw(200, b"[" * 10**5): "nested too deeply",
    raw(200, b'{"a": "\\ud800"}'): "it is no JSON",
    raw(200, b'{"a": "\xff"}'): "it is no JSON",
    raw(200, b"{}", content_encoding="br"): "packed as br",
    raw(200, gzip.compress(b"{}")[:-4], content_encoding="gzip"): "it is cut off",
    raw(200, b"no gzip", content_encoding="gzip"): "cannot be used: .*incorrect header",
    IN_PARTS + b"ffffffffffffffff\r\n{}": "connection was lost",
    IN_PARTS + b"zz\r\n{}": "cannot be used",
    b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200: "connection was lost",
    error(500, "node_disconnected_exception", "n2"): "is not available .n2.",
    b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}": "connection was lost",
    b"\x15\x03\x03\x00\x02\x02F": "write https:// in the address",
    b"SSH-2.0-OpenSSH\r\n": "connection was lost",
    error(500, "x", "\x1b]0;title\x07\x9b\u202e" + "n" * 10**5): "fails with 500: �]0;title",
    raw(500, b'{"error": {"type": ' + b"[" * 900 + b"]" * 900 + b"}}"): "fails with 500: no reason",
    answer({"error": ["odd"]}, 500): "fails with 500: no reason is given",
    answer({"error": {"root_cause": 1, "reason": {}, "type": 2}}, 404): "does not have",
}  # fmt: skip
"""An answer → what its error says."""


def test_each_error_is_a_sentence() -> None:
    wrong = {}
    for given, said in WORDED.items():
        with Fake(given) as server:
            found = failing(server)
        if not re.search(said, found) or not found.isprintable() or len(found) > 600:
            wrong[given[:300]] = found
    assert wrong == {}


GREETED: dict[bytes, str] = {
    answer({"version": {"number": "8.15.0", "lucene_version": "9"}}): "is Elasticsearch, and not",
    answer({"version": {"number": "1.3.2", "distribution": "opensearch"}}): "is OpenSearch 1.3",
    answer({"hello": 1}): "is something else, and not OpenSearch 2.4 or later",
    answer({"version": {"number": [], "distribution": "opensearch"}}): "is something else",
    raw(200, b"<html>"): "it is no JSON",
}


def test_only_opensearch_is_asked() -> None:
    for greeting, said in GREETED.items():
        with Fake(answer(FOUND), greeting=greeting) as server:
            assert said in failing(server)
            assert server.asked == []
    with Fake(answer(FOUND), greeting=error(403, "security_exception")) as server:
        assert Cluster(server.url).ask("GET", "/news/_search") == FOUND


def test_an_answer_has_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LARGEST", 2**20)
    bomb = gzip.compress(b" " * 2**24)
    for large in (raw(200, b" " * (2**20 + 1)), raw(200, bomb, content_encoding="gzip")):
        with Fake(large) as server:
            assert "it has more than 1 MiB" in failing(server)
    with Fake(IN_PARTS + b"2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n") as server:
        assert Cluster(server.url).ask("GET", "/news/_doc/1") == [1]
    packed = raw(200, gzip.compress(json.dumps(FOUND).encode()), content_encoding="gzip")
    with Fake(packed) as server:
        assert Cluster(server.url).ask("GET", "/news/_search") == FOUND


def test_a_search_never_takes_a_part_for_the_whole() -> None:
    with Fake(answer(FOUND)) as server:
        cluster = Cluster(server.url)
        cluster.ask("POST", "/news/_search", {}, params={"size": 0})
        assert server.asked[0].target == "/news/_search?allow_partial_search_results=false&size=0"
    for bad, said in (
        ({**FOUND, "timed_out": True}, "a part of an answer only"),
        ({"error": {"type": "index_not_found_exception"}, "status": 404}, "IndexDamagedError"),
    ):
        with Fake(answer({"responses": [FOUND, bad]})) as server:
            assert said in failing(server, "/_msearch")


@pytest.mark.parametrize("late", [b"HTTP/1.1 200 OK\r\n", b""])
def test_a_step_ends_a_question(late: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be it that a node is silent, or that it is to be asked again."""
    monkeypatch.setattr(module, "_LOOK", 0.005)
    monkeypatch.setattr(module, "_SHORTEST", 60 if not late else 0.001)

    def end() -> None:
        raise DeadlineError

    with Fake(late or TIRED, holds=True) as server, pytest.raises(DeadlineError):
        Cluster(server.url, wait=600).ask("GET", "/news/_search", step=after(3, end))


def after(calls: int, do: Callable[[], None]) -> Callable[[], None]:
    """A step that does nothing at first."""
    made = [0]

    def step() -> None:
        made[0] += 1
        if made[0] >= calls:
            do()

    return step


def test_a_timeout_ends_a_search_before_the_cluster_has_said_a_word() -> None:
    silent = Fake(b"", greeting=b"HTTP/1.1 200 OK\r\n", holds=True)
    with silent as server, Archive(f"{server.url}/news") as archive:
        archive.search("oil", deadline=(deadline := Deadline(0.01)))
        assert deadline.ended


def test_a_silent_node_is_given_up() -> None:
    with Fake(b"HTTP/1.1 200 OK\r\n", holds=True) as server:
        assert "no answer in time" in failing(server, seconds=0.05, repeat=False)


def test_a_busy_cluster_and_a_lost_index_have_kinds_of_errors() -> None:
    """The program waits for the one, and makes the other anew."""
    with Fake(TIRED) as server, pytest.raises(BusyError):
        Cluster(server.url, wait=0).ask("GET", "/news/_search")
    gone = error(404, "index_not_found_exception")
    with Fake(gone) as server, pytest.raises(IndexDamagedError):
        Cluster(server.url).ask("GET", "/news/_search")
