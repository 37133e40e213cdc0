"""Regular expressions that are compiled when they are first used.

To compile the patterns of all modules that a search loads takes longer than the search; it uses
few of them. A pattern that is wrong fails where it is used, not where it is written.
"""

from __future__ import annotations

import re
from typing import Any, cast


def lazy(text: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, not compiled yet. Use its methods: functions of `re` refuse it."""
    return cast("re.Pattern[str]", _Lazy(text, flags))


class _Lazy:
    """Stands for a pattern, and has each of its attributes from the first time it is asked for."""

    def __init__(self, text: str, flags: int) -> None:
        self._given = text, flags

    def __getattr__(self, name: str) -> Any:
        """The compiled pattern's. `re` keeps what it has compiled."""
        value = getattr(re.compile(*self._given), name)
        setattr(self, name, value)
        return value
