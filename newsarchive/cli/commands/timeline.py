"""`newsarchive timeline`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from newsarchive.cli import numbers, timing
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import RECORD_FORMATS, Output, file_option, output_options
from newsarchive.cli.grouping import Command, Option
from newsarchive.cli.options import Filters, amount_option, query_options
from newsarchive.cli.run import Run
from newsarchive.query.tree import Every
from newsarchive.render.numbers import articles

if TYPE_CHECKING:
    from newsarchive.search.timeline import Division, Timeline, Unit

UNITS = ("day", "week", "month", "year")
"""Those of `search.timeline.UNITS`, which would be slow to load for a help text; a test holds them
together, as it does for `DIVISIONS`."""
DIVISIONS = ("source", "agency", "section", "language")
MOST_GROUPS = 6
"""Groups without `-n`."""


def _write(run: Run, found: Timeline, query: str, output: Output) -> None:
    from newsarchive.render import structured
    from newsarchive.render.numbers import period_fields, period_records

    sheet = None if output.records else run.sheet(output.color)
    if sheet is None:
        table = output.form in (None, "csv", "tsv")
        records, names = period_records(found, table=table), period_fields(found, table=table)
        structured.write(records, names, output.records or "csv", sys.stdout)
    elif found.periods:
        sheet.timeline(found)
    sys.stdout.flush()
    if sheet and found.periods:
        run.say("")
        of = "" if found.whole == Every() else f", of those with {numbers.cut(str(found.whole))}"
        run.say(f"{articles(found.articles)}, by {found.by}: {numbers.cut(query)}{of}")


@click.command("timeline", cls=Command)
@click.option(
    "--by", type=click.Choice(UNITS), help="The unit of time; chosen from the span if not given."
)
@click.option(
    "--group-by",
    "--group",
    "division",
    cls=Option,
    old="--group",
    type=click.Choice(DIVISIONS),
    help="A column for each source (agency …): months by outlets.",
)
@amount_option(
    f"With --group-by, the N groups with most articles; 0 for all. Default: {MOST_GROUPS}."
)
@query_options
@file_option("--png", about="Draw it as PNG (needs newsarchive[plot]).")
@file_option("--svg", about="Draw it as SVG (needs newsarchive[plot]).")
@output_options(
    RECORD_FORMATS, body=False, about=True,
    fields="period,articles", template="{period} {articles:>5}",
)  # fmt: skip
@click.pass_obj
def command(
    run: Run,
    query: tuple[str, ...],
    by: Unit | None,
    division: Division | None,
    limit: int | None,
    filters: Filters,
    timeout: float | None,
    png: Path | None,
    svg: Path | None,
    output: Output,
) -> int:
    """Show when matching articles appeared.

    Counts, for each day, week, month or year, the articles that match and, with the share, all
    articles: those of the same source, author and so on if the query names them. Goes from the
    first match to the last, or over the dates of the query. In a pipe the output is CSV with a
    header line. With --group-by, the numbers of all groups, of unknown ones and of others add up
    to those of the period.

    \b
    newsarchive timeline flood --by month --group-by source
    newsarchive timeline energy --by year --since 2016 --json
    """
    from newsarchive.search.timeline import timeline

    pictures = {form: path for form, path in (("png", png), ("svg", svg)) if path}
    context = click.get_current_context()
    is_typed = context.get_parameter_source("limit") is ParameterSource.COMMANDLINE
    if limit is not None and is_typed and not division:  # a configured one is for when it goes
        raise click.UsageError("-n goes with --group-by", context)
    if division and output.form == "format":
        raise click.UsageError("--group-by does not go with --format", context)
    if pictures:
        from newsarchive.files.atomic import place, written_whole
        from newsarchive.render import plot

        plot.check()
    with run.archive() as archive, run.progress() as advance:
        for path in pictures.values():
            # Now, or it would be refused at the end.
            place(path, force=output.force, archive=archive.path)
        deadline = timing.deadline(timeout)
        results = run.asked(
            archive.search(" ".join(query), advance=advance, deadline=deadline, **filters)
        )
        most = MOST_GROUPS if limit is None else limit or None
        found = timeline(results, by, advance, division=division, most=most)
    title, is_cut = str(results.query), timing.is_up(deadline, results)
    if not found.articles and not is_cut:
        run.say(numbers.nothing(results.query))
    for form, path in pictures.items() if found.periods else ():
        with written_whole(path, force=output.force, archive=archive.path, mode=0o666) as part:
            plot.timeline(found, title, part, form)
        run.say(f"{path} written")
    if not pictures or output.form or output.file:
        _write(run, found, title, output)
    if found.undated:
        none = "" if found.periods else ": there is nothing to draw"
        run.say(f"{articles(found.undated)} without a date{none}")
    if is_cut:
        return timing.cut_short(run, timeout, anything=found.articles > 0)
    return Exit.DONE if found.articles else Exit.NOTHING
