"""`newsarchive authors`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from newsarchive.cli import numbers, timing
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import RECORD_FORMATS, Output, output_options
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import Filters, query_options
from newsarchive.cli.run import Run
from newsarchive.render import safe, structured

if TYPE_CHECKING:
    from newsarchive.render.record import Record


@click.command("authors", cls=Command)
@query_options
@output_options(
    RECORD_FORMATS,
    body=False,
    about=True,
    fields="author,articles",
    template="{articles:>5} {author}",
)
@click.pass_obj
def command(
    run: Run, query: tuple[str, ...], filters: Filters, timeout: float | None, output: Output
) -> int:
    """List authors with the number of their articles.

    Counts all articles, or those that match a query and the options; most articles first.

    \b
    newsarchive authors
    newsarchive authors energy --since 2018 --csv
    """
    deadline = timing.deadline(timeout)
    with run.archive() as archive:
        with run.progress() as advance:
            results = run.asked(
                archive.search(" ".join(query), advance=advance, deadline=deadline, **filters)
            )
        counts = archive.authors(results)
        matching = 0 if counts else results.total
    if output.records:
        records: Iterator[Record] = ({"author": name, "articles": n} for name, n in counts)
        structured.write(records, ("author", "articles"), output.records, sys.stdout)
    else:
        parted = "  " if sys.stdout.isatty() else "\t"
        width = len(str(counts[0][1])) if counts and sys.stdout.isatty() else 0
        for name, count in counts:
            sys.stdout.write(f"{count:>{width}}{parted}{safe.line(name)}\n")
    if timing.is_up(deadline, results):
        return timing.cut_short(run, timeout, anything=bool(counts))
    if not counts:
        whose = "" if str(results.query) == "*" else " that matches"
        none = f"no article{whose} has a known author"
        run.say(none if matching else numbers.nothing(results.query))
        return Exit.NOTHING
    return Exit.DONE
