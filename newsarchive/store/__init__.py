"""The archive file: one SQLite database with originals, texts and metadata of every version.

It is the truth: whatever else the program keeps can be made again from it. Only this package
imports sqlite3, and it must not know queries, engines or the terminal.

Each name is loaded when it is first used: a search needs a small part of all this.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.store.contents import Contents as Contents
    from newsarchive.store.deduplicate import Outcome as Outcome
    from newsarchive.store.fingerprints import Fingerprint as Fingerprint
    from newsarchive.store.history import History as History
    from newsarchive.store.history import PastCorrection as PastCorrection
    from newsarchive.store.history import PastVersion as PastVersion
    from newsarchive.store.history import Place as Place
    from newsarchive.store.notes import PastNote as PastNote
    from newsarchive.store.opening import copy_archive as copy_archive
    from newsarchive.store.salvage import Remains as Remains
    from newsarchive.store.saved import PastSearch as PastSearch
    from newsarchive.store.saved import SavedSearch as SavedSearch
    from newsarchive.store.settle import Settlement as Settlement
    from newsarchive.store.statistics import Summary as Summary
    from newsarchive.store.store import Store as Store
    from newsarchive.store.tally import CountedValue as CountedValue
    from newsarchive.store.tally import Detail as Detail

_HOMES = {
    "Contents": "contents", "Fingerprint": "fingerprints", "Outcome": "deduplicate",
    "Detail": "tally", "Summary": "statistics", "CountedValue": "tally",
    "History": "history", "PastCorrection": "history", "PastVersion": "history",
    "Place": "history", "copy_archive": "opening", "Remains": "salvage",
    "PastNote": "notes", "PastSearch": "saved", "SavedSearch": "saved",
    "Settlement": "settle", "Store": "store",
}  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
