"""`newsarchive rebuild`."""

from __future__ import annotations

import time

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.labour import labour
from newsarchive.cli.run import Run


@click.command("rebuild")
@labour
@click.pass_obj
def command(run: Run, jobs: int | None, memory: int | None) -> int:
    """Rebuild the search index from the archive.

    The index is derived from the archive and updated automatically. Use this if "newsarchive check"
    reports a fault in it.

    \b
    newsarchive rebuild
    newsarchive --archive news.db rebuild
    """
    began = time.monotonic()
    run.kept = lambda: "the archive is whole; the next search makes the index"
    with run.archive(jobs=jobs, memory=memory) as archive, run.progress() as advance:
        count = archive.rebuild(advance)
    run.say(f"index rebuilt: {count:,} articles ({time.monotonic() - began:.1f} s)")
    return Exit.DONE
