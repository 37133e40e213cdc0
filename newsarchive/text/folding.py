"""Equality of words: composing, decomposing and folding, in linear time.

It knows characters; it must not know where words begin and end.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, groupby
from pathlib import Path
from typing import Literal

from newsarchive.model.patterns import lazy

INVISIBLE = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters without width: within a word they are nothing."""

WRITTEN = str.maketrans(
    {
        "’": "'", "‘": "'", "\u05f3": "'", "‐": "-", "‑": "-",
        '"': "\u05f4", "“": "\u05f4", "”": "\u05f4", "„": "\u05f4",
    }
    | dict.fromkeys(INVISIBLE)
)  # fmt: skip
"""What stands within words in several shapes, and the one that they are compared in."""

# Letters without a decomposition, as people type them on other keyboards.
_PLAIN = WRITTEN | str.maketrans(
    {
        "ı": "i", "ə": "e", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "æ": "ae",
        "œ": "oe", "ħ": "h", "ŋ": "n", "ŧ": "t",
        "\u066b": ".", "\u066c": ",",
        # Arabic as Lucene's normalizers for Arabic and Persian have it: forms of alef, ye, kaf and
        # heh, and no tatweel.
        "\u0671": "\u0627", "\u0649": "\u064a", "\u06cc": "\u064a", "\u06d2": "\u064a",
        "\u06a9": "\u0643", "\u0629": "\u0647", "\u06c1": "\u0647", "\u0640": None,
        "\u0901": "\u0902",  # chandrabindu, which many type as anusvara
    }
)  # fmt: skip
# Latin and Greek lose their accents; in Cyrillic й is a letter of its own.
_ACCENTS = lazy("(?<=[\\0-\u02ff\u0370-\u03ff\u1e00-\u1fff])[\u0300-\u036f]+")
# The points of Hebrew, the vowels and hamzas of Arabic, the nukta of Devanagari.
_POINTS = lazy("[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u093c]")
_HEH_WITH_YE = "\u06d5\u0654"
# A nasal before a consonant of its own row is written as anusvara, too.
_NASALS = lazy(
    "\u0919\u094d(?=[\u0915-\u0918])|\u091e\u094d(?=[\u091a-\u091d])"
    "|\u0923\u094d(?=[\u091f-\u0922])|\u0928\u094d(?=[\u0924-\u0927])"
    "|\u092e\u094d(?=[\u092a-\u092d])"
)
_OTHER_DIGIT = lazy(r"(?![0-9])\d")


def folded(word: str) -> str:
    """The word without case and diacritics, in one of the forms in which its script writes it."""
    plain = normalized("NFKD", word.casefold()).casefold().translate(_PLAIN)
    plain = _POINTS.sub("", _ACCENTS.sub("", plain.replace(_HEH_WITH_YE, "\u0647")))
    plain = _NASALS.sub("\u0902", normalized("NFC", plain).replace("ё", "е"))
    plain = _OTHER_DIGIT.sub(_digit, plain)
    if plain and min(plain) < "\ua000" and max(plain) > "\u33ff":  # it may be Chinese
        plain = plain.translate(_simplified())
    return plain or word


def _digit(other: re.Match[str]) -> str:
    from unicodedata import decimal

    return str(decimal(other[0]))


_JOINTS = lazy("(?<![0-9])\\.|['\u05f4-]")


def plain(form: str) -> str:
    """A folded word without what joins its letters: "u.n" is "un", "o'brien" is "obrien"."""
    return form if form.isalnum() else _JOINTS.sub("", form)


@lru_cache(maxsize=1)
def _simplified() -> dict[int, int]:
    """Traditional Chinese characters and their simplified ones."""
    lines = Path(__file__).with_name("simplified.txt").read_text(encoding="utf-8").splitlines()
    pairs = "".join("".join(line.split()) for line in lines if not line.startswith("#"))
    return str.maketrans(pairs[::2], pairs[1::2])


# No mark is a letter or a digit to Python; the two marks of halfwidth kana are, but become others.
_MANY_MARKS = lazy(r"[^\w\s\x00-\x7f]{32,}")
_HALFWIDTH_MARKS = str.maketrans("\uff9e\uff9f", "\u3099\u309a")


def normalized(form: Literal["NFC", "NFKD"], text: str) -> str:
    """`unicodedata.normalize` in time in proportion to the length.

    Unicode sorts the marks of a letter by insertion; here many marks are sorted before.
    """
    if text.isascii():
        return text
    import unicodedata

    if form == "NFKD":
        text = text.translate(_HALFWIDTH_MARKS)
    return unicodedata.normalize(form, _MANY_MARKS.sub(_in_order, text))


def _in_order(marks: re.Match[str]) -> str:
    import unicodedata

    apart = (unicodedata.normalize("NFD", char) for char in marks[0])
    classes = groupby(chain.from_iterable(apart), lambda char: unicodedata.combining(char) > 0)
    return "".join(char for _, some in classes for char in sorted(some, key=unicodedata.combining))
