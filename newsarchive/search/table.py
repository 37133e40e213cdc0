"""Records as a table of Arrow: a column a field, each with the type of its values.

The only module that makes such tables; pyarrow and pandas are extras, and slow to load. It must not
know files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from newsarchive.model.article import KINDS
from newsarchive.model.errors import NewsArchiveError
from newsarchive.model.kinds import Kind
from newsarchive.search.hit import Hit
from newsarchive.search.record import FIELDS, ON_REQUEST, SCHEMA_VERSION, Record, record

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ROWS = 5_000
SIZE = 8 << 20
"""Rows, and characters of text, that are held at once: what is reached first ends a batch."""
METADATA = {"newsarchive.record": str(SCHEMA_VERSION)}
"""What a table says of itself."""

_WHOLE = ("words", "version", "rank", "seed", "sampled", "population")
_REAL = ("score", "weight")
_LISTS = ("alike", "notes")
"""Fields that are no text, and none of an article; what commands add to records among them."""


def arrow() -> Any:
    """The module pyarrow. Raises NewsArchiveError if it is not there."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise NewsArchiveError(
            "tables of Arrow and Parquet need pyarrow, which is not installed: "
            "pip install 'newsarchive[parquet]'"
        ) from error
    return pa


def of_hits(hits: Iterable[Hit], *, body: bool, fields: Sequence[str] | None) -> pa.Table:
    """See `Results.to_arrow`."""
    pa = arrow()
    known = (*FIELDS, *ON_REQUEST)
    names = list(dict.fromkeys([*(FIELDS if fields is None else fields), *["body"] * body]))
    for name in names:
        if name not in known:
            raise ValueError(f"{name!r} is not a field of a record; these are: {', '.join(known)}")
    rows = (record(hit, only=names) for hit in hits)
    return pa.Table.from_batches(batches(rows, names), schema(names))


def frame(hits: Iterable[Hit], *, body: bool, fields: Sequence[str] | None) -> pd.DataFrame:
    """See `Results.to_pandas`."""
    try:
        import pandas as pd  # noqa: F401 - whether it is there, before articles are read
    except ImportError as error:
        raise NewsArchiveError(
            "to_pandas needs pandas, which is not installed: pip install 'newsarchive[pandas]'"
        ) from error
    return of_hits(hits, body=body, fields=fields).to_pandas(date_as_object=False)


def schema(names: Iterable[str]) -> pa.Schema:
    """The columns of a table with these fields."""
    pa = arrow()
    return pa.schema([(name, _type(name)) for name in names], METADATA)


def batches(records: Iterable[Record], names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """The records as parts of a table, each made and given as soon as there is enough for it."""
    columns, values = schema(names), [_values(name) for name in names]
    rows: list[list[object]] = []
    size = 0
    for row in records:
        rows.append([of(row[name]) for name, of in zip(names, values, strict=True)])
        size += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(rows) == ROWS or size >= SIZE:
            yield _batch(rows, columns)
            rows.clear()
            size = 0
    if rows:
        yield _batch(rows, columns)


def _batch(rows: Iterable[Sequence[object]], columns: pa.Schema) -> pa.RecordBatch:
    array = arrow().array
    parts = zip(zip(*rows, strict=True), columns, strict=True)
    return arrow().record_batch([array(part, one.type) for part, one in parts], columns)


def _type(name: str) -> pa.DataType:
    """The type that loses nothing of a field.

    Days are days. `published` and `updated` stay texts: one is a day, another a time with the
    offset that was printed, and no type of Arrow holds both.
    """
    pa = arrow()
    if kind := KINDS.get(name):
        one = pa.date32() if _is_of_days(kind) else pa.string()
        return pa.list_(one) if kind.several else one
    if name == "added":
        return pa.timestamp("ms", "UTC")
    if name in _WHOLE:
        return pa.int64()
    if name in _LISTS:
        return pa.list_(pa.string())
    return pa.float64() if name in _REAL else pa.string()


def _values(name: str) -> Callable[[Any], object]:
    """How a value of a record, which is that of JSON, becomes one of the column."""
    if name == "added":
        return dt.datetime.fromisoformat
    kind = KINDS.get(name)
    return kind.value if kind and _is_of_days(kind) else lambda value: value


def plain(value: object) -> object:
    """The value of JSON that a value of a column was made of."""
    match value:
        case dt.datetime():
            return f"{value:%Y-%m-%dT%H:%M:%SZ}"
        case dt.date():
            return value.isoformat()
        case list():
            return [plain(one) for one in value]
    return value


def _is_of_days(kind: Kind) -> bool:
    items: Any = kind.schema.get("items", kind.schema)
    return bool(items.get("format") == "date")
