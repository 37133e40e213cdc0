"""`newsarchive restore`."""

from __future__ import annotations

import time
from pathlib import Path

import click

from newsarchive.cli.commands.backup import tell
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import json_option
from newsarchive.cli.run import Run


@click.command("restore")
@click.argument("file", type=click.Path())
@click.option(
    "--force", is_flag=True, help="Replace an archive that has articles; it is kept beside."
)
@json_option("One JSON object, the report.")
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
@click.pass_obj
def command(run: Run, file: str, force: bool, as_json: bool, quiet: bool) -> int:
    """Replace the archive with a backup.

    The backup is verified first and stays as it is. An archive with articles is replaced only with
    --force; it is then kept beside the new one.

    \b
    newsarchive --archive again.db restore news-backup.db
    newsarchive restore news-backup.db --force
    """
    began = time.monotonic()
    run.kept = lambda: "the archive is as it was"
    with run.archive() as archive, run.progress(quiet=quiet) as advance:
        copied = archive.restore(Path(file), force=force, advance=advance)
    tell(run, "restored", copied, as_json=as_json, quiet=quiet, began=began)
    return Exit.DONE
