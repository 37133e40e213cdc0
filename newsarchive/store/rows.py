"""Articles to rows of the `version` table, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from newsarchive.model import kinds
from newsarchive.model.article import COLUMNS, ArchivedArticle, Article, Column
from newsarchive.model.frozen import thawed
from newsarchive.store.columns import (
    ADDED,
    CHECKSUMS,
    VERSION,
    Row,
    RowReader,
    checksum,
    checksum_of,
)
from newsarchive.store.corrections import FROM_CURRENT, IN_FORCE, corrected
from newsarchive.store.database import Database
from newsarchive.store.layer import SETTLED_ROW, settled_in
from newsarchive.store.notes import STANDING, standing
from newsarchive.store.originals import text_of

T = TypeVar("T")
_NAMES = [column.name for column in VERSION]
INSERT_VERSION = (
    f"INSERT INTO version (article, number, {', '.join(_NAMES)}, checksum, text_bytes) "  # noqa: S608 - the same
    f"VALUES (?, ?, {', '.join('?' * len(_NAMES))}, ?, ?)"
)

_SELECT = f"""
    SELECT article.key, version.number, {", ".join(f"version.{name}" for name in _NAMES)},
        article.id,
        (SELECT json_group_array(path) FROM place
         WHERE place.article = article.key AND path IS NOT NULL),
        version.checksum, version.text_bytes, original.deflated, original.data,
"""  # noqa: S608 - names of our own
_READER = RowReader(
    (
        Column("key", kinds.NUMBER),
        Column("number", kinds.NUMBER),
        *VERSION,
        Column("id", kinds.ID),
        Column("paths", kinds.TEXTS),
    )
)
_HEAD_END, _ADDED_END = 2, 2 + len(ADDED)
_VERSION_END = _HEAD_END + len(VERSION)
_CHECKSUM = _VERSION_END + 2
"""Where the columns of a version begin in a row, those of its article, id and paths, and the
checksum, which covers all before the id."""
_PLACES = {name: _HEAD_END + place for place, name in enumerate(_NAMES)}
_BODY = _PLACES["body"]
_SEALED = _HEAD_END + sum(column.since <= CHECKSUMS for column in VERSION)

_FIELDS = [column.name for column in COLUMNS]
_Article, _Archived = thawed(Article), thawed(ArchivedArticle)

WITH_TEXT = """
    LEFT JOIN original ON original.digest = version.digest AND version.text_bytes IS NOT NULL
"""
"""SQL that joins the original of a `version` if its text is stored there."""
SELECT_CURRENT = f"{_SELECT} {SETTLED_ROW}, {IN_FORCE}, {STANDING} {FROM_CURRENT} {WITH_TEXT}"
"""One row for each article as it is now. WHERE and ORDER BY follow."""

SELECT_VERSIONS = (
    f"{_SELECT} NULL, '[]', '[]' "
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
    return (*row[:_BODY], "", *row[_BODY + 1 :], kept, len(str(row[_BODY]).encode()))


def _sealed(row: Sequence[T]) -> Sequence[T]:
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
    kept, length, form, data, layer, corrections, notes = row[_CHECKSUM:]
    values: list[Any] = _READER.values(row[:_CHECKSUM])
    if length is not None:
        values[_BODY] += text_of(form, data, length, database) if lost is None else lost
    key, number, digest, added, reader, encoding, words = values[:_ADDED_END]
    id_, paths = values[_VERSION_END:]
    hexed = digest.hex()
    # Whatever else a version has is text.
    sealed = [str(key), str(number), hexed, added, reader, encoding, str(words)]
    sealed += row[_ADDED_END:_VERSION_END]
    sealed[_BODY] = values[_BODY]
    if kept not in (None, checksum_of(_sealed(sealed))):
        raise ValueError("what was read of it is not as it was written (its checksum differs)")
    if layer is not None:
        for name, value in settled_in(key, number, layer).items():
            values[_PLACES[name]] = value
    article: Any = _Article()
    for name, value in zip(_FIELDS, values[_ADDED_END:], strict=False):  # id and paths are left
        setattr(article, name, value)
    article.__class__ = Article
    if corrections != "[]":
        article = corrected(article, key, cast("str", corrections))
    made: Any = _Archived()
    made.key, made.id, made.version, made.article = key, id_, number, article
    made.words, made.paths, made.digest = words, tuple(sorted(paths)), hexed
    made.reader, made.encoding, made.added = reader, encoding, added
    made.notes = standing(key, notes) if notes != "[]" else ()
    made.__class__ = ArchivedArticle
    found: ArchivedArticle = made
    return found
