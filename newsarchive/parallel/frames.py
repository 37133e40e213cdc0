"""Messages between processes through a pipe: frames of a kind, a length, and the bytes."""

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
    """Write a frame. Raises OSError when the other end is closed."""
    left = memoryview(HEADER.pack(kind, len(data)) + data)
    while left:
        left = left[os.write(descriptor, left) :]


class Frames:
    """Assembles frames from the bytes of a pipe."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Add bytes; yield (kind, bytes) of each frame that is complete."""
        self._data += data
        while len(self._data) >= HEADER.size:
            kind, length = HEADER.unpack_from(self._data)
            end = HEADER.size + length
            if len(self._data) < end:
                return
            yield kind, bytes(memoryview(self._data)[HEADER.size : end])
            del self._data[:end]
