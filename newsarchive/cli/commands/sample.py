"""`newsarchive sample`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from newsarchive.cli import numbers, timing
from newsarchive.cli import output as outputs
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import HIT_FORMATS, Output, output_options
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import Filters, amount_option, dups_option, query_options, sort_option
from newsarchive.cli.run import Run
from newsarchive.render.numbers import SAMPLE_FIELDS, articles, sample_record

if TYPE_CHECKING:
    from newsarchive.search.order import Sort
    from newsarchive.search.results import Dups
    from newsarchive.search.sample import By, Sample

BYS = ("month", "year", "source", "agency", "section", "language")
"""Those of `search.sample.BYS`, which would be slow to load for a help text; a test holds them
together."""
SIZE = 100
SEED = 1
FORMATS = {name: about for name, about in HIT_FORMATS.items() if name != "count"}


def _told(sample: Sample) -> str:
    told = f"sample of {sample.size:,} of {articles(sample.population)}, seed {sample.seed}"
    if sample.by:
        drawn = sum(stratum.size > 0 for stratum in sample.strata)
        told += f", by {sample.by}: from {drawn:,} of {len(sample.strata):,}"
    return told


@click.command("sample", cls=Command)
@query_options
@dups_option("show")
@click.option(
    "--seed", type=click.IntRange(min=0), default=SEED, metavar="N",
    help=f"The same number draws the same articles, on every machine. Default: {SEED}.",
)  # fmt: skip
@click.option("--by", type=click.Choice(BYS), help="Draw from each of these in proportion.")
@amount_option(f"The size; 0 for all, in random order. Default: {SIZE}.")
@sort_option(None)
@output_options(FORMATS, pager=True, about=True)
@click.pass_obj
def command(
    run: Run,
    query: tuple[str, ...],
    filters: Filters,
    timeout: float | None,
    dups: Dups,
    seed: int,
    by: By | None,
    limit: int | None,
    sort: Sort | None,
    output: Output,
) -> int:
    """Draw a random sample of matching articles.

    Draws from all articles, or from those that match a query and the options, and lists them in
    the order in which they were drawn: so the first 50 of a sample of 200 are a sample of 50. The
    same seed draws the same articles everywhere. Size, seed and the number of articles drawn from
    are on stderr, and in each record.

    \b
    newsarchive sample -n 5 --seed 7 energy
    newsarchive sample -n 20 --by source --since 2018 --csv
    """
    deadline = timing.deadline(timeout)
    with run.archive() as archive:
        with run.progress() as advance:
            results = archive.search(
                " ".join(query), sort=sort or "date", dups=dups, advance=advance,
                deadline=deadline, **filters,
            )  # fmt: skip
            size = SIZE if limit is None else limit or sys.maxsize
            sample = run.asked(results).sample(size, seed=seed, by=by, in_order=sort is not None)
        with outputs.watching(archive, results, results.query, output) as watched:
            outputs.hits(
                run, watched, output, *SAMPLE_FIELDS,
                values=lambda hit: sample_record(sample, sample.stratum(hit)),
            )  # fmt: skip
        sys.stdout.flush()
        if sample.population:
            if outputs.for_a_person(output):
                run.say("")
            run.say(_told(sample))
        if results.cut_short:
            return timing.cut_short(run, timeout, anything=bool(watched.ids))
        if not sample.population:
            run.say(numbers.nothing(results.query))
            return Exit.NOTHING
    return Exit.DONE
