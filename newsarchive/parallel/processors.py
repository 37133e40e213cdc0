"""How many processes at once are of use here."""

from __future__ import annotations

import os
import sys


def usable_processors() -> int:
    """The processors that this process may use; 1 where we cannot use more.

    On Windows, and in a program that is not started by a Python of its own, no processes are
    started.
    """
    if sys.platform == "win32" or not sys.executable or getattr(sys, "frozen", False):
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
