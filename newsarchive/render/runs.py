"""The log of runs, as records and rows of text. It knows data, not how it was come by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from newsarchive.render import safe

if TYPE_CHECKING:
    from newsarchive.model.pastrun import PastRun
    from newsarchive.render.record import Record

FIELDS = (
    "number", "command", "inbox", "began", "ended", "seconds", "state", "counts", "problems", "who",
)  # fmt: skip
"""The fields of a record, in their order; later releases may add others at the end."""


def record(run: PastRun, *, flat: bool = False) -> Record:
    """The run as plain data; `flat` for tables: the counts as a text."""
    from dataclasses import asdict  # slow to load

    whole = asdict(run)
    counts = _counts(run) if flat else dict(run.counts)
    return {name: counts if name == "counts" else whole[name] for name in FIELDS}


def row(run: PastRun) -> tuple[str, ...]:
    """Time where the user is, command, what it did, how long it took, user and machine."""
    began = dt.datetime.fromisoformat(run.began).astimezone()
    command = run.command if run.inbox is None else f"{run.command} {run.inbox}"
    said: list[str] = [] if run.state == "done" else [run.state]
    said += [text] if (text := _counts(run, said=True)) else []
    said += [f"{run.problems:,} newly failed"] if run.problems else []
    took = "-" if run.seconds is None else f"{run.seconds:.1f} s"
    cells = (f"{began:%Y-%m-%d %H:%M}", command, ", ".join(said) or "nothing", took, run.who)
    return tuple(map(safe.line, cells))


def _counts(run: PastRun, *, said: bool = False) -> str:
    """The counts, by the names that they always have or, where they are `said`, as "1 note"."""
    return ", ".join(
        f"{count:,} {name.removesuffix('s') if said and count == 1 else name}"
        for name, count in run.counts.items()
    )
