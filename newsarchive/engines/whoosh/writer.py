"""Writes segments of `ArrayCodec`: inverts articles straight into arrays, and merges segments.

Whoosh's own writer makes an object of each posting and sorts them all. Here a term has its arrays
from the first article on, and only the terms are sorted, when the segment is full or the writer
commits. One commit may write several segments; they become visible together.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Sequence

from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from newsarchive.engines.whoosh.codec import ArrayCodec, ArraySegment
from newsarchive.engines.whoosh.inverted import InvertedWriter
from newsarchive.engines.whoosh.postings import (
    SEGMENT_ARTICLES,
    Placed,
    Stored,
    Words,
    decoded,
    encoded,
    renumbered,
)
from newsarchive.engines.whoosh.schema import NUMBERS

MEMORY = 256 * 2**20
"""About how many bytes of postings are held before they are written as a segment."""
GROWTH = 4
"""A segment is merged into a new one that has more than one in so many of its articles."""
_POSTING, _TERM = 20, 300
"""Bytes, roughly: what a posting with its places, and a term with its arrays, take in memory."""


Announce = Callable[[list[str], str, bytes], None]
"""Takes the names of segments, the name of a table of contents, and what will be in it."""


class _Existing(dict[str, "array[int]"]):
    """The terms of a field that keeps no places, each with its articles."""

    def __missing__(self, term: str) -> array[int]:
        articles = self[term] = array("H")
        return articles

    def put(self, article: int, terms: Collection[str]) -> int:
        """Note an article's terms; returns about how many bytes that took."""
        for term in terms:
            self[term].append(article)
        return len(terms) * 2

    def merge(self, term: str, found: Stored, numbers: Sequence[int]) -> None:
        """Take over a term's postings; `numbers` as for `renumbered`."""
        if articles := renumbered(found.articles, numbers):
            self[term].extend(articles)

    def packed(self, size: int) -> Iterator[tuple[bytes, array[int], None]]:
        """The terms in order, as the file takes them."""
        return ((encoded(term), self[term], None) for term in sorted(self))


class _Placing(dict[str, Placed]):
    """The terms of a field that keeps places."""

    def __missing__(self, term: str) -> Placed:
        placed = self[term] = Placed()
        return placed

    def put(self, article: int, words: Words) -> int:
        """Note an article's words; returns about how many bytes that took."""
        extra = words.extra
        for term, places in words.places.items():
            placed = self[term]
            count = len(places)
            weight = count + extra[term] if term in extra else count
            placed.postings.extend((article, count, weight))
            if count == 1:
                placed.places.append(places[0])
            else:
                placed.places.extend(places)
        return len(words.places) * _POSTING

    def merge(self, term: str, found: Stored, numbers: Sequence[int]) -> None:
        """Take over a term's postings; `numbers` as for `renumbered`."""
        if renumbered(found.articles, numbers):
            self[term].add(found, numbers)

    def packed(self, size: int) -> Iterator[tuple[bytes, array[int], tuple[int, bytes]]]:
        """The terms in order, as the file takes them, in a segment of so many articles."""
        terms = ((encoded(term), self[term]) for term in sorted(self))
        return ((text, placed.articles(), placed.pack(size)) for text, placed in terms)


