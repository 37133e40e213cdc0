"""The processes of this machine: how many are of use, whether one has ended, and their memory."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CLOCK_SLACK = 2.0
"""Seconds by which the start of a process and the time of its files can seem to differ."""


def usable_processors() -> int:
    """The processors that this process may use; 1 where it cannot start other processes.

    It starts none on Windows, nor in a program that no Python executable started.
    """
    if sys.platform == "win32" or not sys.executable or getattr(sys, "frozen", False):
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the collector of garbage in cycles.

    A long run makes millions of objects that live for a while: records, arrays, dictionaries of
    words. None of them is in a cycle, but the collector visits all of them again and again, for up
    to a third of the run.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def is_gone(process: int, then: float) -> bool:
    """Whether a process of this machine, which had this number then, has certainly ended.

    `then` is in seconds since 1970. Systems reuse numbers: a process that started later is another.
    """
    # On Windows os.kill would end the process instead of looking for it.
    if sys.platform == "win32":
        return False
    started = _started(process)
    if started is not None and started > then + _CLOCK_SLACK:
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:  # it belongs to another user
        return False
    return False


def _started(process: int) -> float | None:
    """When a process started, in seconds since 1970; None where /proc does not show it."""
    try:
        line = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
        fields = line.rpartition(")")[2].split()
        booted = next(
            line.split()[1]
            for line in Path("/proc/stat").read_text("ascii", "replace").splitlines()
            if line.startswith("btime ")
        )
        return int(booted) + int(fields[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return None
