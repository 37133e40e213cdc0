"""`newsarchive duplicates`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.options import (
    RECORD_FORMATS,
    Filters,
    Output,
    filter_options,
    output_options,
)
from newsarchive.cli.session import Session

if TYPE_CHECKING:
    from newsarchive.duplicates import Alike
    from newsarchive.render.record import Record
    from newsarchive.render.structured import Shape

FORMATS = RECORD_FORMATS | {"ids": "Only the ids, one a line, all but the first of each cluster."}


def duplicates(session: Session, query: str, filters: Filters, output: Output) -> int:
    """Write the clusters that what is found is in; whether there are any, as an exit status."""
    with session.archive() as archive:
        with session.progress() as advance:
            results = archive.search(query, advance=advance, **filters.given())
            found = archive.duplicates(results, advance)
        count = _write(found, output)
    if not count:
        session.say("no near duplicates" + (" match" if query else ""))
        return Exit.NOTHING
    return Exit.DONE


def _write(found: Iterable[list[Alike]], output: Output) -> int:
    """Write the clusters; how many articles are in them."""
    if output.records:
        return _write_records(found, output, output.records)
    from newsarchive.render import clusters

    count = 0
    for cluster in found:
        if output.form == "ids":
            lines = [one.archived.id for one in cluster[1:]]
        elif sys.stdout.isatty():
            lines = [*clusters.for_people(cluster), ""]
        else:
            lines = clusters.for_a_pipe(cluster)
        end = "\0" if output.null else "\n"
        sys.stdout.writelines(line + end for line in lines)
        count += len(cluster)
    return count


def _write_records(found: Iterable[list[Alike]], output: Output, shape: Shape) -> int:
    from newsarchive.cli.output import hit_records
    from newsarchive.hits import Hit
    from newsarchive.query.tree import Every

    def rows() -> Iterator[tuple[Hit, Record]]:
        for cluster in found:
            for one in cluster:
                of_cluster: Record = {
                    "cluster": cluster[0].archived.id,
                    "likeness": round(one.likeness, 3),
                }
                yield Hit(one.archived, 0.0, 0, Every()), of_cluster

    return hit_records(rows(), output, shape, "cluster", "likeness")


@click.command("duplicates")
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@filter_options
@output_options(FORMATS, body=False)
@click.pass_obj
def command(session: Session, query: tuple[str, ...], filters: Filters, output: Output) -> int:
    """List articles that say nearly the same in nearly the same words.

    Such as wire copy that several papers ran: clusters of articles that share at least 60% of
    their runs of five words, the largest first. Of all articles, or the clusters of those that a
    query and the options find. The percentage is what an article shares with the first one of its
    cluster. In a pipe each article is one line: the id of the first of its cluster, its own id,
    percentage, date, source, title.

    \b
    newsarchive duplicates
    newsarchive duplicates ports --since 2018 --csv
    """
    return duplicates(session, " ".join(query), filters, output)
