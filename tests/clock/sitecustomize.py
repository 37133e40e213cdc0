"""What Python needs under another clock: its processes load this if this folder is in PYTHONPATH.

libfaketime sets the clock of the calendar. The clock that measures waiting has to stay
(FAKETIME_DONT_FAKE_MONOTONIC=1): Python waits for locks until a moment of it, by a call that
libfaketime does not know, and would wait for as long as the calendar was moved. Then the moments
until which threads wait must stay as well (FAKETIME_FORCE_MONOTONIC_FIX=0). But clock_nanosleep
fails, by which Python sleeps since 3.11; select waits just as well.
"""

from __future__ import annotations

import os
import select
import time

TYPE_CHECKING = False  # typing is slow to load for each process
if TYPE_CHECKING:
    from typing import SupportsIndex


def sleep(seconds: SupportsIndex | float, /) -> None:
    """Wait so many seconds."""
    select.select([], [], [], float(seconds))


if "libfaketime" in os.environ.get("LD_PRELOAD", ""):
    time.sleep = sleep
