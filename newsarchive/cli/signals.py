"""SIGTERM and SIGHUP as exceptions: a run that is ended by them cleans up, as after Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from newsarchive.cli.exits import Exit

_STATUSES = {"SIGTERM": Exit.TERMINATED, "SIGHUP": Exit.HUNG_UP}


class EndedError(BaseException):
    """The process was asked to end. Like KeyboardInterrupt it is no Exception."""


@contextmanager
def raised(came: list[Exit]) -> Iterator[None]:
    """Raise EndedError where one of the signals comes, and note the exit status that it asks for.

    A signal that the caller of the program ignores (nohup) stays ignored. Outside the main thread
    Python allows no handlers, and nothing is changed.
    """
    before: dict[int, signal.Handlers] = {}

    def end(number: int, _: FrameType | None) -> None:
        came.append(_STATUSES[signal.Signals(number).name])
        raise EndedError

    try:
        for name in _STATUSES:
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            if number is not None and signal.getsignal(number) == signal.SIG_DFL:
                try:
                    signal.signal(number, end)
                except ValueError:
                    break
                before[number] = signal.SIG_DFL
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
