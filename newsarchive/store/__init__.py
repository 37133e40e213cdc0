"""The archive file: one SQLite database that holds originals, text and metadata of every version.

It is the truth; whatever else the program keeps can be made again from it. Nothing outside this
package may import sqlite3, and nothing in it knows queries, engines or the terminal.
"""

from newsarchive.store.contents import Stamp
from newsarchive.store.counting import Detail, Value
from newsarchive.store.history import History, PastCorrection, PastVersion, Place
from newsarchive.store.opening import copy_archive
from newsarchive.store.placing import Outcome
from newsarchive.store.salvage import Remains
from newsarchive.store.settling import Settlement
from newsarchive.store.store import Store
from newsarchive.store.summary import Summary

__all__ = [
    "Detail", "History", "Outcome", "PastCorrection", "PastVersion", "Place", "Remains",
    "Settlement", "Stamp", "Store", "Summary", "Value", "copy_archive",
]  # fmt: skip
