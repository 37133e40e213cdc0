"""`newsarchive list`."""

from __future__ import annotations

import click

from newsarchive.cli.commands.search import Question, search
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import (
    LIST_FORMATS,
    Filters,
    Listing,
    Output,
    filter_options,
    listing_options,
    output_options,
)
from newsarchive.cli.session import Session


@click.command("list", cls=Command)
@filter_options
@listing_options("date")
@output_options(LIST_FORMATS)
@click.pass_obj
def command(session: Session, filters: Filters, listing: Listing, output: Output) -> int:
    """List articles, newest first.

    Every article, or those that the options ask for. In a pipe each article is one line: short
    id, date, authors, title, separated by tabs (then the text, with --body).

    \b
    newsarchive list --date 2018
    newsarchive list --author penhallow --csv
    """
    question = Question(filters, listing, output)
    return search(session, "", question, explain=False)
