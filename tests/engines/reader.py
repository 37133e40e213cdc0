"""Our indexes as stock Whoosh reads them: its readers, cursors and matchers on our arrays.

The program reads its segments without Whoosh. The tests compare what it wrote with an index of
Whoosh's own codec through these classes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from whoosh import columns, fields, formats, index
from whoosh.codec import base
from whoosh.filedb.structfile import StructFile
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import (
    EmptyReader,
    IndexReader,
    MultiReader,
    SegmentReader,
    TermInfo,
    TermNotFound,
)
from whoosh.scoring import BaseScorer

from newsarchive.engines.whoosh.codec import ArrayCodec, ArraySegment
from newsarchive.engines.whoosh.dictionary import TermDictionary
from newsarchive.engines.whoosh.postings import PostingList, decoded, encoded
from newsarchive.engines.whoosh.schema import ArrayColumn, make_schema
from newsarchive.engines.whoosh.storage import PrivateStorage


def open_reader(made: index.FileIndex) -> IndexReader:
    """A reader of the latest generation of an index that `ArrayWriter` wrote."""
    schema, codec = readable_schema(), ReadableCodec()
    readers = [SegmentReader(made.storage, schema, one, codec=codec) for one in made._segments()]
    if len(readers) < 2:
        return readers[0] if readers else EmptyReader(schema)
    return MultiReader(readers)


def readable_schema() -> fields.Schema:
    """The schema of the index, with fields and columns that Whoosh can read."""
    readable: dict[str, fields.FieldType] = {}
    for name, field in make_schema().items():
        if field.indexed:
            placed = field.format.supports("positions")
            readable[name] = TermField(ArrayPositions() if placed else field.format)
        else:
            readable[name] = fields.COLUMN(ReadableColumn(field.column_type._typecode))
    return fields.Schema(**readable)


class TermField(fields.FieldType):  # type: ignore[misc]
    """A field whose terms are kept as `postings.encoded` spells them."""

    def __init__(self, form: formats.Format) -> None:
        super().__init__(form, None)

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else encoded(value)

    def from_bytes(self, bs: bytes) -> str:
        return decoded(bs)


class ArrayPositions(formats.Positions):  # type: ignore[misc]
    """Positions as plain arrays instead of pickled lists."""

    def decode_positions(self, valuestring: bytes) -> list[int]:
        return array("I", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // array("I").itemsize


class ReadableColumn(ArrayColumn):
    """A column of numbers that Whoosh can write and read."""

    class Writer(ArrayColumn.Writer):
        """It may pass over articles, which have 0."""

        def add(self, docnum: int, value: int) -> None:
            self._reach(docnum)
            self._numbers.append(value)

        def finish(self, doccount: int) -> None:
            self._reach(doccount)
            super().finish(doccount)

        def _reach(self, docnum: int) -> None:
            self._numbers.extend([0] * (docnum - len(self._numbers)))

    def reader(
        self, dbfile: StructFile, basepos: int, length: int, doccount: int
    ) -> ReadableColumn.Reader:
        return self.Reader(dbfile.get(basepos, length), self._typecode)

    class Reader(columns.ColumnReader):  # type: ignore[misc]
        """The numbers, each and all."""

        def __init__(self, data: bytes, typecode: str) -> None:
            self._numbers: array[int] = array(typecode, data)

        def __len__(self) -> int:
            return len(self._numbers)

        def __getitem__(self, docnum: int) -> int:
            return self._numbers[docnum]

        def load(self) -> array[int]:
            return self._numbers


class ReadableCodec(ArrayCodec):
    """The codec with a reader of its terms."""

    def terms_reader(self, storage: PrivateStorage, segment: ArraySegment) -> ArrayTermsReader:
        return ArrayTermsReader(self.inverted(storage, segment).fields)


class ArrayTermInfo(TermInfo):  # type: ignore[misc]
    """The arrays of a term and their statistics, computed on demand.

    The base class's lengths stay as they are for fields without lengths.
    """

    def __init__(self, postings: PostingList) -> None:
        super().__init__()
        self.postings = postings

    def weight(self) -> float:
        return float(sum(self.postings.weights))

    def doc_frequency(self) -> int:
        return len(self.postings.articles)

    def max_weight(self) -> float:
        return float(max(self.postings.weights))

    def min_id(self) -> int:
        return self.postings.articles[0]

    def max_id(self) -> int:
        return self.postings.articles[-1]


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment for Whoosh: (name of the field, text)."""

    def __init__(self, fields_: dict[str, TermDictionary]) -> None:
        self._fields = fields_

    def _find(self, fieldname: str, text: bytes) -> tuple[TermDictionary, int]:
        terms = self._fields.get(fieldname)
        index = -1 if terms is None else terms.find(text)
        if terms is None or index < 0:
            raise TermNotFound(f"no term {fieldname}:{text!r}")
        return terms, index

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        fieldname, text = term
        return fieldname in self._fields and self._fields[fieldname].find(text) >= 0

    def indexed_field_names(self) -> Iterable[str]:
        return sorted(self._fields)

    def cursor(self, fieldname: str, fieldobj: fields.FieldType) -> ArrayCursor:
        return ArrayCursor(self._fields.get(fieldname), fieldobj)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for name in self.indexed_field_names():
            if name >= fieldname:
                start = prefix if name == fieldname else b""
                for text in self._fields[name].texts_from(start):
                    yield name, text

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from("", b"")

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], ArrayTermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], ArrayTermInfo]]:
        return self.items_from("", b"")

    def postings(self, fieldname: str, text: bytes) -> PostingList:
        terms, index = self._find(fieldname, text)
        return terms.postings(index)

    def term_info(self, fieldname: str, text: bytes) -> ArrayTermInfo:
        return ArrayTermInfo(self.postings(fieldname, text))

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        terms = self._fields.get(fieldname)
        index = -1 if terms is None else terms.find(text)
        return 0 if terms is None or index < 0 else terms.frequency(index)

    def matcher(
        self,
        fieldname: str,
        text: bytes,
        format_: formats.Format,
        scorer: BaseScorer | None = None,
    ) -> ArrayMatcher:
        return ArrayMatcher(self.postings(fieldname, text), format_, (fieldname, text), scorer)


