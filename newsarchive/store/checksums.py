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
    return crc32(_BETWEEN.join(map(_said, values)).encode())


def _said(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return _NULL if value is None else str(value)
