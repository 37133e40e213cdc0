"""An HTTP response as bytes: its status, its headers, and its content, unpacked with a limit.

It must not know where the bytes were kept, nor the meaning of the content.
"""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from dataclasses import dataclass

from newsarchive.model.errors import NeedsExtraError, ReadError

_HEAD = re.compile(rb"HTTP/[\d.]+ (\d{3})[^\n]*\n(.*?)(?:\r?\n\r?\n|\Z)", re.DOTALL)
_HEADER = re.compile(rb"^([!-9;-~]+)[ \t]*:[ \t]*(.*?)\r?$", re.MULTILINE)
_SIZE = re.compile(rb"\s*([0-9a-fA-F]{1,8})[^\n]{0,200}\n")
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


@dataclass(frozen=True, slots=True)
class Response:
    """A parsed response."""

    status: int
    headers: dict[str, str]
    """By their names in small letters."""
    body: bytes
    """The bytes as sent: perhaps in chunks, perhaps compressed."""

    def content(self, most: int) -> bytes:
        """The body as one run of bytes, unpacked. Raises ReadError if it has more than so many."""
        body = self.body
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            body = _joined(body) or body  # some programs join the chunks and leave the header
        packing = self.headers.get("content-encoding", "").strip().lower()
        if packing in _WINDOWS:
            body = _inflated(body, packing, most)
        elif packing == "br":
            body = _from_brotli(body, most)
        elif packing not in {"", "identity"}:
            raise ReadError(f"compressed in an unknown way: {packing}")
        if len(body) > most:
            raise ReadError(f"a page of more than {most // 1024**2} MiB")
        return body


def parse_response(data: bytes) -> Response | None:
    """The response; None if the bytes are not one."""
    head = _HEAD.match(data)
    if not head:
        return None
    headers: dict[str, str] = {}
    for name, value in _HEADER.findall(head[2]):
        headers.setdefault(name.decode("ascii").lower(), value.decode("latin-1"))
    return Response(int(head[1]), headers, data[head.end() :])


def _joined(body: bytes) -> bytes | None:
    """The chunks in a row; None if these are no chunks."""
    parts: list[bytes] = []
    at = 0
    while size := _SIZE.match(body, at):
        length = int(size[1], 16)
        if not length:
            return b"".join(parts)
        parts.append(body[size.end() : size.end() + length])
        at = size.end() + length
        if at > len(body):
            break
    return b"".join(parts) or None


def _inflated(body: bytes, packing: str, most: int) -> bytes:
    for window in (_WINDOWS[packing], -15):  # -15: deflate as some servers understand it
        with suppress(zlib.error):
            return zlib.decompressobj(window).decompress(body, most + 1)
    return body  # the program that kept it has unpacked it already


def _from_brotli(body: bytes, most: int) -> bytes:
    try:
        import brotli  # an extra
    except ImportError:
        raise NeedsExtraError("WARC", "warc") from None
    unpacker = brotli.Decompressor()
    try:
        unpacked: bytes = unpacker.process(body, output_buffer_limit=most + 1)
    except brotli.error:
        return body  # unpacked already
    return unpacked
