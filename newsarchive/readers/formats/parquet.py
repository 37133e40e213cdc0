"""Parquet: an article a row, read in small batches."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO

from newsarchive.model.errors import NeedsExtraError, ReadError
from newsarchive.model.record import Records, Repeats, once_each
from newsarchive.readers.fields import WRAPPERS, has_body
from newsarchive.readers.formats.jsonfile import Json
from newsarchive.readers.json.frames import plain_value, row_record
from newsarchive.readers.limits import Limits
from newsarchive.readers.lookup import MapCheck, listed
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, suffix_of

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_ROWS = 16
"""Rows that are held at once: few, because they may show one long text that the file has once."""


class Parquet:
    """A file of rows whose columns have names and types."""

    name = "parquet"

    def claims(self, name: str, head: bytes) -> bool:
        return suffix_of(name) in {".parquet", ".pq"} or head.startswith(b"PAR1")

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        start = stream.read(4)
        if start.startswith(b"{"):  # the original of a row
            return Json().read(name, io.BytesIO(start + stream.read()), options)
        return once_each(name, lambda repeats: _read(name, start, stream, options, repeats))


def _read(
    name: str, start: bytes, stream: BinaryIO, options: ReadOptions, repeats: Repeats
) -> Records:
    source = _held(start, stream)
    table = opened(source, options.limits)
    columns = [str(column) for column in table.schema_arrow.names]
    wrappers = {path[0] for path in WRAPPERS}
    if not has_body(columns, options) and wrappers.isdisjoint(columns):
        raise ReadError(
            f"no column for the text: found {listed(columns)}; --map body=NAME says which it is"
        )
    mapped = MapCheck(options.names)
    for number, cells in enumerate(rows(table, _size(source), options.limits), start=1):
        row = {column: plain_value(value) for column, value in cells.items()}
        found = repeats.attempt(f"{name}#{number}", row_record, row, number, options, mapped)
        if found is not None:
            yield found
    yield from mapped.missing(name)


def _held(start: bytes, stream: BinaryIO) -> BinaryIO:
    """The file as a stream that can go back, at its beginning."""
    if not stream.seekable():
        return io.BytesIO(start + stream.read())
    stream.seek(0)
    return stream


def opened(source: BinaryIO, limits: Limits) -> ParquetFile:
    """The file as a table. Raises NeedsExtraError, ReadError."""
    try:
        from pyarrow import parquet  # an extra, and slow to load
    except ImportError:
        raise NeedsExtraError("Parquet", "parquet") from None
    try:
        table = parquet.ParquetFile(source, pre_buffer=False)
        groups = map(table.metadata.row_group, range(table.num_row_groups))
        unpacked = sum(group.total_byte_size for group in groups)
    except Exception as error:  # the library raises many kinds
        raise ReadError(f"damaged Parquet: {_reason(error)}") from error
    limits.expect_reasonable(unpacked, _size(source))
    return table


def _size(source: BinaryIO) -> int:
    return source.seek(0, io.SEEK_END)


def rows(table: ParquetFile, size: int, limits: Limits) -> Iterator[Mapping[str, object]]:
    """The rows of a file of this size: column → value. Raises ReadError."""
    unpacked = 0
    try:
        for batch in table.iter_batches(batch_size=_ROWS):
            for row in batch.to_pylist():
                unpacked += sum(len(one) for one in row.values() if isinstance(one, str | bytes))
                limits.expect_reasonable(unpacked, size)
                yield row
    except ReadError:
        raise
    except Exception as error:
        raise ReadError(f"damaged Parquet: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    reason = " ".join(str(error).split()).rstrip(".")
    return reason[:200] or type(error).__name__
