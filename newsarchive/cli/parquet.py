"""Hits → a Parquet file that the user names; it appears whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.run import Run
from newsarchive.files.atomic import written_whole
from newsarchive.render import parquet
from newsarchive.render.numbers import articles
from newsarchive.render.record import ON_REQUEST, fields, record
from newsarchive.render.structured import chosen
from newsarchive.search.table import arrow

if TYPE_CHECKING:
    from newsarchive.cli.forms import Output
    from newsarchive.render.record import Record
    from newsarchive.search.hit import Hit


def write(
    run: Run, rows: Iterable[tuple[Hit, Record]], output: Output, path: Path, *more: str
) -> int:
    """Write a record a hit, with the values of `more` at its end; how many there were.

    Raises NewsArchiveError without pyarrow, UsageError for "-", what `written_whole` raises.
    """
    if str(path) == "-":
        message = "--parquet needs the name of a file: Parquet cannot be read from a pipe"
        raise click.UsageError(message, click.get_current_context())
    arrow()  # before anything is begun
    names = chosen((*fields(body=output.body), *more), output.only, more=ON_REQUEST)
    run.kept = lambda: f"{path} was not written"
    with written_whole(path, force=output.force, archive=run.archives[-1].path) as part:
        records = (record(hit, only=names) | values for hit, values in rows)
        count = parquet.write(records, names, part)
    run.say(f"{path} written: {articles(count)}")
    return count
