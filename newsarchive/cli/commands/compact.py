"""`newsarchive compact`."""

from __future__ import annotations

import time

import click

from newsarchive.cli.commands.status import size
from newsarchive.cli.exits import Exit
from newsarchive.cli.run import Run


@click.command("compact")
@click.pass_obj
def command(run: Run) -> int:
    """Make the archive file smaller; nothing that is in it changes.

    Originals and texts are compressed again, with a dictionary of the archive's own articles. New
    articles are written so from the start: use this for an archive that an earlier newsarchive
    made, or after many articles were removed. It needs as much free room as the archive takes. If
    it is interrupted, what is done stays done.

    \b
    newsarchive compact
    newsarchive --archive news.db compact
    """
    began = time.monotonic()
    run.kept = lambda: "the archive is whole; run the same command again to go on"
    with run.archive() as archive, run.progress() as advance:
        done = archive.compact(advance)
    seconds = f"{time.monotonic() - began:.1f} s"
    run.say(f"{size(done.before)} before, {size(done.after)} now ({seconds})")
    return Exit.DONE
