"""Files that are packed with xz, unpacked as streams. It must not know what is packed."""

from __future__ import annotations

import io
import lzma
from typing import Any

from newsarchive.readers.limits import MIB, Stream

_MEMORY = 256 * MIB


class XzFile(io.RawIOBase):
    """The bytes in an xz file of one or more streams, with a limit on the memory it can ask for."""

    def __init__(self, source: Stream) -> None:
        self._source = source
        self._begin()
        self._left = b""

    def _begin(self) -> None:
        self._stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while True:
            if self._stream.eof:
                rest = (self._stream.unused_data or self._source.read(MIB)).lstrip(b"\0")
                if not rest:
                    return 0
                self._begin()
                self._left = rest
            if self._stream.needs_input:
                self._left = self._left or self._source.read(64 * 1024)
                if not self._left:
                    raise EOFError
            data = self._stream.decompress(self._left, len(buffer))
            self._left = b""
            if data:
                buffer[: len(data)] = data
                return len(data)
