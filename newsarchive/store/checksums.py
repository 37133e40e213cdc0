"""Checksums of rows: a bit that has flipped in a text would otherwise be a text like any other.

Originals are kept under their SHA-256. What was read of them, and what people put in its place, is
guarded by a CRC-32 of the row's values, which stands in the row itself: it is for damage, not
against people who know what they do.
"""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

_BETWEEN, _NULL = "\x1f", "\x1e"


def checksum(values: Iterable[object]) -> int:
    """Of the values of a row, in the order of its columns."""
    said = [
        value if value.__class__ is str  # most are, and this is asked of whatever is read
        else _NULL if value is None
        else value.hex() if isinstance(value, bytes)
        else str(value)
        for value in values
    ]  # fmt: skip
    return crc32(_BETWEEN.join(said).encode())
