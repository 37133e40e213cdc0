"""Readers turn bytes into articles, one format each.

A reader knows no disk, no store and no terminal: it gets a name and an open stream, and yields
records as it finds them, so that a file of any size takes constant memory. `READERS` lists the
built-in ones (`known.py`). It is loaded with the first file that is read: a search loads none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["READERS", "reader_for"]

if TYPE_CHECKING:
    from newsarchive.readers.known import READERS, reader_for


def __getattr__(name: str) -> object:
    if name in __all__:
        from newsarchive.readers import known

        return getattr(known, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
