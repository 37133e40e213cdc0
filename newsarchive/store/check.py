"""Read everything in an archive and say what is wrong with it. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from newsarchive.article import Flaw
from newsarchive.errors import ArchiveError
from newsarchive.store.database import Database
from newsarchive.store.originals import unpacked
from newsarchive.store.rows import SELECT_CURRENT, SELECT_VERSIONS, archived


def flaws(database: Database, advance: Callable[[int], None] | None) -> Iterator[Flaw]:
    """What is wrong, as it is found; `advance` is called with the number of versions read."""
    for examine in (
        _damaged_pages,
        _dangling_references,
        _missing_versions,
        _bad_texts,
        _bad_layers,
    ):
        yield from _surviving(database, examine(database))
    yield from _surviving(database, _bad_originals(database, advance))


_UNREADABLE = (ValueError, TypeError, AttributeError, RecursionError)
"""What reading a row can raise in which something is not as it should be."""
_LAYERED = """
    WHERE key IN (SELECT article FROM correction UNION SELECT article FROM settled)
    ORDER BY key
"""


def _surviving(database: Database, found: Iterator[Flaw]) -> Iterator[Flaw]:
    """Damage that keeps SQLite from reading on is a flaw as well, and not the end of the check."""
    try:
        yield from found
    except ArchiveError as error:
        yield Flaw(str(database.path), str(error).removeprefix(f"{database.path} "))


def _damaged_pages(database: Database) -> Iterator[Flaw]:
    for (complaint,) in database.rows("PRAGMA integrity_check"):
        if complaint != "ok":
            yield Flaw(str(database.path), " ".join(complaint.split()))


def _dangling_references(database: Database) -> Iterator[Flaw]:
    for table, row, parent, _ in database.rows("PRAGMA foreign_key_check"):
        yield Flaw(str(database.path), f"row {row} of {table} refers to a {parent} that is missing")


def _missing_versions(database: Database) -> Iterator[Flaw]:
    for (id_,) in database.rows(
        """
        SELECT id FROM article
        WHERE NOT EXISTS (
            SELECT 1 FROM version
            WHERE version.article = article.key AND version.number = article.version
        )
        ORDER BY key
        """
    ):
        yield Flaw(_place(id_), "its latest version is missing")


def _bad_texts(database: Database) -> Iterator[Flaw]:
    for row in database.rows(SELECT_VERSIONS + "ORDER BY article.key, version.number"):
        try:
            archived(row)
        except _UNREADABLE as error:
            yield Flaw(_place(row[1], row[2]), f"its details cannot be read: {error}")


def _bad_layers(database: Database) -> Iterator[Flaw]:
    for row in database.rows(SELECT_CURRENT + _LAYERED):
        try:
            archived(row)
        except _UNREADABLE as error:
            yield Flaw(_place(row[1]), f"its corrections cannot be read: {error}")


def _bad_originals(database: Database, advance: Callable[[int], None] | None) -> Iterator[Flaw]:
    for id_, number, digest, data, deflated in database.rows(
        """
        SELECT article.id, version.number, version.digest, original.data, original.deflated
        FROM version
        JOIN article ON article.key = version.article
        LEFT JOIN original ON original.digest = version.digest
        ORDER BY article.key, version.number
        """
    ):
        if data is None:
            yield Flaw(_place(id_, number), "the original is missing")
        else:
            try:
                unpacked(digest, data, deflated=bool(deflated))
            except ValueError as error:
                yield Flaw(_place(id_, number), str(error))
        if advance:
            advance(1)


def _place(id_: str, version: int | None = None) -> str:
    place = f"article {id_[:8]}"
    return place if version is None else f"{place} version {version}"
