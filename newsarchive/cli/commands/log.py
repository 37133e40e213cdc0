"""`newsarchive log`."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING

import click

from newsarchive.cli import completion
from newsarchive.cli import output as outputs
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import RECORD_FORMATS, Output, output_options
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import amount_option
from newsarchive.cli.pager import paged
from newsarchive.cli.run import Run
from newsarchive.render import runs as rendering
from newsarchive.render import structured
from newsarchive.render.columns import lined_up

if TYPE_CHECKING:
    from newsarchive.model.pastrun import PastRun


def _write(run: Run, found: list[PastRun], output: Output) -> None:
    if output.records:
        flat = output.form not in ("json", "jsonl")
        records = (rendering.record(one, flat=flat) for one in found)
        structured.write(records, rendering.FIELDS, output.records, sys.stdout)
    elif run.look(output.color) is not None:
        rows = [rendering.row(one) for one in found]
        with paged(run, wanted=output.pager) as stream:
            for line in lined_up(rows, run.width) if rows else ():
                stream.write(f"{line}\n")
    else:
        outputs.rows(map(rendering.row, found), output)
    sys.stdout.flush()


@click.command("log", cls=Command)
@click.option(
    "--inbox",
    metavar="NAME",
    shell_complete=completion.inboxes,
    help="Only runs of this inbox, whether the configuration still names it or not.",
)
@amount_option("At most N; 0 for all. On a terminal 20, otherwise all.")
@output_options(
    RECORD_FORMATS,
    body=False,
    pager=True,
    fields="began,command,counts",
    template="{began} {command}",
)
@click.pass_obj
def command(run: Run, inbox: str | None, limit: int | None, output: Output) -> int:
    """Show what has changed the archive, latest first.

    Each command that changes the archive leaves a line: when it began, what it did, how long it
    took (without the index), and who ran it. A run that was killed is "not finished". The archive
    keeps the last 10,000 runs; no path and no text of an article is among what it keeps.

    \b
    newsarchive log -n 5
    newsarchive log --json
    """
    if limit is None and sys.stdout.isatty() and output.form is None:
        limit = outputs.FOR_PEOPLE
    with run.archive() as archive:
        found = list(islice(archive.log(inbox), limit or None))
    _write(run, found, output)
    if not found:
        of = f" of {inbox}" if inbox else ""
        run.say(f"no run{of} is on record in {archive.path}")
    return Exit.DONE if found else Exit.NOTHING
