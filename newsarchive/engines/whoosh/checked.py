"""Checksums of a file in blocks, made while it is written, and compared as blocks are first read.

To check a whole index when it is opened would take longer than most searches. So each block is
checked once, by the first read that touches it, and what no query asks for costs nothing.
"""

from __future__ import annotations

from array import array
from typing import BinaryIO, Literal, Protocol
from zlib import crc32

from newsarchive.model.errors import IndexDamagedError

BLOCK = 32 * 1024
"""Bytes in a block: its checksum takes less time than the page it is read from."""
CODE: Literal["I"] = "I"
"""The type of a checksum in an array."""


class Sliceable(Protocol):
    """Bytes of which parts can be had."""

    def __getitem__(self, part: slice, /) -> memoryview: ...


class SummedFile:
    """A file that is written, with the checksums of what is, block by block."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._whole: array[int] = array(CODE)
        self._sum = 0
        self._room = BLOCK

    def write(self, data: bytes) -> int:
        """Write, as a file does."""
        if len(data) < self._room:
            self._sum = crc32(data, self._sum)
            self._room -= len(data)
        else:
            self._add(memoryview(data))
        return self._file.write(data)

    def _add(self, data: memoryview) -> None:
        while len(data) >= self._room:
            self._whole.append(crc32(data[: self._room], self._sum))
            data = data[self._room :]
            self._sum, self._room = 0, BLOCK
        self._sum = crc32(data, self._sum)
        self._room -= len(data)

    def sums(self) -> bytes:
        """The checksums of all blocks so far; the last block may be a short one."""
        last = array(CODE, [self._sum] if self._room < BLOCK else [])
        return (self._whole + last).tobytes()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class CheckedBytes:
    """Bytes whose parts are handed out only after their blocks were found to be as written."""

    def __init__(self, data: memoryview, packed: memoryview) -> None:
        """`packed` are the checksums of the blocks of `data`. Raises ValueError if they are not."""
        sums: memoryview[int] = packed.cast(CODE)
        if len(sums) != -(-len(data) // BLOCK):
            raise ValueError("not as many checksums as blocks")
        self._data = data
        self._sums = sums
        self._unread = bytearray(b"\1") * len(sums)

    def need(self, start: int, end: int) -> None:
        """Check the blocks of a part. Raises IndexDamagedError."""
        first, behind = start // BLOCK, (end - 1) // BLOCK + 1
        block = self._unread.find(1, first, behind)
        while block >= 0:
            data = self._data[block * BLOCK : (block + 1) * BLOCK]
            if crc32(data) != self._sums[block]:
                raise IndexDamagedError("the index is damaged: a checksum differs")
            self._unread[block] = 0
            block = self._unread.find(1, block + 1, behind)

    def __getitem__(self, part: slice) -> memoryview:
        """A part, checked; both ends must be given. Raises IndexDamagedError."""
        self.need(part.start, part.stop)
        return self._data[part]

    def unchecked(self, start: int, end: int) -> memoryview:
        """A part that the caller promises to `need` before it looks."""
        return self._data[start:end]

    def behind(self, start: int) -> CheckedTail:
        """What lies behind a place."""
        return CheckedTail(self, start)


class CheckedTail:
    """The part of checked bytes that begins at a place; slices count from there."""

    def __init__(self, whole: CheckedBytes, start: int) -> None:
        self._whole = whole
        self._start = start

    def __getitem__(self, part: slice) -> memoryview:
        """A part, checked; both ends must be given. Raises IndexDamagedError."""
        return self._whole[self._start + part.start : self._start + part.stop]


class CheckedTable:
    """Numbers in checked bytes, each of which is checked when it is read."""

    def __init__(self, whole: CheckedBytes, code: str, start: int, length: int) -> None:
        self._whole = whole
        self._start = start
        self._width = array(code).itemsize
        # Seen without a check: `need` comes before each look.
        self._numbers: memoryview[int] = whole.unchecked(start, start + length * self._width).cast(
            code  # type: ignore[call-overload]
        )

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, index: int) -> int:
        start = self._start + index * self._width
        self._whole.need(start, start + self._width)
        return self._numbers[index]

    def need(self, first: int, behind: int) -> memoryview[int]:
        """All of them, of which those from `first` to before `behind` have been checked."""
        start = self._start + first * self._width
        self._whole.need(start, self._start + behind * self._width)
        return self._numbers
