"""The file of one segment with its term dictionaries and their postings.

A header; then for each field, in any order, the postings of its terms and the sorted terms; then
the checksums of all this, block by block, and a directory of the fields in JSON; then a trailer
with the beginnings and a checksum of the last two. A memory map reads it: opening it reads the
directory, finding a term reads a few pages (and verifies their blocks). Numbers are in the byte
order of the machine: a file from another machine is refused.

A term has an entry: its articles, then its block (`encoder.py`). A term without positions uses the
entry of another one with the same articles and weights, so most forms use those of their stems. A
term that stands once has no entry: its article and its position are in the table of entries. What
else is known of the terms is in `term_tables.py`.
"""

from __future__ import annotations

import json
import mmap
import struct
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import chain, repeat
from typing import BinaryIO, NamedTuple
from zlib import crc32

from newsarchive.engines.whoosh.checked import CheckedBytes, CheckedTable, Sliceable
from newsarchive.engines.whoosh.packing import (
    BITMAP,
    HIGH,
    IN_16,
    IS_DENSE,
    LOW,
    NUMBERS,
    PAIR_COUNTS,
    PAIR_WEIGHTS,
    PAIRED,
    PLACED,
    UNPLACED,
    articles_bytes,
)
from newsarchive.engines.whoosh.postings import PostingList
from newsarchive.engines.whoosh.term_tables import (
    GROUP,
    Column,
    Data,
    Made,
    PackedTable,
    PlainTable,
    Section,
    TermTable,
    cast,
)
from newsarchive.engines.whoosh.terms import NUMBER_WIDTH

FORMAT = 6
"""Rises whenever the file changes: what is compiled must write the same one."""
HEADER = struct.pack("=7sBI", b"newsinv", FORMAT, 0x01020304)
TRAILER = struct.Struct("=QQI")
_WHOLE = 2048
"""In a segment of so many times as many articles, a term has whole numbers, of two bytes each."""
INLINE = (0, IN_16)
"""The kinds of terms in one article whose numbers take the place of an entry."""
HALF = 2
"""Bytes of each of these numbers."""
MOST_KNOWN = 20_000
"""Look-ups that are remembered."""


class ForeignFileError(ValueError):
    """The file is not one of these, of another version or machine, or cut short."""


class Alone(NamedTuple):
    """The postings of a term that stands once in one article, as most do."""

    article: int
    weight: int
    place: int | None

    @classmethod
    def inline(cls, entry: int, kind: int) -> Alone:
        """From the number that takes the place of an entry: see `dictionary.py`."""
        halves = entry & 0xFFFF, entry >> 16
        return cls(halves[LOW], 1, halves[HIGH] if kind else None)

    @classmethod
    def read(cls, data: memoryview, entry: int, kind: int) -> Alone | None:
        """From an entry in a file, for a segment that is not tiny; None if this is not one."""
        article, at = data[entry + LOW] | data[entry + HIGH] << 8, entry + 2
        weight = 1
        if kind & ~PLACED:
            if kind & (NUMBERS | IS_DENSE) != PAIRED or PAIR_COUNTS[data[at]] > 1:
                return None
            weight, at = PAIR_WEIGHTS[data[at]], at + 1
        if (form := kind & 15) == IN_16:  # as one position always is, if it can be
            return cls(article, weight, data[at + LOW] | data[at + HIGH] << 8)
        return cls(article, weight, None) if form in (0, UNPLACED) else None


