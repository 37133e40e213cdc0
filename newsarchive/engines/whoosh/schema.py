"""The fields of the Whoosh index.

`text.words` analyses the words, never Whoosh, so that the index, the query and the highlights
cannot disagree. `terms.py` defines how terms are spelled.
"""

from __future__ import annotations

from array import array

from whoosh import columns, fields, formats
from whoosh.filedb.structfile import StructFile

from newsarchive.engines.whoosh.terms import COLUMNS, NAME_ZONES


class ArrayColumn(columns.NumericColumn):  # type: ignore[misc]
    """A number for each article, kept as one array. Whoosh's own is read a number at a time."""

    def writer(self, dbfile: StructFile) -> ArrayColumn.Writer:
        """Collects the numbers, and writes them at the end."""
        return self.Writer(dbfile, self._typecode)

    class Writer(columns.ColumnWriter):  # type: ignore[misc]
        """The numbers so far."""

        def __init__(self, dbfile: StructFile, typecode: str) -> None:
            super().__init__(dbfile)
            self._numbers: array[int] = array(typecode)

        def add_all(self, numbers: array[int]) -> None:
            """Add the numbers of all articles."""
            self._numbers.extend(array(self._numbers.typecode, numbers))

        def finish(self, doccount: int) -> None:
            """Write them all."""
            self._dbfile.write(self._numbers.tobytes())


def make_schema() -> fields.Schema:
    """The fields of the index."""
    placed = fields.FieldType(formats.Positions(), None)
    existing = fields.FieldType(formats.Existence(), None)
    return fields.Schema(
        # Stems of the article's own title and its body, weighted for scoring. `form` has the same
        # words unstemmed, weighted too, for exact words, patterns, spelling.
        text=placed,
        form=existing,
        title=placed,
        # Where sentences and paragraphs of the body begin, and where it ends, as positions of
        # two terms: nearness is computed from them.
        bounds=placed,
        **dict.fromkeys(NAME_ZONES, placed),
        # Values compared as a whole, and "has": which of date, author, title, url there are.
        url=existing,
        path=existing,
        language=existing,
        id=existing,
        has=existing,
        stemmer=existing,
        # Numbers, for ranges.
        day=existing,
        added=existing,
        words=existing,
        **{name: fields.COLUMN(ArrayColumn(code)) for name, code in COLUMNS.items()},
    )
