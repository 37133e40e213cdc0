"""Counts → stdout in the chosen form: shared by the commands that count."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from newsarchive.cli.forms import Output
from newsarchive.cli.grouping import HEADINGS, Decorator, Option

if TYPE_CHECKING:
    from newsarchive.cli.run import Run
    from newsarchive.query.tree import Node
    from newsarchive.search.collocates import Collocate
    from newsarchive.search.facets import Facet, Tally
    from newsarchive.search.keywords import Keyword


least_option = click.option(
    "--min-count", "least", type=click.IntRange(min=1), default=5, metavar="N",
    cls=Option, heading=HEADINGS[1], help="Only words that occur N times. Default: 5.",
)  # fmt: skip
"""As `least`."""


def order_option(orders: Sequence[str]) -> Decorator:
    """`--sort` by one of these numbers, the first if not given."""
    return click.option(
        "--sort", type=click.Choice(orders), default=orders[0],
        cls=Option, heading=HEADINGS[1],
        help=f"By which number, the largest first. Default: {orders[0]}.",
    )  # fmt: skip


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


def for_people(given: int | None, output: Output) -> int | None:
    """The number of rows of a table; None for all. A person who did not say gets 20."""
    if given is None and output.form is None and sys.stdout.isatty():
        return 20
    return given or None


def write_association(
    run: Run, rows: Sequence[Keyword | Collocate], fields: Sequence[str], output: Output
) -> None:
    """Write keywords or collocates: a table for people, else records; CSV if no form is named."""
    from newsarchive.render import structured
    from newsarchive.render.association import association_record, table

    if output.records or run.look(output.color) is None:
        records = (association_record(row, fields) for row in rows)
        structured.write(records, fields, output.records or "csv", sys.stdout)
    elif rows:
        for line in table(rows, fields, run.width):
            sys.stdout.write(f"{line}\n")
        sys.stdout.write("\n")
    sys.stdout.flush()


def nothing(query: Node | None) -> str:
    """The message where there is nothing to count."""
    given = "*" if query is None else str(query)
    if given == "*":
        return "the archive holds no articles"
    return f"nothing matches {cut(given)}"


def cut(query: str) -> str:
    """A query, shortened for one line."""
    return query if len(query) <= 200 else query[:199] + "…"
