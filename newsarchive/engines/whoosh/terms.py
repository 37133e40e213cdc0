"""How the index spells its terms, and its columns: for the writer and for searches.

This module must not know Whoosh, which a search does not load. `inverter.py` turns articles into
terms.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from newsarchive.query.tree import Zone
from newsarchive.text import stemming

FORMAT = 10
"""Rises whenever the contents of the index change: older indexes are rebuilt."""

GAP = 1
"""Empty positions between title and body, and between two names: no phrase reaches across."""

NUMBERS = ("day", "added", "words")
"""Fields whose terms are numbers, for ranges."""
NAME_ZONES: tuple[Zone, ...] = ("author", "source", "agency", "section", "tag", "note")

SCANNED = frozenset(("form", *NAME_ZONES))
"""Fields whose terms are compared with patterns: all of them, in a moment."""

COLUMNS: dict[str, Literal["i", "q", "Q"]] = {
    "key": "q", "version": "i", "length": "i", "ordinal": "i", "digits": "Q",
}  # fmt: skip
"""The columns with the types of their numbers: key, version, the length for scoring; and the day
and the id, which decide between equal scores."""


def stemmer_code(language: str | None) -> str:
    """The language of an article's stems in the index."""
    return language or "en"


def stem_term(form: str, code: str) -> str:
    """The term of a folded word in articles of a language: English stems are bare."""
    stem = stemming.stem(form, code)
    return stem if code == "en" else f"{stem}\x1f{code}"


def stem_of(term: bytes) -> bytes:
    """The stem in the term of a folded word, as it is stored."""
    return term.partition(b"\x1f")[0]


def stem_terms(code: str) -> Callable[[str], str]:
    """Folded word → its term in articles of a language."""
    return stemming.stems(code).__getitem__ if code == "en" else partial(stem_term, code=code)


NUMBER_WIDTH = 10


def number_term(number: int) -> str:
    """The term of a number; terms sort as their numbers do."""
    return f"{min(number, 10**NUMBER_WIDTH - 1):0{NUMBER_WIDTH}d}"
