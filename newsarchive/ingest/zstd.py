"""Files that are packed with Zstandard, unpacked as streams; also those of crawls (.warc.zst).

This is the one module that knows the package, which is an extra. It must not know what is packed.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO

from newsarchive.model.errors import NeedsExtraError, ReadError

if TYPE_CHECKING:
    from zstandard import ZstdDecompressionObj, ZstdDecompressor

_FEW = 512
"""Bytes that are unpacked at once: they can become 16 MiB."""
_LARGEST_WINDOW = 128 * 1024 * 1024
_LARGEST_DICTIONARY = 16 * 1024 * 1024
_OF_DICTIONARY = (0x184D2A5D).to_bytes(4, "little")
"""A crawl begins with the dictionary that its records need, in a frame that others pass over."""
_PACKED = (0xFD2FB528).to_bytes(4, "little")


class ZstdFile(io.RawIOBase):
    """The bytes in a file of any number of frames. Raises EOFError if it is cut off."""

    def __init__(self, source: BinaryIO) -> None:
        try:
            import zstandard  # an extra
        except ImportError:
            raise NeedsExtraError("Zstandard", "warc") from None
        self._source = source
        start = source.read(8)
        plain = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
        self._with: ZstdDecompressor = plain
        if start.startswith(_OF_DICTIONARY):
            length = int.from_bytes(start[4:], "little")
            if length > _LARGEST_DICTIONARY:
                raise ReadError("damaged zstd: its dictionary is too large")
            data, start = source.read(length), b""
            if data.startswith(_PACKED):
                data = plain.decompress(data, max_output_size=_LARGEST_DICTIONARY)
            self._with = zstandard.ZstdDecompressor(
                zstandard.ZstdCompressionDict(data), max_window_size=_LARGEST_WINDOW
            )
        self._packed = start
        self._frame: ZstdDecompressionObj | None = None
        self._plain = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._plain:
            if self._frame and self._frame.eof:
                self._packed, self._frame = self._frame.unused_data, None
            data, self._packed = self._packed or self._source.read(_FEW), b""
            if not data and self._frame is None:
                return 0
            if not data:
                raise EOFError
            self._frame = self._frame or self._with.decompressobj()
            self._plain = memoryview(self._frame.decompress(data))
        size = min(len(buffer), len(self._plain))
        buffer[:size], self._plain = self._plain[:size], self._plain[size:]
        return size
