"""The elements of the SGML of research collections, where not every tag is closed.

It finds elements by their names in one pass over any text; it must not know the collections.
"""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import islice

from newsarchive.model.errors import ReadError
from newsarchive.readers.encoding import without_entities

MOST_TAGS = 200_000
"""In one article, of the names that are looked for: a tag costs more memory than its length."""
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9_.-]{0,40})(?:\s[^<>]*)?>")
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ENTITIES = {"&hyph;": "-", "&blank;": " "}
"""The collections' own; the others are those of HTML."""


def elements(text: str, names: Set[str]) -> dict[str, list[str]]:
    """Name, in small letters → the contents of all elements of this name, tags and all.

    An element that is never closed ends where another of the named ones begins or ends.
    """
    wanted = (tag for tag in _TAG.finditer(text) if tag[2].lower() in names)
    tags = list(islice(wanted, MOST_TAGS + 1))
    if len(tags) > MOST_TAGS:
        raise ReadError(f"more than {MOST_TAGS:,} tags, which no article has")
    found: dict[str, list[tuple[int, int]]] = {}
    begun: dict[str, int] = {}
    for place, tag in enumerate(tags):
        name = tag[2].lower()
        if not tag[1]:
            if name in begun:
                found.setdefault(name, []).append(_up_to_next(tags, begun[name], len(text)))
            begun[name] = place
        elif name in begun:
            start = tags[begun.pop(name)].end()
            found.setdefault(name, []).append((start, tag.start()))
    for name, place in begun.items():
        found.setdefault(name, []).append(_up_to_next(tags, place, len(text)))
    return {name: [text[a:b] for a, b in sorted(spans)] for name, spans in found.items()}


def _up_to_next(tags: list[re.Match[str]], place: int, end: int) -> tuple[int, int]:
    return tags[place].end(), tags[place + 1].start() if place + 1 < len(tags) else end


def without_tags(text: str) -> str:
    """The text with a space in the place of each tag, and its entities resolved."""
    return unescaped(_ANY_TAG.sub(" ", text))


def unescaped(text: str) -> str:
    """The text with its entities resolved; characters that are no text are left out."""
    for entity, meant in _ENTITIES.items():
        text = text.replace(entity, meant)
    return without_entities(text)


def whole(piece: bytes, name: bytes) -> bytes:
    """The piece up to the tag that closes it. Raises ReadError if it is not closed."""
    tag = b"</" + name + b">"
    end = piece.upper().rfind(tag)
    if end < 0:
        raise ReadError(f"cut off: {tag.decode()} is missing")
    return piece[: end + len(tag)]
