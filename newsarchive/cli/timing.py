"""`--timeout`: whether the time was up before all was found, and what is said then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.cli.exits import Exit
from newsarchive.model.deadline import Deadline

if TYPE_CHECKING:
    from newsarchive.cli.session import Session
    from newsarchive.search.results import Results


def deadline(timeout: float | None) -> Deadline | None:
    """So many seconds from now; None for no end."""
    return None if timeout is None else Deadline(timeout)


def is_up(end: Deadline | None, results: Results | None = None) -> bool:
    """Whether what was found, or what was made of it, is not all."""
    return bool(end and end.ended) or bool(results is not None and results.cut_short)


def cut_short(session: Session, timeout: float | None, *, anything: bool) -> Exit:
    """Say that it is not all, or that there was not `anything` yet; the exit status."""
    so_far = (
        "this is what was found so far, not all" if anything else "nothing was found until then"
    )
    session.say(f"newsarchive: stopped after {timeout:g} s (--timeout): {so_far}")
    return Exit.ERROR
