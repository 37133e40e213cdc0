"""A codec for Whoosh: terms and postings as raw arrays instead of pickled and compressed blocks.

Whoosh keeps its other jobs: schema, segments, table of contents, write lock, deletions, columns.
`writer.py` writes this codec; `segment.py` reads it, without Whoosh. The tests read it with Whoosh
too (tests/engines/reader.py).
"""

from __future__ import annotations

import secrets
from array import array

from whoosh.codec.whoosh3 import W3Codec, W3PerDocWriter, W3Segment
from whoosh.filedb.filestore import Storage

from newsarchive.engines.whoosh.dictionary import DictionaryReader
from newsarchive.engines.whoosh.dictionary_writer import DictionaryWriter
from newsarchive.engines.whoosh.schema import ArrayColumn

_EXTENSION = ".inv"


class ArraySegment(W3Segment):  # type: ignore[misc]
    """A segment whose files stay apart, so that each can be mapped into memory."""

    @classmethod
    def _random_id(cls, size: int = 16) -> str:
        """Unique: Whoosh uses `random`, which a caller may have seeded."""
        return secrets.token_hex(size // 2)

    def should_assemble(self) -> bool:
        """No: Whoosh would copy a part of an assembled file to read it."""
        return False


class ColumnsWriter(W3PerDocWriter):  # type: ignore[misc]
    """Writes whole columns. Whoosh adds each number of each article by itself."""

    def add_column(self, name: str, column: ArrayColumn, numbers: array[int]) -> None:
        """Write a column with the number of each article."""
        self._create_column(name, column)
        self._get_column(name).add_all(numbers)
        self._doccount = len(numbers)


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec but for the terms and their postings."""

    length_stats = False  # a column holds the lengths for scoring

    def new_segment(self, storage: Storage, indexname: str) -> ArraySegment:
        """An empty segment."""
        return ArraySegment(self, indexname)

    def per_document_writer(self, storage: Storage, segment: ArraySegment) -> ColumnsWriter:
        """The writer of the segment's columns."""
        return ColumnsWriter(self, storage, segment)

    def field_writer(self, storage: Storage, segment: ArraySegment) -> DictionaryWriter:
        """The writer of the segment's terms and postings."""
        return DictionaryWriter(segment.create_file(storage, _EXTENSION).raw_file())

    def inverted(self, storage: Storage, segment: ArraySegment) -> DictionaryReader:
        """The file of the terms and postings. Raises ForeignFileError."""
        with segment.open_file(storage, _EXTENSION) as file:
            return DictionaryReader(file)
