"""Texts as sets of shingles, the likeness of two sets, and the sketch that finds likely pairs.

A shingle is a run of a few words. Likeness is the share of shingles that two texts have in common
(the Jaccard index of the two sets): the order of words counts; case, accents, punctuation and
layout do not. Comparing every text with every other would take for ever; MinHash finds the likely
pairs: A. Broder, "On the resemblance and containment of documents" (1997), here with one
hash function in bins (P. Li, A. Owen, C.-H. Zhang, "One Permutation Hashing", 2012) and empty bins
filled from their neighbours (A. Shrivastava, P. Li, "Densifying One Permutation Hashing", 2014).

Plain Python, as the hashing costs less than splitting the text into words: a compiled library
would save a fifth of the time, and one that needs NumPy and SciPy would be ten times as large as
all other dependencies.
"""

from __future__ import annotations

import sys
import zlib
from operator import eq

from newsarchive.model.article import Article
from newsarchive.text.memo import Memo
from newsarchive.text.words import ANALYSIS, forms

SHINGLE = 5
"""Words in a shingle: so many in a row are seldom equal by chance."""

ALIKE = 0.6
"""Texts whose likeness is at least this are near duplicates."""

BANDS = 24
ROWS = 3
"""A pair is likely if all the rows of any band agree, which a pair of likeness s does with a
probability of 1 - (1 - s**ROWS)**BANDS: 0.997 at 0.6, 0.96 at 0.5, 0.17 at 0.2."""

LONG = 200
"""Shingles from which on a text has a signature: of a shorter one the bins repeat each other."""
LEAST_EQUAL = 22
"""Bytes of two signatures that are equal at least, or the texts are not alike: of texts of likeness
0.6, fewer are equal in one pair of 100 million, of texts that share one paragraph mostly."""
SIGNATURE = ROWS * BANDS
"""Bytes of a signature."""
UNKNOWN = bytes(SIGNATURE)
"""The signature of a short text."""

FORMAT = f"2 {ANALYSIS} {SHINGLE} {BANDS} {ROWS} {ALIKE} {sys.implementation.cache_tag}"
"""All that sketches depend on. Python's hash of numbers is the same in every process, but perhaps
not in every release."""

_BINS = BANDS * ROWS
_STEP = 0x9E3779B97F4A7C15  # tells a borrowed value from one of the bin itself


_numbers = Memo(lambda form: zlib.crc32(form.encode()))
"""Folded word → a number that is the same in every process."""


def shingles(article: Article) -> set[int]:
    """The article's shingles, as hashes of 64 bits; empty only for a text without words.

    A title of its own counts as the first words of the text. Papers give a story other titles,
    which weighs little; but two short notices may differ in nothing but the person in the title. A
    text shorter than a shingle is one shingle.
    """
    folded = forms(article.body)
    if article.title and article.title_source != "derived":
        folded = forms(article.title) + folded
    words = list(map(_numbers.__getitem__, folded))
    if len(words) < SHINGLE:
        return {hash(tuple(words))} if words else set()
    return set(map(hash, zip(*(words[n:] for n in range(SHINGLE)), strict=False)))


def likeness(one: set[int], other: set[int]) -> float:
    """The share of all shingles of two texts that both have: 0 to 1."""
    if not one or not other:
        return 0.0
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def sketch(found: set[int]) -> tuple[list[int], bytes]:
    """A number of 32 bits for each band, and the signature of a text with these shingles.

    Near duplicates probably share one of the numbers. So do others by chance, more of them the more
    texts there are; signatures tell most of these apart without a look at their texts (b-bit
    hashing: P. Li, A. König, "b-Bit Minwise Hashing", 2010).
    """
    lowest: list[int | None] = [None] * _BINS
    for shingle in found:
        place, value = shingle % _BINS, shingle & 0xFFFFFFFFFFFF
        known = lowest[place]
        if known is None or value < known:
            lowest[place] = value
    filled = _filled(lowest)
    numbers = [
        hash((band, *filled[band * ROWS : (band + 1) * ROWS])) & 0xFFFFFFFF for band in range(BANDS)
    ]
    # The lowest bits of all values of a bin are the same.
    is_long = len(found) >= LONG
    return numbers, bytes(value >> 8 & 0xFF for value in filled) if is_long else UNKNOWN


def may_be_alike(one: bytes | bytearray, other: bytes | bytearray) -> bool:
    """Whether texts with these signatures can be near duplicates."""
    return sum(map(eq, one, other)) >= LEAST_EQUAL or UNKNOWN in (one, other)


def _filled(lowest: list[int | None]) -> list[int]:
    """The bins; each empty one gets the value of the next full one, in a ring."""
    value = next((one for one in lowest if one is not None), 0)
    away = 0
    filled: list[int] = []
    for one in reversed([*lowest, *lowest]):
        value, away = (value, away + 1) if one is None else (one, 0)
        filled.append(value + away * _STEP)
    return filled[: -_BINS - 1 : -1]