class ArrayWriter(SegmentWriter):  # type: ignore[misc]
    """A Whoosh writer whose documents come with their terms: see `schema.document`."""

    def __init__(
        self,
        index: FileIndex,
        timeout: float,
        memory: int = MEMORY,
        announce: Announce = lambda segments, name, contents: None,
    ) -> None:
        """Takes the write lock. Raises LockError when another has it for `timeout` seconds.

        `announce` is called before a commit takes effect, when all its files are written but the
        table of contents.
        """
        super().__init__(index, timeout=timeout, codec=ArrayCodec())
        self._memory = memory
        self._announce = announce
        self._written: list[ArraySegment] = []
        self._empty()

    def _empty(self) -> None:
        self._held = 0
        self._terms: dict[str, _Existing | _Placing] = {
            name: _Placing() if field.format.supports("positions") else _Existing()
            for name, field in self.schema.items()
            if field.indexed
        }

    def add_document(self, **fields: object) -> None:
        """Add a document. The value of an indexed field is what its terms' `put` takes."""
        if self._is_full():
            self._finish_segment()
        article = self.docnum
        self.perdocwriter.start_doc(article)
        for name, value in fields.items():
            if column := self.schema[name].column_type:
                self.perdocwriter.add_column_value(name, column, value)
            else:
                self._held += self._terms[name].put(article, value)  # type: ignore[arg-type]
        self._finish_document()

    def _finish_document(self) -> None:
        self.perdocwriter.finish_doc()
        self.docnum += 1
        self._added = True

    def _is_full(self) -> bool:
        terms = sum(map(len, self._terms.values()))
        return self.docnum == SEGMENT_ARTICLES or self._held + terms * _TERM > self._memory

    def _finish_segment(self) -> None:
        """Write what there is as a segment of its own, and begin another."""
        self._written.append(self._finalize_segment())
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)
        self.perdocwriter = self.codec.per_document_writer(self.storage, self.newsegment)
        self.fieldwriter = self.codec.field_writer(self.storage, self.newsegment)
        self.docnum = self.docbase
        self._added = False

    def add_reader(self, reader: SegmentReader) -> None:
        """Add the documents of a segment that are not deleted: this is what merging is."""
        numbers = [-1] * reader.doc_count_all()
        columns = {
            name: (field.column_type, reader.column_reader(name, translate=False).load())
            for name, field in self.schema.items()
            if field.column_type
        }
        for old in reader.all_doc_ids():
            numbers[old] = self.docnum
            self.perdocwriter.start_doc(self.docnum)
            for name, (column, values) in columns.items():
                self.perdocwriter.add_column_value(name, column, values[old])
            self._finish_document()
        for name, term in reader.all_terms():
            found = reader.term_info(name, term).postings
            self._terms[name].merge(decoded(term), found, numbers)

    def delete_by_column(self, name: str, values: Collection[int]) -> None:
        """Delete the committed documents that have one of the values in a column."""
        base = 0
        for segment in self.segments:
            reader = SegmentReader(self.storage, self.schema, segment)
            for number, value in enumerate(reader.column_reader(name, translate=False).load()):
                if value in values:
                    self.delete_document(base + number)
            base += reader.doc_count_all()
            reader.close()

    # What Whoosh calls when it commits

    def _merge_segments(self, mergetype: object, optimize: object, merge: object) -> list[object]:
        kept: list[object] = super()._merge_segments(mergetype, optimize, merge)
        return [*kept, *self._written]

    def _commit_toc(self, segments: list[ArraySegment]) -> None:
        """Write the table of contents in memory first, so that its checksum is known before it."""
        memory = RamStorage()
        TOC(self.schema, segments, self.generation).write(memory, self.indexname)
        ((name, contents),) = memory.files.items()
        self._announce([segment.segment_id() for segment in segments], name, bytes(contents))
        with self.storage.create_file(f"{name}.new") as file:
            file.write(contents)
        self.storage.rename_file(f"{name}.new", name, safe=True)
        clean_files(self.storage, self.indexname, self.generation, segments)

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        writer: InvertedWriter = self.fieldwriter
        for name in sorted(self._terms):
            terms = self._terms[name].packed(self.docnum)
            writer.add_field(name, terms, self.docnum, in_a_run=name in NUMBERS)
        self._empty()

    def _close_segment(self) -> None:
        if not self.perdocwriter.is_closed:
            self.perdocwriter.close()
        self.fieldwriter.close()


def merge_small(writer: ArrayWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
    """The merge policy: returns the segments that stay as they are.

    From the smallest on, a segment joins the new one unless it has more than `GROWTH` times its
    articles. So segments grow in powers, a large index has few of them, and each article is
    rewritten a few times in its life, however few are added at once. Deleted articles do not
    count and are left behind; a segment of nothing else is dropped.
    """
    kept: list[ArraySegment] = []
    for segment in sorted(segments, key=ArraySegment.doc_count):
        articles, written = segment.doc_count(), writer.doc_count()
        if articles > GROWTH * written or articles + written > SEGMENT_ARTICLES:
            kept.append(segment)
        elif articles:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return kept
