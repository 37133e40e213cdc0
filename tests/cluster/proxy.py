"""A way to a node that can be cut: a server on loopback that hands on what it gets."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit


class Proxy:
    """Hands connections on to a node until it is told to end or to hold them."""

    def __init__(self, url: str) -> None:
        """`url` is that of the node."""
        parts = urlsplit(url)
        self._node = (parts.hostname or "", parts.port or 0)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._passes = threading.Event()
        self._refuses = False
        self._trap = b""
        self._open: list[socket.socket] = []
        self.mend()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Its own address."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def cut(self) -> None:
        """End all connections, and every further one."""
        self._refuses = True
        self._end()

    def cut_at(self, mark: bytes) -> None:
        """Cut when a request with this mark has been handed on, before its answer comes back."""
        self._trap = mark

    @property
    def is_cut(self) -> bool:
        """Whether there is no way any more."""
        return self._refuses

    def hold(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        self._passes.clear()

    def mend(self) -> None:
        """Let everything through again."""
        self._trap = b""
        self._refuses = False
        self._passes.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._passes.set()
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):  # it was closed
            while True:
                client, _ = self._server.accept()
                if self._refuses:
                    client.close()
                    continue
                node = socket.create_connection(self._node)
                self._open += [client, node]
                for work in ((client, node, True), (node, client, False)):
                    threading.Thread(target=self._pump, args=work, daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, asks: bool) -> None:
        with suppress(OSError):
            while data := source.recv(2**16):
                self._passes.wait()
                if self._refuses:
                    break
                sink.sendall(data)
                if asks and self._trap and self._trap in data:
                    self.cut()
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        source.close()  # the sink is the other thread's source

    def _end(self) -> None:
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open.clear()
