"""When to stop, for whoever works in steps and asks between them. It knows only a clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Never


class DeadlineError(Exception):
    """The time is up. Who set the deadline catches it, and says what there is so far."""


class Deadline:
    """So many seconds from now."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self.ended = False
        """Whether it has ended anything: then what there is is not all."""
        self._clock = clock
        self._end = clock() + seconds

    def passed(self) -> bool:
        """Whether the time is up."""
        return self._clock() >= self._end

    def check(self) -> None:
        """Raise DeadlineError if the time is up."""
        if self.passed():
            self.end()

    def end(self) -> Never:
        """Raise DeadlineError."""
        self.ended = True
        raise DeadlineError

    @contextmanager
    def paused(self) -> Iterator[None]:
        """What is done within does not count."""
        begun = self._clock()
        try:
            yield
        finally:
            self._end += self._clock() - begun


def pausing(deadline: Deadline | None) -> AbstractContextManager[None]:
    """As `Deadline.paused`, if there is a deadline."""
    return deadline.paused() if deadline else nullcontext()
