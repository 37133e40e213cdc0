"""Values of facets as parts of a query: the query stays a text that one can copy.

It must not know the screen.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from newsarchive.query.parse import parse_query
from newsarchive.query.tree import conjunction
from newsarchive.render import safe

if TYPE_CHECKING:
    from newsarchive.search.facets import Count

FIELDS = {
    "author": "author", "source": "source", "agency": "agency", "section": "section", "tag": "tag",
    "language": "language", "year": "date", "month": "date", "length": "words",
}  # fmt: skip
"""Facet → the field of a query that asks for one of its values."""


def part(count: Count) -> str | None:
    """What asks for the articles with this value; None if no query can."""
    field = FIELDS[count.facet]
    if count.value is None:
        # No other field can be asked whether it is there.
        return {"date": "date:none", "author": "-has:author"}.get(field)
    return valued(field, count.value)


def valued(field: str, value: str) -> str | None:
    """`field:"value"`; None for a value of which a query sees nothing."""
    value = " ".join(safe.typed(value).replace('"', " ").split())
    if not any(map(str.isalnum, value)):
        return None
    plain = all(char.isascii() and (char.isalnum() or char in "-.") for char in value)
    return f"{field}:{value}" if plain else f'{field}:"{value}"'


def narrowed(query: str, more: str, *, now: dt.date) -> str:
    """The query with a further condition: its OR is put into parentheses. Raises QueryError."""
    if not query.strip():
        return more
    both = conjunction([parse_query(query, now=now), parse_query(more, now=now)])
    joined = f"{query.strip()} {more}"
    return joined if parse_query(joined, now=now) == both else f"({query.strip()}) {more}"
