"""`newsarchive stats`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from newsarchive.cli import numbers, timing
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import RECORD_FORMATS, Output, output_options
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import Filters, amount_option, query_options
from newsarchive.cli.run import Run
from newsarchive.query.filters import narrows

if TYPE_CHECKING:
    from newsarchive.search.facets import Facet

SHOWN: tuple[Facet, ...] = (
    "year",
    "author",
    "source",
    "agency",
    "section",
    "tag",
    "language",
    "length",
)
FOR_PEOPLE = 10
"""Values of each kind that a person is shown who did not say how many."""


@click.command("stats", cls=Command)
@query_options
@amount_option("At most N values of each kind; 0 for all. On a terminal 10, otherwise all.")
@output_options(
    RECORD_FORMATS,
    body=False,
    about=True,
    fields="facet,value,articles",
    template="{articles:>5} {value}",
)
@click.pass_obj
def command(
    run: Run,
    query: tuple[str, ...],
    filters: Filters,
    timeout: float | None,
    limit: int | None,
    output: Output,
) -> int:
    """Show the archive in numbers.

    Counts years, authors, sources, agencies, sections, tags, languages and lengths, with shares: of
    all articles, or of those that match a query and the options. In a pipe each value is one line:
    articles, value, kind, separated by tabs.

    \b
    newsarchive stats
    newsarchive stats energy --since 2018 --csv
    """
    deadline = timing.deadline(timeout)
    with run.archive() as archive, run.progress() as advance:
        asked = " ".join(query) or narrows(filters)
        results = None
        if asked:
            results = run.asked(
                archive.search(" ".join(query), advance=advance, deadline=deadline, **filters)
            )
        found = archive.tally(SHOWN, results, advance, deadline)
    is_cut = timing.is_up(deadline, results)
    if not found.articles and not output.records and is_cut:
        return timing.cut_short(run, timeout, anything=False)
    if not found.articles and not output.records:
        run.say(numbers.nothing(None if results is None else results.query))
        return Exit.NOTHING
    sheet = None if output.records else run.sheet(output.color)
    if sheet:
        sheet.tally(found, SHOWN, numbers.limit(limit, FOR_PEOPLE))
    else:
        numbers.write(found, SHOWN, limit, output)
    sys.stdout.flush()
    if is_cut:
        return timing.cut_short(run, timeout, anything=found.articles > 0)
    return Exit.DONE if found.articles else Exit.NOTHING
