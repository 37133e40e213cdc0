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

    def hold(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        self._passes.clear()

    def mend(self) -> None:
        """Let everything through again."""
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
                for pair in ((client, node), (node, client)):
                    threading.Thread(target=self._pump, args=pair, daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(2**16):
                self._passes.wait()
                sink.sendall(data)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _end(self) -> None:
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()
