"""`newsarchive keywords`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsarchive.cli import numbers, timing
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import RECORD_FORMATS, Output, output_options
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import Filters, amount_option, query_options
from newsarchive.cli.run import Run
from newsarchive.model.deadline import DeadlineError
from newsarchive.query.filters import narrows
from newsarchive.render.numbers import articles

if TYPE_CHECKING:
    from newsarchive.search.keywords import Order
    from newsarchive.search.results import Results

ORDERS = ("g2", "log-ratio", "count")
"""Those of `search.keywords.ORDERS`, which would be slow to load for a help text; a test holds them
together."""


def _without_others(against: Results | None) -> str:
    """Why there is nothing to compare with."""
    if against is None:
        return "no other article is left to compare with: narrow the query, or give --against"
    if not against.total:
        return f"{numbers.nothing(against.query)} (--against): there is nothing to compare with"
    return "all that --against finds matches the query too: there is nothing to compare with"


@click.command("keywords", cls=Command)
@query_options
@click.option(
    "--against", metavar="QUERY", help="Compare with what this finds, not with all others."
)
@numbers.least_option
@amount_option("At most N; 0 for all. On a terminal 20, otherwise all.")
@numbers.order_option(ORDERS)
@output_options(
    RECORD_FORMATS, body=False, about=True, fields="term,count,g2", template="{count:>5} {term}"
)
@click.pass_obj
def command(
    run: Run,
    query: tuple[str, ...],
    filters: Filters,
    timeout: float | None,
    against: str | None,
    least: int,
    limit: int | None,
    sort: Order,
    output: Output,
) -> int:
    """Show the words that set articles apart.

    Compares the words, and pairs of words, of the articles that match with those of all others, or
    of what --against finds, and lists what is more frequent in them: with both counts, G2
    (log-likelihood), log ratio, dispersion (DP), and the number of articles that have it. Options
    such as --since limit both sides. In a pipe the output is CSV with a header line.

    \b
    newsarchive keywords flood --since 2018
    newsarchive keywords energy --against river --min-count 3 --json
    """
    if not any(map(str.strip, query)) and not narrows(filters):
        raise click.UsageError("the keywords of which articles?", click.get_current_context())
    deadline = timing.deadline(timeout)
    with run.archive() as archive:
        try:
            with run.progress() as advance:
                results = archive.search(
                    " ".join(query), advance=advance, deadline=deadline, **filters
                )
                others = None
                run.asked(results)
                if against is not None:
                    others = run.asked(
                        archive.search(against, advance=advance, deadline=deadline, **filters)
                    )
                found = results.keywords(
                    others, least=least, sort=sort,
                    limit=numbers.for_people(limit, output), advance=advance,
                )  # fmt: skip
                alone = "" if found.others else _without_others(others)
        except DeadlineError:
            return timing.cut_short(run, timeout, anything=False)
    from newsarchive.render.association import KEYWORD_FIELDS

    numbers.write_association(run, found.rows, KEYWORD_FIELDS, output)
    if not found.articles:
        run.say(numbers.nothing(results.query))
    elif alone:
        run.say(alone)
    else:
        run.say(
            f"{articles(found.articles)} with {found.words:,} words, compared with "
            f"{found.others:,} with {found.other_words:,}"
        )
    return Exit.DONE if found.rows else Exit.NOTHING
