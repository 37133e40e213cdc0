"""Damage: what to say of it, and which articles an archive with unreadable pages has.

SQLite stops at a damaged page. The rows behind it are read one by one; their keys are found by
reading tables and indexes from both ends.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.model.errors import DamagedError
from newsarchive.store.columns import Row, fits
from newsarchive.store.database import Database

_KEYS = (
    "SELECT key FROM article ORDER BY key",
    "SELECT key FROM article NOT INDEXED ORDER BY key",
    "SELECT key FROM article INDEXED BY article_revision WHERE revision > 0 ORDER BY revision",
    "SELECT DISTINCT article FROM version ORDER BY article",
)
_IDS_OF_TABLE = "SELECT key, id FROM article NOT INDEXED ORDER BY key"
_IDS_OF_INDEX = "SELECT key, id FROM article WHERE id > '' ORDER BY id"


_ADVICE = "restore a copy, or run `newsarchive check`"


class Readable:
    """A context that turns errors of impossible values into DamagedError.

    A class, as a generator would take several times as long, in every search.
    """

    def __init__(self, database: Database, key: int | None = None) -> None:
        """The values are those of the article with this key, if it is given."""
        self._db, self._key = database, key

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, *__: object) -> None:
        if isinstance(error, ValueError | TypeError | AttributeError):
            where = "" if self._key is None else f"{name(self._db, self._key)}: "
            raise found(self._db, f"{where}{error}") from error


def found(database: Database, what: str) -> DamagedError:
    """The error to raise."""
    return DamagedError(f"{database.path} is damaged: {what}; {_ADVICE}")


def name(database: Database, key: int) -> str:
    """What messages call an article."""
    return f"article {ids(database).get(key, f'number {key}')}"


def keys(database: Database) -> list[int]:
    """The keys of all articles of which there is any trace, in order."""
    try:
        return [key for (key,) in database.rows(_KEYS[0])]
    except DamagedError:
        found = {row[0] for select in _KEYS for row in _from_both_ends(database, select)}
        return sorted(key for key in found if isinstance(key, int))


def ids(database: Database) -> dict[int, str]:
    """Key → id, as far as ids can be read."""
    return {
        key: id_
        for select in (_IDS_OF_TABLE, _IDS_OF_INDEX)
        for key, id_ in _from_both_ends(database, select)
        if fits((key, id_), "article", "key id")
    }


def contested_ids(database: Database) -> list[str]:
    """The ids on which the table and its index do not agree."""
    table, index = (
        {(key, str(id_)) for key, id_ in _from_both_ends(database, select)}
        for select in (_IDS_OF_TABLE, _IDS_OF_INDEX)
    )
    return sorted({id_ for _, id_ in table ^ index})


def _from_both_ends(database: Database, select: str) -> Iterator[Row]:
    """The rows before the first unreadable one, and those after the last."""
    for order in ("", " DESC"):
        try:
            yield from database.rows(select + order)
        except DamagedError:
            continue
        return
