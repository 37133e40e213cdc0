"""Hits → a Parquet file that the user names; it appears whole, or not at all.

A table that says how it was made is held back as JSON lines: their digest is that of the answer,
which no release of a library for Parquet changes.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast

import click

from newsarchive.cli.run import Run
from newsarchive.files.atomic import written_whole
from newsarchive.model.errors import ReadError
from newsarchive.model.kinds import parsed
from newsarchive.readers.formats.parquet import opened, rows
from newsarchive.readers.limits import Limits
from newsarchive.render import parquet, structured
from newsarchive.render.numbers import articles
from newsarchive.render.record import ON_REQUEST, fields, record
from newsarchive.search.table import arrow, plain

if TYPE_CHECKING:
    from newsarchive.cli.forms import Output
    from newsarchive.render.record import Record
    from newsarchive.search.hit import Hit


def write(
    run: Run, found: Iterable[tuple[Hit, Record]], output: Output, path: Path, *more: str
) -> int:
    """Write a record a hit, with the values of `more` at its end; how many there were.

    Raises NewsArchiveError without pyarrow, UsageError for "-", what `written_whole` raises.
    """
    if str(path) == "-":
        message = "--parquet needs the name of a file: Parquet cannot be read from a pipe"
        raise click.UsageError(message, click.get_current_context())
    arrow()  # before anything is begun
    names = structured.chosen((*fields(body=output.body), *more), output.only, more=ON_REQUEST)
    records = (record(hit, only=names) | values for hit, values in found)
    if run.recording:
        run.columns = names
        shape = structured.Shape("jsonl", ",".join(names))
        return structured.write(records, names, shape, sys.stdout)
    return _write(run, records, names, path, force=output.force)


def write_held(run: Run, lines: IO[bytes], path: Path, about: str | None, *, force: bool) -> None:
    """Write what was held back, with its about. Raises what `written_whole` raises."""
    _write(run, map(json.loads, lines), run.columns, path, about, force=force)


def _write(
    run: Run, records: Iterable[Record], names: tuple[str, ...], path: Path,
    about: str | None = None, *, force: bool,
) -> int:  # fmt: skip
    run.kept = lambda: f"{path} was not written"
    with written_whole(path, force=force, archive=run.archives[-1].path) as part:
        count = parquet.write(records, names, part, about)
    run.say(f"{path} written: {articles(count)}")
    return count


class Parted:
    """A Parquet file, as the about in it and the records beside that: see `render.about.Parted`."""

    is_about = False

    def __init__(self, stream: IO[bytes]) -> None:
        """Read the about. Raises ReadError."""
        if not stream.seekable():
            raise ReadError("Parquet cannot be read from a pipe: name the file")
        source = cast("BinaryIO", stream)
        self._size = source.seek(0, io.SEEK_END)
        source.seek(0)
        self._table = opened(source, Limits())
        text = (self._table.metadata.metadata or {}).get(parquet.ABOUT.encode())
        try:
            self.about: object = None if text is None else parsed(text.decode())["about"]
        except (ValueError, LookupError, TypeError) as error:
            raise ReadError(f"the about cannot be read: {error}") from None

    def digest(self) -> str:
        """The SHA-256 of the records as JSON lines. Raises ReadError."""
        found = hashlib.sha256()
        for row in rows(self._table, self._size, Limits()):
            values = {name: plain(value) for name, value in row.items()}
            found.update(f"{structured.encoded(values)}\n".encode(errors="replace"))
        return found.hexdigest()
