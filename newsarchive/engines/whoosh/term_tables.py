"""The sorted terms of a field, each with its frequency and kind, as the file of a segment has them.

Terms are in groups, whose first terms stand apart, to be bisected in. Where patterns are compared
with all terms they are stored as they are; else each group is compressed, and decompressed when one
of its terms is looked up. `dictionary.py` says what is in the file. This module must not know
postings.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from typing import NamedTuple, Protocol, TypeVar
from weakref import WeakMethod

from newsarchive.engines.whoosh.checked import CheckedBytes, CheckedTable
from newsarchive.model.errors import IndexDamagedError

GROUP = 32
"""Terms of a group."""
RAW_DEFLATE = -10
"""No header and no checksum: blocks of the file have one. A group is little more than the window of
1 KiB."""
LEVEL, MEMORY = 3, 4
"""Of compression: tables for long texts would take longer to clear than a group to compress."""
_TERMS_AT_ONCE = 512
"""Terms whose blocks are checked together while many are read."""

Section = tuple[str, int, int]
"""The type of the numbers in a part of the file, its beginning, and how many they are."""
Data = bytes | memoryview
Column = tuple[str, int, Data]
"""The type of several numbers, how many they are, and their bytes."""


class Columns(NamedTuple):
    """All terms at once."""

    texts: Data
    """One after the other."""
    lengths: Column
    """Of the texts."""
    frequencies: Column
    kinds: Column
    """A byte each; empty where each is 0."""


class TermTable(Protocol):
    """All may raise IndexDamagedError."""

    def __len__(self) -> int: ...

    def head(self, group: int, /) -> bytes:
        """The first term of a group."""

    def group(self, group: int, /) -> list[bytes]:
        """The terms of a group."""

    def frequency(self, index: int, /) -> int:
        """The number of articles with a term."""

    def kind(self, index: int, /) -> int:
        """How its postings are packed."""

    def several(self, first: int, /) -> Iterator[Iterable[tuple[int, bytes]]]:
        """The terms from an index on, each with its index, some at a time."""

    def having(self, run: bytes, /) -> Iterator[tuple[int, bytes]]:
        """Those that have these bytes in them."""

    def columns(self) -> Columns:
        """All of them."""

    def forget(self) -> None:
        """Keep nothing of the terms that were looked up."""


Value = TypeVar("Value")


class Made(dict[int, Value]):
    """Number → value, each made when it is first asked for: each search begins with the same."""

    def __init__(self, make: Callable[[int], Value], most: int) -> None:
        """`make` is a method. At most so many are kept.

        The method's object is held weakly: tables hold what is made of them, and a circle would
        keep the segment's file open until Python looks for circles.
        """
        super().__init__()
        self._make = WeakMethod(make)
        self._most = most

    def __missing__(self, number: int) -> Value:
        if len(self) >= self._most:
            self.clear()
        make = self._make()
        assert make, "the table is gone"
        found = self[number] = make(number)
        return found


MOST_GROUPS = 256
"""Groups that are kept."""


class PlainTable:
    """Terms that are stored as they are: see `TermTable`, here and below."""

    def __init__(self, data: CheckedBytes, sections: Sequence[Section]) -> None:
        (_, self._start, _), *tables = self._sections = sections
        self._data = data
        self._starts, self._lengths, self._frequencies, self._kinds = (
            CheckedTable(data, *section) for section in tables
        )
        self._groups = Made(self._group, MOST_GROUPS)
        self.group = self._groups.__getitem__
        self.forget = self._groups.clear

    def __len__(self) -> int:
        return len(self._lengths)

    def head(self, group: int) -> bytes:
        return self.slice(self._starts[group], self._lengths[group * GROUP])

    def _group(self, group: int) -> list[bytes]:
        start, low = self._starts[group], group * GROUP
        ends = list(accumulate(self._some_lengths(low, low + GROUP)))
        texts = self.slice(start, ends[-1])
        return [texts[one:end] for one, end in pairwise((0, *ends))]

    def _some_lengths(self, first: int, behind: int) -> list[int]:
        behind = min(behind, len(self))
        return self._lengths.need(first, behind)[first:behind].tolist()

    def slice(self, start: int, length: int) -> bytes:
        """Of all texts so many bytes."""
        start += self._start
        return bytes(self._data[start : start + length])

    def frequency(self, index: int) -> int:
        return self._frequencies[index]

    def kind(self, index: int) -> int:
        return self._kinds[index] if len(self._kinds) else 0

    def several(self, first: int) -> Iterator[Iterable[tuple[int, bytes]]]:
        group, inside = divmod(first, GROUP)
        start = self._starts[group] + sum(self._some_lengths(first - inside, first))
        for low in range(first, len(self), _TERMS_AT_ONCE):
            ends = list(accumulate(self._some_lengths(low, low + _TERMS_AT_ONCE)))
            texts = self.slice(start, ends[-1])
            yield enumerate((texts[one:end] for one, end in pairwise(chain((0,), ends))), low)
            start += ends[-1]

    def having(self, run: bytes) -> Iterator[tuple[int, bytes]]:
        """The others are never made."""
        starts = self._starts.need(0, len(self._starts))
        at_once = _TERMS_AT_ONCE // GROUP
        for group in range(0, len(starts) - 1, at_once):
            base, stop = starts[group], starts[min(group + at_once, len(starts) - 1)]
            texts = self.slice(base, stop - base)
            at = texts.find(run)
            if at < 0:  # as in most of them
                continue
            low = group * GROUP
            ends = [0, *accumulate(self._some_lengths(low, low + _TERMS_AT_ONCE))]
            while at >= 0:
                index = bisect_right(ends, at)
                start, end = ends[index - 1], ends[index]
                if at + len(run) <= end:  # else it reaches from one term into the next
                    yield low + index - 1, texts[start:end]
                    at = texts.find(run, end)
                else:
                    at = texts.find(run, at + 1)

    def columns(self) -> Columns:
        data = self._data.whole()
        texts, _, *columns = (
            (code, length, data[start : start + length * array(code).itemsize])
            for code, start, length in self._sections
        )
        return Columns(texts[2], *columns)


class PackedTable:
    """Terms whose groups are compressed."""

    def __init__(
        self, data: CheckedBytes, sections: Sequence[Section], codes: str, length: int
    ) -> None:
        """`codes` are the types of lengths, frequencies and, if there are any, kinds."""
        (_, self._heads_at, _), ends, (_, self._start, _), starts = sections
        self._data = data
        self._ends, self._starts = CheckedTable(data, *ends), CheckedTable(data, *starts)
        self._codes = codes
        self._length = length
        self._groups = Made(self._group, MOST_GROUPS)
        self.forget = self._groups.clear

    def __len__(self) -> int:
        return self._length

    def head(self, group: int) -> bytes:
        start = self._ends[group - 1] if group else 0
        return bytes(self._data[self._heads_at + start : self._heads_at + self._ends[group]])

    def group(self, group: int) -> list[bytes]:
        return self._groups[group][0]

    def frequency(self, index: int) -> int:
        return self._groups[index // GROUP][1][index % GROUP]

    def kind(self, index: int) -> int:
        kinds = self._groups[index // GROUP][2]
        return kinds[index % GROUP] if kinds else 0

    def several(self, first: int) -> Iterator[Iterable[tuple[int, bytes]]]:
        group, inside = divmod(first, GROUP)
        for number in range(group, -(-len(self) // GROUP)):
            yield enumerate(self._group(number)[0][inside:], number * GROUP + inside)
            inside = 0

    def having(self, run: bytes) -> Iterator[tuple[int, bytes]]:
        return ((n, text) for some in self.several(0) for n, text in some if run in text)

    def columns(self) -> Columns:
        groups = map(self._unpacked, range(-(-len(self) // GROUP)))
        lengths, frequencies, kinds, texts = map(b"".join, zip(*groups, strict=True))
        return Columns(
            texts,
            (self._codes[0], len(self), lengths),
            (self._codes[1], len(self), frequencies),
            ("B", len(kinds), kinds),
        )

    def _group(self, group: int) -> tuple[list[bytes], memoryview[int], bytes]:
        """Its terms, their frequencies, and their kinds."""
        lengths, frequencies, kinds, texts = self._unpacked(group)
        ends = list(accumulate(cast(self._codes[0], lengths)))
        if ends[-1] != len(texts):
            raise IndexDamagedError("terms are cut off")
        found = [texts[one:end] for one, end in pairwise((0, *ends))]
        return found, cast(self._codes[1], frequencies), kinds

    def _unpacked(self, group: int) -> tuple[bytes, bytes, bytes, bytes]:
        """The bytes of its lengths, frequencies, kinds and texts."""
        start, end = self._start + self._starts[group], self._start + self._starts[group + 1]
        try:
            data = zlib.decompress(self._data[start:end], RAW_DEFLATE)
        except zlib.error as error:
            raise IndexDamagedError(f"terms cannot be unpacked: {error}") from error
        count = min(GROUP, len(self) - group * GROUP)
        ends = [*accumulate((count * array(code).itemsize for code in self._codes), initial=0)]
        if len(data) < ends[-1]:
            raise IndexDamagedError("terms are cut off")
        *numbers, texts = (data[one:end] for one, end in pairwise((*ends, len(data))))
        lengths, frequencies, *kinds = numbers
        return lengths, frequencies, kinds[0] if kinds else b"", texts


def cast(code: str, numbers: Data) -> memoryview[int]:
    """Bytes as numbers of this type."""
    return memoryview(numbers).cast(code)  # type: ignore[call-overload,no-any-return]


def packed_groups(columns: Columns) -> tuple[list[bytes], list[bytes]]:
    """The first term of each group, and the compressed groups, for `PackedTable`."""
    texts, *numbers = columns
    code, length, lengths = columns.lengths
    ends = [0, *accumulate(cast(code, lengths))]
    heads, groups = [], []
    for low in range(0, length, GROUP):
        behind = min(low + GROUP, length)
        parts = [
            data[low * array(kind).itemsize : behind * array(kind).itemsize]
            for kind, _, data in numbers
        ]
        heads.append(bytes(texts[ends[low] : ends[low + 1]]))
        parts.append(texts[ends[low] : ends[behind]])
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, RAW_DEFLATE, MEMORY)
        groups.append(packer.compress(b"".join(parts)) + packer.flush())
    return heads, groups
