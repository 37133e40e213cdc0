"""Checksums of a file in blocks: computed while it is written, verified as blocks are first read.

Verifying a whole index when it is opened would take longer than most searches. So the first read of
a block verifies it, and blocks that no query needs cost nothing.
"""

from __future__ import annotations

from array import array
from typing import BinaryIO, Literal, Protocol
from zlib import crc32

from newsarchive.model.errors import IndexDamagedError

BLOCK = 8 * 1024
"""Bytes in a block: most terms need one of them, or two."""
CODE: Literal["I"] = "I"
"""The type of a checksum in an array."""


class Sliceable(Protocol):
    """Bytes with slices."""

    def __getitem__(self, part: slice, /) -> memoryview: ...


class SummedFile:
    """A file to write, with checksums of its blocks."""

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
    """Bytes whose slices are verified before they are returned."""

    def __init__(self, data: memoryview, packed: memoryview) -> None:
        """`packed` are the checksums of the blocks of `data`. Raises ValueError for too few."""
        sums: memoryview[int] = packed.cast(CODE)
        if len(sums) != -(-len(data) // BLOCK):
            raise ValueError("not as many checksums as blocks")
        self._data = data
        self._sums = sums
        self._unread = bytearray(b"\1") * len(sums)

    def need(self, start: int, end: int) -> None:
        """Verify the blocks of a slice. Raises IndexDamagedError."""
        first, behind = start // BLOCK, (end - 1) // BLOCK + 1
        block = self._unread.find(1, first, behind)
        while block >= 0:
            data = self._data[block * BLOCK : (block + 1) * BLOCK]
            if crc32(data) != self._sums[block]:
                raise IndexDamagedError("the index is damaged: a checksum differs")
            self._unread[block] = 0
            block = self._unread.find(1, block + 1, behind)

    def __getitem__(self, part: slice) -> memoryview:
        """A verified slice; both ends must be given. Raises IndexDamagedError."""
        self.need(part.start, part.stop)
        return self._data[part]

    def unchecked(self, start: int, end: int) -> memoryview:
        """A slice that the caller must `need` before reading it."""
        return self._data[start:end]

    def whole(self) -> memoryview:
        """All of it, verified. Raises IndexDamagedError."""
        return self[0 : len(self._data)]

    def behind(self, start: int) -> CheckedTail:
        """The bytes from `start` on."""
        return CheckedTail(self, start)


class CheckedTail:
    """The checked bytes from an offset on; slices count from there."""

    def __init__(self, whole: CheckedBytes, start: int) -> None:
        self._whole = whole
        self._start = start

    def __getitem__(self, part: slice) -> memoryview:
        """A verified slice; both ends must be given. Raises IndexDamagedError."""
        return self._whole[self._start + part.start : self._start + part.stop]


class CheckedTable:
    """Numbers in checked bytes; each is verified when it is read."""

    def __init__(self, whole: CheckedBytes, code: str, start: int, length: int) -> None:
        self._whole = whole
        self._start = start
        self._width = array(code).itemsize
        # Not verified here: `need` comes before each read.
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
        """All numbers, those from `first` to before `behind` verified."""
        start = self._start + first * self._width
        self._whole.need(start, self._start + behind * self._width)
        return self._numbers
