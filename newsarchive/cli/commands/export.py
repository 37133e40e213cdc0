"""`newsarchive export`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.options import Filters, filter_options
from newsarchive.cli.run import Run

if TYPE_CHECKING:
    from newsarchive.transfer.export import Exported

_FILES = (".jsonl", ".jsonl.gz")


def _summary(done: Exported, began: float) -> str:
    parts = [f"{done.articles:,} article{'' if done.articles == 1 else 's'} exported"]
    if done.versions > done.articles:
        parts.append(f"{done.versions:,} versions")
    if done.corrections:
        parts.append(f"{done.corrections:,} correction{'' if done.corrections == 1 else 's'}")
    if done.notes:
        parts.append(f"{done.notes:,} note{'' if done.notes == 1 else 's'}")
    if done.searches:
        parts.append(f"{done.searches:,} saved search{'' if done.searches == 1 else 'es'}")
    if done.there:
        parts.append(f"{done.there:,} there already")
    if done.flaws:
        parts.append(f"{len(done.flaws):,} failed")
    where = "" if done.path == "-" else f" to {done.path}"
    return f"{', '.join(parts)}{where} ({time.monotonic() - began:.1f} s)"


@click.command("export")
@click.argument("target", type=click.Path(), metavar="FOLDER|FILE")
@click.option("--query", metavar="QUERY", help="Export only articles that match.")
@filter_options
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON object on stdout.")
@click.option("--quiet", is_flag=True, help="No progress and no summary; only what failed.")
@click.pass_obj
def command(
    run: Run,
    target: str,
    query: str | None,
    filters: Filters,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Write originals to a folder, or everything to a file.

    A name that ends in .jsonl or .jsonl.gz, or "-" for standard output, is a file: one line of JSON
    for each version, with its original, for each correction and note and, without a query, for
    each saved search. "newsarchive ingest" reads it back
    into any archive. Any other name is a folder for the latest original of each article, one file
    each; existing files are not overwritten.

    \b
    newsarchive export everything.jsonl.gz
    newsarchive export originals --query 'flood OR drought' --since 2019
    """
    if as_json and target == "-":
        raise click.UsageError(
            "--json does not go with -, which is standard output too", click.get_current_context()
        )
    began = time.monotonic()
    whole = query is None and not any(filters.values())
    as_file = target == "-" or (target.endswith(_FILES) and not Path(target).is_dir())
    run.kept = lambda: f"{target} was not written" if as_file else "what was written is whole"
    with run.archive() as archive, run.progress(quiet=quiet) as advance:
        results = None if whole else archive.search(query or "", sort="date", **filters)
        if target == "-":
            done = archive.export(sys.stdout.buffer, results, advance=advance)
        elif as_file:
            done = archive.export(Path(target), results, force=force, advance=advance)
        else:
            done = archive.export_originals(Path(target), results, advance=advance)
    for flaw in done.flaws:
        run.say(f"{flaw.place}: {flaw.reason}")
    if as_json:
        from newsarchive.render.structured import encoded

        sys.stdout.write(encoded(done.as_dict()) + "\n")
    elif not quiet:
        run.say(_summary(done, began))
    if done.flaws:
        return Exit.ERROR
    return Exit.DONE if done.articles or done.there or whole else Exit.NOTHING
