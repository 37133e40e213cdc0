"""A server on this machine that answers as a test wants: like OpenSearch, or as nothing should."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, NamedTuple, Self

GREETING: dict[str, Any] = {
    "version": {"distribution": "opensearch", "number": "2.19.3", "lucene_version": "9.12.2"}
}


class Asked(NamedTuple):
    """A request that came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


def raw(status: int, content: bytes, **headers: str) -> bytes:
    """An answer; `content_encoding` becomes a header of that name."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} Some", f"content-length: {len(content)}"]
    lines += [f"{name}: {value}" for name, value in named.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


def answer(content: Any, status: int = 200, **headers: str) -> bytes:
    """An answer in JSON."""
    return raw(status, json.dumps(content).encode(), content_type="application/json", **headers)


def error(status: int, kind: str, reason: str = "why") -> bytes:
    """An error as OpenSearch words it."""
    cause = {"type": kind, "reason": reason}
    return answer({"error": {"root_cause": [cause], **cause}, "status": status}, status)


def _is_whole(said: bytes) -> bool:
    head, _, content = said.partition(b"\r\n\r\n")
    return f"content-length: {len(content)}\r".encode() in head + b"\r"


class Fake:
    """Gives one answer after another, the last one for ever; b"" ends the connection instead.

    An answer that is none ends it too, unless the server `holds` it: then it is silent. A `curt`
    one says this to whatever comes.
    """

    def __init__(
        self,
        *answers: bytes,
        greeting: bytes | None = None,
        tls: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
        holds: bool = False,
        curt: bytes | None = None,
    ) -> None:
        self.asked: list[Asked] = []
        """What came, but for the first question of each client."""
        self.certificates: list[Any] = []
        self._answers = list(answers)
        self._greeting = answer(GREETING) if greeting is None else greeting
        self._tls = tls
        self._holds = holds
        self._curt = curt
        self._server = socket.create_server((host, 0))
        self._open: list[socket.socket] = []
        self.port: int = self._server.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://{host}:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        for each in (self._server, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._server.accept()
                self._open.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError, ValueError):
            if self._curt is not None:
                with client:
                    client.recv(2**16)
                    client.sendall(self._curt)
                    return
            if self._tls is not None:
                client = self._secured(client, self._tls)
            with client, client.makefile("rb") as stream:
                while said := self._request(stream):
                    client.sendall(said)
                    if not _is_whole(said) and not self._holds:
                        return

    def _secured(self, client: socket.socket, tls: ssl.SSLContext) -> socket.socket:
        """The connection, once both sides know each other; else the other side hears why not."""
        secured = tls.wrap_socket(client, server_side=True, do_handshake_on_connect=False)
        self._open.append(secured)
        try:
            secured.do_handshake()
        except ssl.SSLError:
            socket.socket.shutdown(secured, socket.SHUT_WR)
            while socket.socket.recv(secured, 2**16):
                pass
            raise
        self.certificates.append(secured.getpeercert())
        return secured

    def _request(self, stream: Any) -> bytes:
        """Read a request; what to answer."""
        method, target, _ = stream.readline().decode().split()
        headers = {}
        while line := stream.readline().strip().decode():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
        if (method, target) == ("GET", "/"):
            return self._greeting
        self.asked.append(Asked(method, target, headers, body))
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
