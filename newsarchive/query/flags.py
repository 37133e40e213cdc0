"""Search options as nodes of the query: `--author X --since Y` mean what the fields mean.

Every option becomes a node; AND joins different options, OR the values of one option.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from newsarchive.model.errors import DateError, QueryError
from newsarchive.query.fields import field
from newsarchive.query.filters import Filters, given
from newsarchive.query.parse import parse_query
from newsarchive.query.tree import Dates, In, Node, Or, Zone, disjunction

if TYPE_CHECKING:
    from newsarchive.dates import expressions


def filter_nodes(
    filters: Filters, *, now: dt.date, order: expressions.Order | None = None
) -> list[Node]:
    """One node for each option that was given. Raises QueryError, the option's name first."""
    nodes = [
        disjunction([_node(name, text, now, order) for text in texts])
        for name, texts in given(filters).items()
    ]
    _check_order(nodes)
    return nodes


def filter_texts(
    filters: Filters, *, now: dt.date, order: Literal["dmy", "mdy"] | None = None
) -> list[str]:
    """The same as parts of a query that somebody could type. Raises QueryError."""
    reading = None
    if order is not None:
        from newsarchive.dates import expressions

        reading = expressions.Order(order)
    nodes = filter_nodes(filters, now=now, order=reading)
    return [f"({node})" if isinstance(node, Or) else str(node) for node in nodes]


def _check_order(nodes: list[Node]) -> None:
    """Raise QueryError for a range that ends before it begins."""
    since = [node for node in nodes if isinstance(node, Dates) and node.first and not node.last]
    until = [node for node in nodes if isinstance(node, Dates) and node.last and not node.first]
    for start in since:
        for end in until:
            if start.first and end.last and start.first > end.last:
                message = f"--since {start.text} is after --until {end.text}"
                raise QueryError(message, end.text, 0, len(end.text))


def _node(name: str, text: str, now: dt.date, order: expressions.Order | None) -> Node:
    try:
        match name:
            case "author" | "source" | "tag":
                return _names(name, text)
            case "title":
                return _title(text, now)
            case "language" | "added":
                return field(name, text, now=now, order=order)
            case _:
                return _dates(name, text, now, order)
    except QueryError as error:
        shift = len(error.query) - len(text)
        start = max(error.start - shift + 1, 0)
        raise QueryError(f"--{name}: {error}", text, start, len(text)) from None
    except (DateError, ValueError) as error:
        raise QueryError(f"--{name}: {error}", text, 0, len(text)) from None


def _names(zone: Zone, text: str) -> In:
    """The words next to each other within one name, as in `author:"…"`."""
    if not text.strip():
        raise ValueError("needs a name")
    node = parse_query('"' + text.replace('"', " ") + '"', now=dt.date.min)
    return In(zone, node)


def _title(text: str, now: dt.date) -> In:
    match parse_query(f"title:({text})", now=now):
        case In() as node:
            return node
        case _:
            raise ValueError("its parentheses do not match")


def _dates(name: str, text: str, now: dt.date, order: expressions.Order | None) -> Dates:
    from newsarchive.dates import expressions  # slow to load, and few searches have any

    found = expressions.parse_dates(text, now=now, order=order)
    if name in ("since", "until"):
        end = found.first if name == "since" else found.last
        if end is None:
            raise DateError(f'"{text}" has no {"first" if name == "since" else "last"} day')
        return Dates(end, None, text=text) if name == "since" else Dates(None, end, text=text)
    return Dates(found.first, found.last, found.undated, text)
