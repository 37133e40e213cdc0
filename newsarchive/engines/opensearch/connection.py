"""The way to one node of a cluster, and what can go wrong on it.

The only module that imports opensearch-py, whose connections know TLS and keep themselves open.
Answers are read here, in parts: theirs would unpack and keep whatever a server sends. No redirect
is followed, no proxy is used. It must not know what is asked.
"""

from __future__ import annotations

import socket
import ssl
import time
import zlib
from http.client import HTTPException
from typing import Any, NamedTuple

import urllib3
from opensearchpy import ConnectionPool, Urllib3HttpConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)

from newsarchive.engines.opensearch.access import Access
from newsarchive.engines.opensearch.address import host_of, port_of
from newsarchive.engines.opensearch.failures import Failure
from newsarchive.model.errors import LargeAnswerError, described

LARGEST = 128 * 2**20
"""Bytes of an answer."""
CONNECT = 10.0
"""Seconds to wait for a connection."""
_WHOLE = 600.0
"""Seconds that an answer takes from its first byte to its last, however steadily it comes."""
_PART = 2**16
_CONNECTIONS = 16
"""Connections to a node that are kept open: as many threads can ask it at once."""
_DEAD = 10.0
"""Seconds without a question to a node that failed, while there are others."""


class Reply(NamedTuple):
    """What a node answers."""

    status: int
    data: bytes


class Lost(Exception):  # noqa: N818 - it becomes an error for a person in `cluster.py`
    """The way to a node failed, as `failure` says."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error)
        self.failure = failure


class Node(Urllib3HttpConnection):
    """A node that can be asked, by several threads at once."""

    def __init__(self, url: str, access: Access) -> None:
        """`url` is as `address.node_url` makes it. Raises ClusterError."""
        self.url = url
        secure = url.startswith("https:")
        super().__init__(
            host=host_of(url),
            port=port_of(url),
            use_ssl=secure,
            ssl_context=access.tls() if secure else None,
            headers=access.headers(url),
            pool_maxsize=_CONNECTIONS,
        )

    def send(self, method: str, target: str, body: bytes | None, seconds: float) -> Reply:
        """The answer to a request; `seconds` is how long a node may be silent. Raises Lost."""
        if self.pool is None:
            self._create_urllib3_pool()
        try:
            response = self.pool.urlopen(
                method,
                target,
                body,
                headers={**self.headers, "accept-encoding": "gzip"},
                timeout=urllib3.Timeout(connect=CONNECT, read=seconds),
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                reply = Reply(response.status, _read(response))
            except BaseException:
                response.close()
                raise
            response.release_conn()
        except (HTTPError, HTTPException, OSError, ValueError, zlib.error) as error:
            raise Lost(_failure(self.url, error)) from error
        return reply


class _TooLargeError(ValueError):
    pass


class Nodes(ConnectionPool):
    """The nodes that are known; one that failed is left alone for a while."""

    orig_connections: tuple[Node, ...]

    def __init__(self, access: Access) -> None:
        """Raises ClusterError."""
        nodes = [(Node(url, access), {"url": url}) for url in access.nodes]
        super().__init__(nodes, dead_timeout=_DEAD, timeout_cutoff=3)

    def close(self) -> None:
        """Close all connections; the next question opens new ones."""
        for node in self.orig_connections:
            node.close()


def _read(response: Any) -> bytes:
    """The content of an answer, unpacked, up to the limits. Raises ValueError beyond them."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip"):
        raise ValueError(f"it is packed as {packing[:40]}, which nobody asked for")
    unpacker = zlib.decompressobj(wbits=31) if packing == "gzip" else None
    end = time.monotonic() + _WHOLE
    data = bytearray()
    while part := response.read1(_PART):
        data += unpacker.decompress(part, LARGEST + 1 - len(data)) if unpacker else part
        if len(data) > LARGEST:
            raise _TooLargeError(f"it has more than {LARGEST // 2**20} MiB")
        if time.monotonic() > end:
            raise ValueError(f"it does not end within {_WHOLE:.0f} seconds")
    if unpacker and not unpacker.eof and data:
        raise ValueError("it is cut off")
    return bytes(data)


def _failure(url: str, error: BaseException) -> Failure:
    """What went wrong on the way."""
    root = _root(error)
    match error, root:
        case _, ssl.SSLEOFError():
            reason = "the connection was ended; does a node run there that speaks https?"
            return Failure.way(url, reason, done=True)
        case _, ssl.SSLError():
            return Failure.way(url, _of_tls(url, root), final=True)
        case (NameResolutionError(), _) | (_, socket.gaierror() | UnicodeError()):
            reason = f"there is no host {host_of(url)}; correct the name, or ask why it is unknown"
            return Failure.way(url, reason, final=True)
        case (ConnectTimeoutError(), _) if not isinstance(error, NewConnectionError):
            return Failure.way(url, f"no connection within {CONNECT:.0f} seconds")
        case NewConnectionError(), OSError():
            reason = (root.strerror or str(root)).lower()
            return Failure.way(url, f"{reason}; does a node run there, on this port?")
        case (ReadTimeoutError(), _) | (_, TimeoutError()):
            return Failure.way(url, "no answer in time", done=True)
        case _, _TooLargeError():
            return Failure(LargeAnswerError(str(Failure.wrong(url, str(root)).error)), final=True)
        case _, ValueError() | zlib.error():
            return Failure.wrong(url, str(root))
    said = str(root)
    if "\x15\x03" in said or "\\x15\\x03" in said:
        return Failure.way(url, "it speaks https: write https:// in the address", final=True)
    if url.startswith("http:") and "without response" in said:
        said += "; if it speaks https, write https:// in the address"
    return Failure.way(url, f"the connection was lost ({said.lower()})", done=True)


def _root(error: BaseException) -> BaseException:
    """The error that others were made of."""
    inner = (
        error.__cause__
        or error.__context__
        or next((one for one in error.args if isinstance(one, BaseException)), None)
    )
    return error if inner is None else _root(inner)


def _of_tls(url: str, error: ssl.SSLError) -> str:
    said = f"{error.reason or ''} {getattr(error, 'verify_message', '')} {error}".lower()
    host = host_of(url)
    for marks, sentence in _TLS.items():
        if any(mark in said for mark in marks):
            return sentence.format(host=host)
    return f"no safe connection: {described(error)}"


_TLS = {
    ("wrong_version_number", "http_request", "record layer failure"): (
        "it does not speak https; if the network is to be trusted, write http:// in the address"
    ),
    ("hostname mismatch", "ip address mismatch", "doesn't match"): (
        "its certificate is for another host than {host}; use the name in the certificate"
    ),
    ("has expired",): "its certificate has expired; the cluster's administrators can renew it",
    ("not yet valid",): "its certificate is not valid yet; are both clocks right?",
    ("self-signed", "self signed", "unable to get local issuer", "unable to get issuer"): (
        "its certificate is of an authority that this machine does not trust; name the file of "
        "the authority's certificate as ca in the configuration (docs/cluster-access.md)"
    ),
    ("certificate_required", "certificate required", "bad certificate", "unknown ca", "unknown_ca",
     "handshake failure", "bad_certificate"): (
        "it refuses our certificate, or needs one: certificate and key in the configuration "
        "(docs/cluster-access.md)"
    ),
}  # fmt: skip
"""What OpenSSL says of a connection → what it means."""
