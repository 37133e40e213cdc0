"""Writes the file of a segment with its term dictionaries and postings: see `dictionary.py`.

This module must not know where the terms come from.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import BinaryIO
from zlib import crc32

from newsarchive.engines.whoosh.checked import SummedFile
from newsarchive.engines.whoosh.dictionary import HALF, HEADER, INLINE, TRAILER
from newsarchive.engines.whoosh.encoder import AnyPostings, narrow
from newsarchive.engines.whoosh.packing import IS_DENSE, PLACED, UNPLACED, is_in_bits
from newsarchive.engines.whoosh.term_tables import GROUP, Column, Columns, Data, packed_groups
from newsarchive.engines.whoosh.terms import SCANNED

_AT_ONCE = 1 << 20
"""Bytes of one write."""


class DictionaryWriter:
    """Writes the file, a field at a time."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = SummedFile(file)
        self._offset = 0
        self._directory: dict[str, dict[str, object]] = {}
        self._articles: dict[tuple[bool, bytes], int] = {}
        """Whether they are bits, and articles → the first entry with them."""
        self._alike: dict[tuple[int, bytes], tuple[int, int]] = {}
        """That entry and weights → the kind, without positions, and the entry with both."""
        self._pending: list[Data] = []
        """Small pieces that have an offset in the file, to be written together."""
        self._written = 0
        self._write(HEADER)

    def _write(self, data: Data) -> int:
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
        texts: list[bytes] = []
        frequencies, entries, kinds = (array("Q") for _ in range(3))
        for text, postings in terms:
            if in_a_run:
                kind, entry = 0, self._write(postings.articles.tobytes())
            else:
                kind, entry = self._add(postings, size)
            texts.append(text)
            frequencies.append(postings.frequency)
            entries.append(entry)
            kinds.append(kind)
        if not any(kinds):
            kinds = array("Q")
        tables = (narrow(table) for table in (list(map(len, texts)), frequencies, kinds, entries))
        self._close_field(name, b"".join(texts), [*map(_column, tables)], size, in_a_run)

    def _add(self, postings: AnyPostings, size: int) -> tuple[int, int]:
        """The kind of a term and its entry, which is written if there is none like it."""
        kind, block, weights = postings.pack(size)
        articles = b"" if kind & IS_DENSE else postings.packed_articles(size)
        if postings.frequency == 1 and kind in INLINE:
            halves = articles.ljust(HALF, b"\0") + block.ljust(HALF, b"\0")
            return kind, int.from_bytes(halves, sys.byteorder)
        key = is_in_bits(kind, postings.frequency, size), articles
        first = self._articles.get(key)
        is_placed = kind & PLACED not in (0, UNPLACED)
        if first is not None and not is_placed:
            known = self._alike.get((first, weights))
            if known is not None:
                return known
        entry = self._write(articles + block)
        if first is None:
            first = self._articles[key] = entry
        unplaced = kind & ~PLACED if is_placed else kind
        self._alike.setdefault((first, weights), (unplaced, entry))
        return kind, entry

    def add_packed(
        self,
        name: str,
        pack: Callable[[int, int], bytes],
        tables: Callable[[], tuple[bytes, Sequence[Column]]],
        size: int,
        *,
        in_a_run: bool,
    ) -> None:
        """Write a field's terms, which were packed elsewhere: see `add_field`.

        `pack` is given an offset in the file and a number of bytes, and returns about so many to be
        written there; nothing after the last. Then `tables` has the texts of the terms, and the
        tables of their lengths, frequencies, kinds and entries with their types and lengths.
        """
        while data := pack(self._offset, _AT_ONCE):
            self._write(data)
        self._close_field(name, *tables(), size, in_a_run)

    def _close_field(
        self,
        name: str,
        texts: bytes,
        tables: Sequence[Column],
        size: int,
        in_a_run: bool,
    ) -> None:
        *numbers, (code, length, entries) = tables
        columns = Columns(texts, *numbers)
        is_packed = length > GROUP and name not in SCANNED and not in_a_run
        parts = _packed(columns) if is_packed else _plain(columns)
        self._directory[name] = {
            "articles": size,
            "in_a_run": in_a_run,
            "packed": "".join(each for each, count, _ in numbers if count) if is_packed else "",
            "sections": [
                (code, self._write(data), length)
                for code, length, data in (*parts, (code, length, entries))
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
        self._write(TRAILER.pack(start, start + len(sums), tail))
        self._flush()
        self._file.close()


def _plain(columns: Columns) -> Iterable[Column]:
    """What `PlainTable` reads."""
    texts, (code, length, data), *others = columns
    lengths = array(code, data)
    groups = (sum(lengths[low : low + GROUP]) for low in range(0, length, GROUP))
    starts = narrow([*accumulate(groups, initial=0)])
    return ("B", len(texts), texts), _column(starts), (code, length, data), *others


def _packed(columns: Columns) -> Iterable[Column]:
    """What `PackedTable` reads."""
    heads, groups = packed_groups(columns)
    ends = narrow([*accumulate(map(len, heads))])
    starts = narrow([*accumulate(map(len, groups), initial=0)])
    first, packed = b"".join(heads), b"".join(groups)
    return ("B", len(first), first), _column(ends), ("B", len(packed), packed), _column(starts)


def _column(numbers: array[int]) -> Column:
    return numbers.typecode, len(numbers), numbers.tobytes()
