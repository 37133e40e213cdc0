"""`newsarchive check`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import json_option
from newsarchive.cli.run import Run
from newsarchive.render import safe, structured

if TYPE_CHECKING:
    from newsarchive.render.record import Record


def check(run: Run, *, as_json: bool) -> int:
    """Write what is wrong with the archive; whether nothing is, as an exit status."""
    with run.archive() as archive, run.progress() as advance:
        flaws = archive.check(advance)
        if as_json:
            records: Iterator[Record] = (dataclasses.asdict(flaw) for flaw in flaws)
            count = structured.write(records, ("place", "reason"), "json", sys.stdout)
        else:
            count = 0
            for flaw in flaws:
                sys.stdout.write(safe.line(f"{flaw.place}: {flaw.reason}") + "\n")
                count += 1
    sys.stdout.flush()
    if count:
        run.say(f"check found {count:,} {'problem' if count == 1 else 'problems'}")
        return Exit.ERROR
    run.say("check found no problems")
    return Exit.DONE


def repair(run: Run, backup: str | None, *, as_json: bool) -> int:
    """Mend what can be mended; whether the archive is sound then, as an exit status."""
    run.kept = lambda: "the archive is as it was"
    with run.archive() as archive, run.progress() as advance:
        done = archive.repair(None if backup is None else Path(backup), advance)
        left = [*done.lost, *archive.check(advance)]
    if as_json:
        report = dataclasses.asdict(done) | {"lost": [dataclasses.asdict(flaw) for flaw in left]}
        sys.stdout.write(structured.encoded(report) + "\n")
    else:
        for what, flaws in (("mended", done.mended), ("lost", left)):
            for flaw in flaws:
                sys.stdout.write(safe.line(f"{what}: {flaw.place}: {flaw.reason}") + "\n")
    sys.stdout.flush()
    if done.kept:
        run.say(f"the damaged archive is now {done.kept}")
    if left:
        run.say(f"{len(left):,} could not be repaired; a backup (--from FILE) may have it")
        return Exit.ERROR
    run.say(f"{len(done.mended):,} mended" if done.mended else "check found no problems")
    return Exit.DONE


@click.command("check")
@json_option("One JSON array of the problems.")
@click.option("--repair", "mend", is_flag=True, help="Repair what can be repaired.")
@click.option(
    "--from", "backup", type=click.Path(), metavar="BACKUP", help="Repair also from a backup."
)
@click.pass_obj
def command(run: Run, as_json: bool, mend: bool, backup: str | None) -> int:
    """Verify the whole archive, and repair it.

    Compares every original with its checksum, and the index with the archive. With --repair, a
    damaged text is made again from its original, a damaged original is read again from its file or
    from a backup, and the index is rebuilt. The damaged archive is kept beside the new one;
    messages name what cannot be repaired.

    \b
    newsarchive check
    newsarchive check --repair --from news-backup.db
    """
    if mend:
        return repair(run, backup, as_json=as_json)
    if backup is not None:
        raise click.UsageError("--from goes with --repair", click.get_current_context())
    return check(run, as_json=as_json)
