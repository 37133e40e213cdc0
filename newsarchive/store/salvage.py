"""Salvage: read what damage has left of an archive, row by row. It changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from newsarchive.model import clock
from newsarchive.model.article import ArchivedArticle
from newsarchive.model.errors import ArchiveError
from newsarchive.model.unread import Unread
from newsarchive.store import damage, originals, runs
from newsarchive.store.columns import Row, fits
from newsarchive.store.database import Database
from newsarchive.store.history import (
    PastCorrection,
    Place,
    Settled,
    past_corrections,
    places_of,
    settled_of,
)
from newsarchive.store.notes import Notes, PastNote
from newsarchive.store.rows import SELECT_VERSIONS, archived
from newsarchive.store.saved import PastSearch, Searches
from newsarchive.store.unread import listed

T = TypeVar("T")
_BROKEN = (ArchiveError, ValueError, TypeError, AttributeError)
"""Errors of reading damaged rows: SQLite's own, and those of impossible values."""


@dataclass(frozen=True, slots=True)
class Remains:
    """The remains of a version."""

    number: int
    digest: str | None
    """None if it cannot be read."""
    reader: str
    encoding: str
    added: str
    """Now, if it cannot be read."""
    words: int
    archived: ArchivedArticle | None
    """None if any of its fields cannot be read."""


class Salvage:
    """Reads past damage."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def ids(self) -> dict[int, str]:
        """Key → id of all articles with a readable id, in the order of their keys."""
        return dict(sorted(damage.ids(self._db).items()))

    def made_again(self) -> dict[int, str]:
        """Key → id of the other articles whose first original, and so id, is known."""
        known = damage.ids(self._db)
        found: dict[int, str] = {}
        for key in set(damage.keys(self._db)) - known.keys():
            first = next((one for one in self.versions(key) if one.number == 1), None)
            if first and first.digest:
                id_ = originals.first_id(bytes.fromhex(first.digest))
                if id_ not in {*known.values(), *found.values()}:
                    found[key] = id_
        return found

    def removed(self) -> set[str]:
        """The ids of articles that were removed on purpose."""
        found: set[str] = set()
        with suppress(*_BROKEN):
            found.update(str(id_) for (id_,) in self._db.rows("SELECT id FROM removed"))
        return found

    def versions(self, key: int) -> list[Remains]:
        """The remains of the versions of an article, oldest first."""
        select = SELECT_VERSIONS + "WHERE key = ? AND number = ?"
        found: list[Remains] = []
        rows: list[Row] = []
        with suppress(*_BROKEN):
            rows += self._db.rows(
                "SELECT number, digest, reader, encoding, added, words FROM version "
                "WHERE article = ? ORDER BY number",
                (key,),
            )
        for number, digest, reader, encoding, added, words in rows:
            whole: ArchivedArticle | None = None
            with suppress(*_BROKEN):
                for row in self._db.rows(select, (key, number)):
                    whole = archived(row, self._db)
            hexed = digest.hex() if isinstance(digest, bytes) else None
            count = words if fits((words,), "version", "words") else 0
            when = added if fits((added,), "version", "added") else clock.stamp()
            if fits((number,), "version", "number"):
                found.append(Remains(number, hexed, str(reader), str(encoding), when, count, whole))
        return found

    def with_text(self, key: int, number: int, text: str) -> ArchivedArticle | None:
        """A version whose text is lost with its original, if this was the text: see `archived`."""
        select = SELECT_VERSIONS + "WHERE key = ? AND number = ? AND version.checksum NOT NULL"
        with suppress(*_BROKEN):
            for row in self._db.rows(select, (key, number)):
                return archived(row, self._db, text)
        return None

    def places(self, key: int) -> tuple[Place, ...]:
        """The readable places of the article; none if any is damaged."""
        return _or_nothing(lambda: places_of(self._db, key))

    def settled(self, key: int) -> tuple[Settled, ...]:
        """Its settled values; none if any is damaged."""
        return _or_nothing(lambda: settled_of(self._db, key))

    def unread(self) -> Iterator[Unread]:
        """The readable records of files that were not read."""
        with suppress(*_BROKEN):
            yield from listed(self._db)

    def runs(self) -> Iterator[Row]:
        """The readable rows of the log."""
        with suppress(*_BROKEN):
            yield from runs.rows(self._db)

    def notes(self) -> Iterator[PastNote | str]:
        """All notes; the article's id in place of a damaged one."""
        with suppress(*_BROKEN):
            yield from Notes(self._db).past()

    def searches(self) -> Iterator[PastSearch]:
        """The readable saved searches."""
        with suppress(*_BROKEN):
            yield from Searches(self._db).past()

    def corrections(self) -> Iterator[PastCorrection | str]:
        """All corrections in the order of the edits; the article's id in place of a damaged one."""
        with suppress(*_BROKEN):
            yield from past_corrections(self._db)


def _or_nothing(read: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
    try:
        return read()
    except _BROKEN:
        return ()
