"""`newsarchive duplicates`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import click

from newsarchive.cli import timing
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import RECORD_FORMATS, Output, output_options
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import Filters, amount_option, query_options
from newsarchive.cli.pager import paged
from newsarchive.cli.run import Run

if TYPE_CHECKING:
    from newsarchive.likeness.duplicates import Alike
    from newsarchive.render.record import Record
    from newsarchive.search.hit import Hit

FORMATS = RECORD_FORMATS | {
    "ids": "Only the ids, one a line, all but the first of each cluster.",
    "count": "Only how many clusters there are.",
}
FOR_PEOPLE = 20
"""How many clusters a person is shown who did not say how many."""


def _write(run: Run, found: list[list[Alike]], output: Output) -> None:
    """Write the clusters."""
    if output.records:
        from newsarchive.cli.output import hit_records

        hit_records(_records(found), output, output.records, "cluster", "likeness")
        return
    if output.form == "count":
        sys.stdout.write(f"{len(found)}\n")
        return
    from newsarchive.render import clusters

    if output.form == "ids":
        end = "\0" if output.null else "\n"
        sys.stdout.writelines(one.archived.id + end for part in found for one in part[1:])
        return
    if not sys.stdout.isatty():
        for cluster in found:
            sys.stdout.writelines(f"{line}\n" for line in clusters.for_a_pipe(cluster))
        return
    with paged(run, wanted=output.pager) as stream:
        for cluster in found:
            for line in clusters.for_people(cluster, run.width):
                stream.write(f"{line}\n")
            stream.write("\n")


def _records(found: Iterable[list[Alike]]) -> Iterator[tuple[Hit, Record]]:
    from newsarchive.query.tree import Every
    from newsarchive.search.hit import Hit

    for cluster in found:
        first = cluster[0].archived.id
        for one in cluster:
            of_cluster: Record = {"cluster": first, "likeness": round(one.likeness, 3)}
            yield Hit(one.archived, 0.0, 0, Every()), of_cluster


@click.command("duplicates", cls=Command)
@query_options
@amount_option("At most N clusters; 0 for all. On a terminal 20, otherwise all.")
@output_options(FORMATS, body=False, pager=True, about=True)
@click.pass_obj
def command(
    run: Run,
    query: tuple[str, ...],
    filters: Filters,
    timeout: float | None,
    limit: int | None,
    output: Output,
) -> int:
    """List near duplicates: one story in several papers.

    Lists clusters of articles that share at least 60% of their runs of five words, such as wire
    copy in several papers, the largest first; with a query or options, the clusters of matching
    articles. The percentage is the share that an article has in common with the first of its
    cluster. In a pipe each article is one line: id of the first article of the cluster, its own id,
    percentage, date, source, title.

    \b
    newsarchive duplicates
    newsarchive duplicates ports --since 2018 --csv
    """
    deadline = timing.deadline(timeout)
    with run.archive() as archive:
        with run.progress() as advance:
            results = run.asked(
                archive.search(" ".join(query), advance=advance, deadline=deadline, **filters)
            )
            found = list(archive.duplicates(results, advance))
        if output.form == "count":  # of all, as everywhere
            limit = None
        elif limit is None and sys.stdout.isatty() and output.form is None:
            limit = FOR_PEOPLE
        shown = list(islice(found, limit or None))
        _write(run, shown, output)
    if len(shown) < len(found) and sys.stdout.isatty() and output.form is None:
        run.say(f"{len(shown):,} of {len(found):,} clusters; -n 0 shows all")
    if timing.is_up(deadline, results):
        return timing.cut_short(run, timeout, anything=bool(found))
    if not found:
        run.say("no near duplicates" + (" match" if " ".join(query) else ""))
        return Exit.NOTHING
    return Exit.DONE
