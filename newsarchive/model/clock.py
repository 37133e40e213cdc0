"""The clock: the one place of the package that knows what day it is.

All other code is given the day. Durations are measured with `time.monotonic` instead.
"""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The day where the user is."""
    return now().astimezone().date()


def stamp() -> str:
    """This moment as archives store it: UTC, ISO 8601, whole seconds."""
    return f"{now():%Y-%m-%dT%H:%M:%SZ}"
