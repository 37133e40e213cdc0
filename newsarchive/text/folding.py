"""Equality of words: composing, decomposing and folding, in linear time.

It knows characters; it must not know where words begin and end.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain, groupby
from typing import Literal

# Letters without a decomposition, as people type them on other keyboards.
_PLAIN = str.maketrans(
    {
        "ı": "i", "ə": "e", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "æ": "ae",
        "œ": "oe", "ħ": "h", "ŋ": "n", "ŧ": "t", "\u00ad": None,
        "\u200c": None, "\u200d": None,
    }
)  # fmt: skip
# Latin and Greek lose their accents; in Cyrillic й is a letter of its own.
_ACCENTS = re.compile("(?<=[\\0-\u02ff\u0370-\u03ff\u1e00-\u1fff])[\u0300-\u036f]+")
_VOWEL_POINTS = re.compile("[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc]")


def folded(word: str) -> str:
    """The word without case and diacritics."""
    plain = normalized("NFKD", word.casefold()).casefold().translate(_PLAIN)
    plain = normalized("NFC", _VOWEL_POINTS.sub("", _ACCENTS.sub("", plain)))
    return plain.replace("ё", "е") or word


# No mark is a letter or a digit to Python; the two marks of halfwidth kana are, but become others.
_MANY_MARKS = re.compile(r"[^\w\s\x00-\x7f]{32,}")
_HALFWIDTH_MARKS = str.maketrans("\uff9e\uff9f", "\u3099\u309a")


def normalized(form: Literal["NFC", "NFKD"], text: str) -> str:
    """`unicodedata.normalize` in time in proportion to the length.

    Unicode sorts the marks of a letter by insertion; here many marks are sorted before.
    """
    if form == "NFKD":
        text = text.translate(_HALFWIDTH_MARKS)
    return unicodedata.normalize(form, _MANY_MARKS.sub(_in_order, text))


def _in_order(marks: re.Match[str]) -> str:
    apart = (unicodedata.normalize("NFD", char) for char in marks[0])
    classes = groupby(chain.from_iterable(apart), lambda char: unicodedata.combining(char) > 0)
    return "".join(char for _, some in classes for char in sorted(some, key=unicodedata.combining))
