"""How the numbers of a term are packed: what `encoder.py` and `postings.py` agree on.

A kind is a byte: three bits for the form of the positions (0: none), one for a dense term, and two
each for counts (absent: each is 1) and weights (absent: equal to the counts, or to the dense ones).
`PAIRS`, `SMALL_PAIRS` and `HALF_DENSE` are other forms of both. This module must not know terms.
"""

from __future__ import annotations

import sys

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

CODES, WIDTHS = " BHI", (0, 1, 2, 4)
"""Two bits of a kind are the type of an array; 0 for one that follows from others."""
PAIRS = 1 << 4 | 3 << 6
"""An unused combination of types (bytes and four bytes): here a byte has count and weight."""
SMALL_PAIRS = 2 << 4 | 3 << 6
"""Another one: counts of 1 to 4, and weights above them by 3 at most, in two bits each."""
COUNT = {
    PAIRS: bytes(pair >> 4 for pair in range(256)),
    SMALL_PAIRS: bytes((pair >> 2 & 3) + 1 for pair in range(256)),
}
WEIGHT = {
    PAIRS: bytes((pair >> 4) + (pair & 15) for pair in range(256)),
    SMALL_PAIRS: bytes((pair >> 2 & 3) + 1 + (pair & 3) for pair in range(256)),
}
HALF_DENSE = IS_DENSE | 1 << 6
"""A dense term whose weights, and counts, take four bits each; it has no other weights."""


def apart(halves: memoryview, count: int) -> bytes:
    """So many numbers of four bits: the upper halves of all bytes, then the lower ones."""
    data = bytes(halves)
    upper, lower = map(data.translate, HIGH_BITS[IN_12][1])
    return (upper + lower)[:count]