class ArrayCursor(base.FieldCursor):  # type: ignore[misc]
    """A cursor on the terms of a field."""

    def __init__(self, terms: TermDictionary | None, fieldobj: fields.FieldType) -> None:
        self._terms = terms
        self._fieldobj = fieldobj
        self._index = 0

    def first(self) -> str | None:
        self._index = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        if self._terms is not None:
            self._index = self._terms.after(self._fieldobj.to_bytes(term))
        return self.text()

    def next(self) -> str | None:
        self._index += 1
        return self.text()

    def is_valid(self) -> bool:
        return self._terms is not None and self._index < len(self._terms)

    def text(self) -> str | None:
        if self._terms is None or not self.is_valid():
            return None
        return str(self._fieldobj.from_bytes(self._terms.text(self._index)))

    def term_info(self) -> ArrayTermInfo | None:
        if self._terms is None or not self.is_valid():
            return None
        return ArrayTermInfo(self._terms.postings(self._index))


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """A matcher on the postings of one term, which are one block."""

    def __init__(
        self,
        postings: PostingList,
        format_: formats.Format,
        term: tuple[str, bytes],
        scorer: BaseScorer | None,
    ) -> None:
        self._postings = postings
        self._articles = postings.articles
        self._term = term
        self._index = 0
        self.format = format_
        self.scorer = scorer

    def is_active(self) -> bool:
        return self._index < len(self._articles)

    def reset(self) -> None:
        self._index = 0

    def copy(self) -> ArrayMatcher:
        other = ArrayMatcher(self._postings, self.format, self._term, self.scorer)
        other._index = self._index
        return other

    def id(self) -> int:
        return self._articles[self._index]

    def all_ids(self) -> Iterator[int]:
        return iter(self._articles[self._index :])

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        while self.is_active():
            yield self.id(), self.value()
            self.next()

    def weight(self) -> float:
        return float(self._postings.weights[self._index])

    def value(self) -> bytes:
        places = self._postings.places_in(self._index)
        return array("I", places).tobytes()

    def next(self) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._index += 1

    def skip_to(self, id: int) -> None:  # noqa: A002  # Whoosh's name for it
        """To the first posting from here on of an article not less than this one."""
        if not self.is_active():
            raise ReadTooFar
        self._index = bisect_left(self._articles, id, self._index)

    def skip_to_quality(self, minquality: float) -> int:
        if self.block_quality() > minquality:
            return 0
        self._index = len(self._articles)
        return 1

    def block_min_length(self) -> int:
        return 0

    def block_max_length(self) -> int:
        return 0

    def block_max_weight(self) -> float:
        return float(max(self._postings.weights))
