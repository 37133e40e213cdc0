"""How the numbers of a term are packed: what `encoder.py` and `postings.py` agree on.

A kind is a byte: three bits for the form of the positions (0: none), one for a dense term, and two
each for counts (absent: each is 1) and weights (absent: equal to the counts, or to the dense ones).
`PAIRS`, `SMALL_PAIRS` and `HALF_DENSE` are other forms of both. This module must not know terms.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from operator import mul, sub
from typing import NamedTuple

from newsarchive.engines.whoosh.checked import Sliceable

IS_DENSE = 8
"""The bit of a kind for a block that begins with the weight in every article."""

# Positions take a byte each, or 10 or 12 bits, or more: most articles have fewer than 1,024 words.

IN_8, IN_12, IN_16, IN_32, IN_10 = range(1, 6)
PLACED = 7
"""The bits of a kind for how the positions are stored; 0 without positions."""
LOW, HIGH = (0, 1) if sys.byteorder == "little" else (1, 0)
_FOUR_BITS, _TWO_BITS = (
    [bytes(byte >> shift & top for shift in shifts) for byte in range(256)]
    for top, shifts in ((15, (4, 0)), (3, (6, 4, 2, 0)))
)
HIGH_BITS = {
    form: (each, list(map(bytes, zip(*each, strict=True))))
    for form, each in ((IN_12, _FOUR_BITS), (IN_10, _TWO_BITS))
}
"""What a byte has of the bits of positions above the lowest eight: for each of 256 bytes; and the
same as tables, one for the first of these numbers, one for the second, and so on."""

CODES, _WIDTHS = " BHI", (0, 1, 2, 4)
"""Two bits of a kind are the type of an array; 0 for one that follows from others."""
PAIRS = 1 << 4 | 3 << 6
"""An unused combination of types (bytes and four bytes): here a byte has count and weight."""
SMALL_PAIRS = 2 << 4 | 3 << 6
"""Another one: counts of 1 to 4, and weights above them by 3 at most, in two bits each."""
HALF_DENSE = IS_DENSE | 1 << 6
"""A dense term whose weights, and counts, take four bits each; it has no other weights."""

Tables = tuple[bytes | None, ...]
"""For numbers of less than a byte: the first ones are in the upper bits of all bytes, and so on.
Each table has what a byte means there; None stands for itself."""
WHOLE: Tables = (None,)
HALVES: Tables = tuple(HIGH_BITS[IN_12][1])


def _within(tables: Tables, meaning: Callable[[int], int]) -> Tables:
    own = bytes(map(meaning, range(256)))
    return tuple(own if table is None else table.translate(own) for table in tables)


class Layout(NamedTuple):
    """What a kind says."""

    is_dense: bool
    tables: Tables
    """For dense weights, and the counts then."""
    counts: str
    weights: str
    """Types of arrays."""
    counts_width: int
    weights_width: int
    pairs: tuple[Tables, Tables] | None
    """For counts, and for weights, where they are stored together."""


@cache
def layout(kind: int) -> Layout:
    """How the numbers of a term of this kind are packed."""
    is_dense, counts, weights = bool(kind & IS_DENSE), kind >> 4 & 3, kind >> 6
    tables, pairs = WHOLE, None
    if kind & 0xF0 == PAIRS:
        counts, weights = 1, 0
        pairs = _within(WHOLE, lambda n: n >> 4), _within(WHOLE, lambda n: (n >> 4) + (n & 15))
    elif kind & 0xF0 == SMALL_PAIRS:
        counts, weights, tables = 1, 0, HALVES
        pairs = (
            _within(HALVES, lambda n: (n >> 2 & 3) + 1),
            _within(HALVES, lambda n: (n >> 2 & 3) + 1 + (n & 3)),
        )
    elif is_dense and weights == 1:
        weights, tables = 0, HALVES
    return Layout(
        is_dense, tables, CODES[counts], CODES[weights], _WIDTHS[counts], _WIDTHS[weights], pairs
    )


def numbers(data: bytes, count: int, tables: Tables) -> bytes:
    """So many numbers, each as a byte."""
    return b"".join(map(data.translate, tables))[:count]


# The numbers of many articles have their lower bytes only. Before them stands, in two bytes each,
# how many have the upper byte 0, then 0 or 1, and so on.

_EACH_BYTE = [bytes((byte,)) for byte in range(256)]


def is_split(frequency: int, size: int) -> bool:
    """Whether so many articles, in a segment of `size`, have their lower bytes only: it is less."""
    return 2 * upper_bytes(size) < frequency


def upper_bytes(size: int) -> int:
    """How many different upper bytes the numbers of so many articles have."""
    return (size + 255) >> 8


def articles_bytes(frequency: int, size: int) -> int:
    """How many bytes the numbers of so many articles take, in a segment of `size`."""
    return 2 * upper_bytes(size) + frequency if is_split(frequency, size) else 2 * frequency


def split_articles(frequency: int, size: int, data: Sliceable) -> tuple[bytes, list[int]]:
    """The lower bytes of all articles; where those with each upper byte begin, and the end."""
    start = 2 * upper_bytes(size)
    return bytes(data[start : start + frequency]), [0, *data[0:start].cast("H").tolist()]


def whole_articles(lower: bytes, ends: list[int]) -> memoryview[int]:
    """The numbers of `split_articles`."""
    both = bytearray(2 * len(lower))
    both[LOW::2] = lower
    both[HIGH::2] = b"".join(map(mul, _EACH_BYTE, map(sub, ends[1:], ends)))
    return memoryview(both).cast("H")


_BIT = bytes(digit == ord("1") for digit in range(256))


def bits(data: Sliceable, size: int) -> bytes:
    """The bits that `data` begins with, as bytes."""
    shown = bin(int.from_bytes(data[0 : (size + 7) // 8], "big") | 1 << size)[3:]
    return shown.encode().translate(_BIT)
