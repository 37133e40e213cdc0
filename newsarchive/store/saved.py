"""Saved searches: queries by name, and the articles that the user has seen of each.

It must not know what queries mean. Nothing here makes a revision: the articles stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from newsarchive.model.article import Problem
from newsarchive.model.frozen import frozen
from newsarchive.model.kinds import storable
from newsarchive.store.columns import Row, checksum, expect
from newsarchive.store.database import Database


@frozen
class SavedSearch:
    """A query under a name."""

    name: str
    query: str
    """As it was typed: "last week" stays that."""
    options: str
    """The options of the search that belong to it, as JSON."""
    made: str
    """When it was saved: UTC, ISO 8601."""
    asked: str | None = None
    """When the user last asked what is new in it; None for never."""
    revision: int | None = None
    """The revision of the archive that was asked then."""


@frozen
class PastSearch:
    """A saved search, for another archive."""

    search: SavedSearch
    seen: tuple[str, ...]
    """The ids of the articles that were shown as new."""


_NAMES = "name query options made asked revision"
_SELECT = f"SELECT {_NAMES.replace(' ', ', ')}, checksum FROM saved"  # noqa: S608 - ours


class Searches:
    """The saved searches of an archive. What writes belongs into a transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def listed(self) -> list[SavedSearch]:
        """All of them, by name. A damaged one is left out, and reported to `tell`."""
        found: list[SavedSearch] = []
        for row in self._db.rows(f"{_SELECT} ORDER BY name"):
            try:
                found.append(_saved(row))
            except ValueError as error:
                self._db.tell(f"a saved search is left out: {error}; see `newsarchive check`")
        return found

    def problems(self) -> Iterator[Problem]:
        """Those that are not as they were written."""
        for row in self._db.rows(_SELECT):
            try:
                _saved(row)
            except ValueError as error:
                yield Problem(f"saved search {str(row[0])[:40]}", str(error))

    def put(self, search: SavedSearch) -> None:
        """Write a search. One of that name gets this query; what was seen of it stays seen."""
        values = (search.name, storable(search.query), search.options, search.made)
        self._db.run(
            """
            INSERT INTO saved (name, query, options, made, asked, revision, checksum)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET query = excluded.query, options = excluded.options,
                made = excluded.made, checksum = excluded.checksum
            """,
            (*values, search.asked, search.revision, checksum(values)),
        )

    def remove(self, name: str) -> bool:
        """Remove a search, and what was seen of it; whether there was one."""
        row = self._db.row("SELECT key FROM saved WHERE name = ?", (name,))
        if row is not None:
            self._db.run("DELETE FROM seen WHERE saved = ?", row)
            self._db.run("DELETE FROM saved WHERE key = ?", row)
        return row is not None

    def seen(self, name: str) -> set[int]:
        """The keys of the articles that the user has seen of it."""
        select = "SELECT article FROM seen JOIN saved ON saved.key = saved WHERE name = ?"
        return {key for (key,) in self._db.rows(select, (name,))}

    def past(self) -> Iterator[PastSearch]:
        """All of them with what was seen, for another archive."""
        select = """
            SELECT id FROM seen JOIN saved ON saved.key = saved
            JOIN article ON article.key = seen.article WHERE name = ? ORDER BY id
        """
        for one in self.listed():
            yield PastSearch(one, tuple(id_ for (id_,) in self._db.rows(select, (one.name,))))

    def mark(self, name: str, keys: Iterable[int], asked: str, revision: int) -> None:
        """Note that the user has seen these articles, when, and in which state of the archive."""
        self._db.run(
            "UPDATE saved SET asked = ?, revision = ? WHERE name = ?", (asked, revision, name)
        )
        self._see("key", name, list(keys))

    def receive(self, past: PastSearch) -> bool:
        """Take in a search of another archive; False if the name has another query here."""
        search = past.search
        here = next((one for one in self.listed() if one.name == search.name), None)
        if here and (here.query, here.options) != (storable(search.query), search.options):
            return False
        if here is None:
            self.put(search)
        self._see("id", search.name, list(past.seen))
        return True

    def _see(self, column: str, name: str, articles: list[int] | list[str]) -> None:
        self._db.run(
            "INSERT OR IGNORE INTO seen (saved, article) "  # noqa: S608 - ours
            "SELECT saved.key, article.key FROM saved, article WHERE name = ? "
            f"AND article.{column} IN (SELECT value FROM json_each(?))",
            (name, json.dumps(articles)),
        )


def _saved(row: Row) -> SavedSearch:
    """The search of a row. Raises ValueError if it is not as it was written."""
    *values, kept = row
    expect(values, "saved", _NAMES)
    if kept != checksum(values[:4]):
        raise ValueError("it is not as it was written (its checksum differs)")
    return SavedSearch(*values)
