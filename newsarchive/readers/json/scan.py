"""Where the values of a JSON file begin and end, found while it streams by.

Only brackets and quotation marks are looked at, so that one broken article costs no other, and no
more than one value is held. It must not know what a value means.
"""

from __future__ import annotations

import codecs
import io
import re
from contextlib import suppress
from typing import BinaryIO, cast

from newsarchive.model.errors import ReadError
from newsarchive.readers.encoding import BYTE_ORDER_MARKS
from newsarchive.readers.json.parse import Position, broken
from newsarchive.readers.limits import Limits

_CHUNK = 256 * 1024
_SPACE = re.compile(rb"[ \t\n\r]*")
_OUTSIDE = re.compile(rb'["{}\[\]]')
_IN_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_SCALAR = re.compile(rb'[^ \t\n\r,:"{}\[\]]*')


class TooMuchError(ReadError):
    """A value is longer or deeper than the limits allow."""


class CutOffError(ReadError):
    """The file ends within a value."""

    def __init__(self) -> None:
        super().__init__("broken JSON: it ends too early")


class _Joined(io.RawIOBase):
    """The bytes of a stream that have been read, and then those to come."""

    def __init__(self, before: bytes, stream: BinaryIO) -> None:
        self._before = io.BytesIO(before)
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer))
        data = self._before.read(len(view)) or self._stream.read(len(view))
        view[: len(data)] = data
        return len(data)


class _ValueEnd:
    """Looks for the end of one value as its bytes come."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.deepest = 0
        self.done = False
        self._depth = 0
        self._in_string = False

    def read_on(self, buffer: bytearray) -> None:
        """Read to the end of the value, or of the buffer."""
        while not self.done:
            if self._in_string:
                text = _IN_STRING.match(buffer, self.at)
                self.at = text.end() if text else self.at
                if buffer[self.at : self.at + 1] != b'"':
                    return
                self.at += 1
                self._in_string = False
            elif mark := _OUTSIDE.search(buffer, self.at):
                self.at = mark.end()
                found = mark[0]
                self._in_string = found == b'"'
                self._depth += (found in b"{[") - (found in b"}]")
                self.deepest = max(self.deepest, self._depth)
            else:
                self.at = len(buffer)
                return
            self.done = not self._depth and not self._in_string


class Scanner:
    """A stream of JSON, and the place in it that was reached."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        start = stream.read(4)
        marked = (known for known in BYTE_ORDER_MARKS if start.startswith(known[0]))
        self._mark, self.encoding, self._inner = next(marked, (b"", "utf-8", "utf-8"))
        self._decoder = codecs.getincrementaldecoder(self._inner)()
        self._buffer = bytearray()
        self._add(start[len(self._mark) :], final=False)
        self._at = 0
        self._held = True
        self._let_go = 0, 0, 0
        """0, and the lines and, on the last of them, the characters that were let go."""
        self._counted = self._let_go
        """The same of a place in the buffer."""

    def next(self) -> bytes:
        """The byte that comes next, after any white space; b"" at the end."""
        while True:
            found = _SPACE.match(self._buffer, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._buffer):
                return bytes(self._buffer[self._at : self._at + 1])
            if not self._fill():
                return b""

    def take(self) -> None:
        """Go past the one byte that comes next."""
        self._at += 1

    def value(self) -> bytes:
        """The value that comes next, after `next`, in UTF-8.

        Raises TooMuchError, having gone past it (or, while all is held, not), CutOffError at the
        end of the file, and ReadError if there is no value.
        """
        if self._at >= len(self._buffer):
            raise CutOffError
        if self._buffer[self._at] not in b'{["':
            return self._scalar()
        start, walk = self._at, _ValueEnd(self._at)
        reason: str | None = None
        while True:
            walk.read_on(self._buffer)
            reason = reason or self._excess(walk.at - start, walk.deepest)
            if reason and self._held:
                raise TooMuchError(reason)
            if walk.done:
                break
            if reason:
                self._at = walk.at  # let go of what need not be kept
            before = self._at
            if not self._fill():
                self._at = len(self._buffer)
                raise TooMuchError(reason) if reason else CutOffError
            start -= before - self._at
            walk.at -= before - self._at
        self._at = walk.at
        if reason:
            raise TooMuchError(reason)
        return bytes(self._buffer[start : walk.at])

    def skip(self) -> None:
        """Go past the value that comes next, whatever its size. Raises CutOffError, ReadError."""
        with suppress(TooMuchError):
            self.value()

    def restart(self) -> None:
        """While all is held: go back to the beginning, and hold one value at a time from now on."""
        self._at = 0
        self._held = False

    def all_before(self) -> bytes:
        """While all is held: the bytes of the file up to here, as they are in the file."""
        data = bytes(self._buffer)
        if self._inner != "utf-8":
            data = data.decode("utf-8").encode(self._inner)
        return self._mark + data

    def replayed(self) -> BinaryIO:
        """While all is held, and only in UTF-8: the whole file once more."""
        return io.BufferedReader(_Joined(self.all_before(), self._stream))

    def original(self, value: bytes) -> tuple[bytes, str]:
        """A value as bytes that can be read alone, and their encoding."""
        if self._inner == "utf-8":
            return value, "utf-8"
        return value.decode("utf-8").encode(self.encoding), self.encoding

    def position(self, back: int = 0) -> Position:
        """The position of the byte that is so many bytes before the one reached."""
        self._count(self._at - back)
        _, lines, characters = self._counted
        return lines + 1, characters + 1

    def _count(self, at: int) -> None:
        """Count the lines up to a place, from the last that was asked for: there may be many."""
        counted, lines, characters = self._counted if at >= self._counted[0] else self._let_go
        passed = bytes(self._buffer[counted:at])
        new_lines = passed.count(b"\n")
        last = passed.rpartition(b"\n")[2]
        characters = len(last.decode("utf-8", "ignore")) + (0 if new_lines else characters)
        self._counted = at, lines + new_lines, characters

    def _excess(self, length: int, depth: int) -> str | None:
        if depth > self._limits.depth:
            return self._limits.too_deep()
        return self._limits.too_long() if length > self._limits.record_bytes else None

    def _scalar(self) -> bytes:
        start = self._at
        while True:
            found = _SCALAR.match(self._buffer, start)
            end = found.end() if found else start
            if end < len(self._buffer) or end - start > self._limits.record_bytes:
                break
            before = self._at
            if not self._fill():
                break
            start -= before - self._at
        if end == start:
            raise broken(self.position(), "expecting value")
        self._at = end
        return bytes(self._buffer[start:end])

    def _fill(self) -> bool:
        """Read on; whether there was anything."""
        if self._held and len(self._buffer) > self._limits.record_bytes + 4 * _CHUNK:
            raise ReadError(self._limits.too_long())
        if not self._held and self._at:
            self._count(self._at)
            del self._buffer[: self._at]
            self._at = 0
            self._counted = self._let_go = 0, *self._counted[1:]
        while piece := self._stream.read(_CHUNK):
            if self._add(piece, final=False):
                return True
        return self._add(b"", final=True)

    def _add(self, piece: bytes, *, final: bool) -> bool:
        if self._inner != "utf-8":
            try:
                piece = self._decoder.decode(piece, final).encode("utf-8")
            except UnicodeError:
                raise ReadError(f"damaged text: begins as {self.encoding} but is not") from None
        self._buffer += piece
        return bool(piece)
