"""The file of one segment with its term dictionaries and their postings.

A header; then for each field, in any order, the postings of its terms and the sorted terms; then
the checksums of all this, block by block, and a directory of the fields in JSON; then a trailer
with the beginnings and a checksum of the last two. A memory map reads it: opening it reads the
directory, finding a term reads a few pages (and verifies their blocks). Numbers are in the byte
order of the machine: a file from another machine is refused.
"""

from __future__ import annotations

import json
import mmap
import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, BinaryIO
from zlib import crc32

from newsarchive.engines.whoosh.checked import CheckedBytes, CheckedTable, Sliceable, SummedFile
from newsarchive.engines.whoosh.postings import BITMAP, IS_DENSE, Alone, PostingList
from newsarchive.engines.whoosh.terms import NUMBER_WIDTH

if TYPE_CHECKING:
    from newsarchive.engines.whoosh.encoder import AnyPostings

_HEADER = struct.pack("=8sI", b"newsinv\x04", 0x01020304)
_TRAILER = struct.Struct("=QQI")
_AT_ONCE = 1 << 20
"""Bytes of one write."""
_TERMS_AT_ONCE = 512
"""Terms whose blocks are checked together while many are read."""
_NOTHING = memoryview(b"")


class ForeignFileError(ValueError):
    """The file is not one of these, of another version or machine, or cut short."""


