"""`newsarchive backup`."""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import json_option
from newsarchive.cli.run import Run

if TYPE_CHECKING:
    from newsarchive.transfer.backup import Copied


def tell(run: Run, done: str, copied: Copied, *, as_json: bool, quiet: bool, began: float) -> None:
    """Say what was copied, and where it is."""
    if as_json:
        from newsarchive.render.structured import encoded

        sys.stdout.write(encoded(dataclasses.asdict(copied)) + "\n")
    elif not quiet:
        plural = "" if copied.articles == 1 else "s"
        run.say(
            f"{copied.articles:,} article{plural} {done} and verified: {copied.path} "
            f"({time.monotonic() - began:.1f} s)"
        )
        if copied.kept:
            run.say(f"what was there before is now {copied.kept}")


@click.command("backup")
@click.argument("file", type=click.Path())
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@json_option("One JSON object, the report.")
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
@click.pass_obj
def command(run: Run, file: str, force: bool, as_json: bool, quiet: bool) -> int:
    """Copy the whole archive to a file and verify it.

    The backup is the archive at one moment, even while another process writes to it. Every page and
    every original of the copy is verified before it gets its name. A backup is an archive itself.

    \b
    newsarchive backup news-backup.db
    newsarchive backup news-backup.db --force
    """
    if file == "-":
        raise click.UsageError(
            "a backup is read again to verify it, so it cannot go through a pipe: name a file",
            click.get_current_context(),
        )
    began = time.monotonic()
    run.kept = lambda: f"{file} was not written"
    with run.archive() as archive, run.progress(quiet=quiet) as advance:
        copied = archive.backup(Path(file), force=force, advance=advance)
    tell(run, "backed up", copied, as_json=as_json, quiet=quiet, began=began)
    return Exit.DONE
