"""How strongly a word belongs to one of two texts: the formulas, with their sources.

Each is of counts: `a` of `c` words in the one text, and `b` of `d` in the other. It knows numbers
only; it must not know words or articles.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log, log2

NEVER = 0.5
"""What stands for a count of 0 in a ratio (Hardie 2014)."""


def keyness(a: int, b: int, c: int, d: int) -> float:
    """G2 of the word's two counts against those expected if both texts used it alike.

    Log-likelihood as Rayson & Garside (2000) use it to compare corpora, after Dunning (1993).
    """
    expected = (a + b) / (c + d)
    return _g2([(a, c * expected), (b, d * expected)])


def association(a: int, b: int, c: int, d: int) -> float:
    """G2 of the whole table: the word and all other words, in the one text and in the other.

    Dunning's (1993) test for words that occur together: all four cells.
    """
    rows, total = ((a, b), (c - a, d - b)), c + d
    return _g2(
        (cell, sum(row) * of / total) for row in rows for cell, of in zip(row, (c, d), strict=True)
    )


def log_ratio(a: int, b: int, c: int, d: int) -> float:
    """How many times the relative frequency in the one is doubled to that in the other.

    The binary logarithm of the ratio of both (Hardie 2014); a count of 0 counts as 0.5.
    """
    return log2((a or NEVER) / c) - log2((b or NEVER) / d)


def mutual_information(a: int, b: int, c: int, d: int) -> float:
    """The binary logarithm of the count over the one expected (Church & Hanks 1990)."""
    return log2(a) - log2((a + b) / (c + d) * c)


def deviation(rest: float, parts: Iterable[tuple[float, float]]) -> float:
    """Gries' (2008) deviation of proportions: 0 if a word is spread as the text is, up to 1.

    `parts` are the parts that have the word, each with its share of the text and of the word's
    occurrences; `rest` is the share of the text that all others have.
    """
    return 0.5 * (rest + sum(abs(of_word - of_text) for of_text, of_word in parts))


def _g2(cells: Iterable[tuple[float, float]]) -> float:
    return 2 * sum(seen * log(seen / expected) for seen, expected in cells if seen)
