"""Streams that enforce the limits of a run, and sizes in messages."""

from __future__ import annotations

import io

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
