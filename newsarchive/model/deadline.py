"""Deadlines, for work that asks between its steps whether to stop. This knows only a clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Never, Protocol, TypeVar

T = TypeVar("T")
Step = Callable[[], None]
"""Long work calls this between its steps; it may raise to end the work."""

FEW = 256
"""Items between two steps."""


class DeadlineError(Exception):
    """The time is up. The caller that set the deadline catches it, and returns what there is."""


class Deadline:
    """A moment so many seconds from now."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self.ended = False
        """Whether it has ended any work: then the result is incomplete."""
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


_PRESENT: ContextVar[Step | None] = ContextVar("_PRESENT", default=None)


UNLIMITED: AbstractContextManager[None] = nullcontext()
"""The context without a deadline."""


class Interruptible(Protocol):
    """What a deadline may have ended."""

    cut_short: bool


class Interrupted:
    """A context in which a deadline may end the work of something, which notes that.

    A class, as a generator would take several times as long, in every search.
    """

    def __init__(self, whose: Interruptible) -> None:
        self._whose = whose

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        if kind is None or not issubclass(kind, DeadlineError):
            return False
        self._whose.cut_short = True
        return True


def during(deadline: Deadline | None) -> AbstractContextManager[None]:
    """Let work in here that may wait for others, who were never told of a deadline, heed this."""
    return UNLIMITED if deadline is None else _during(deadline)


@contextmanager
def _during(deadline: Deadline) -> Iterator[None]:
    before = _PRESENT.set(deadline.check)
    try:
        yield
    finally:
        _PRESENT.reset(before)


def present_step() -> Step | None:
    """The step of who waits for others: it ends that at the deadline. None without one."""
    return _PRESENT.get()


def stepping(items: Iterable[T], step: Step | None, every: int = FEW) -> Iterable[T]:
    """The same items, with a step before the first and after every few."""
    return items if step is None else _stepping(items, step, every)


def _stepping(items: Iterable[T], step: Step, every: int) -> Iterator[T]:
    for count, item in enumerate(items):
        if count % every == 0:
            step()
        yield item
