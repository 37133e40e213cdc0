"""One segment of the index as searches read it: its columns and postings, each read once.

It reads Whoosh's files without Whoosh, which takes longer to load than most searches take.
"""

from __future__ import annotations

import mmap
import os
import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from io import FileIO
from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

from newsarchive.engines.whoosh.dictionary import DictionaryReader, TermDictionary
from newsarchive.engines.whoosh.postings import PostingList, encoded
from newsarchive.engines.whoosh.state import CHECKS_ITSELF, SegmentInfo, State, damaged
from newsarchive.engines.whoosh.terms import COLUMNS, number_term
from newsarchive.files.private import Folder
from newsarchive.model.deadline import Step

if TYPE_CHECKING:
    from newsarchive.engines.whoosh.combined import CombinedPostings
    from newsarchive.engines.whoosh.search_core import SearchCore

Arrays = TypeVar("Arrays", "PostingList", "CombinedPostings")

MOST_KEPT = 64 * 2**20
"""About how many bytes of arrays of terms an index keeps between searches."""
LEAST_KEPT = 8
"""So many terms are kept in any case: a search asks for some of them again and again."""
MOST_RUNS = 100
"""Ranges of numbers that a segment keeps. The articles of one are a slice of its file."""


class Segment:
    """A segment whose files are open."""

    def __init__(self, folder: Folder, noted: SegmentInfo, state: State) -> None:
        """Raises OSError, ForeignFileError, IndexDamagedError."""
        self.size = noted.size
        """The number of its articles, with deleted ones."""
        self.deleted = frozenset(noted.deleted)
        self.length = noted.length
        """The length of all articles that are not deleted, for scoring."""
        self._columns = {
            name: _Column(folder, f"{noted.name}.{name}.col", state) for name in COLUMNS
        }
        inverted = f"{noted.name}{CHECKS_ITSELF}"
        with _opened(folder, inverted, state) as file:
            self._file = DictionaryReader(file)
        self._fields: dict[str, TermDictionary] = self._file.fields
        self._kept = Kept(MOST_KEPT // len(state.segments))
        self._runs: dict[tuple[str, int | None, int | None], memoryview[int]] = {}
        self.core: SearchCore | None = None
        """What is compiled of searching, if it is loaded."""
        self.step: Step | None = None
        """Called for each term that is looked up, and between articles."""

    def watched(self, step: Step | None) -> Segment:
        """The same files, and arrays, for one search, which `step` may end by raising an error."""
        if step is None and self.step is None:
            return self
        ours = Segment.__new__(Segment)  # several times as quick as copy()
        vars(ours).update(vars(self), step=step)
        return ours

    def numbers(self) -> Sequence[int]:
        """The articles that are not deleted."""
        everything = range(self.size)
        gone = self.deleted
        return [number for number in everything if number not in gone] if gone else everything

    # Terms

    def postings(self, field: str, term: str) -> PostingList | None:
        """The arrays of a term; None if the segment does not have it."""
        if self.step:
            self.step()
        known = self._kept.get((field, term))
        if known is not None:
            return known  # type: ignore[return-value]
        found = self._read(field, term)
        return self._kept.add((field, term), found) if found else None

    def _read(self, field: str, term: str) -> PostingList | None:
        terms = self._fields.get(field)
        index = -1 if terms is None else terms.find(encoded(term))
        return None if terms is None or index < 0 else terms.postings(index)

    def combined(self, field: str, terms: Sequence[str]) -> PostingList | CombinedPostings | None:
        """The arrays of several terms as one combined word; None if the segment has none."""
        if len(terms) < 2:
            return self.postings(field, terms[0]) if terms else None
        known = self._kept.get((field, *terms))
        if known is not None:
            return known
        several = []
        for term in terms:  # the sum is kept, not its parts: a pattern has thousands
            if self.step:
                self.step()
            if found := self._read(field, term):
                several.append(found)
        if len(several) < 2:
            return self._kept.add((field, *terms), several[0]) if several else None
        from newsarchive.engines.whoosh.combined import CombinedPostings

        return self._kept.add((field, *terms), CombinedPostings(several, self.size))

    def frequency(self, field: str, terms: Sequence[str]) -> int:
        """The number of articles with any of the terms that are not deleted."""
        known = self._fields.get(field)
        if known is None:
            return 0
        indexes = [index for term in terms if (index := known.find(encoded(term))) >= 0]
        if len(indexes) < 2 and not self.deleted:
            return sum(map(known.frequency, indexes))
        found = self.combined(field, terms)
        if found is None or not self.deleted:
            return found.frequency if found else 0
        return found.frequency - len(found.having(sorted(self.deleted)))

    def terms(self, field: str, prefix: bytes = b"", run: bytes = b"") -> Iterator[bytes]:
        """The terms of a field with a prefix, or with these bytes in them, ascending.

        They are perhaps those of deleted articles only.
        """
        terms = self._fields.get(field)
        if terms is not None and run and not prefix:
            yield from terms.texts_with(run)
        elif terms is not None:
            for term in terms.texts_from(prefix):
                if not term.startswith(prefix):
                    break
                yield term

    def some(
        self, field: str, is_wanted: Callable[[bytes], bool]
    ) -> Iterator[tuple[bytes, PostingList]]:
        """The terms of a field that are wanted, ascending, with their postings.

        Quicker than looking up many; nothing of them is kept.
        """
        if terms := self._fields.get(field):
            for index, term in terms.indexed():
                if is_wanted(term):
                    if self.step:
                        self.step()
                    yield term, terms.postings(index)

    def release(self) -> None:
        """Keep nothing in memory of all that was read of terms and postings."""
        self._kept.clear()
        self._runs.clear()
        self._file.release()

    def run(self, field: str, low: int | None, high: int | None) -> memoryview[int]:
        """The articles with a number from `low` to `high` (None: open), in a field of numbers.

        Kept: who limits one search to some days limits the next to the same ones.
        """
        known = self._runs.get((field, low, high))
        if known is not None:
            return known
        terms = self._fields.get(field)
        if terms is None:
            return memoryview(b"").cast("H")
        first = 0 if low is None else terms.after(encoded(number_term(low)))
        end = len(terms) if high is None else terms.after(encoded(number_term(high)) + b"\0")
        if len(self._runs) >= MOST_RUNS:
            self._runs.clear()
        found = self._runs[field, low, high] = terms.run(first, end)
        return found

    # Columns

    @property
    def keys(self) -> Sequence[int]:
        """The store's key of each article."""
        return self._columns["key"].numbers

    @property
    def versions(self) -> Sequence[int]:
        """The version of each article."""
        return self._columns["version"].numbers

    @property
    def lengths(self) -> array[int]:
        """The length of each article, for scoring."""
        return self._columns["length"].numbers

    @property
    def length_bytes(self) -> bytes:
        """The same, four bytes each."""
        return self._columns["length"].data

    @property
    def classes(self) -> bytes:
        """The length of each article, roughly: see `LEAST_LENGTHS`."""
        return self._columns["length"].classes

    @property
    def days(self) -> Sequence[int]:
        """The day of each article as an ordinal; 0 for one without a date."""
        return self._columns["ordinal"].numbers

    @property
    def ids(self) -> Sequence[int]:
        """The id of each article as a number."""
        return self._columns["digits"].numbers


class Kept:
    """The arrays of the terms that were asked for last, as many as the memory allows."""

    def __init__(self, memory: int) -> None:
        """In about so many bytes."""
        self._memory = memory
        self._arrays: dict[tuple[str, ...], PostingList | CombinedPostings] = {}

    def get(self, terms: tuple[str, ...]) -> PostingList | CombinedPostings | None:
        found = self._arrays.pop(terms, None)
        if found is not None:
            self._arrays[terms] = found  # the last one asked for is the last to go
        return found

    def add(self, terms: tuple[str, ...], found: Arrays) -> Arrays:
        self._arrays[terms] = found
        self._memory -= found.memory
        while self._memory < 0 and len(self._arrays) > LEAST_KEPT:
            self._memory += self._arrays.pop(next(iter(self._arrays))).memory
        return found

    def clear(self) -> None:
        self._memory += sum(found.memory for found in self._arrays.values())
        self._arrays.clear()


LEAST_LENGTHS = (*range(0, 256, 32), *range(256, 8 * 256, 256))
"""The least length of each class of lengths: classes of 32 words up to 256, then of 256."""
_SHORT = bytes(low >> 5 for low in range(256))
_LONG = bytes(high and min(high + 7, len(LEAST_LENGTHS) - 1) for high in range(256))
_ONLY_SHORT = bytes(255 * (not high) for high in range(256))


class _Column:
    """A file with a number for each article, mapped: it stays readable when it is deleted."""

    def __init__(self, folder: Folder, name: str, state: State) -> None:
        self._name = name
        self._code = COLUMNS[name.split(".")[1]]
        self._checksum = state.files[name][1]
        with _opened(folder, name, state) as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    @cached_property
    def data(self) -> bytes:
        """All of them, in the order of the articles. Raises IndexDamagedError."""
        data = self._map[:]
        if crc32(data) != self._checksum:
            raise damaged(self._name)
        return data

    @cached_property
    def numbers(self) -> array[int]:
        """The same as numbers."""
        return array(self._code, self.data)

    @cached_property
    def classes(self) -> bytes:
        """The numbers as classes of lengths (`LEAST_LENGTHS`).

        Computed for all lengths at once, from two of their bytes: longer ones count as less.
        """
        lengths = self.numbers
        data, width, size = self.data, lengths.itemsize, len(lengths)
        places = (0, 1) if sys.byteorder == "little" else (width - 1, width - 2)
        low, high = (data[place::width] for place in places)
        short = int.from_bytes(low.translate(_SHORT), "big")
        short &= int.from_bytes(high.translate(_ONLY_SHORT), "big")
        return (short | int.from_bytes(high.translate(_LONG), "big")).to_bytes(size, "big")


def _opened(folder: Folder, name: str, state: State) -> FileIO:
    """A file, if it is as long as the state requires. Raises IndexDamagedError, OSError."""
    file = folder.opened(name)
    if os.fstat(file.fileno()).st_size != state.files.get(name, (0, 0))[0]:
        file.close()
        raise damaged(name)
    return file
