"""Limits on what readers read, and streams that enforce them.

Input can be hostile or not what it seems, so every read has an end. Each limit is generous; its
message names the option that raises it, and it stops one file, never a run.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from newsarchive.model.errors import ReadError

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


def _limit(default: int, option: str, what: str) -> int:
    """A limit, the option of `newsarchive ingest` that raises it, and the help for the option."""
    limit: int = field(default=default, metadata={"option": option, "what": what})
    return limit


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a run reads of anything. Sizes, whose names end in `_bytes`, are in bytes."""

    article_bytes: int = _limit(16 * MIB, "--max-article", "The longest text of one article.")
    record_bytes: int = _limit(64 * MIB, "--max-record", "The largest line, mail or whole file.")
    """This must fit in memory at once."""
    depth: int = 500
    """Lists and objects within each other."""
    unpacked_bytes: int = _limit(64 * GIB, "--max-unpacked", "The unpacked size of a packed file.")
    ratio: int = _limit(200, "--max-ratio", "The same as a multiple of its size.")
    """It counts once a file unpacks to more than `UNSUSPICIOUS`."""
    packed_depth: int = _limit(3, "--max-depth", "Packed files within packed files.")
    """.tar.gz counts as one."""
    files: int = _limit(1_000_000, "--max-files", "Files in one run.")
    """Files in packed files count too."""

    def too_long(self) -> str:
        """The message for a record of too many bytes."""
        return str(too_large(self.record_bytes, "--max-record"))

    def too_deep(self) -> str:
        """The message for a record that is nested too deeply."""
        return f"JSON nested too deeply: more than {self.depth} levels"

    def expect_reasonable(self, unpacked: int, packed: int) -> None:
        """Raises ReadError if so many bytes are too many to come of so many packed ones."""
        if unpacked > max(UNSUSPICIOUS, self.ratio * packed):
            raise ReadError(
                f"unpacks to more than {self.ratio} times its size: --max-ratio raises this limit"
            )


_BLOCK = 256 * KIB

UNSUSPICIOUS = 64 * MIB
"""Bytes: below this, the ratio of a packed file does not matter."""


def too_large(limit: int, option: str, what: str = "") -> ReadError:
    """The error for input that exceeds a limit, with the option that raises it."""
    return ReadError(f"more than {size_text(limit)}{what}: {option} raises this limit")


def size_text(size: int) -> str:
    """A size as people write it and `--max-record` takes it: 64M."""
    for unit, letter in ((GIB, "G"), (MIB, "M"), (KIB, "K")):
        if size >= unit and size % unit == 0:
            return f"{size // unit}{letter}"
    return f"{size} bytes"


class Bounded(io.BufferedReader):
    """A stream that never gives a reader more than `record_bytes` at once.

    The limit counts where a reader asks for all the rest, or for a line of any length.
    """

    def __init__(self, raw: io.RawIOBase, limits: Limits, buffer_size: int = 64 * KIB) -> None:
        super().__init__(raw, buffer_size)
        self._most = limits.record_bytes
        self._error: ReadError | None = None

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size >= 0:
            return self._up_to(size)
        blocks: list[bytes] = []  # a single read would allocate memory for the limit
        left = self._most + 1
        while left > 0 and (block := super().read(min(left, _BLOCK))):
            blocks.append(block)
            left -= len(block)
        if left <= 0:
            raise too_large(self._most, "--max-record")
        return b"".join(blocks)

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._up_to(len(view))
        view[: len(data)] = data
        return len(data)

    def _up_to(self, size: int) -> bytes:
        """So many bytes, or those before the damage in a packed file, whose error comes next."""
        if self._error:
            error, self._error = self._error, None
            raise error
        data = super().read1(size)
        if not data or len(data) == size:
            return data
        blocks, left = [data], size - len(data)
        try:
            while left and (data := super().read1(left)):
                blocks.append(data)
                left -= len(data)
        except ReadError as error:
            self._error = error
        return b"".join(blocks)

    def readline(self, size: int | None = -1, /) -> bytes:
        if size is not None and size >= 0:
            return super().readline(size)
        line = super().readline(self._most + 1)
        if len(line) > self._most:
            raise too_large(self._most, "--max-record", " on one line")
        return line


class Held(io.BytesIO):
    """A file in memory that is within the limit for a record."""

    def peek(self, _: int = 0, /) -> bytes:
        """The bytes that come next, without moving on, as `BufferedReader` gives them."""
        return self.getvalue()[self.tell() :]


Stream = Bounded | Held


def bounded(raw: BinaryIO, limits: Limits) -> Stream:
    """The bytes of a file as a stream that enforces the limits."""
    if isinstance(raw, io.BytesIO):
        data = raw.read()
        if len(data) <= limits.record_bytes:
            return Held(data)
        raw = io.BytesIO(data)
    return Bounded(cast("io.RawIOBase", raw), limits)
