"""Records → a Parquet file, written in groups of rows: a file of any size takes little memory.

`search.table` decides what a column holds. An about (`render.about`) is in the metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.search import table

if TYPE_CHECKING:
    from newsarchive.render.record import Record


ABOUT = "newsarchive.about"
"""The name of the metadata that says how the records were found."""


def write(
    records: Iterable[Record], names: Sequence[str], file: Path, about: str | None = None
) -> int:
    """Write all the records with these fields, and say how many they were. Raises OSError."""
    from pyarrow import parquet

    count, columns = 0, table.schema(names)
    if about is not None:
        columns = columns.with_metadata(table.METADATA | {ABOUT: about})
    # Opened here: the library takes no name that is not UTF-8.
    with (
        file.open("wb") as stream,
        parquet.ParquetWriter(stream, columns, compression="zstd") as out,
    ):
        for batch in table.batches(records, names):
            out.write_batch(batch)
            count += batch.num_rows
    return count
