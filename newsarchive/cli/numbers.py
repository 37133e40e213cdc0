"""Counts → stdout in the chosen form: shared by `stats` and `search --facet`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from newsarchive.cli.options import Output

if TYPE_CHECKING:
    from newsarchive.query.tree import Node
    from newsarchive.search.facets import Facet, Tally


def limit(given: int | None, for_people: int) -> int | None:
    """The number of values of each facet on a terminal; None for all."""
    return for_people if given is None else given or None


def write(found: Tally, facets: Sequence[Facet], given: int | None, output: Output) -> None:
    """Write the counts as records or as plain lines."""
    from newsarchive.render import structured
    from newsarchive.render.numbers import COUNT_FIELDS, count_record, lines
    from newsarchive.search.facets import shortened

    counts = [count for facet in facets for count in shortened(found.counts[facet], given or None)]
    if output.records:
        structured.write(map(count_record, counts), COUNT_FIELDS, output.records, sys.stdout)
    else:
        lines(counts, sys.stdout, facet=len(facets) > 1)


def nothing(query: Node | None) -> str:
    """The message where there is nothing to count."""
    given = "*" if query is None else str(query)
    if given == "*":
        return "the archive holds no articles"
    return f"nothing matches {cut(given)}"


def cut(query: str) -> str:
    """A query, shortened for one line."""
    return query if len(query) <= 200 else query[:199] + "…"
