"""`newsarchive new`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsarchive.cli import complaints, completion, numbers
from newsarchive.cli import output as outputs
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import LIST_FORMATS, Output, output_options
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import amount_option
from newsarchive.cli.run import Run
from newsarchive.model.errors import QueryError

if TYPE_CHECKING:
    from newsarchive.search.saved import News


@click.command("new", cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=completion.saved)
@click.option("--peek", is_flag=True, help="Do not move the mark: all stays new.")
@amount_option("At most N of each; the others stay new. On a terminal 20, otherwise all.")
@output_options(LIST_FORMATS, file=False)  # what is shown counts as seen at once
@click.pass_obj
def command(run: Run, names: tuple[str, ...], peek: bool, limit: int | None, output: Output) -> int:
    """Show what is new in saved searches.

    New is an article that matches and has not been shown as new of that search, whenever it was
    archived; so is one of which only a later version matches. What was written counts as seen, but
    not what --count counts. Without a name, all saved searches are asked. The output is that of
    search; records have the name as their last field, "saved", and lines as their last column. If
    there is nothing new, nothing is written, and the exit status is 1.

    \b
    newsarchive new energy --peek
    newsarchive new --jsonl
    """
    most = numbers.limit(limit, outputs.FOR_PEOPLE) if outputs.for_a_person(output) else limit
    status = Exit.NOTHING
    asked: list[News] = []
    with run.archive() as archive:
        searches = archive.searches
        wanted = [searches[name.removeprefix("@")] for name in dict.fromkeys(names)]
        wanted = wanted or list(searches)
        if not wanted:
            run.say("no search is saved; newsarchive save NAME QUERY saves one")
        batch = outputs.Batch(run, output, "saved")
        for one in wanted:
            try:
                with run.progress() as advance:
                    news = searches.new(one.name, limit=most or None, advance=advance)
            except QueryError as error:
                run.say(f"@{one.name} cannot be asked:")
                complaints.error(error, debug=run.debug)
                status = Exit.ERROR
                continue
            total = news.total
            if total or output.form == "count":
                batch.write(news, one.name)
            if total and status == Exit.NOTHING:
                status = Exit.DONE
            asked.append(news)
            if outputs.for_a_person(output) and total > len(news.shown):
                run.say("")
                run.say(f"{len(news.shown):,} of {total:,}; the others stay new")
        batch.end()
        if asked and not peek and output.form != "count":
            searches.mark(*asked)
    if status == Exit.NOTHING and outputs.for_a_person(output) and wanted:
        run.say("nothing is new")
    return status
