"""Remembered results of functions of a string.

It must not know what the functions do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Memo(dict[str, T]):
    """The remembered results of a function of a string; emptied when there are too many."""

    def __init__(self, function: Callable[[str], T]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, key: str) -> T:
        if len(self) > 500_000:
            self.clear()
        value = self[key] = self._function(key)
        return value
