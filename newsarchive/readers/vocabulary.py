"""Word lists, which are text files beside the modules that use them, and patterns made of words.

It must not know what a list is for.
"""

from __future__ import annotations

import re

from newsarchive.model.patterns import lazy
from newsarchive.text import lists


def word_lists(file: str) -> dict[str, list[str]]:
    """The lists of a file of this room, such as "credits/places.txt": see `text.lists`."""
    return lists.word_lists(file, __file__)


class Caseless:
    """A pattern in small letters that matches in any case, quickly on plain text.

    `re.IGNORECASE` tries the alternatives of a pattern one after the other; without it, those that
    begin with another letter are skipped at once. The text of a match may be in small letters, so
    only its position counts.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._any = lazy(pattern, re.IGNORECASE)
        self._plain = lazy(pattern.replace("ı", "i"))  # the same letter to IGNORECASE

    def match(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        return self._plain.match(text.lower()) if text.isascii() else self._any.match(text)

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return self._plain.search(text.lower()) if text.isascii() else self._any.search(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`."""
        return self._plain.fullmatch(text.lower()) if text.isascii() else self._any.fullmatch(text)

    def sub(self, replacement: str, text: str) -> str:
        """As `re.Pattern.sub`."""
        return self._any.sub(replacement, text)
