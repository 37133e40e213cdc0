"""`--timeout`: whether it ended a search early, and the message then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.cli.exits import Exit
from newsarchive.model.deadline import Deadline

if TYPE_CHECKING:
    from newsarchive.cli.run import Run
    from newsarchive.search.results import Results


def deadline(timeout: float | None) -> Deadline | None:
    """A deadline so many seconds from now; None without a timeout."""
    return None if timeout is None else Deadline(timeout)


def is_up(end: Deadline | None, results: Results | None = None) -> bool:
    """Whether the timeout has cut the results or their counts short."""
    return bool(end and end.ended) or bool(results is not None and results.cut_short)


def cut_short(run: Run, timeout: float | None, *, anything: bool) -> Exit:
    """Report that the results are incomplete, or that there are none yet; the exit status."""
    so_far = (
        "this is what was found so far, not all" if anything else "nothing was found until then"
    )
    run.say(f"newsarchive: stopped after {timeout:g} s (--timeout): {so_far}")
    return Exit.ERROR
