"""Histories: whole articles, for another archive.

A history holds what the files no longer have: versions with their originals, places, corrections
and settled values. This module must not know the form of exports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsarchive.model.article import ArchivedArticle, Article, Value
from newsarchive.model.kinds import storable
from newsarchive.model.record import Record
from newsarchive.store import corrections, layer, originals, upsert
from newsarchive.store.columns import Row, checksum, expect
from newsarchive.store.database import Database
from newsarchive.store.dictionaries import latest
from newsarchive.store.prepare import prepare

_TRIED = 100
"""Ids of an original that other articles may have taken before its own is refused."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a version was last seen."""

    path: str | None
    """None: seen in this file of several records, but another article has its place there now."""
    file: str
    version: int


@dataclass(frozen=True, slots=True)
class PastVersion:
    """A version of an article, with its original."""

    article: Article
    """As it was read: without corrections and settled values."""
    original: bytes
    reader: str
    encoding: str
    added: str
    words: int


def version_of(archived: ArchivedArticle, original: bytes) -> PastVersion:
    """A version as it was read, with the bytes that it was read from."""
    return PastVersion(
        archived.article, original, archived.reader, archived.encoding, archived.added,
        archived.words,
    )  # fmt: skip


Settled = tuple[int, dict[str, str]]
"""A version, and what is settled of it: field → value, as rows of `settled` have it."""


@dataclass(frozen=True, slots=True)
class History:
    """An article with all its versions."""

    id: str
    versions: tuple[PastVersion, ...]
    """Oldest first; the first has the number 1."""
    places: tuple[Place, ...] = ()
    settled: tuple[Settled, ...] = ()
    """What other articles settled of its versions."""


@dataclass(frozen=True, slots=True)
class PastCorrection:
    """A correction, for another archive."""

    id: str
    act: int
    """Corrections with the same number were one edit; edits are numbered in order."""
    field: str
    before: Value
    after: Value
    made: str
    undone: str | None


def places_of(database: Database, key: int) -> tuple[Place, ...]:
    """All places where versions of the article were last seen."""
    select = "SELECT path, file, version FROM place WHERE article = ? ORDER BY file, path, version"
    rows = database.rows(select, (key,))
    found: list[Place] = []
    for row in rows:
        expect(row, "place", "path file version")
        found.append(Place(*row))
    return tuple(found)


def settled_of(database: Database, key: int) -> tuple[Settled, ...]:
    """What is settled of its versions. Raises ValueError if that is damaged."""
    found: list[Settled] = []
    for _, number, *values in layer.rows_of(database, key):
        if named := layer.values_of(values):
            found.append((number, named))
    return tuple(found)


def is_id_of(id_: str, first: bytes) -> bool:
    """Whether an article whose first original has this digest can have this id."""
    return id_ in originals.candidates(first, _TRIED)


def digests_of(database: Database, key: int) -> list[bytes]:
    """The digests of all versions of an article, oldest first."""
    rows = database.rows("SELECT digest FROM version WHERE article = ? ORDER BY number", (key,))
    return [digest for (digest,) in rows]


def add_versions(
    database: Database, key: int, versions: Sequence[PastVersion], begin: int, revision: int
) -> int:
    """Write these versions of the article, the first of them with the number `begin`.

    The bytes of the originals that are new.
    """
    originals, dictionary = 0, latest(database)
    for number, past in enumerate(versions, start=begin):
        record = Record(past.article, past.original, past.encoding)
        reader = storable(past.reader)
        prepared = prepare(
            record, path=None, reader=reader, words=past.words, dictionary=dictionary
        )
        new = upsert.NewVersion(key, number, prepared, storable(past.added))
        originals += upsert.write_versions(database, [new])
    upsert.set_version(database, key, begin + len(versions) - 1, revision)
    return originals


def add_places(database: Database, key: int, history: History) -> None:
    """Note where the versions were seen, unless another article was seen there later."""
    upsert.insert_places(
        database,
        [
            (None if one.path is None else storable(one.path), storable(one.file), key, one.version)
            for one in history.places
        ],
    )
    for version, values in history.settled:
        if not layer.settled(database, key, version):
            layer.note(database, key, version, {**values})


_PAST_CORRECTIONS = """
    SELECT article.id, act.made, taken_back.made, undone, checksum,
        article.key, field, correction.revision, before, after
    FROM correction
    JOIN article ON article.key = correction.article
    JOIN revision AS act ON act.number = correction.revision
    LEFT JOIN revision AS taken_back ON taken_back.number = correction.undone
    ORDER BY correction.revision, article.key, field
"""


def past_corrections(database: Database) -> Iterator[PastCorrection | str]:
    """All corrections, in the order of the edits; in place of a damaged one, its article's id."""
    for row in database.rows(_PAST_CORRECTIONS):
        try:
            yield _past_correction(row)
        except (ValueError, TypeError, AttributeError):
            yield str(row[0])


def _past_correction(found: Row) -> PastCorrection:
    id_, made, undone_at, undone, kept, *row = found
    _, field, act, before, after = row
    if not corrections.is_as_written(row, undone, kept):
        raise ValueError("a checksum differs")
    corrections.expect_moments(made, undone_at)
    was, is_ = (corrections.checked(field, one) for one in (before, after))
    return PastCorrection(id_, act, field, was, is_, made, undone_at)


def add_correction(
    database: Database, key: int, past: PastCorrection, act: int, undone: int | None
) -> None:
    """Write a correction as part of the edit that made revision `act`."""
    row = (
        key, past.field, act,
        corrections.encoded(past.field, past.before), corrections.encoded(past.field, past.after),
    )  # fmt: skip
    database.run(
        """
        INSERT OR IGNORE INTO correction
            (article, field, revision, before, after, undone, checksum)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        (*row, undone, checksum(row if undone is None else (*row, undone))),
    )
