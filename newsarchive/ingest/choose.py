"""Which reader reads a file: a plug-in, or one of ours.

This is the only place that recognises formats. It must not know the archive.
"""

from __future__ import annotations

from newsarchive.ingest.discover import Source
from newsarchive.ingest.unpack import HEAD, packing_of
from newsarchive.readers.formats.tables import may_be_table
from newsarchive.readers.known import READERS, TABLES, reader_for
from newsarchive.readers.plugins import Plugins
from newsarchive.readers.record import Reader

READER_BY_NAME = {reader.name: reader for reader in READERS}


def choose(name: str, head: bytes, plugins: Plugins) -> Reader | None:
    """The reader of a file, by its name and its first `HEAD` bytes; None if there is none."""
    return plugins.claiming(name, head) or reader_for(name, head)


def choose_table(name: str) -> Reader | None:
    """The reader of tables without a header row, for a file that may be one; else None."""
    return TABLES if may_be_table(name) else None


def choose_unpacked(source: Source) -> Reader | None:
    """Our reader of a file that is not packed; None if it is packed. Raises OSError."""
    with source.open() as file:
        head = file.read(HEAD)
    return None if packing_of(source.name, head) else reader_for(source.name, head)
