"""How the index spells its terms, and where it keeps what: known to who writes and to who reads.

It must not know Whoosh, which a search does not load. How articles become terms is in
`inverter.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from newsarchive.query.tree import Zone
from newsarchive.text import words

FORMAT = 7
"""Rises whenever the index would hold something else: one made before is made anew."""

GAP = 1
"""Empty positions between title and body, and between two names: no phrase reaches across."""

NUMBERS = ("day", "words")
"""Fields whose terms are numbers, of which ranges are asked."""
NAME_ZONES: tuple[Zone, ...] = ("author", "source", "agency", "section", "tag")

COLUMNS: dict[str, Literal["i", "q", "Q"]] = {
    "key": "q", "version": "i", "length": "i", "ordinal": "i", "digits": "Q",
}  # fmt: skip
"""What is known of each article, with the type of its numbers: its key and version, its length as
it is scored, and what decides between equal scores."""


def stemmer_code(language: str | None) -> str:
    """The language whose stems an article is indexed under."""
    return language or "en"


def stem_term(form: str, code: str) -> str:
    """The term of a folded word in articles of a language: English stems are bare."""
    stem = words.stem(form, code)
    return stem if code == "en" else f"{stem}\x1f{code}"


class _StemTerms(dict[str, str]):
    """Folded word → its term in one language: a mapping that works entries out."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    def __missing__(self, form: str) -> str:
        return stem_term(form, self._code)


def stem_terms(code: str) -> Mapping[str, str]:
    """Folded word → its term in articles of a language."""
    return words.stems(code) if code == "en" else _StemTerms(code)


NUMBER_WIDTH = 10


def number_term(number: int) -> str:
    """The term of a number, such that terms are in the order of their numbers."""
    return f"{min(number, 10**NUMBER_WIDTH - 1):0{NUMBER_WIDTH}d}"
