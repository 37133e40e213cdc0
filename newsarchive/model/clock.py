"""The calendar's clock: the one place of the package that knows what day it is.

Whatever reckons with a day is given it. How long something takes is a question for
`time.monotonic`, which anybody may ask. This module must not know what a moment is needed for.
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
    """This moment as archives note it: UTC, ISO 8601, whole seconds."""
    return f"{now():%Y-%m-%dT%H:%M:%SZ}"
