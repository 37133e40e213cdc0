"""Tags as somebody types them: `energy "climate policy" -draft`."""

from __future__ import annotations

import re

_TAG = re.compile(r'([+-]?)(?:"([^"]*)"?|([^\s",]+))')


def changes(text: str) -> tuple[list[str], list[str]]:
    """The tags to add, and those to remove."""
    add: list[str] = []
    remove: list[str] = []
    for sign, quoted, plain in _TAG.findall(text):
        if tag := (quoted or plain).strip():
            (remove if sign == "-" else add).append(tag)
    return add, remove
