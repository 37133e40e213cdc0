"""Terms and where they stand, collected while articles are added to a segment in memory.

An occurrence of a word costs one number in one array: an article of 400 words appends 400 numbers,
and no other work is done per word. This module must not know articles, nor how postings are packed.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import count, repeat
from typing import Literal, NamedTuple, Protocol

SLOT = 16
"""A position takes 32 bits: 16 for the slot, 16 for the position in it. An article has one slot,
and another for each further 65,536 positions."""
SLOTS = 1 << (32 - SLOT)

_append = array.append


class Tokens(Protocol):
    """Term → all its positions, or all its articles, as they came."""

    def __len__(self) -> int: ...

    def place(self, words: Sequence[str], start: int, /) -> None:
        """Add consecutive positions for the words, the first at `start`."""

    def put(self, terms: Iterable[str], article: int, /) -> None:
        """Add the article to each of the terms."""

    def add(self, term: str, number: int, /) -> None:
        """Add a number to a term."""

    def extend(self, term: str, numbers: Sequence[int], /) -> None:
        """Add numbers to a term."""


class PlainTokens(dict[str, "array[int]"]):
    """Those in Python."""

    def __missing__(self, word: str) -> array[int]:
        found = self[word] = array("I")
        return found

    def place(self, words: Iterable[str], start: int, /) -> None:
        """See `Tokens`, here and below."""
        deque(map(_append, map(self.__getitem__, words), count(start)), maxlen=0)

    def put(self, terms: Iterable[str], article: int, /) -> None:
        deque(map(_append, map(self.__getitem__, terms), repeat(article)), maxlen=0)

    def add(self, term: str, number: int, /) -> None:
        self[term].append(number)

    def extend(self, term: str, numbers: Sequence[int], /) -> None:
        self[term].extend(numbers)


class Tables(NamedTuple):
    """What the terms of a field are made of."""

    words: Mapping[str, Tokens]
    """By the language of their stems; any one key, where the words are the terms."""
    extra: Mapping[str, Tokens] = {}
    """Language → word → an article once for each unit of weight above the count in it."""
    stemmed: bool = False
    holds: Literal["positions", "weights", "articles"] = "positions"
