"""`newsarchive export`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli import completion
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import json_option
from newsarchive.cli.grouping import Command
from newsarchive.cli.ids import look_up
from newsarchive.cli.options import Filters, filter_options
from newsarchive.cli.run import Run
from newsarchive.ingest.kinds import NONE, kind_of
from newsarchive.query.filters import narrows

if TYPE_CHECKING:
    from newsarchive.search.chosen import Chosen
    from newsarchive.transfer.export import Exported

_FILES = (".jsonl", ".jsonl.gz")


def _summary(done: Exported, began: float) -> str:
    parts = [f"{done.articles:,} article{'' if done.articles == 1 else 's'}"]
    if done.versions > done.articles:
        parts.append(f"{done.versions:,} versions")
    if done.corrections:
        parts.append(f"{done.corrections:,} correction{'' if done.corrections == 1 else 's'}")
    if done.notes:
        parts.append(f"{done.notes:,} note{'' if done.notes == 1 else 's'}")
    if done.searches:
        parts.append(f"{done.searches:,} saved search{'' if done.searches == 1 else 'es'}")
    where = "" if done.path == "-" else f" to {done.path}"
    parts = [f"{', '.join(parts)} exported{where}"]
    if done.there:
        parts.append(f"{done.there:,} of them there already")
    if done.flaws:
        parts.append(f"{len(done.flaws):,} failed")
    return f"{', '.join(parts)} ({time.monotonic() - began:.1f} s)"


def _check_target(target: str) -> None:
    """Refuse a name that promises what export does not write. Raises UsageError."""
    kind = kind_of(target)
    known = kind != NONE and not kind.startswith(".")
    as_file = target.endswith(_FILES) and not Path(target).is_dir()
    if known and not as_file and not target.endswith(("/", os.sep)):
        raise click.UsageError(
            f"{target} is named like a file ({kind}): export writes FILE.jsonl, FILE.jsonl.gz, "
            f'"-" or a folder, which may be {target}/; --csv, --parquet and others belong to '
            "search and list",
            click.get_current_context(),
        )


@click.command("export", cls=Command)
@click.argument("target", type=click.Path(), metavar="FOLDER|FILE")
@click.argument("ids", nargs=-1, metavar="[ID]...", shell_complete=completion.ids)
@click.option("--query", metavar="QUERY", help="Export only articles that match.")
@filter_options
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@json_option("One JSON object, the report.")
@click.option("--quiet", is_flag=True, help="No progress and no summary; only what failed.")
@click.pass_obj
def command(
    run: Run,
    target: str,
    ids: tuple[str, ...],
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
    each; existing files are not overwritten. With ids (or "-", which reads them from standard
    input) only these articles are exported; if one is unknown, nothing is.

    \b
    newsarchive search flood --ids | newsarchive export floods.jsonl -
    newsarchive export originals --query cambodia --since 2018
    """
    _check_target(target)
    if as_json and target == "-":
        raise click.UsageError(
            "--json does not go with -, which is standard output too", click.get_current_context()
        )
    began = time.monotonic()
    unknown: list[str] = []
    whole = query is None and not narrows(filters) and not ids
    if ids and (query is not None or narrows(filters)):
        raise click.UsageError(
            "ids, and a query or options of a search, exclude each other",
            click.get_current_context(),
        )
    as_file = target == "-" or (target.endswith(_FILES) and not Path(target).is_dir())
    run.kept = lambda: f"{target} was not written" if as_file else "what was written is whole"
    with run.archive() as archive, run.progress(quiet=quiet) as advance:
        chosen: Chosen = None
        if ids:
            chosen = list(look_up(archive, ids, unknown.append, advance))
        elif not whole:
            chosen = archive.search(query or "", sort="date", **filters)
        if unknown:
            for message in unknown:
                run.say(f"newsarchive: {message}")
            run.say("nothing was exported")
            return Exit.ERROR
        if target == "-":
            done = archive.export(sys.stdout.buffer, chosen, advance=advance)
        elif as_file:
            done = archive.export(Path(target), chosen, force=force, advance=advance)
        else:
            done = archive.export_originals(Path(target), chosen, advance=advance)
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
