"""`newsarchive list`."""

from __future__ import annotations

import click

from newsarchive.cli.commands.search import Question, check, search
from newsarchive.cli.forms import HIT_FORMATS, Output, output_options
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import (
    Filters,
    Listing,
    View,
    filter_options,
    listing_options,
    timeout_option,
    view_options,
)
from newsarchive.cli.run import Run


@click.command("list", cls=Command)
@filter_options
@listing_options("date")
@timeout_option
@view_options(kwic=False)
@output_options(HIT_FORMATS, pager=True, about=True)
@click.pass_obj
def command(
    run: Run, filters: Filters, listing: Listing, timeout: float | None, view: View, output: Output
) -> int:
    """List articles, newest first.

    Every article, or those that the options ask for. In a pipe each article is one line: short
    id, date, authors, title, separated by tabs (then the text, with --body).

    \b
    newsarchive list --date 2018
    newsarchive list --author penhallow --csv
    """
    check(view, output)
    question = Question(filters, listing, output, view=view, timeout=timeout)
    return search(run, "", question, explain=False)
