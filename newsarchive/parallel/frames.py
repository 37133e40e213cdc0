"""How processes talk through a pipe: frames, each a kind, a length, and so many bytes."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator

HEADER = struct.Struct("=cQ")

TASK = b"t"
MESSAGE = b"m"
DONE = b"d"
RAISED = b"x"


def send(descriptor: int, kind: bytes, data: bytes) -> None:
    """Write a frame. Raises OSError when nobody reads any more."""
    left = memoryview(HEADER.pack(kind, len(data)) + data)
    while left:
        left = left[os.write(descriptor, left) :]


class Frames:
    """Puts frames together from what comes through a pipe."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Take what came; (kind, bytes) of each frame that is whole now."""
        self._data += data
        while len(self._data) >= HEADER.size:
            kind, length = HEADER.unpack_from(self._data)
            end = HEADER.size + length
            if len(self._data) < end:
                return
            yield kind, bytes(memoryview(self._data)[HEADER.size : end])
            del self._data[:end]
