"""Packages of NewsML: what they refer to, in words. The items themselves are not in them.

It must not know how the two standards write an item.
"""

from __future__ import annotations

from newsarchive.readers.markup.xmltext import Node

_MOST_NAMED = 3
_LONGEST_NAME = 80


def references(package: Node, local: str, *attributes: str) -> str:
    """ " that refers to 5 items: A, B, C and others"; "" if there is no element of that name.

    An item is named by its headline or title, else by the first of these attributes.
    """
    found = list(package.named(local))
    if not found:
        return ""
    names = [name for node in found[:_MOST_NAMED] if (name := _name(node, attributes))]
    named = f": {', '.join(names)}" if names else ""
    others = " and others" if named and len(found) > _MOST_NAMED else ""
    items = "1 item" if len(found) == 1 else f"{len(found):,} items"
    return f" that refers to {items}{named}{others}"


def _name(reference: Node, attributes: tuple[str, ...]) -> str:
    written = (reference.text_of("headline"), reference.text_of("title"))
    values = (*written, *map(reference.attributes.get, attributes))
    name = next(filter(None, values), "")
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
