"""Writes segments of `ArrayCodec`: inverts articles straight into arrays, and merges segments.

Whoosh's own writer makes an object of each posting and sorts them all. This one inverts a segment
in memory (`inverter.py`) and sorts only its terms, when it is full or the writer commits. One
commit may write several segments, and adopt segments that other processes have built
(`workers.py`); they become visible together.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing, suppress
from itertools import compress, count

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from newsarchive.engines.whoosh.codec import ArrayCodec, ArraySegment
from newsarchive.engines.whoosh.core import BEST, Core, Parts
from newsarchive.engines.whoosh.inverter import Inverter, new_columns
from newsarchive.engines.whoosh.merger import RenumberedSegment
from newsarchive.engines.whoosh.postings import SEGMENT_ARTICLES
from newsarchive.engines.whoosh.schema import make_schema
from newsarchive.engines.whoosh.terms import COLUMNS, NUMBERS
from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import Step

MEMORY = 512 * 2**20
"""About how many bytes of postings fill a segment."""
GROWTH = 4
"""A segment joins a new one that has at least one in so many of its articles."""
INDEX = "MAIN"
"""Whoosh's name of an index without a name."""
_LOOK = 64
"""Articles between two checks of the memory."""


def read_column(storage: FileStorage, segment: ArraySegment, name: str) -> array[int]:
    """The numbers in a column of a segment, in the order of its articles. Raises OSError."""
    with segment.open_file(storage, f".{name}.col") as file:
        return array(COLUMNS[name], file.read())


class SegmentBuilder:
    """Builds one segment: of new articles, then of those of segments that it merges."""

    def __init__(
        self,
        storage: FileStorage,
        memory: int = MEMORY,
        step: Step | None = None,
        core: Core = BEST,
    ) -> None:
        """`step` is called every now and then while it is written; it may raise to end this."""
        self._storage = storage
        self._core = core
        self._step = step
        self._schema = make_schema()
        self._codec = ArrayCodec()
        self._memory = memory
        self._inversion = Inverter(core.tokens)
        self._taken: list[RenumberedSegment] = []
        self._columns = new_columns()
        """Of the merged articles."""

    def __len__(self) -> int:
        return len(self._inversion) + len(self._columns["key"])

    def add(self, archived: ArchivedArticle) -> bool:
        """Add an article; False, without effect, if the segment is full."""
        articles = len(self._inversion)
        if articles and not articles % _LOOK and self._inversion.size > self._memory:
            return False
        return self._inversion.add(archived, SEGMENT_ARTICLES)

    def take(self, segment: ArraySegment) -> None:
        """Merge: take in the articles of a segment that are not deleted."""
        kept = [not segment.is_deleted(old) for old in range(segment.doc_count_all())]
        new = count(len(self))
        numbers = array("i", (next(new) if keep else -1 for keep in kept))
        for name, values in self._columns.items():
            values.extend(compress(read_column(self._storage, segment, name), kept))
        self._taken.append(RenumberedSegment(self._codec.inverted(self._storage, segment), numbers))

    def finish(self) -> ArraySegment:
        """Write the segment's files."""
        segment = self._codec.new_segment(self._storage, INDEX)
        self._write_columns(segment)
        with closing(self._codec.field_writer(self._storage, segment)) as writer:
            parts = Parts(writer, self._inversion, self._taken, self._step)
            fields = self._core.fields(parts)
            # `text` comes before `form`, which uses postings that `text` has computed.
            for name, field in sorted(self._schema.items(), reverse=True):
                if field.indexed:
                    placed = field.format.supports("positions")
                    fields.write(name, len(self), placed=placed, in_a_run=name in NUMBERS)
        for taken in self._taken:
            taken.release()
        segment.set_doc_count(len(self))
        return segment

    def _write_columns(self, segment: ArraySegment) -> None:
        with closing(self._codec.per_document_writer(self._storage, segment)) as writer:
            for name, values in self._columns.items():
                column = self._schema[name].column_type
                writer.add_column(name, column, self._inversion.columns[name] + values)


Announce = Callable[[int, list[ArraySegment], str, bytes], None]
"""Gets the generation, the segments, the name of a table of contents, and its bytes."""


class OpenedIndex:
    """An index for a Whoosh writer, instead of one that Whoosh has read and unpickled."""

    indexname = INDEX

    def __init__(
        self, storage: FileStorage, generation: int, segments: Iterable[ArraySegment]
    ) -> None:
        self.storage = storage
        self._contents = TOC(make_schema(), list(segments), generation)

    def _read_toc(self) -> TOC:  # Whoosh's name for it
        return self._contents


