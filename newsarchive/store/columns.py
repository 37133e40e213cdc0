"""The columns of all tables, with the kinds of their values; every value that is read is checked.

An archive can be forged or damaged. A value that newsarchive never writes raises ValueError before
anything is done with it. The columns of an article are declared with `Article`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from zlib import crc32

from newsarchive.model import kinds
from newsarchive.model.article import COLUMNS, KINDS, Column
from newsarchive.model.kinds import Kind

Row = tuple[Any, ...]

ADDED = (
    Column("digest", kinds.DIGEST),
    Column("added", kinds.MOMENT),
    Column("reader", kinds.TEXT),
    Column("encoding", kinds.TEXT),
    Column("words", kinds.COUNT),
)
"""The columns of a version that do not come from its article."""
VERSION = (*ADDED, *COLUMNS)
"""The columns of a version, in the order of its row and checksum, after article and number."""
LAYER = (
    "date", "date_source", "title", "title_source", "authors", "authors_source", "context",
    "language", "language_source",
)  # fmt: skip
"""The columns of the table `settled` after article and version, in the order of its checksum."""
SETTLED = tuple(name for name in LAYER if name in KINDS)
"""The fields that other articles may settle."""
CHECKSUMS = 4
"""The step of the schema that added checksums to rows."""

_DICTIONARY = {
    "number": kinds.NUMBER, "digest": kinds.DIGEST, "made": kinds.MOMENT, "data": kinds.BYTES,
}  # fmt: skip
"""The same columns twice: see `dictionaries`."""

TABLES: Mapping[str, Mapping[str, Kind]] = {
    "archive": {"uid": kinds.TOKEN, "made": kinds.MOMENT},
    "revision": {
        "number": kinds.SIZE, "token": kinds.TOKEN, "made": kinds.MOMENT, "what": kinds.TEXT,
    },
    "original": {
        "digest": kinds.DIGEST, "size": kinds.SIZE, "deflated": kinds.COUNT, "data": kinds.BYTES,
    },
    "dictionary": _DICTIONARY, "dictionary_copy": _DICTIONARY,
    "article": {
        "key": kinds.NUMBER, "id": kinds.ID, "version": kinds.NUMBER, "revision": kinds.SIZE,
    },
    "version": {
        "article": kinds.NUMBER, "number": kinds.NUMBER,
        **{column.name: column.kind for column in VERSION},
        "checksum": kinds.SIZE.or_none(), "text_bytes": kinds.COUNT.or_none(),
    },
    "place": {
        "path": kinds.PATH.or_none(), "file": kinds.PATH, "article": kinds.NUMBER,
        "version": kinds.NUMBER,
    },
    "stamp": {
        "path": kinds.PATH, "size": kinds.SIZE, "mtime_ns": kinds.WHOLE, "records": kinds.COUNT,
    },
    "removed": {"key": kinds.NUMBER, "id": kinds.ID, "revision": kinds.SIZE},
    "writer": {
        "pid": kinds.COUNT, "host": kinds.TEXT, "what": kinds.TEXT, "since": kinds.MOMENT,
    },
    "correction": {
        "article": kinds.NUMBER, "field": kinds.TEXT, "revision": kinds.SIZE,
        "before": kinds.JSON, "after": kinds.JSON, "undone": kinds.SIZE.or_none(),
        "checksum": kinds.SIZE.or_none(),
    },
    "settled": {
        "article": kinds.NUMBER, "version": kinds.NUMBER,
        **{name: KINDS[name].or_none() for name in SETTLED},
        "context": kinds.TEXT.or_none(), "checksum": kinds.SIZE.or_none(),
    },
    "tally": {"field": kinds.TEXT, "value": kinds.JSON, "count": kinds.SIZE},
    "settling": {"revision": kinds.SIZE},
    "origin": {"key": kinds.NUMBER, "name": kinds.TEXT, "language": kinds.TEXT.or_none()},
    "member": {
        "article": kinds.NUMBER, "version": kinds.NUMBER, "origin": kinds.NUMBER,
        "language": kinds.LANGUAGE.or_none(),
    },
    "run": {
        "number": kinds.NUMBER, "command": kinds.TEXT, "inbox": kinds.TEXT.or_none(),
        "began": kinds.MOMENT, "ended": kinds.MOMENT.or_none(),
        "milliseconds": kinds.COUNT.or_none(), "state": kinds.RUN_STATE.or_none(),
        "counts": kinds.JSON, "problems": kinds.COUNT, "who": kinds.TEXT, "pid": kinds.COUNT,
    },
    "saved": {
        "key": kinds.NUMBER, "name": kinds.NAME, "query": kinds.TEXT, "options": kinds.JSON,
        "made": kinds.MOMENT, "asked": kinds.MOMENT.or_none(), "revision": kinds.SIZE.or_none(),
        "checksum": kinds.SIZE,
    },
    "note": {
        "uid": kinds.ID, "article": kinds.NUMBER, "text": kinds.TEXT, "quote": kinds.TEXT.or_none(),
        "made": kinds.MOMENT, "changed": kinds.MOMENT.or_none(), "removed": kinds.MOMENT.or_none(),
        "checksum": kinds.SIZE,
    },
    "seen": {"saved": kinds.NUMBER, "article": kinds.NUMBER},
    "unread": {
        "path": kinds.PATH, "file": kinds.PATH, "size": kinds.SIZE.or_none(),
        "mtime_ns": kinds.WHOLE.or_none(), "state": kinds.UNREAD_STATE, "kind": kinds.TEXT,
        "extra": kinds.TEXT.or_none(), "reason": kinds.TEXT, "problems": kinds.COUNT,
        "noted": kinds.MOMENT, "reported": kinds.FLAG,
    },
}  # fmt: skip


def expect(row: Sequence[object], table: str, names: str) -> None:
    """Raises ValueError, which names the column, if a value of a row does not fit its column."""
    for (name, read), value in zip(_readers(table, names), row, strict=True):
        try:
            read(value)
        except ValueError as error:
            raise ValueError(f"its {name} cannot be right: {error}") from None


@cache
def _readers(table: str, names: str) -> list[tuple[str, Callable[[object], object]]]:
    return [(name, TABLES[table][name].read) for name in names.split()]


def fits(row: Sequence[object], table: str, names: str) -> bool:
    """Whether all values of a row fit these columns."""
    try:
        expect(row, table, names)
    except ValueError:
        return False
    return True


class RowReader:
    """Reads the rows of one SELECT; quickly, as every article that is found is read by it."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._decoding: dict[tuple[type, ...], list[tuple[int, Callable[[Any], object]]]] = {}
        """The types of rows, column by column, that were checked before, and what is to be decoded
        in rows with these types."""

    def values(self, row: Row) -> list[object]:
        """The values of a row. Raises ValueError, which names the column."""
        types = tuple(map(type, row))
        decoding = self._decoding.get(types)
        if decoding is None:
            self._expect(row)
            decoding = self._decoding[types] = [
                (place, decode)
                for place, (column, value) in enumerate(zip(self._columns, row, strict=True))
                if value is not None and (decode := column.kind.decode)
            ]
        values = list(row)
        try:
            for place, decode in decoding:
                values[place] = decode(values[place])
        except ValueError:
            self._expect(row)
            raise
        return values

    def _expect(self, row: Row) -> None:
        for column, value in zip(self._columns, row, strict=True):
            try:
                column.kind.read(value)
            except ValueError as error:
                raise ValueError(f"its {column.name} cannot be right: {error}") from None


def checksum(values: Iterable[object]) -> int:
    """The CRC-32 of a row's values, in the order of its columns; the row itself holds it.

    Originals have their SHA-256. What was read of them, and what people corrected, has this. It
    detects damage; it does not protect against people.
    """
    texts = [
        value if value.__class__ is str or value is None
        else value.hex() if isinstance(value, bytes)
        else str(value)
        for value in values
    ]  # fmt: skip
    return checksum_of(texts)


def checksum_of(texts: Iterable[Any]) -> int:
    """The `checksum` of values that are texts or None: quickly, as that of every article is."""
    return crc32("\x1f".join(["\x1e" if text is None else text for text in texts]).encode())
