"""A codec for Whoosh: postings as raw arrays instead of pickled and compressed blocks.

Whoosh keeps what it does well: schema, segments, table of contents, write lock, deletions,
columns and every kind of query. It asks for terms and postings here, through the interfaces in
`whoosh.codec.base` and `whoosh.matching`. `writer.py` is the only one that writes this codec.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence

from whoosh import formats
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.fields import FieldType
from whoosh.filedb.filestore import Storage
from whoosh.reading import SegmentReader, TermInfo, TermNotFound
from whoosh.scoring import BaseScorer

from newsarchive.engines.whoosh.inverted import FieldTerms, InvertedReader, InvertedWriter
from newsarchive.engines.whoosh.matcher import ArrayMatcher
from newsarchive.engines.whoosh.postings import Stored

_EXTENSION = ".inv"


class ArraySegment(W3Segment):  # type: ignore[misc]
    """A segment whose files stay apart, so that each can be mapped into memory."""

    @classmethod
    def _random_id(cls, size: int = 16) -> str:
        """Whoosh asks `random`, which somebody may have seeded: no two segments share a name."""
        return secrets.token_hex(size // 2)

    def should_assemble(self) -> bool:
        """No: Whoosh would copy a part of an assembled file to read it."""
        return False


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec but for the terms and their postings."""

    length_stats = False  # what scoring needs is in a column

    def new_segment(self, storage: Storage, indexname: str) -> ArraySegment:
        """An empty segment."""
        return ArraySegment(self, indexname)

    def field_writer(self, storage: Storage, segment: ArraySegment) -> InvertedWriter:
        """What writes the segment's terms and postings."""
        return InvertedWriter(segment.create_file(storage, _EXTENSION).raw_file())

    def inverted(self, storage: Storage, segment: ArraySegment) -> InvertedReader:
        """The file that has them. Raises ForeignFileError."""
        with segment.open_file(storage, _EXTENSION) as file:
            return InvertedReader(file)

    def terms_reader(self, storage: Storage, segment: ArraySegment) -> ArrayTermsReader:
        """What reads them. Raises ForeignFileError."""
        return ArrayTermsReader(self.inverted(storage, segment))


class ArrayTermInfo(TermInfo):  # type: ignore[misc]
    """A term's arrays, and the statistics of them: each is worked out when it is asked for.

    The base class's lengths stay as they are for fields without lengths.
    """

    def __init__(self, postings: Stored) -> None:
        super().__init__()
        self.postings = postings

    def weight(self) -> float:
        """What the term weighs in all articles together."""
        return float(sum(self.postings.weights))

    def doc_frequency(self) -> int:
        """How many articles have it."""
        return len(self.postings.articles)

    def max_weight(self) -> float:
        """The most that it weighs in any article."""
        return float(max(self.postings.weights))

    def min_id(self) -> int:
        """The first article."""
        return self.postings.articles[0]

    def max_id(self) -> int:
        """The last article."""
        return self.postings.articles[-1]


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment, as Whoosh asks for them: (name of the field, text)."""

    def __init__(self, terms: InvertedReader) -> None:
        self._fields = terms.fields

    def _find(self, fieldname: str, text: bytes) -> tuple[FieldTerms, int]:
        terms = self._fields.get(fieldname)
        index = -1 if terms is None else terms.find(text)
        if terms is None or index < 0:
            raise TermNotFound(f"no term {fieldname}:{text!r}")
        return terms, index

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        fieldname, text = term
        return fieldname in self._fields and self._fields[fieldname].find(text) >= 0

    def indexed_field_names(self) -> Iterable[str]:
        """The names of the fields that have terms."""
        return sorted(self._fields)

    def cursor(self, fieldname: str, fieldobj: FieldType) -> ArrayCursor:
        """A cursor on the terms of a field."""
        return ArrayCursor(self._fields.get(fieldname), fieldobj)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms not less than this one; then those of the fields that follow."""
        for name in self.indexed_field_names():
            if name >= fieldname:
                start = prefix if name == fieldname else b""
                for text in self._fields[name].texts_from(start):
                    yield name, text

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms."""
        return self.terms_from("", b"")

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], ArrayTermInfo]]:
        """As `terms_from`, with their statistics."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], ArrayTermInfo]]:
        """All terms with their statistics."""
        return self.items_from("", b"")

    def postings(self, fieldname: str, text: bytes) -> Stored:
        """The arrays of a term. Raises TermNotFound."""
        terms, index = self._find(fieldname, text)
        return terms.postings(index)

    def term_info(self, fieldname: str, text: bytes) -> ArrayTermInfo:
        """A term's statistics. Raises TermNotFound."""
        return ArrayTermInfo(self.postings(fieldname, text))

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many articles have the term; 0 if there is none."""
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
        """A matcher on the postings of a term. Raises TermNotFound."""
        return ArrayMatcher(self.postings(fieldname, text), format_, (fieldname, text), scorer)


class ArrayCursor(base.FieldCursor):  # type: ignore[misc]
    """Goes through the terms of a field, forwards and by leaps."""

    def __init__(self, terms: FieldTerms | None, fieldobj: FieldType) -> None:
        self._terms = terms
        self._fieldobj = fieldobj
        self._index = 0

    def first(self) -> str | None:
        """To the first term, which is returned."""
        self._index = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        """To the first term not less than this one, which is returned; None at the end."""
        if self._terms is not None:
            self._index = self._terms.after(self._fieldobj.to_bytes(term))
        return self.text()

    def next(self) -> str | None:
        """To the next term, which is returned; None at the end."""
        self._index += 1
        return self.text()

    def is_valid(self) -> bool:
        """Whether it stands on a term."""
        return self._terms is not None and self._index < len(self._terms)

    def text(self) -> str | None:
        """The term; None at the end."""
        if self._terms is None or not self.is_valid():
            return None
        return str(self._fieldobj.from_bytes(self._terms.text(self._index)))

    def run(self, low: str | None, high: str | None) -> Sequence[int]:
        """The articles with a term from `low` to `high`, of a field that has them in a run."""
        terms = self._terms
        if terms is None:
            return ()
        first = 0 if low is None else terms.after(self._fieldobj.to_bytes(low))
        end = len(terms) if high is None else terms.after(self._fieldobj.to_bytes(high) + b"\0")
        return terms.run(first, end)

    def term_info(self) -> ArrayTermInfo | None:
        """The term's statistics; None at the end."""
        if self._terms is None or not self.is_valid():
            return None
        return ArrayTermInfo(self._terms.postings(self._index))


def postings(reader: SegmentReader, field: str, term: str | bytes) -> Stored | None:
    """The arrays of a term; None if the segment does not have it."""
    try:
        found: Stored = reader.term_info(field, term).postings
    except TermNotFound:
        return None
    return found
