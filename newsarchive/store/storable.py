"""Texts as SQLite can hold them."""

from __future__ import annotations


def storable(text: str) -> str:
    """The text as SQLite can hold it.

    File names that are not UTF-8 and JSON escapes can bring half of a surrogate pair, which no
    encoding has room for: it is kept as its escape, `\\udce9`.
    """
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
