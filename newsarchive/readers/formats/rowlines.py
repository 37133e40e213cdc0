"""The lines of a table as text, with the bytes of the lines of the current row.

It knows encodings and quotation marks; it must not know columns.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from newsarchive.model.errors import ReadError
from newsarchive.readers.encoding import BYTE_ORDER_MARKS
from newsarchive.readers.limits import Limits

_CHUNK = 64 * 1024
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)")
_WIDE = {mark: wide for mark, _, wide in BYTE_ORDER_MARKS if wide != "utf-8"}
"""Marks of encodings in which a line end is more than one byte."""


class TooLongError(ReadError):
    """The current row is longer than the limits allow; it was skipped."""


class RowLines:
    """Lines that end in LF, CRLF or CR, also all three in one file."""

    def __init__(self, head: bytes, stream: BinaryIO, encoding: str, limits: Limits) -> None:
        self._limits = limits
        self._wide = next((wide for mark, wide in _WIDE.items() if head.startswith(mark)), None)
        self._encoding = "utf-8-sig" if self._wide else encoding
        chunks = itertools.chain([head], iter(lambda: stream.read(_CHUNK), b""))
        narrow = self._narrowed(chunks) if self._wide else chunks
        self._lines = _split(narrow, limits.record_bytes)
        self._ahead: deque[bytes] = deque()
        self._taken: list[bytes] = []
        self._taken_bytes = 0
        self.first = 1
        """The number of the first line of the current row."""
        self._count = 0
        self.damaged = False
        """Whether the current row has bytes that are not in the file's encoding."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else next(self._lines)
        self._count += 1
        self._taken.append(line)
        self._taken_bytes += len(line)
        if self._taken_bytes > self._limits.record_bytes:
            self._pass_over()
            raise TooLongError(self._limits.too_long())
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError:
            self.damaged = True  # and read on, so as to find where the row ends
            return line.decode(self._encoding, "replace")

    def peek(self, further: int = 0) -> str | None:
        """A line that is yet to come; None if there is none."""
        while len(self._ahead) <= further:
            if (line := next(self._lines, None)) is None:
                return None
            self._ahead.append(line)
        return self._ahead[further].decode(self._encoding, "replace")

    def begin_row(self) -> None:
        """The lines from now on belong to the next row."""
        self._taken.clear()
        self._taken_bytes = 0
        self.first = self._count + 1
        self.damaged = False

    def row(self) -> bytes:
        """The bytes of the current row, as they are in the file."""
        data = b"".join(self._taken)
        return data.decode("utf-8").encode(self._wide) if self._wide else data

    def encoded(self, line: str) -> bytes:
        """A first line as it would be in the file."""
        if self._wide:
            return f"\ufeff{line}".encode(self._wide)
        return line.encode(self._encoding, "replace")

    def _pass_over(self) -> None:
        """Go to the end of the row: to the line in which all quotation marks are closed."""
        open_marks = sum(line.count(b'"') for line in self._taken)
        ended = self._taken[-1].endswith((b"\n", b"\r"))
        self._taken.clear()
        while open_marks % 2 or not ended:
            line = self._ahead.popleft() if self._ahead else next(self._lines, None)
            if line is None:
                return
            open_marks += line.count(b'"')
            ended = line.endswith((b"\n", b"\r"))
            self._count += 1 if ended else 0

    def _narrowed(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The same in UTF-8, in which lines can be found. The mark is the first character."""
        decoder = codecs.getincrementaldecoder(self._wide or "utf-8")()
        try:
            for chunk in chunks:
                yield decoder.decode(chunk).encode("utf-8")
            yield decoder.decode(b"", final=True).encode("utf-8")
        except UnicodeError:
            raise ReadError("damaged text: not in the encoding that the file begins with") from None


def _split(chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """The lines of it all, but a line of more than `limit` bytes in pieces."""
    buffer = b""
    for chunk in chunks:
        parts = [buffer, chunk]
        size = len(buffer) + len(chunk)
        while size <= limit and b"\n" not in chunk and b"\r" not in chunk:
            chunk = next(chunks, b"")  # noqa: PLW2901 - a line of many chunks is joined but once
            if not chunk:
                break
            parts.append(chunk)
            size += len(chunk)
        buffer = b"".join(parts)
        at = 0
        while found := _LINE.match(buffer, at):
            if found.end() == len(buffer) and buffer.endswith(b"\r"):
                break  # perhaps LF is next
            yield found[0]
            at = found.end()
        buffer = buffer[at:]
        if len(buffer) > limit:
            yield buffer
            buffer = b""
    if buffer:
        yield buffer
