"""How much is taken in before it is called too much, and streams that keep a reader to it.

Input may be hostile, or just not what it seems; nothing is read without an end. Every limit is
generous, names the option that raises it when it is reached, and stops one file, never a run.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO, cast

from newsarchive.model.errors import ReadError

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of everything. Sizes are in bytes."""

    article_bytes: int = 16 * MIB
    """The text of one article."""
    record_bytes: int = 64 * MIB
    """What has to be held in memory at once: a line, a mail, a file that is one article."""
    depth: int = 500
    """Lists and objects within each other."""
    unpacked_bytes: int = 64 * GIB
    """What one packed file may unpack to."""
    ratio: int = 200
    """How many times its own size that may be, once it is more than `UNSUSPICIOUS`."""
    packed_depth: int = 3
    """Packed files within packed files; .tar.gz counts as one."""
    files: int = 1_000_000
    """Files in one run, those in packed files too."""

    def too_long(self) -> str:
        """What is said of a record of too many bytes."""
        return str(too_large(self.record_bytes, "--max-record"))

    def too_deep(self) -> str:
        """What is said of a record that is nested too deeply."""
        return f"JSON nested too deeply: more than {self.depth} levels"


_PIECE = 256 * KIB

UNSUSPICIOUS = 64 * MIB
"""What unpacks to no more than this may have been packed as tightly as it likes."""


def too_large(limit: int, option: str, what: str = "") -> ReadError:
    """The error for what is larger than a limit, which this option raises."""
    return ReadError(f"more than {size_text(limit)}{what}: {option} raises this limit")


def size_text(size: int) -> str:
    """A size as a person writes it, and as `--max-record` takes it: 64M."""
    for unit, letter in ((GIB, "G"), (MIB, "M"), (KIB, "K")):
        if size >= unit and size % unit == 0:
            return f"{size // unit}{letter}"
    return f"{size} bytes"


class Bounded(io.BufferedReader):
    """A stream of which no reader can get more than `record_bytes` in one piece.

    Only where a reader asks for all of the rest, or for a line however long it may be.
    """

    def __init__(self, raw: io.RawIOBase, limits: Limits, buffer_size: int = 64 * KIB) -> None:
        super().__init__(raw, buffer_size)
        self._most = limits.record_bytes

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size >= 0:
            return super().read(size)
        pieces: list[bytes] = []  # asked for whole, room for the most would be made at once
        left = self._most + 1
        while left > 0 and (piece := super().read(min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
        if left <= 0:
            raise too_large(self._most, "--max-record")
        return b"".join(pieces)

    def readline(self, size: int | None = -1, /) -> bytes:
        if size is not None and size >= 0:
            return super().readline(size)
        line = super().readline(self._most + 1)
        if len(line) > self._most:
            raise too_large(self._most, "--max-record", " on one line")
        return line


class Held(io.BytesIO):
    """A file in memory that is small enough for a reader to have it in one piece."""

    def peek(self, _: int = 0, /) -> bytes:
        """The bytes to come, without going on to them, as `BufferedReader` has it."""
        return self.getvalue()[self.tell() :]


Stream = Bounded | Held


def bounded(raw: BinaryIO, limits: Limits) -> Stream:
    """The bytes of a file, in a stream of one of the two kinds."""
    if isinstance(raw, io.BytesIO):
        data = raw.read()
        if len(data) <= limits.record_bytes:
            return Held(data)
        raw = io.BytesIO(data)
    return Bounded(cast("io.RawIOBase", raw), limits)