class TermDictionary:
    """The terms of one field, by their index in the sorted order.

    Methods that read terms may raise IndexDamagedError.
    """

    def __init__(
        self,
        data: CheckedBytes,
        articles: int,
        in_a_run: bool,
        packed: str,
        sections: list[Section],
    ) -> None:
        *listed, entries = sections
        self._data = data
        self._size = articles
        self._in_a_run = in_a_run
        self._entries = CheckedTable(data, *entries)
        self._table: TermTable = (
            PackedTable(data, listed, packed, len(self._entries))
            if packed
            else PlainTable(data, listed)
        )
        self._inline = () if in_a_run else INLINE
        self._known: dict[bytes, int] = {}
        self._heads = Made(self._table.head, 4096)

    def __len__(self) -> int:
        return len(self._entries)

    def text(self, index: int) -> bytes:
        """The term."""
        return self._table.group(index // GROUP)[index % GROUP]

    def after(self, text: bytes) -> int:
        """The index of the first term not less than this one."""
        if not text:
            return 0
        if self._in_a_run:  # numbers of one width: their ends need no look-up
            texts, width = self._all_texts, NUMBER_WIDTH
            return bisect_left(
                range(len(self)), text, key=lambda n: texts[n * width : n * width + width]
            )
        groups = range(-(-len(self) // GROUP))
        group = bisect_left(groups, text, key=self._heads.__getitem__) - 1
        return group * GROUP + bisect_left(self._table.group(group), text) if group >= 0 else 0

    @cached_property
    def _all_texts(self) -> bytes:
        assert isinstance(self._table, PlainTable)
        return self._table.slice(0, len(self) * NUMBER_WIDTH)

    def find(self, text: bytes) -> int:
        """The index of a term; -1 if there is no such term."""
        index = self._known.get(text)
        if index is None:
            index = self.after(text)
            if index == len(self) or self.text(index) != text:
                index = -1
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[text] = index
        return index

    def forget(self) -> None:
        """Keep nothing of the terms that were looked up."""
        self._known.clear()
        self._heads.clear()
        self._table.forget()

    def texts_from(self, text: bytes) -> Iterator[bytes]:
        """The terms, ascending, that are not less than this one."""
        known = self._known
        for index, found in self.indexed(self.after(text)):
            known[found] = index  # callers look some of them up
            yield found

    def indexed(self, first: int = 0) -> Iterator[tuple[int, bytes]]:
        """The terms from an index on, ascending, each with its index."""
        return chain.from_iterable(self._table.several(first))

    def texts_with(self, run: bytes) -> Iterator[bytes]:
        """The terms, ascending, that have these bytes in them."""
        for index, found in self._table.having(run):
            self._known[found] = index
            yield found

    def frequency(self, index: int) -> int:
        """The number of articles with the term."""
        return self._table.frequency(index)

    def postings(self, index: int) -> PostingList:
        """The postings of the term."""
        frequency, kind = self._table.frequency(index), self._table.kind(index)
        return self._list(frequency, kind, self._entries[index], self._data.behind)

    def _list(
        self, frequency: int, kind: int, entry: int, behind: Callable[[int], Sliceable]
    ) -> PostingList:
        if frequency == 1 and kind in self._inline:
            halves = memoryview(entry.to_bytes(2 * HALF, sys.byteorder))
            found = PostingList(1, self._size, halves, kind, halves[HALF:] if kind else halves)
            if self._size >= BITMAP:  # it is no bit: patterns find thousands of such terms
                found.articles = [(entry & 0xFFFF, entry >> 16)[LOW]]
            return found
        where, size = behind(entry), frequency * _WHOLE if self._in_a_run else self._size
        block = where
        if kind and not kind & IS_DENSE:
            block = behind(entry + articles_bytes(frequency, size))
        return PostingList(frequency, size, where, kind, block)

    def every(self) -> Iterator[tuple[bytes, PostingList | Alone]]:
        """All terms, ascending, with their postings; the file is verified once for all of them."""
        data, texts, columns, _, _ = self.whole()
        lengths, frequencies, kinds, entries = (
            cast(code, each).tolist() for code, _, each in columns
        )
        end = 0
        rows = zip(lengths, frequencies, kinds or repeat(0), entries, strict=False)
        for length, frequency, kind, entry in rows:
            start, end = end, end + length
            found: PostingList | Alone | None = None
            if frequency == 1 and self._size >= BITMAP:
                is_inline = kind in self._inline
                found = Alone.inline(entry, kind) if is_inline else Alone.read(data, entry, kind)
            if found is None:
                found = self._list(frequency, kind, entry, lambda at: data[at:])
            yield bytes(texts[start:end]), found

    def whole(self) -> tuple[memoryview, Data, list[Column], int, bool]:
        """The file, verified; the texts of the terms; the lengths of these, frequencies, kinds and
        entries; the number of articles, and whether they are in a run.
        """
        data = self._data.whole()
        texts, *columns = self._table.columns()
        entries = memoryview(self._entries.need(0, len(self)))
        columns.append((entries.format, len(self), entries.cast("B")))
        return data, texts, columns, self._size, self._in_a_run

    def run(self, first: int, end: int) -> memoryview[int]:
        """The articles of the terms from one index up to another, in a field with one run."""
        start = stop = 0
        if first < end:
            start = self._entries[first]
            stop = self._entries[end - 1] + 2 * self._table.frequency(end - 1)
        return self._data[start:stop].cast("H")


class DictionaryReader:
    """Reads the file. Raises ForeignFileError when it cannot."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            # The map lives as long as slices of it.
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            data = memoryview(self._map)
            if bytes(data[: len(HEADER)]) != HEADER:
                raise ForeignFileError("not the terms and postings of an index of this machine")
            start, middle, tail = TRAILER.unpack(data[-TRAILER.size :])
            if crc32(data[start : -TRAILER.size]) != tail:
                raise ForeignFileError("its directory is damaged")
            whole = CheckedBytes(data[:start], data[start:middle])
            directory = json.loads(bytes(data[middle : -TRAILER.size]))
            self.fields = {
                name: TermDictionary(whole, **found) for name, found in directory.items()
            }
            """Name → its terms."""
        except (ValueError, TypeError, struct.error, OverflowError) as error:
            raise ForeignFileError(str(error)) from error

    def release(self) -> None:
        """Let the system drop what was read from memory; it is there again when it is needed."""
        for terms in self.fields.values():
            terms.forget()
        if sys.platform != "win32":
            self._map.madvise(mmap.MADV_DONTNEED)
