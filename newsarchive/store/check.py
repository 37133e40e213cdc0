"""Check: read everything in an archive and list the problems. It changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from newsarchive.model.article import Problem
from newsarchive.model.errors import ArchiveError
from newsarchive.store import damage, dictionaries, layer, tally
from newsarchive.store.columns import TABLES, expect, fits
from newsarchive.store.corrections import checked, is_as_written
from newsarchive.store.database import Database
from newsarchive.store.notes import Notes
from newsarchive.store.originals import Stored
from newsarchive.store.rows import SELECT_VERSIONS, archived
from newsarchive.store.saved import Searches


def problems(database: Database, advance: Callable[[int], None] | None) -> Iterator[Problem]:
    """The problems, as they are found; `advance` is called with the number of versions read."""
    is_sound, place = True, str(database.path)
    for examine in (
        _damaged_pages, _dangling_references, _missing_versions, _contested_ids, _odd_rows,
        _searches, _dictionaries, partial(_articles, advance=advance),
    ):  # fmt: skip
        for problem in _surviving(database, place, examine(database)):
            is_sound = False
            yield problem
    if is_sound:  # of damaged articles it would be a second message
        yield from _surviving(database, place, _tally(database))


_UNREADABLE = (ValueError, TypeError, AttributeError)
"""Errors of reading a damaged row."""


def _surviving(database: Database, place: str, found: Iterator[Problem]) -> Iterator[Problem]:
    """Damage at which SQLite stops is a problem too, and does not end the check."""
    try:
        yield from found
    except ArchiveError as error:
        yield Problem(place, str(error).removeprefix(f"{database.path} "))


def _damaged_pages(database: Database) -> Iterator[Problem]:
    for (complaint,) in database.rows("PRAGMA integrity_check"):
        if complaint != "ok":
            yield Problem(str(database.path), " ".join(str(complaint).split()))


def _dangling_references(database: Database) -> Iterator[Problem]:
    for table, row, parent, _ in database.rows("PRAGMA foreign_key_check"):
        reason = f"row {row} of {table} refers to a {parent} that is missing"
        yield Problem(str(database.path), reason)


def _missing_versions(database: Database) -> Iterator[Problem]:
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
        yield Problem(_place(id_), "its latest version is missing")


def _contested_ids(database: Database) -> Iterator[Problem]:
    for id_ in damage.contested_ids(database):
        yield Problem(_place(id_), "the table of articles and its index do not agree on it")


_ASIDE = (
    "archive", "revision", "original", "place", "stamp", "removed", "writer", "settling", "unread",
    "run", "seen", "origin", "member", "tally",
)  # fmt: skip
"""Tables that are checked row by row; the others are checked with their articles."""


def _odd_rows(database: Database) -> Iterator[Problem]:
    """Rows with impossible values, and empty tables that must have a row."""
    path = str(database.path)
    for table in _ASIDE:
        names = " ".join(name for name in TABLES[table] if name != "data")
        number = 0
        for number, row in enumerate(
            database.rows(f"SELECT {names.replace(' ', ', ')} FROM {table}"),  # noqa: S608 - ours
            start=1,
        ):
            try:
                expect(row, table, names)
            except ValueError as error:
                yield Problem(path, f"row {number} of {table} is damaged: {error}")
        if not number and table in {"archive", "revision"}:
            yield Problem(path, f"the table {table} is empty")


def _searches(database: Database) -> Iterator[Problem]:
    return Searches(database).problems()


def _dictionaries(database: Database) -> Iterator[Problem]:
    for reason in dictionaries.problems(database):
        yield Problem(str(database.path), reason)


def _tally(database: Database) -> Iterator[Problem]:
    if tally.is_kept(database) and tally.stored(database) != tally.counted(database):
        yield Problem(str(database.path), "its counts of articles do not agree with the articles")


def _articles(database: Database, advance: Callable[[int], None] | None) -> Iterator[Problem]:
    """Each article by itself, so that a damaged one hides no other."""
    select = "SELECT key, id, version, revision FROM article WHERE key = ?"
    names: dict[int, str] | None = None
    for key in damage.keys(database):
        try:
            row = database.row(select, (key,))
            id_ = ""
            if row:
                id_ = row[1] if fits(row[1:2], "article", "id") else f"number {key}"
                expect(row, "article", "key id version revision")
        except ValueError as error:
            yield Problem(_place(id_), str(error))
        except ArchiveError as error:
            names = damage.ids(database) if names is None else names
            id_ = names.get(key, f"number {key}")
            yield Problem(_place(id_), str(error).removeprefix(f"{database.path} "))
        if id_:
            yield from _surviving(database, _place(id_), _versions(database, key, id_, advance))
            yield from _surviving(database, _place(id_), _layers(database, key, id_))


def _versions(
    database: Database, key: int, id_: str, advance: Callable[[int], None] | None
) -> Iterator[Problem]:
    numbers = """
        SELECT number, text_bytes IS NOT NULL FROM version WHERE article = ? ORDER BY number
    """
    for number, is_held in list(database.rows(numbers, (key,))):
        place = _place(id_, number)
        found = list(_surviving(database, place, _original(database, key, id_, number)))
        yield from found
        if not (found and is_held):  # its text went with the original
            yield from _surviving(database, place, _text(database, key, id_, number))
        if advance:
            advance(1)


def _text(database: Database, key: int, id_: str, number: int) -> Iterator[Problem]:
    for row in database.rows(f"{SELECT_VERSIONS} WHERE key = ? AND number = ?", (key, number)):
        try:
            archived(row, database)
        except _UNREADABLE as error:
            yield Problem(_place(id_, number), f"its details cannot be read: {error}")


def _original(database: Database, key: int, id_: str, number: int) -> Iterator[Problem]:
    for digest, *row in database.rows(
        """
        SELECT version.digest, original.size, original.deflated, original.data FROM version
        LEFT JOIN original ON original.digest = version.digest
        WHERE version.article = ? AND version.number = ?
        """,
        (key, number),
    ):
        if row[-1] is None:
            yield Problem(_place(id_, number), "the original is missing")
        else:
            try:
                Stored(*row).original(digest, database)
            except _UNREADABLE as error:
                yield Problem(_place(id_, number), str(error))


def _layers(database: Database, key: int, id_: str) -> Iterator[Problem]:
    """Corrections and settled values."""
    for *row, undone, kept in database.rows(
        "SELECT article, field, revision, before, after, undone, checksum FROM correction "
        "WHERE article = ?",
        (key,),
    ):
        try:
            expect((*row, undone), "correction", "article field revision before after undone")
            for value in row[3:]:
                checked(row[1], value)
        except ValueError as error:
            yield Problem(_place(id_), f"a correction of its {row[1]} is damaged: {error}")
            continue
        if not is_as_written(row, undone, kept):
            yield Problem(_place(id_), f"a correction of its {row[1]} is not as it was written")
    for reason in Notes(database).problems(key):
        yield Problem(_place(id_), reason)
    for *row, kept in database.rows(layer.SELECT, (key,)):
        try:
            layer.expect_whole(row, kept)
        except ValueError as error:
            yield Problem(_place(id_, row[1]), str(error))


def _place(id_: str, version: int | None = None) -> str:
    place = f"article {id_[:8]}" if not id_.startswith("number ") else f"article {id_}"
    return place if version is None else f"{place} version {version}"
