"""A column of numbers that is read as one array. Whoosh's own is read a number at a time."""

from __future__ import annotations

from array import array

from whoosh import columns
from whoosh.filedb.structfile import StructFile


class ArrayColumn(columns.NumericColumn):  # type: ignore[misc]
    """A number for each article, kept and read as one array."""

    def writer(self, dbfile: StructFile) -> ArrayColumn.Writer:
        """What collects the numbers, and writes them at the end."""
        return self.Writer(dbfile, self._typecode)

    def reader(
        self, dbfile: StructFile, basepos: int, length: int, doccount: int
    ) -> ArrayColumn.Reader:
        """The numbers; `length` is in bytes."""
        return self.Reader(dbfile.get(basepos, length), self._typecode)

    class Writer(columns.ColumnWriter):  # type: ignore[misc]
        """The numbers so far."""

        def __init__(self, dbfile: StructFile, typecode: str) -> None:
            super().__init__(dbfile)
            self._numbers: array[int] = array(typecode)

        def add(self, docnum: int, value: int) -> None:
            """The number of an article; those passed over have 0."""
            self._numbers.extend([0] * (docnum - len(self._numbers)))
            self._numbers.append(value)

        def finish(self, doccount: int) -> None:
            """Write them all."""
            self._numbers.extend([0] * (doccount - len(self._numbers)))
            self._dbfile.write(self._numbers.tobytes())

    class Reader(columns.ColumnReader):  # type: ignore[misc]
        """The numbers, each and all."""

        def __init__(self, data: bytes, typecode: str) -> None:
            self._numbers: array[int] = array(typecode, data)

        def __len__(self) -> int:
            return len(self._numbers)

        def __getitem__(self, docnum: int) -> int:
            return self._numbers[docnum]

        def load(self) -> array[int]:
            """All of them, in the order of the articles."""
            return self._numbers
