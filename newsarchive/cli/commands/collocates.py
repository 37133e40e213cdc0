"""`newsarchive collocates`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsarchive.cli import numbers, timing
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import RECORD_FORMATS, Output, output_options
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import Filters, amount_option, filter_options, timeout_option
from newsarchive.cli.run import Run
from newsarchive.model.deadline import DeadlineError
from newsarchive.render.numbers import articles

if TYPE_CHECKING:
    from newsarchive.search.collocates import Order

ORDERS = ("g2", "log-ratio", "mi", "count")
"""Those of `search.collocates.ORDERS`, which would be slow to load for a help text; a test holds
them together."""


@click.command("collocates", cls=Command)
@click.argument("query", nargs=-1, required=True, metavar="WORD...")
@click.option(
    "--window", type=click.IntRange(1, 100), default=5, metavar="N",
    help="Words on either side, within the sentence. Default: 5.",
)  # fmt: skip
@numbers.least_option
@filter_options
@amount_option("At most N; 0 for all. On a terminal 20, otherwise all.")
@numbers.order_option(ORDERS)
@timeout_option
@output_options(
    RECORD_FORMATS, body=False, about=True, fields="word,count,g2", template="{count:>5} {word}"
)
@click.pass_obj
def command(
    run: Run,
    query: tuple[str, ...],
    window: int,
    least: int,
    filters: Filters,
    limit: int | None,
    sort: Order,
    timeout: float | None,
    output: Output,
) -> int:
    """Show the words that stand near a word.

    WORD is a word in any of its forms, an exact one (=floods), a '"phrase"', or several with OR or
    NEAR. Lists the words that stand within a few words of it, in the same sentence, more often than
    elsewhere in the articles that the options leave: with counts in all and on either side, G2
    (log-likelihood), log ratio and MI. In a pipe the output is CSV with a header line.

    \b
    newsarchive collocates river --min-count 2
    newsarchive collocates 'flood OR drought' --window 3 --min-count 2 --json
    """
    deadline = timing.deadline(timeout)
    with run.archive() as archive:
        try:
            with run.progress() as advance:
                results = archive.search(
                    " ".join(query), advance=advance, deadline=deadline, **filters
                )
                found = run.asked(results).collocates(
                    window=window, least=least, sort=sort,
                    limit=numbers.for_people(limit, output), advance=advance,
                )  # fmt: skip
        except DeadlineError:
            return timing.cut_short(run, timeout, anything=False)
    from newsarchive.render.association import COLLOCATE_FIELDS

    numbers.write_association(run, found.rows, COLLOCATE_FIELDS, output)
    if found.places:
        places = "1 place" if found.places == 1 else f"{found.places:,} places"
        run.say(
            f"{places} of {numbers.cut(str(found.node))} in {articles(found.articles)}; "
            f"{found.near:,} words near, of {found.words:,}"
        )
    else:
        run.say(numbers.nothing(results.query))
    return Exit.DONE if found.rows else Exit.NOTHING
