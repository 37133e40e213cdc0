"""The archive file: one SQLite database that holds originals, text and metadata of every version.

It is the truth; whatever else the program keeps can be made again from it. Nothing outside this
package may import sqlite3, and nothing in it knows queries, engines or the terminal.

Each name is loaded when it is first asked for: to search an archive takes a small part of all this.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.store.contents import Contents
    from newsarchive.store.deduplicate import Outcome
    from newsarchive.store.fingerprints import Fingerprint
    from newsarchive.store.history import History, PastCorrection, PastVersion, Place
    from newsarchive.store.opening import copy_archive
    from newsarchive.store.salvage import Remains
    from newsarchive.store.settle import Settlement
    from newsarchive.store.statistics import Detail, Summary, Value
    from newsarchive.store.store import Store

__all__ = [
    "Contents",
    "Detail",
    "Fingerprint",
    "History",
    "Outcome",
    "PastCorrection",
    "PastVersion",
    "Place",
    "Remains",
    "Settlement",
    "Store",
    "Summary",
    "Value",
    "copy_archive",
]  # fmt: skip

_HOMES = {
    "Contents": "contents", "Fingerprint": "fingerprints",
    "Detail": "statistics", "Value": "statistics",
    "History": "history", "PastCorrection": "history", "PastVersion": "history",
    "Place": "history", "copy_archive": "opening", "Outcome": "deduplicate", "Remains": "salvage",
    "Settlement": "settle", "Store": "store", "Summary": "statistics",
}  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
