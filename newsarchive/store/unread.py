"""The ledger: files that were not taken in, or not whole, each with its kind, reason and time.

It must not know how files are found or read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields

from newsarchive.model import clock
from newsarchive.model.kinds import storable
from newsarchive.model.unread import Unread
from newsarchive.store.columns import TABLES, Row, fits
from newsarchive.store.database import Database

_NAMES = tuple(one.name for one in fields(Unread))
_STORED = f"{' '.join(_NAMES)} reported"
_SELECT = f"SELECT {', '.join(_NAMES)}, reported FROM unread"  # noqa: S608 - ours
_COMPARED = len(_NAMES) - 1
"""How many columns tell whether something is new: all but the time."""
_INSERT = (
    f"INSERT OR REPLACE INTO unread ({', '.join(_NAMES)}, reported) "  # noqa: S608 - ours
    f"VALUES ({', '.join('?' * len(_NAMES))}, ?)"
)


def note(database: Database, found: Iterable[Unread]) -> list[bool]:
    """Put files on record; of each, whether the user has to be given it.

    A file that is on record in the same way already stays as it is. The user has been given it,
    unless the run that recorded it was killed.
    """
    return [_note(database, one) for one in found]


def _note(database: Database, one: Unread) -> bool:
    row = _row(one)
    known = database.row(f"{_SELECT} WHERE file = ? AND path = ?", (row[1], row[0]))
    if known is not None and known[:_COMPARED] == row and fits(known, "unread", _STORED):
        return bool(known[-1] != 1)
    database.run(_INSERT, (*row, clock.stamp(), 0))
    return True


def forget(database: Database, read: Mapping[str, Callable[[str], bool]]) -> None:
    """Remove the records of these files on disk, and of the files in them.

    Each comes with a function that says which paths stay, as they were not read this time either.
    """
    files = {storable(file): stays for file, stays in read.items()}
    rows = database.rows(
        "SELECT file, path FROM unread WHERE file IN (SELECT value FROM json_each(?))",
        (json.dumps(list(files)),),
    )
    gone = [(file, path) for file, path in rows if not files[file](path)]
    database.run_many("DELETE FROM unread WHERE file = ? AND path = ?", gone)


def forget_gone(
    database: Database, places: Iterable[str], stays: Callable[[str, bool], bool]
) -> None:
    """Remove the records of files that do not stay, of those at these places.

    A place is a file, or a folder with all that is in it. `stays` gets the path of a file, and
    whether it could be looked at when it was recorded.
    """
    for place in places:
        where, within = _within(place)
        select = f"SELECT DISTINCT file, size IS NOT NULL FROM unread WHERE {where}"  # noqa: S608 - ours
        found = database.rows(select, within)
        gone = [(file,) for file, looked_at in found if not stays(file, bool(looked_at))]
        database.run_many("DELETE FROM unread WHERE file = ?", gone)


def report(database: Database, places: Iterable[str]) -> None:
    """Note that the user has been given all that is on record of these places."""
    for place in places:
        where, within = _within(place)
        update = f"UPDATE unread SET reported = 1 WHERE reported <> 1 AND {where}"  # noqa: S608 - ours
        database.run(update, within)


def _within(place: str) -> tuple[str, tuple[str, str, str]]:
    """A condition for a file at a place, or in the folder there, with its parameters."""
    begin = storable(place).rstrip(os.sep) + os.sep
    end = begin[:-1] + chr(ord(os.sep) + 1)
    return "(file = ? OR (file > ? AND file < ?))", (storable(place), begin, end)


def listed(database: Database) -> Iterator[Unread]:
    """All files on record, by their paths. Those with impossible values are left out."""
    for row in database.rows(f"{_SELECT} ORDER BY file, path"):
        if fits(row, "unread", _STORED):
            yield Unread(**dict(zip(_NAMES, row[:-1], strict=True)))


def take_over(database: Database, files: Iterable[Unread]) -> None:
    """Put what another archive has on record into this one."""
    database.run_many(_INSERT, [(*_row(one), one.noted, 1) for one in files])


def _row(one: Unread) -> Row:
    """The values of the columns that are compared, as SQLite holds them."""
    columns = TABLES["unread"]
    return tuple(columns[name].write(getattr(one, name)) for name in _NAMES[:_COMPARED])
