"""A program run from start to end: how long it took, and the most memory that any process had.

This module must not know what is run.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

_LOOK = 0.2
"""Seconds between two looks at the processes that a program has started."""


class Ran(NamedTuple):
    """One run."""

    seconds: float
    peak: int
    """The most bytes of memory that one of its processes had."""


def run(command: Sequence[str], **environment: str) -> Ran:
    """Run a program with nothing to read and nobody to read what it prints.

    Raises SystemExit, with what it said, unless it ends with 0, or 1 ("found nothing").
    """
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=os.environ | environment,
        )
        over = threading.Event()
        with ThreadPoolExecutor(1) as beside:
            watched = beside.submit(_watch, process.pid, over)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - began
            over.set()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            said.seek(0)
            raise SystemExit(f"{command}: {said.read().decode(errors='replace')}")
    return Ran(seconds, max(watched.result(), usage.ru_maxrss * 1024))


def _watch(process: int, over: threading.Event) -> int:
    """The most bytes that a process which this one has started had, until it is over."""
    peak = 0
    while not over.wait(_LOOK):
        peak = max(peak, *map(_peak, _children(process)), 0)
    return peak


def _children(process: int) -> list[int]:
    try:
        said = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in said.split()]


def _peak(process: int) -> int:
    """Bytes of memory that the process had at most; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(found[0]) * 1024 if found else 0
