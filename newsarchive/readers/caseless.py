"""Patterns for which capitals do not count, quick on plain text.

`re.IGNORECASE` tries the alternatives of a pattern one after the other, letter by letter; without
it those that begin with another letter are passed over at once. It must not know any pattern.
"""

from __future__ import annotations

import re


class Caseless:
    """A pattern in small letters that also fits capitals.

    The text of a match may be in small letters: only where it stands is to be relied on.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._any = re.compile(pattern, re.IGNORECASE)
        self._plain = re.compile(pattern.replace("ı", "i"))  # which are one to IGNORECASE

    def match(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern` does it."""
        return self._plain.match(text.lower()) if text.isascii() else self._any.match(text)

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern` does it."""
        return self._plain.search(text.lower()) if text.isascii() else self._any.search(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern` does it."""
        return self._plain.fullmatch(text.lower()) if text.isascii() else self._any.fullmatch(text)

    def sub(self, by: str, text: str) -> str:
        """As `re.Pattern` does it."""
        return self._any.sub(by, text)
