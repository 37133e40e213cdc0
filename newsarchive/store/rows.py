"""Articles to rows of the `version` table, and back."""

from __future__ import annotations

from typing import Any, cast

from newsarchive.model import kinds
from newsarchive.model.article import COLUMNS, ArchivedArticle, Article, Column
from newsarchive.model.frozen import replaced
from newsarchive.store.columns import (
    ADDED,
    CHECKSUMS,
    LAYER,
    TABLES,
    VERSION,
    Row,
    RowReader,
    checksum,
)
from newsarchive.store.corrections import FROM_CURRENT, IN_FORCE, corrected
from newsarchive.store.database import Database
from newsarchive.store.layer import expect_whole, values_of
from newsarchive.store.notes import STANDING, standing
from newsarchive.store.originals import Stored

_NAMES = [column.name for column in VERSION]
INSERT_VERSION = (
    f"INSERT INTO version (article, number, {', '.join(_NAMES)}, checksum, text_bytes) "  # noqa: S608 - the same
    f"VALUES (?, ?, {', '.join('?' * len(_NAMES))}, ?, ?)"
)

_SELECT = f"""
    SELECT article.key, article.id, version.number,
        (SELECT json_group_array(path) FROM place
         WHERE place.article = article.key AND path IS NOT NULL),
        {", ".join(f"version.{name}" for name in _NAMES)}, version.checksum,
        version.text_bytes, original.size, original.deflated, original.data,
"""  # noqa: S608 - names of our own
_HEAD = (
    Column("key", kinds.NUMBER),
    Column("id", kinds.ID),
    Column("number", kinds.NUMBER),
    Column("paths", kinds.TEXTS),
)
_READER = RowReader((*_HEAD, *VERSION))
_PUT = [getattr(Article, column.name).__set__ for column in COLUMNS]
"""Fill the slots of an Article: its own `__init__` takes longer than all checks together."""
_new = object.__new__
_HEAD_END, _READ = len(_HEAD), len(_HEAD) + len(ADDED)
_CHECKSUM = len(_HEAD) + len(VERSION)
"""Where the columns of a version begin in a row, those of its article, and the checksum."""
_BODY = len(_HEAD) + _NAMES.index("body")
_SEALED = 2 + sum(column.since <= CHECKSUMS for column in VERSION)

_LAYER = [f"settled.{name}" for name in (*LAYER, "checksum")]
_UNSETTLED = [None] * len(_LAYER)
WITH_TEXT = """
    LEFT JOIN original ON original.digest = version.digest AND version.text_bytes IS NOT NULL
"""
"""SQL that joins the original of a `version` if its text is stored there."""
SELECT_CURRENT = f"{_SELECT} {', '.join(_LAYER)}, {IN_FORCE}, {STANDING} {FROM_CURRENT} {WITH_TEXT}"
"""One row for each article as it is now. WHERE and ORDER BY follow."""

SELECT_VERSIONS = (
    f"{_SELECT} {'NULL, ' * len(_LAYER)} '[]', '[]' "
    f"FROM article JOIN version ON version.article = article.key {WITH_TEXT}"
)
"""One row for each version of each article, as it was read. WHERE and ORDER BY follow."""


def version_row(
    columns: tuple[object, ...], *, key: int, number: int, digest: bytes, added: str,
    with_text: bool,
) -> tuple[object, ...]:  # fmt: skip
    """The parameters of INSERT_VERSION, of a record whose `columns` are prepared.

    `with_text`: its original holds its text. The checksum covers the text wherever it is.
    """
    row = (key, number, digest, added, *columns)
    kept = checksum(_sealed(row))
    if not with_text:
        return (*row, kept, None)
    at = _BODY - len(_HEAD) + 2
    return (*row[:at], "", *row[at + 1 :], kept, len(str(row[at]).encode()))


def _sealed(row: tuple[object, ...]) -> tuple[object, ...]:
    """The values that the checksum of a version covers.

    Empty columns of later steps than CHECKSUMS are left out: the row may be older than them.
    """
    end = len(row)
    while end > _SEALED and row[end - 1] in (None, "[]"):
        end -= 1
    return row[:end]


def archived(row: Row, database: Database, lost: str | None = None) -> ArchivedArticle:
    """The article of a row of SELECT_CURRENT or SELECT_VERSIONS.

    `lost`: the text that its original held, if that is lost. Raises ValueError if the row is
    damaged, or the text is another.
    """
    kept, length, size, form, data, *layer, corrections, notes = row[_CHECKSUM:]
    if length is not None:
        text = Stored(size, form, data).text(length, database) if lost is None else lost
        row = (*row[:_BODY], row[_BODY] + text, *row[_BODY + 1 : _CHECKSUM])
    values: list[Any] = _READER.values(row[:_CHECKSUM])
    key, id_, number, paths, digest, added, reader, encoding, words = values[:_READ]
    if kept is not None and kept != checksum(_sealed((key, number, *row[_HEAD_END:_CHECKSUM]))):
        raise ValueError("what was read of it is not as it was written (its checksum differs)")
    article = _new(Article)
    for put, value in zip(_PUT, values[_READ:], strict=True):
        put(article, value)
    if layer != _UNSETTLED:
        expect_whole((key, number, *layer[:-1]), layer[-1])
        article = replaced(
            article,
            **{
                name: TABLES["settled"][name].read(value)
                for name, value in values_of(layer[:-1]).items()
            },
        )
    if corrections != "[]":
        article = corrected(article, key, cast("str", corrections))
    return ArchivedArticle(
        key=key,
        id=id_,
        version=number,
        article=article,
        words=words,
        paths=tuple(sorted(paths)),
        digest=digest.hex(),
        reader=reader,
        encoding=encoding,
        added=added,
        notes=standing(key, notes) if notes != "[]" else (),
    )
