"""A stream line by line, none of them longer than a limit. It must not know any format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

_CHUNK = 1024 * 1024


def lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Each line with its end, or None for one of more than `limit` bytes, which is not held."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line
            continue
        while (more := stream.readline(_CHUNK)) and not more.endswith(b"\n"):
            pass
        yield None