class DictionaryWriter:
    """Writes the file, a field at a time."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = SummedFile(file)
        self._offset = 0
        self._directory: dict[str, dict[str, object]] = {}
        # Equal arrays of articles are stored once: most stems have one form, and each article
        # has an id and paths of its own.
        self._articles: dict[bytes, int] = {}
        self._pending: list[bytes] = []
        """Small pieces that have an offset in the file, to be written together."""
        self._written = 0
        self._write(_HEADER)

    def _write(self, data: bytes) -> int:
        start = self._offset
        self._pending.append(data)
        self._offset += len(data)
        if self._offset - self._written >= _AT_ONCE:
            self._flush()
        return start

    def _flush(self) -> None:
        self._file.write(b"".join(self._pending))
        self._pending.clear()
        self._written = self._offset

    def add_field(
        self,
        name: str,
        terms: Iterable[tuple[bytes, AnyPostings]],
        size: int,
        *,
        in_a_run: bool = False,
    ) -> None:
        """Write a field's terms, which must ascend, and their postings.

        `size` is the number of articles in the segment. With `in_a_run` the articles of all terms
        form one run, two bytes each, so that those of consecutive terms are one slice; the terms
        are numbers (`terms.number_term`).
        """
        from newsarchive.engines.whoosh.encoder import narrow  # searches do not write

        texts: list[bytes] = []
        ends, frequencies, places, blocks, kinds = (array("Q") for _ in range(5))
        end = 0
        for text, postings in terms:
            packed = postings.pack(size)
            texts.append(text)
            end += len(text)
            ends.append(end)
            frequencies.append(postings.frequency)
            if in_a_run:
                places.append(self._write(postings.articles.tobytes()))
            elif packed is not None and packed[0] & IS_DENSE:
                places.append(0)
            else:
                articles = postings.packed_articles(size)
                if articles not in self._articles:
                    self._articles[articles] = self._write(articles)
                places.append(self._articles[articles])
            kinds.append(packed[0] if packed else 0)
            blocks.append(self._write(packed[1]) if packed else 0)
        if not any(kinds):
            kinds = blocks = array("Q")
        tables = map(narrow, (ends, frequencies, places, blocks, kinds))
        named = [(table.typecode, len(table), table.tobytes()) for table in tables]
        self._close_field(name, b"".join(texts), named, size, in_a_run)

    def add_packed(
        self,
        name: str,
        pack: Callable[[int, int], bytes],
        tables: Callable[[], tuple[bytes, list[tuple[str, int, bytes]]]],
        size: int,
        *,
        in_a_run: bool,
    ) -> None:
        """Write a field's terms, which were packed elsewhere: see `add_field`.

        `pack` is given an offset in the file and a number of bytes, and returns about so many to be
        written there; nothing after the last. Then `tables` has the texts of the terms, and the
        tables with their types and lengths.
        """
        while data := pack(self._offset, _AT_ONCE):
            self._write(data)
        self._close_field(name, *tables(), size, in_a_run)

    def _close_field(
        self,
        name: str,
        texts: bytes,
        tables: Sequence[tuple[str, int, bytes]],
        size: int,
        in_a_run: bool,
    ) -> None:
        self._directory[name] = {
            "articles": size,
            "in_a_run": in_a_run,
            "sections": [
                ("B", self._write(texts), len(texts)),
                *((code, self._write(data), length) for code, length, data in tables),
            ],
        }

    def close(self) -> None:
        """Write the checksums and the directory, and close the file."""
        self._flush()
        sums = self._file.sums()
        directory = json.dumps(self._directory).encode("ascii")
        start = self._write(sums)
        self._write(directory)
        tail = crc32(directory, crc32(sums))
        self._write(_TRAILER.pack(start, start + len(sums), tail))
        self._flush()
        self._file.close()


class TermDictionary:
    """The terms of one field, by their index in the sorted order.

    Methods that read terms may raise IndexDamagedError.
    """

    def __init__(
        self,
        data: CheckedBytes,
        articles: int,
        in_a_run: bool,
        sections: list[tuple[str, int, int]],
    ) -> None:
        (_, self._start, _), *tables = self._sections = sections
        self._data = data
        self._size = articles
        self._in_a_run = in_a_run
        self._ends, self._frequencies, self._articles, self._blocks, self._kinds = (
            CheckedTable(data, code, start, length) for code, start, length in tables
        )
        self._known: dict[bytes, int] = {}
        self._texts = _Texts(self.text)

    def __len__(self) -> int:
        return len(self._ends)

    def text(self, index: int) -> bytes:
        """The term."""
        ends = self._ends.need(max(index - 1, 0), index + 1)
        start = ends[index - 1] if index else 0
        return self._slice(start, ends[index] - start)

    def _slice(self, start: int, length: int) -> bytes:
        start += self._start
        return bytes(self._data[start : start + length])

    def after(self, text: bytes) -> int:
        """The index of the first term not less than this one."""
        if not text:
            return 0
        if self._in_a_run:  # numbers of one width: their ends need no look-up
            texts, width = self._all_texts, NUMBER_WIDTH
            return bisect_left(
                range(len(self)), text, key=lambda n: texts[n * width : n * width + width]
            )
        return bisect_left(range(len(self)), text, key=self._texts.__getitem__)

    @cached_property
    def _all_texts(self) -> bytes:
        return self._slice(0, self._ends[len(self) - 1]) if len(self) else b""

    def find(self, text: bytes) -> int:
        """The index of a term; -1 if there is no such term."""
        index = self._known.get(text)
        if index is None:
            index = self.after(text)
            if index == len(self) or self.text(index) != text:
                index = -1
            self._known[text] = index
        return index

    def texts_from(self, text: bytes) -> Iterator[bytes]:
        """The terms, ascending, that are not less than this one."""
        known = self._known
        for index, found in self.indexed(self.after(text)):
            known[found] = index  # callers look some of them up
            yield found

    def indexed(self, first: int = 0) -> Iterator[tuple[int, bytes]]:
        """The terms from an index on, ascending, each with its index."""
        return chain.from_iterable(self._several(first))

    def _several(self, first: int) -> Iterator[Iterable[tuple[int, bytes]]]:
        """The same, some terms at a time."""
        start = self._ends[first - 1] if first else 0
        for low in range(first, len(self), _TERMS_AT_ONCE):
            high = min(low + _TERMS_AT_ONCE, len(self))
            ends = [end - start for end in self._ends.need(low, high)[low:high]]
            texts = self._slice(start, ends[-1])
            yield enumerate((texts[one:end] for one, end in pairwise(chain((0,), ends))), low)
            start += ends[-1]

    def texts_with(self, run: bytes) -> Iterator[bytes]:
        """The terms, ascending, that have these bytes in them; the others are never made."""
        known, start = self._known, 0
        for low in range(0, len(self), _TERMS_AT_ONCE):
            high = min(low + _TERMS_AT_ONCE, len(self))
            ends = self._ends.need(low, high)
            base, stop = start, ends[high - 1]
            texts = bytes(self._data[self._start + base : self._start + stop])
            index = low
            at = texts.find(run)
            while at >= 0:
                index = bisect_right(ends, base + at, index, high)
                start, end = ends[index - 1] if index else 0, ends[index]
                if base + at + len(run) <= end:  # else it reaches from one term into the next
                    found = texts[start - base : end - base]
                    known[found] = index
                    yield found
                    at = texts.find(run, end - base)
                else:
                    at = texts.find(run, at + 1)
            start = stop

    def frequency(self, index: int) -> int:
        """The number of articles with the term."""
        return self._frequencies[index]

    def postings(self, index: int) -> PostingList:
        """The postings of the term."""
        where = self._data.behind(self._articles[index])
        kind = self._kinds[index] if self._kinds else 0
        block = self._data.behind(self._blocks[index]) if kind else _NOTHING
        return self._list(self._frequencies[index], where, kind, block)

    def _list(self, frequency: int, where: Sliceable, kind: int, block: Sliceable) -> PostingList:
        size = frequency * BITMAP if self._in_a_run else self._size
        return PostingList(frequency, size, where, kind, block)

    def every(self) -> Iterator[tuple[bytes, PostingList | Alone]]:
        """All terms, ascending, with their postings; the file is verified once for all of them."""
        data, nothing = self._data.whole(), [0] * len(self)
        tables = (self._ends, self._frequencies, self._articles, self._blocks, self._kinds)
        rows = zip(*(each.need(0, len(each)).tolist() or nothing for each in tables), strict=True)
        start, size = self._start, self._size
        for end, frequency, articles, block, kind in rows:
            text, start = bytes(data[start : self._start + end]), self._start + end
            found = Alone.read(size, data, articles, kind, block) if frequency == 1 else None
            yield text, found or self._list(frequency, data[articles:], kind, data[block:])

    def whole(self) -> tuple[memoryview, list[tuple[str, int, int]], int, bool]:
        """The file, verified, the sections of this field in it, and how its articles are stored."""
        sections = [(code, start, length) for code, start, length in self._sections]
        return self._data.whole(), sections, self._size, self._in_a_run

    def run(self, first: int, end: int) -> Sequence[int]:
        """The articles of the terms from one index up to another, in a field with one run."""
        if first >= end:
            return ()
        start = self._articles[first]
        stop = self._articles[end - 1] + 2 * self._frequencies[end - 1]
        return self._data[start:stop].cast("H")


class _Texts(dict[int, bytes]):
    """Index → term, for terms that others were compared with: each search begins with the same."""

    def __init__(self, text: Callable[[int], bytes]) -> None:
        super().__init__()
        self._text = text

    def __missing__(self, index: int) -> bytes:
        found = self[index] = self._text(index)
        return found


class DictionaryReader:
    """Reads the file. Raises ForeignFileError when it cannot."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            # The map lives as long as slices of it.
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            data = memoryview(self._map)
            if bytes(data[: len(_HEADER)]) != _HEADER:
                raise ForeignFileError("not the terms and postings of an index of this machine")
            start, middle, tail = _TRAILER.unpack(data[-_TRAILER.size :])
            if crc32(data[start : -_TRAILER.size]) != tail:
                raise ForeignFileError("its directory is damaged")
            whole = CheckedBytes(data[:start], data[start:middle])
            directory = json.loads(bytes(data[middle : -_TRAILER.size]))
            self.fields = {
                name: TermDictionary(whole, **found) for name, found in directory.items()
            }
            """Name → its terms."""
        except (ValueError, TypeError, struct.error, OverflowError) as error:
            raise ForeignFileError(str(error)) from error

    def release(self) -> None:
        """Let the system drop what was read from memory; it is there again when it is needed."""
        if sys.platform != "win32":
            self._map.madvise(mmap.MADV_DONTNEED)
