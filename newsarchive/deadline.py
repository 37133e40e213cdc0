"""When to stop, for whoever works in steps and asks between them. It knows only a clock."""

from __future__ import annotations

import time
from collections.abc import Callable


class DeadlineError(Exception):
    """The time is up. Who set the deadline catches it, and says what there is so far."""


class Deadline:
    """So many seconds from now."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def passed(self) -> bool:
        """Whether the time is up."""
        return self._clock() >= self._end

    def check(self) -> None:
        """Raise DeadlineError if the time is up."""
        if self.passed():
            raise DeadlineError
