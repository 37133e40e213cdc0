"""The clock: the one place of the package that knows what day it is.

All other code is given the day. Durations are measured with `time.monotonic` instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_as_of: ContextVar[dt.date | None] = ContextVar("_as_of", default=None)


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The day where the user is; the day of the first time while a question is asked again."""
    return _as_of.get() or dt.date.today()  # noqa: DTZ011 - where the user is


@contextmanager
def as_of(day: dt.date) -> Iterator[None]:
    """Within this, `today` is that day. What is written down keeps its own time."""
    token = _as_of.set(day)
    try:
        yield
    finally:
        _as_of.reset(token)


def stamp() -> str:
    """This moment as archives store it: UTC, ISO 8601, whole seconds."""
    return f"{now():%Y-%m-%dT%H:%M:%SZ}"
