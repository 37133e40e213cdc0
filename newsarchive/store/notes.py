"""Notes: what users wrote about articles. They belong to the article, whatever versions it has.

A removed note stays on record, so that it can come back, and an older export does not bring it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any

from newsarchive.model.article import Note
from newsarchive.model.frozen import frozen
from newsarchive.model.kinds import parsed, storable
from newsarchive.store.columns import Row, checksum, expect
from newsarchive.store.database import Database

STANDING = """
    CASE WHEN EXISTS (SELECT 1 FROM note) THEN
        (SELECT json_group_array(
            json_array(rowid, uid, text, quote, made, changed, removed, checksum))
         FROM note WHERE note.article = article.key AND removed IS NULL)
    ELSE '[]' END
"""
"""SQL for the notes of an `article` row, for `standing`."""
_NAMES = "uid text quote made changed removed"
_SELECT = "SELECT rowid, uid, text, quote, made, changed, removed, checksum FROM note"


@frozen
class PastNote:
    """A note, for another archive."""

    of: str
    """The id of its article."""
    note: Note
    removed: str | None
    """When it was removed; None while it stands."""

    @property
    def latest(self) -> str:
        """When it was last written, changed or removed."""
        return max(self.note.made, self.note.changed or "", self.removed or "")


def standing(key: int, notes: str) -> tuple[Note, ...]:
    """The notes (STANDING) of the article of this key. Raises ValueError if one is damaged."""
    return tuple(note for note, _ in (_read(key, row) for row in sorted(parsed(notes))))


def _read(key: int, row: Sequence[Any]) -> tuple[Note, str | None]:
    _, *values, kept = row
    expect(values, "note", _NAMES)
    if kept != checksum((key, *values)):
        raise ValueError("a note is not as it was written (its checksum differs)")
    *of_note, removed = values
    return Note(*of_note), removed


class Notes:
    """The notes of an archive. What writes belongs into a transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def problems(self, key: int) -> Iterator[str]:
        """What is wrong with notes of an article."""
        for row in self._db.rows(f"{_SELECT} WHERE article = ?", (key,)):
            try:
                _read(key, row)
            except ValueError as error:
                yield str(error)

    def put(self, key: int, note: Note, removed: str | None = None) -> None:
        """Write a note, or write it anew."""
        quote = None if note.quote is None else storable(note.quote)
        row = (note.uid, storable(note.text), quote, note.made, note.changed, removed)
        self._db.run(
            """
            INSERT INTO note (article, uid, text, quote, made, changed, removed, checksum)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (uid) DO UPDATE SET text = excluded.text, quote = excluded.quote,
                made = excluded.made, changed = excluded.changed, removed = excluded.removed,
                checksum = excluded.checksum
            """,
            (key, *row, checksum((key, *row))),
        )

    def last_removed(self, key: int) -> Note | None:
        """The note of the article that was removed last; None if none was."""
        where = "WHERE article = ? AND removed IS NOT NULL ORDER BY removed DESC, rowid DESC"
        row = self._db.row(f"{_SELECT} {where} LIMIT 1", (key,))
        return None if row is None else _read(key, row)[0]

    def past(self, ids: Container[str] | None = None) -> Iterator[PastNote | str]:
        """All notes of the articles with these ids (None: of all), removed ones too.

        In place of a damaged note, the id of its article.
        """
        rows = self._db.rows(
            """
            SELECT id, key, note.rowid, uid, text, quote, made, changed, removed, checksum
            FROM note JOIN article ON article.key = note.article ORDER BY note.rowid
            """
        )
        for id_, key, *row in rows:
            if ids is None or id_ in ids:
                try:
                    yield PastNote(id_, *_read(key, row))
                except ValueError:
                    yield id_

    def receive(self, key: int, past: PastNote) -> bool:
        """Take in a note of another archive, unless a later form of it is here; whether it was."""
        row = self._db.row(f"{_SELECT} WHERE uid = ?", (past.note.uid,))
        if row is not None and _latest(row) >= past.latest:
            return False
        self.put(key, past.note, past.removed)
        return True


def _latest(row: Row) -> str:
    """When the note of this row was last written, changed or removed."""
    return max(str(moment or "") for moment in row[4:7])
