"""Whether a process that left its number somewhere is still there: the one place that asks."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_SLACK = 2.0
"""Seconds that clocks may differ in what they say of a process and of what it left."""


def is_gone(process: int, then: float) -> bool:
    """Whether the process of this machine that had this number then is known to have ended.

    `then` is in seconds since 1970. Numbers are used again: a process that began later is another.
    """
    # On Windows os.kill would end the process instead of asking after it.
    if sys.platform == "win32":
        return False
    begun = _begun(process)
    if begun is not None and begun > then + _SLACK:
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:  # it is another user's
        return False
    return False


def _begun(process: int) -> float | None:
    """When a process began, in seconds since 1970, where Linux tells."""
    try:
        said = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
        fields = said.rpartition(")")[2].split()
        booted = next(
            line.split()[1]
            for line in Path("/proc/stat").read_text("ascii", "replace").splitlines()
            if line.startswith("btime ")
        )
        return int(booted) + int(fields[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return None