class ArrayWriter(SegmentWriter):  # type: ignore[misc]
    """A Whoosh writer of articles and of built segments."""

    def __init__(
        self,
        index: FileIndex | OpenedIndex,
        memory: int = MEMORY,
        announce: Announce = lambda generation, segments, name, contents: None,
        step: Step | None = None,
    ) -> None:
        """The caller has the write lock.

        `announce` is called before a commit takes effect: all its files are written but the table
        of contents.
        """
        super().__init__(index, codec=ArrayCodec(), _lk=False)
        self._memory = memory
        self._announce = announce
        self._written: list[ArraySegment] = []
        self._step = step
        self._builder = SegmentBuilder(self.storage, memory, step)

    def add(self, archived: ArchivedArticle) -> None:
        """Add an article."""
        if not self._builder.add(archived):
            self._written.append(self._builder.finish())
            self._builder = SegmentBuilder(self.storage, self._memory, self._step)
            self._builder.add(archived)

    def add_segments(self, segments: Iterable[ArraySegment]) -> None:
        """Adopt segments whose files are in the folder already."""
        self._written += segments

    def doc_count(self) -> int:
        """The number of articles in new segments."""
        written: Iterable[int] = map(ArraySegment.doc_count, self._written)
        return self.unfinished() + sum(written)

    def unfinished(self) -> int:
        """The number of articles in the unfinished segment."""
        return len(self._builder)

    def take(self, segment: ArraySegment) -> None:
        """Merge a segment into the unfinished one."""
        self._builder.take(segment)

    def delete_by_column(self, name: str, values: Collection[int]) -> None:
        """Delete the committed documents that have one of the values in a column."""
        base = 0
        for segment in self.segments:
            for number, value in enumerate(read_column(self.storage, segment, name), start=base):
                if value in values:
                    self.delete_document(number)
            base += segment.doc_count_all()

    # Whoosh calls these when it commits. The segment that it has begun itself stays empty.

    def _merge_segments(self, mergetype: object, optimize: object, merge: object) -> list[object]:
        segments: list[object] = super()._merge_segments(mergetype, optimize, merge)
        if len(self._builder):
            self._written.append(self._builder.finish())
        return [*segments, *(self._joined() if BEST.is_quick else self._written)]

    def _joined(self) -> list[ArraySegment]:
        """The new segments, small ones as one: several processes and little memory make many."""
        groups: list[list[ArraySegment]] = []
        left = 0
        for segment in sorted(self._written, key=ArraySegment.doc_count):
            articles = segment.doc_count()
            if not groups or articles > left:
                groups.append([])
                left = SEGMENT_ARTICLES
            groups[-1].append(segment)
            left -= articles
        return [self._one(group) if len(group) > 1 else group[0] for group in groups]

    def _one(self, segments: Iterable[ArraySegment]) -> ArraySegment:
        builder = SegmentBuilder(self.storage, self._memory, self._step)
        for segment in segments:
            builder.take(segment)
        return builder.finish()

    def _commit_toc(self, segments: list[ArraySegment]) -> None:
        """Write the table of contents in memory first: its checksum is needed before."""
        memory = RamStorage()
        TOC(self.schema, segments, self.generation).write(memory, self.indexname)
        ((name, contents),) = memory.files.items()
        self._announce(self.generation, segments, name, bytes(contents))
        with self.storage.create_file(f"{name}.new") as file:
            file.write(contents)
        self.storage.rename_file(f"{name}.new", name)

    def _cleanup_on_error(self) -> None:
        with suppress(Exception):
            self._close_segment()
        super()._cleanup_on_error()

    def _close_segment(self) -> None:
        if not self.perdocwriter.is_closed:
            self.perdocwriter.close()
        self.fieldwriter.close()
        # Before the commit: a process killed after it leaves only files that a state names.
        begun = f"{self.newsegment.segment_id()}."
        for name in [name for name in self.storage.list() if name.startswith(begun)]:
            self.storage.delete_file(name)


def merge_small(writer: ArrayWriter, segments: Sequence[ArraySegment]) -> list[ArraySegment]:
    """The merge policy: returns the segments that stay as they are.

    From the smallest on, a segment joins the new one unless it has more than `GROWTH` times its
    articles. So segments grow in powers, a large index has few, and each article is rewritten a
    few times only, however few are added at once. Deleted articles do not count and are left
    behind; a segment of nothing else is dropped.
    """
    kept: list[ArraySegment] = []
    for segment in sorted(segments, key=ArraySegment.doc_count):
        articles = segment.doc_count()
        fits = articles + writer.unfinished() <= SEGMENT_ARTICLES
        if articles > GROWTH * writer.doc_count() or not fits:
            kept.append(segment)
        elif articles:
            writer.take(segment)
    return kept
