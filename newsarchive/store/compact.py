"""Compact an archive: its originals are compressed again, with their texts and a dictionary.

An archive grows as it was made; this brings one of an earlier schema, or one whose articles came
before its dictionary, to the form that new articles have. Each original is written in the same
transaction as its versions, and only after what is to be written has been read again. Where
anything is damaged it is left as it is. This module must not know what an article is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager

from newsarchive.model.errors import ArchiveError, described
from newsarchive.store import dictionaries
from newsarchive.store.database import Database
from newsarchive.store.dictionaries import LEAST, NONE, WINDOW, Dictionary, latest
from newsarchive.store.originals import WITH_TEXT, Stored, packed
from newsarchive.store.prepare import Prepared
from newsarchive.store.rows import SELECT_VERSIONS, archived

_SOME = 500
"""Originals that are written in a transaction: others wait no longer than a moment."""
_SAMPLES = 2000
"""Originals from which a dictionary is made."""
_ROW = "size, deflated, data"
_UNREADABLE = (ValueError, TypeError, AttributeError)
Transaction = Callable[[], AbstractContextManager[None]]


def learn(database: Database, records: Sequence[Prepared], transaction: Transaction) -> None:
    """Make a dictionary of records to be written, if there is none, and if it can be worth it.

    It is committed before anything is compressed with it. A mistake of the program costs only the
    dictionary: `compact` can make one later.
    """
    try:
        if latest(database) is NONE:
            found = [one for one in records if one.form == WITH_TEXT and one.size <= WINDOW]
            if sum(one.size for one in found) >= LEAST:
                _learn(database, [one.original(database) for one in found], transaction)
    except (ArchiveError, OSError):
        raise
    except Exception as error:
        database.tell(f"the articles are compressed without a dictionary: {described(error)}")


def compact(
    database: Database, transaction: Transaction, advance: Callable[[int, int], None]
) -> int:
    """Compress all originals as new ones are, and give the room back; how many it were.

    `advance` is called with the number of originals looked at, and of all. What was done stays
    done, however the process ends. Raises BusyError if others use the archive.
    """
    if latest(database) is NONE:
        _learn(database, list(_samples(database)), transaction)
    dictionary, done = latest(database), 0
    select = "SELECT rowid FROM original WHERE deflated <> ? ORDER BY rowid"
    rows = [row for (row,) in database.rows(select, (WITH_TEXT + dictionary.number,))]
    for start in range(0, len(rows), _SOME):
        with transaction():
            for row in rows[start : start + _SOME]:
                try:
                    done += _compact(database, row, dictionary)
                except _UNREADABLE:
                    continue  # `check` names the damage
        advance(min(start + _SOME, len(rows)), len(rows))
    database.vacuum()
    return done


def _learn(database: Database, samples: Sequence[bytes], transaction: Transaction) -> None:
    if sum(map(len, samples)) >= LEAST:
        with transaction():
            dictionaries.add(database, samples)


def _samples(database: Database) -> Iterator[bytes]:
    """Some originals of all parts of the archive."""
    (last,) = database.one("SELECT coalesce(max(rowid), 0) FROM original")
    step = max(1, last // _SAMPLES)
    select = f"SELECT digest, {_ROW} FROM original WHERE rowid % ? = 0 AND size <= ?"  # noqa: S608 - ours
    for digest, *row in database.rows(select, (step, WINDOW)):
        try:
            yield Stored(*row).original(digest, database)
        except _UNREADABLE:
            continue


def _compact(database: Database, row: int, dictionary: Dictionary) -> bool:
    found = database.row(f"SELECT digest, {_ROW} FROM original WHERE rowid = ?", (row,))  # noqa: S608 - ours
    if found is None:
        return False
    digest, *stored = found
    original = Stored(*stored).original(digest, database)
    # Reading the versions verifies their checksums.
    versions = [
        archived(one, database)
        for one in database.rows(f"{SELECT_VERSIONS} WHERE version.digest = ?", (digest,))
    ]
    if not versions:
        return False
    text = versions[0].article.body
    data, form = packed(original, text, dictionary)
    if form < WITH_TEXT:
        return False
    anew = Stored(len(original), form, data)
    length = len(text.encode())
    if anew.original(digest, database) != original or anew.text(length, database) != text:
        raise ValueError("what was compressed is not what it was")
    database.run("UPDATE original SET deflated = ?, data = ? WHERE rowid = ?", (form, data, row))
    for one in versions:
        is_held = one.article.body == text
        values = ("", length) if is_held else (one.article.body, None)
        database.run(
            "UPDATE version SET body = ?, text_bytes = ? WHERE article = ? AND number = ?",
            (*values, one.key, one.version),
        )
    return True
