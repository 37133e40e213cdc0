"""Streams that enforce the limits of a run, and sizes in messages."""

from __future__ import annotations

import io
from typing import Any

import pytest

from newsarchive.model.errors import ReadError
from newsarchive.readers.limits import Bounded, Limits, bounded, size_text


def test_no_reader_gets_more_than_the_limit_at_once() -> None:
    limits = Limits(record_bytes=8)
    stream = Bounded(io.BytesIO(b"short\n" + b"long" * 9), limits)  # type: ignore[arg-type]
    assert next(iter(stream)) == b"short\n"
    with pytest.raises(ReadError, match="more than 8 bytes on one line: --max-record raises"):
        next(stream)
    with pytest.raises(ReadError, match="more than 8 bytes: --max-record raises"):
        stream.read()


class Damaged(io.RawIOBase):
    """A packed file: good bytes in small pieces, then damage, then nothing."""

    def __init__(self) -> None:
        self._pieces: list[bytes | ReadError] = [b"one\n", b"two\n", ReadError("damaged gzip")]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        piece = self._pieces.pop(0) if self._pieces else b""
        if isinstance(piece, ReadError):
            raise piece
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.mark.parametrize("within", [False, True])
def test_the_bytes_before_the_damage_come_first_however_many_are_asked_for(within: bool) -> None:
    stream = Bounded(Damaged(), Limits())
    if within:
        block = bytearray(100)
        assert (stream.readinto(block), bytes(block[:8])) == (8, b"one\ntwo\n")
    else:
        assert stream.read(100) == b"one\ntwo\n"
    with pytest.raises(ReadError, match="damaged gzip"):
        stream.read(100)
    assert stream.read(100) == b""


@pytest.mark.parametrize("most", [8, 99])
def test_a_file_in_memory_has_the_same_limits(most: int) -> None:
    stream = bounded(io.BytesIO(b"short\nlong and long"), Limits(record_bytes=most))
    assert stream.readline() == b"short\n"
    assert stream.peek(4)[:4] == b"long"
    if most > 8:
        assert stream.read() == b"long and long"
    else:
        with pytest.raises(ReadError, match="more than 8 bytes: --max-record raises"):
            stream.read()


@pytest.mark.parametrize(
    ("size", "text"), [(64 << 20, "64M"), (1 << 30, "1G"), (1 << 10, "1K"), (1025, "1025 bytes")]
)
def test_messages_write_sizes_as_options_take_them(size: int, text: str) -> None:
    assert size_text(size) == text
