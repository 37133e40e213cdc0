"""`newsarchive check`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.options import json_option
from newsarchive.cli.session import Session
from newsarchive.render import safe, structured

if TYPE_CHECKING:
    from newsarchive.render.record import Record


def check(session: Session, *, as_json: bool) -> int:
    """Write what is wrong with the archive; whether nothing is, as an exit status."""
    with session.archive() as archive, session.progress() as advance:
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
        session.say(f"check found {count:,} {'problem' if count == 1 else 'problems'}")
        return Exit.ERROR
    session.say("check found no problems")
    return Exit.DONE


@click.command("check")
@json_option("One JSON array of the problems.")
@click.pass_obj
def command(session: Session, as_json: bool) -> int:
    """Read everything and look for damage.

    Every original is compared with its checksum, and the index with the archive.

    \b
    newsarchive check
    newsarchive check --json
    """
    return check(session, as_json=as_json)
