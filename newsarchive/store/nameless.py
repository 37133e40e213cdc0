"""Databases of which nothing is ever left: copies to try things on, or to read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from newsarchive.store.database import Database, Tell


class Nameless(Database):
    """A database in memory, or on disk: then in a file of which nothing is ever left.

    `path` is what it stands for.
    """

    def __init__(
        self,
        path: Path = Path("a temporary copy"),
        *,
        on_disk: bool = False,
        tell: Tell = lambda _: None,
    ) -> None:
        self.path = path
        self.tell = tell
        self._wait = 0.0
        self._file = self._unchanged = None
        self._connection = sqlite3.connect("" if on_disk else ":memory:", isolation_level=None)
        if on_disk:
            self._guard()
