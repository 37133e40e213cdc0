"""`newsarchive save`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsarchive.cli import completion
from newsarchive.cli.exits import Exit
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import Filters, filter_options, sort_option, word_options
from newsarchive.cli.run import Run

if TYPE_CHECKING:
    from newsarchive.search.order import Sort


@click.command("save", cls=Command)
@click.argument("name", shell_complete=completion.saved)
@click.argument("query", nargs=-1, metavar="[QUERY]...", shell_complete=completion.query)
@word_options
@click.option("--seen", is_flag=True, help="What matches now is not new: only what comes later is.")
@filter_options
@sort_option(None)
@click.pass_obj
def command(
    run: Run,
    name: str,
    query: tuple[str, ...],
    any_word: bool,
    literal: bool,
    seen: bool,
    filters: Filters,
    sort: Sort | None,
) -> int:
    """Keep a query under a name.

    @NAME is then that query, in any other: search '@NAME solar', timeline @NAME. "newsarchive new"
    shows what has come to match; "newsarchive saved" lists names. The query is kept as it is typed,
    with its options: "last week" is that of the day it is asked. To change it, save it again; what
    was seen stays seen. A name has letters, digits, "-", "_" and ".".

    \b
    newsarchive save energy 'azerbaijan energy' --since 2018
    newsarchive save court 'court OR tribunal' --added 'last month' --sort added
    """
    name = name.removeprefix("@")
    with run.archive() as archive:
        before = next((one.query for one in archive.searches if one.name == name), None)
        archive.searches.save(
            name, " ".join(query), any_word=any_word, literal=literal, sort=sort, **filters
        )
        with run.progress() as advance:
            news = archive.searches.new(name, advance=advance)
            total = archive.search(f"@{name}", advance=advance).total
        if seen:
            news.see_all()
            archive.searches.mark(news)
    if before not in (None, " ".join(query)):
        run.say(f"@{name} was {before}")
    run.say(f"@{name} is saved; {total:,} article{' matches' if total == 1 else 's match'} now")
    return Exit.DONE
