"""The layer of settled values: what other articles say of a version, field by field.

It lies above what was read and below corrections; the versions themselves never change. It must not
know how values are settled: dates in `settle`, headers in `together`, languages in `languages`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newsarchive.model.article import KINDS
from newsarchive.model.kinds import parsed
from newsarchive.store.columns import LAYER, SETTLED, Row, checksum, expect
from newsarchive.store.database import Database

NAMES = ("article", "version", *LAYER)
"""The columns of a row, in order, without its checksum."""
SELECT = f"SELECT {', '.join(NAMES)}, checksum FROM settled WHERE article = ?"  # noqa: S608 - ours
_INSERT = (
    f"INSERT OR REPLACE INTO settled ({', '.join(NAMES)}, checksum) "  # noqa: S608 - ours
    f"VALUES ({', '.join('?' * (len(NAMES) + 1))})"
)
SETTLED_ROW = f"""
    CASE WHEN settled.article IS NOT NULL THEN
        json_array({", ".join(f"settled.{name}" for name in (*LAYER, "checksum"))})
    END
"""
"""SQL for the row that FROM_CURRENT has joined, for `settled_in`; NULL for none."""


def sealed(row: Sequence[object]) -> int:
    """The checksum of a row. Empty columns at its end are left out: it may be older than them."""
    end = len(row)
    while row[end - 1] is None:
        end -= 1
    return checksum(row[:end])


def expect_whole(row: Sequence[object], kept: int | None) -> None:
    """Raises ValueError if the row, without its checksum, is not as it was written."""
    expect(row, "settled", " ".join(NAMES))
    if kept is not None and kept != sealed(row):
        raise ValueError("its settled values are not as they were written")


def values_of(layer: Sequence[str | None]) -> dict[str, str]:
    """Field → settled value, of the columns of a row in the order of LAYER."""
    values = dict(zip(LAYER, layer, strict=True))
    return {name: value for name in SETTLED if (value := values[name]) is not None}


def settled_in(key: int, number: int, row: str) -> dict[str, Any]:
    """Field → settled value, of a SETTLED_ROW. Raises ValueError if it is damaged."""
    *layer, kept = parsed(row)
    expect_whole((key, number, *layer), kept)
    return {name: KINDS[name].read(value) for name, value in values_of(layer).items()}


def rows_of(database: Database, key: int) -> list[Row]:
    """What is settled of the versions of an article, in order. Raises ValueError for damage."""
    found: list[Row] = []
    for *row, kept in database.rows(f"{SELECT} ORDER BY version", (key,)):
        expect_whole(row, kept)
        found.append(tuple(row))
    return found


def settled(database: Database, key: int, number: int) -> dict[str, str | None]:
    """What is settled of a version; empty if nothing is. Raises ValueError if it is damaged."""
    for *row, kept in database.rows(f"{SELECT} AND version = ?", (key, number)):
        expect_whole(row, kept)
        return dict(zip(LAYER, row[2:], strict=True))
    return {}


def note(database: Database, key: int, number: int, values: dict[str, str | None]) -> None:
    """Settle these fields of a version, as its row has them; the others stay as they are."""
    after = settled(database, key, number) | values
    row = (key, number, *map(after.get, LAYER))
    if any(value is not None for value in row[2:]):
        database.run(_INSERT, (*row, sealed(row)))
    else:
        database.run("DELETE FROM settled WHERE article = ? AND version = ?", (key, number))
