"""How the numbers of a term are packed: what `encoder.py` and `postings.py` agree on.

A kind is a byte: three bits for the form of the positions (0: none), one for a dense term, two for
the layers of its numbers, and two for what these are (`EACH_ONE` and so on). This module must not
know terms.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import mul, sub

from newsarchive.engines.whoosh.checked import Sliceable

IS_DENSE = 8
"""The bit of a kind for a block that has the weight in every article."""

# Positions take a byte each, or 10 or 12 bits, or more: most articles have fewer than 1,024 words.

IN_8, IN_12, IN_16, IN_32, IN_10 = range(1, 6)
PLACED = 7
"""The bits of a kind for how the positions are stored; 0 without positions."""
UNPLACED = 6
"""These bits, where what tells the beginnings of positions is not stored either."""
LOW, HIGH = (0, 1) if sys.byteorder == "little" else (1, 0)
_PARTS = {
    width: [
        b"".join(bytes((number,)) * (1 << shift) for number in range(1 << width))
        * (256 >> width + shift)
        for shift in range(8 - width, -1, -width)
    ]
    for width in (1, 2, 4)
}
"""What a byte has of several numbers of so many bits: tables for the first, the second, and so
on."""
HIGH_BITS = {IN_10: 2, IN_12: 4}
"""The bits of positions above the lowest eight, which stand behind all of these."""


def positions(
    data: Sliceable, at: int, form: int, total: int, start: int, end: int
) -> Sequence[int]:
    """The positions from an index up to another, of so many in this form that begin at `at`."""
    if form == IN_8:
        return data[at + start : at + end]
    if form in HIGH_BITS:
        both = bytearray(2 * (end - start))
        both[LOW::2] = data[at + start : at + end]
        tables = _PARTS[HIGH_BITS[form]]
        each = (total + len(tables) - 1) // len(tables)
        high = []
        while start < end:
            part = start // each
            first, behind = start - part * each, min(end - part * each, each)
            some = bytes(data[at + total + first : at + total + behind])
            high.append(some.translate(tables[part]))
            start += behind - first
        both[HIGH::2] = b"".join(high)
        return memoryview(both).cast("H")
    if form == IN_16:
        return data[at + 2 * start : at + 2 * end].cast("H")
    return data[at + 4 * start : at + 4 * end].cast("I") if form == IN_32 else b""


# What the numbers are. Dense terms have the weight in every article of the segment besides.

EACH_ONE, PAIRED, APART, WIDE = (form << 6 for form in range(4))
"""Each count is 1, and so is each weight (of a dense term: the counts are the weights); a byte of
`pairs` for both; first all counts above 1, then what the weights are above the counts (of a dense
term: only these); arrays of whole numbers, first of counts, then of weights."""
NUMBERS = 3 << 6
"""The bits of a kind for them."""

# Numbers are in layers: the first has a few bits for each. Where these are all ones, the number
# goes on in the next layer, which has what it is above them. So numbers that are small for the most
# part take few bits, whatever the largest one is.

LAYERS = (1, 4, 8), (2, 4, 8), (4, 8), (8,)
"""The bits of a number in each layer, by two bits of a kind."""
SECOND_LAYERS = 1
"""The layers of what the weights of a dense term are above the counts."""
WHOLE_LAYERS = 3
"""The layers of a dense term that is `WIDE`, and of very few numbers."""
LEAST_LAYERED = 8
"""Fewer numbers take a byte each: they are read more quickly."""
WIDE_CODES = "HI"
"""The bits of a kind for the layers say which type of array `WIDE` numbers have."""


def layers(kind: int) -> int:
    """The number of the layers of a kind."""
    return kind >> 4 & 3


MORE = [bytes((*range(top, 256), *(255,) * top)) for top in range(16)]
"""Each number, and so much more."""


def numbers(data: Sliceable, at: int, count: int, widths: Sequence[int]) -> tuple[bytes, int]:
    """So many numbers in layers, each as a byte; and where they end in `data`."""
    width = widths[0]
    behind = at + (count * width + 7) // 8
    packed = bytes(data[at:behind])
    if width == 8:
        return packed, behind
    found = b"".join(map(packed.translate, _PARTS[width]))[:count]
    top = (1 << width) - 1
    # The quickest way to put others in their places. No number here is a percent sign.
    spaced = found.replace(bytes((top,)), b"%c")
    if len(spaced) == count:
        return found, behind
    rest, behind = numbers(data, behind, len(spaced) - count, widths[1:])
    return spaced % tuple(rest.translate(MORE[top])), behind


def added(one: bytes, other: bytes) -> bytes:
    """The sum of each two of as many numbers, where all sums fit in a byte.

    They are added as two long numbers, at once.
    """
    both = int.from_bytes(one, "big") + int.from_bytes(other, "big")
    return both.to_bytes(len(one), "big")


def lessened(one: bytes, other: bytes) -> bytes:
    """In the same way the differences, where none is below 0."""
    left = int.from_bytes(one, "big") - int.from_bytes(other, "big")
    return left.to_bytes(len(one), "big")


# A count and what the weight is above it, both below 17, are a pair in one byte. The pairs of small
# ones are small.


MOST_PAIRED = 16
"""The greatest count of a pair; a weight is above it by less."""


def paired(count: int, above: int) -> int:
    """The pair of a count and what a weight is above it."""
    return above >> 2 << 6 | count - 1 >> 2 << 4 | (above & 3) << 2 | count - 1 & 3


PAIR_COUNTS = bytes((pair >> 4 & 3) << 2 | pair & 3 for pair in range(256)).translate(MORE[1])
PAIR_WEIGHTS = bytes(
    count + (pair >> 6 << 2 | pair >> 2 & 3) for pair, count in enumerate(PAIR_COUNTS)
)
"""The count, and the weight, that each pair says."""


def shorts(numbers: Iterable[int]) -> array[int]:
    """Numbers below 65,536 as an array of H.

    Taking every other half of an array of I is three times as fast as making one of H.
    """
    return array("H", array("I", list(numbers)).tobytes())[LOW::2]


# The numbers of many articles have their lower bytes only. Before them stands how many have which
# upper byte: a 1 for each, and a 0 behind those with the same one, in bits.

_EACH_BYTE = [bytes((byte,)) for byte in range(256)]


def upper_bytes(size: int) -> int:
    """How many different upper bytes the numbers of so many articles have."""
    return (size + 255) >> 8


def split_bytes(frequency: int, size: int) -> int:
    """How many bytes stand before the lower bytes of so many articles, in a segment of `size`."""
    return (frequency + upper_bytes(size) + 7) >> 3


LEAST_SPLIT = 32
"""Fewer articles have whole numbers: a pattern reads thousands of such terms."""


def is_split(frequency: int, size: int) -> bool:
    """Whether so many articles, in a segment of `size`, have their lower bytes only: it is less."""
    return frequency >= LEAST_SPLIT and split_bytes(frequency, size) < frequency


def articles_bytes(frequency: int, size: int) -> int:
    """How many bytes the numbers of so many articles take, in a segment of `size`."""
    is_less = is_split(frequency, size)
    return frequency + (split_bytes(frequency, size) if is_less else frequency)


def split_articles(frequency: int, size: int, data: Sliceable) -> tuple[bytes, list[int]]:
    """The lower bytes of all articles; where those with each upper byte begin, and the end."""
    start = split_bytes(frequency, size)
    ones = int.from_bytes(data[0:start], "big") | 1 << 8 * start  # keeps what are zeros before them
    runs = bin(ones)[3:].split("0", upper_bytes(size))
    return bytes(data[start : start + frequency]), [0, *accumulate(map(len, runs[:-1]))]


def whole_articles(lower: bytes, ends: list[int]) -> memoryview[int]:
    """The numbers of `split_articles`."""
    both = bytearray(2 * len(lower))
    both[LOW::2] = lower
    both[HIGH::2] = b"".join(map(mul, _EACH_BYTE, map(sub, ends[1:], ends)))
    return memoryview(both).cast("H")


BITMAP = 16
"""A term without weights in more than one in so many gets a bit for each article."""


def is_in_bits(kind: int, frequency: int, size: int) -> bool:
    """Whether a term of this kind, with so many of `size` articles, has a bit for each article."""
    return not kind and frequency * BITMAP > size


_BIT = bytes(digit == ord("1") for digit in range(256))


def bits(data: Sliceable, size: int) -> bytes:
    """The bits that `data` begins with, as bytes."""
    shown = bin(int.from_bytes(data[0 : (size + 7) // 8], "big") | 1 << size)[3:]
    return shown.encode().translate(_BIT)
