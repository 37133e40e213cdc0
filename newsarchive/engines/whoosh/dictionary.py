"""The file of one segment with its term dictionaries and their postings.

A header; then for each field, in any order, the postings of its terms and the sorted terms; then
the checksums of all this, block by block, and a directory of the fields in JSON; then a trailer
with the beginnings and a checksum of the last two. A memory map reads it: opening it reads the
directory, finding a term reads a few pages (and verifies their blocks). Numbers are in the byte
order of the machine: a file from another machine is refused.

A term has an entry: its articles, then its block (`encoder.py`). A term without positions uses the
entry of another one with the same articles and weights, so most forms use those of their stems. A
term that stands once has no entry: its article and its position are in the table of entries.
"""

from __future__ import annotations

import json
import mmap
import struct
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, pairwise
from typing import BinaryIO, NamedTuple, TypeVar
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
    articles_bytes,
)
from newsarchive.engines.whoosh.postings import PostingList
from newsarchive.engines.whoosh.terms import NUMBER_WIDTH

FORMAT = 6
"""Rises whenever the file changes: what is compiled must write the same one."""
HEADER = struct.pack("=7sBI", b"newsinv", FORMAT, 0x01020304)
TRAILER = struct.Struct("=QQI")
_WHOLE = 2048
"""In a segment of so many times as many articles, a term has whole numbers, of two bytes each."""
_TERMS_AT_ONCE = 512
"""Terms whose blocks are checked together while many are read."""
GROUP = 64
"""Terms between two recorded beginnings of their texts."""
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
        return None if form else cls(article, weight, None)


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
        self._starts, self._lengths, self._frequencies, self._entries, self._kinds = (
            CheckedTable(data, code, start, length) for code, start, length in tables
        )
        self._has_kinds = len(self._kinds) > 0
        self._inline = () if in_a_run else INLINE
        self._known: dict[bytes, int] = {}
        self._heads = _Made(self._head, 4096)
        self._groups = _Made(self._group, 256)

    def __len__(self) -> int:
        return len(self._lengths)

    def text(self, index: int) -> bytes:
        """The term."""
        return self._groups[index // GROUP][index % GROUP]

    def _head(self, group: int) -> bytes:
        """The first term of a group."""
        return self._slice(self._starts[group], self._lengths[group * GROUP])

    def _group(self, group: int) -> list[bytes]:
        """The terms of a group."""
        start, low = self._starts[group], group * GROUP
        ends = list(accumulate(self._some_lengths(low, low + GROUP)))
        texts = self._slice(start, ends[-1])
        return [texts[one:end] for one, end in pairwise((0, *ends))]

    def _some_lengths(self, first: int, behind: int) -> list[int]:
        behind = min(behind, len(self))
        return self._lengths.need(first, behind)[first:behind].tolist()

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
        groups = range(len(self._starts) - 1)
        group = bisect_left(groups, text, key=self._heads.__getitem__) - 1
        return group * GROUP + bisect_left(self._groups[group], text) if group >= 0 else 0

    @cached_property
    def _all_texts(self) -> bytes:
        return self._slice(0, len(self) * NUMBER_WIDTH)

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
        for kept in (self._known, self._heads, self._groups):
            kept.clear()

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
        group, inside = divmod(first, GROUP)
        start = self._starts[group] + sum(self._some_lengths(first - inside, first))
        for low in range(first, len(self), _TERMS_AT_ONCE):
            ends = list(accumulate(self._some_lengths(low, low + _TERMS_AT_ONCE)))
            texts = self._slice(start, ends[-1])
            yield enumerate((texts[one:end] for one, end in pairwise(chain((0,), ends))), low)
            start += ends[-1]

    def texts_with(self, run: bytes) -> Iterator[bytes]:
        """The terms, ascending, that have these bytes in them; the others are never made."""
        known, starts = self._known, self._starts.need(0, len(self._starts))
        at_once = _TERMS_AT_ONCE // GROUP
        for group in range(0, len(starts) - 1, at_once):
            base, stop = starts[group], starts[min(group + at_once, len(starts) - 1)]
            texts = self._slice(base, stop - base)
            at = texts.find(run)
            if at < 0:  # as in most of them
                continue
            low = group * GROUP
            ends = [0, *accumulate(self._some_lengths(low, low + _TERMS_AT_ONCE))]
            while at >= 0:
                index = bisect_right(ends, at)
                start, end = ends[index - 1], ends[index]
                if at + len(run) <= end:  # else it reaches from one term into the next
                    found = texts[start:end]
                    known[found] = low + index - 1
                    yield found
                    at = texts.find(run, end)
                else:
                    at = texts.find(run, at + 1)

    def frequency(self, index: int) -> int:
        """The number of articles with the term."""
        return self._frequencies[index]

    def postings(self, index: int) -> PostingList:
        """The postings of the term."""
        kind = self._kinds[index] if self._has_kinds else 0
        return self._list(self._frequencies[index], kind, self._entries[index], self._data.behind)

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
        data, nothing = self._data.whole(), [0] * len(self)
        tables = (self._lengths, self._frequencies, self._entries, self._kinds)
        rows = zip(*(each.need(0, len(each)).tolist() or nothing for each in tables), strict=True)
        end = self._start
        for length, frequency, entry, kind in rows:
            start, end = end, end + length
            found: PostingList | Alone | None = None
            if frequency == 1 and self._size >= BITMAP:
                is_inline = kind in self._inline
                found = Alone.inline(entry, kind) if is_inline else Alone.read(data, entry, kind)
            if found is None:
                found = self._list(frequency, kind, entry, lambda at: data[at:])
            yield bytes(data[start:end]), found

    def whole(self) -> tuple[memoryview, list[tuple[str, int, int]], int, bool]:
        """The file, verified, the sections of this field in it, and how its articles are stored."""
        sections = [(code, start, length) for code, start, length in self._sections]
        return self._data.whole(), sections, self._size, self._in_a_run

    def run(self, first: int, end: int) -> Sequence[int]:
        """The articles of the terms from one index up to another, in a field with one run."""
        if first >= end:
            return ()
        start = self._entries[first]
        stop = self._entries[end - 1] + 2 * self._frequencies[end - 1]
        return self._data[start:stop].cast("H")


Value = TypeVar("Value")


class _Made(dict[int, Value]):
    """Number → value, each made when it is first asked for: each search begins with the same."""

    def __init__(self, make: Callable[[int], Value], most: int) -> None:
        """At most so many are kept."""
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, number: int) -> Value:
        if len(self) >= self._most:
            self.clear()
        found = self[number] = self._make(number)
        return found


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
