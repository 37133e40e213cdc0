"""What stands before a node where the security plugin is in use: TLS, and users with roles.

A stand-in for that plugin, which the node of the tests does not have. It knows each request that
newsarchive makes, and the right that OpenSearch wants for it.
"""

from __future__ import annotations

import json
import re
import ssl
import threading
from fnmatch import fnmatch
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self
from urllib.parse import unquote, urlsplit

_RIGHTS = {
    r"GET /": "cluster:monitor/main",
    r"GET /_cluster/health/.+": "cluster:monitor/health",
    r"(?:GET|HEAD) /[^/_][^/]*/_doc/.+": "indices:data/read/get",
    r"POST (?:/[^/_][^/]*)?/_search": "indices:data/read/search",
    r"POST /[^/_][^/]*/_search/point_in_time": "indices:data/read/point_in_time/create",
    r"DELETE /_search/point_in_time": "indices:data/read/point_in_time/delete",
    r"GET /[^/_][^/]*/_stats/[a-z,]+": "indices:monitor/stats",
    r"GET /[^/_][^/]*/_mapping": "indices:admin/mappings/get",
    r"PUT /[^/_][^/]*": "indices:admin/create",
    r"DELETE /[^/_][^/]*": "indices:admin/delete",
    r"POST /_aliases": "indices:admin/aliases",
    r"POST /[^/_][^/]*/_refresh": "indices:admin/refresh[s]",
    r"PUT /[^/_][^/]*/_settings": "indices:admin/settings/update",
    r"PUT /[^/_][^/]*/_doc/.+": "indices:data/write/index",
    r"POST /[^/_][^/]*/_bulk": "indices:data/write/bulk",
}
"""Requests → the right that each needs. A bulk needs it on the cluster, and more on the index."""


class Role(NamedTuple):
    """What its users may do."""

    on_cluster: frozenset[str]
    on_indexes: frozenset[str]
    patterns: tuple[str, ...]

    @classmethod
    def of(cls, read: Any) -> Self:
        """A role as `roles.yml` has it."""
        [on] = read["index_permissions"]
        return cls(
            frozenset(read["cluster_permissions"]),
            frozenset(on["allowed_actions"]),
            tuple(on["index_patterns"]),
        )


class Guard:
    """A server that lets the users of a cluster do what their roles allow."""

    def __init__(self, node: str, tls: ssl.SSLContext, users: dict[str, Role]) -> None:
        """`users` are values of `Authorization`, or names in client certificates."""
        self.node = urlsplit(node).netloc
        self.users = users
        self.used: dict[str, set[str]] = {who: set() for who in users}
        """The rights that users have made use of."""
        guard = self

        class Handler(_Handler):
            guarded = guard

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.socket = tls.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.url = f"https://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _needed(method: str, path: str, body: bytes) -> list[str]:
    """The rights that a request needs; itself if it is none that is known."""
    asked = f"{method} {path}"
    right = next((right for known, right in _RIGHTS.items() if re.fullmatch(known, asked)), asked)
    if right != "indices:data/write/bulk":
        return [right]
    kinds = {re.match(rb'\{"(\w+)"', line) for line in body.splitlines()}
    writes = {kind[1] for kind in kinds if kind} & {b"index", b"create", b"delete"}
    of = {b"index": "index", b"create": "index", b"delete": "delete"}
    return [right, f"{right}[s]", *sorted({f"indices:data/write/{of[kind]}" for kind in writes})]


class _Handler(BaseHTTPRequestHandler):
    guarded: Guard
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_any(self) -> None:
        """Let a request through, or refuse it as the plugin does."""
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        who = self.headers.get("authorization") or self._certified()
        role = self.guarded.users.get(who)
        if role is None:
            self._say(401, b"Unauthorized", "text/plain")
            return
        path = unquote(self.path.partition("?")[0])
        for right in _needed(self.command, path, body):
            on_cluster = right.startswith("cluster:") or right == "indices:data/write/bulk"
            if right not in (role.on_cluster if on_cluster else role.on_indexes) or not self._is_of(
                role
            ):
                reason = f"no permissions for [{right}] and User [name={who}, backend_roles=[]]"
                error = {"type": "security_exception", "reason": reason}
                answer = {"error": {"root_cause": [error], **error}, "status": 403}
                self._say(403, json.dumps(answer).encode(), "application/json")
                return
            self.guarded.used[who].add(right)
        self._pass(body)

    def _certified(self) -> str:
        assert isinstance(self.connection, ssl.SSLSocket)
        found: dict[str, Any] = self.connection.getpeercert() or {}
        subject = {name: value for [(name, value)] in found.get("subject", ())}
        return str(subject.get("commonName", ""))

    def _is_of(self, role: Role) -> bool:
        """Whether the index of a request is one of the role's."""
        first = unquote(self.path).split("?")[0].removeprefix("/_cluster/health").split("/")[1]
        return first.startswith("_") or not first or any(fnmatch(first, p) for p in role.patterns)

    def _pass(self, body: bytes) -> None:
        node = HTTPConnection(self.guarded.node)
        node.request(self.command, self.path, body, {"content-type": "application/json"})
        answer = node.getresponse()
        self._say(answer.status, answer.read(), answer.getheader("content-type", ""))
        node.close()

    def _say(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_any  # noqa: N815 - http.server's names
