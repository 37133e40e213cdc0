"""Files that are packed with Zstandard, unpacked as streams; also those of crawls (.warc.zst).

Python has it from 3.14 on; for earlier ones a package has the same, which is an extra. This is the
one module that knows where it is. It must not know what is packed.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO

from newsarchive.model.errors import NeedsExtraError, ReadError

if TYPE_CHECKING:
    from backports.zstd import ZstdDecompressor

_BLOCK = 32 * 1024
"""Bytes that are read at once."""
_LARGEST_WINDOW = 27
"""As a power of two: 128 MiB."""
_LARGEST_DICTIONARY = 16 * 1024 * 1024
_OF_DICTIONARY = (0x184D2A5D).to_bytes(4, "little")
"""A crawl begins with the dictionary that its records need, in a frame that others pass over."""
_PACKED = (0xFD2FB528).to_bytes(4, "little")
_WITH_TABLES = (0xEC30A437).to_bytes(4, "little")
"""How a dictionary begins that is more than examples of text."""


class ZstdFile(io.RawIOBase):
    """The bytes in a file of any number of frames. Raises EOFError if it is cut off."""

    def __init__(self, source: BinaryIO) -> None:
        try:
            if sys.version_info >= (3, 14):
                from compression import zstd  # few files need it
            else:
                from backports import zstd  # an extra
        except ImportError:
            raise NeedsExtraError("Zstandard", "warc") from None
        options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _LARGEST_WINDOW}
        dictionary: zstd.ZstdDict | None = None
        self._source = source
        start = source.read(8)
        if start.startswith(_OF_DICTIONARY):
            length = int.from_bytes(start[4:], "little")
            if length > _LARGEST_DICTIONARY:
                raise ReadError("damaged zstd: its dictionary is too large")
            data, start = source.read(length), b""
            if data.startswith(_PACKED):
                unpacking = zstd.ZstdDecompressor(options=options)
                data = unpacking.decompress(data, _LARGEST_DICTIONARY)
                if not unpacking.eof:
                    raise ReadError("damaged zstd: its dictionary is cut off")
            dictionary = zstd.ZstdDict(data, is_raw=not data.startswith(_WITH_TABLES))
        self._open: Callable[[], ZstdDecompressor] = lambda: zstd.ZstdDecompressor(
            dictionary, options
        )
        self._packed = start
        self._frame: ZstdDecompressor | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while True:
            data = b""
            if self._frame is None or self._frame.needs_input:
                data, self._packed = self._packed or self._source.read(_BLOCK), b""
                if not data and self._frame is None:
                    return 0
                if not data:
                    raise EOFError
            self._frame = self._frame or self._open()
            plain = self._frame.decompress(data, len(buffer))
            if self._frame.eof:
                self._packed, self._frame = self._frame.unused_data, None
            if plain:
                buffer[: len(plain)] = plain
                return len(plain)
