"""Keeps the pairs of near duplicates in a file of the cache, and follows the store.

The file can always be rebuilt, so a new one replaces any odd one (another format, damage, another
owner). It is replaced atomically: two processes may update it at the same time, and either result
is right. It holds plain numbers only, and nothing in it is ever run.
"""

from __future__ import annotations

import json
import os
import sys
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from operator import gt
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

from newsarchive.files import private
from newsarchive.likeness.linking import Clusters, Pair, link
from newsarchive.likeness.sketch import (
    ALIKE,
    BANDS,
    FORMAT,
    SIGNATURE,
    likeness,
    may_be_alike,
    shingles,
    sketch,
)
from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.deadline import Step, stepping

Fetch = Callable[[Iterable[int]], dict[int, ArchivedArticle]]

_REMEMBERED = 4000
"""The most sets of shingles in memory while pairs are compared: about 100 MB."""
_CHECKSUM = 4
"""Bytes at the end of the file: the CRC-32 of all other bytes."""


@dataclass(slots=True)
class _State:
    """The contents of the file. `bands` has a column for each band, with a number for each key."""

    revision: Revision | None = None
    keys: array[int] = field(default_factory=lambda: array("q"))
    bands: list[array[int]] = field(default_factory=lambda: [array("I") for _ in range(BANDS)])
    signatures: bytes = b""
    """One after the other, of each key."""
    pairs: list[Pair] = field(default_factory=list)

    def signature(self, key: int) -> bytes:
        """That of the article with this key."""
        place = bisect_left(self.keys, key) * SIGNATURE
        return self.signatures[place : place + SIGNATURE]


class Likeness:
    """The near duplicates of a store, which it follows as an engine does."""

    def __init__(self, file: Path, fetch: Fetch) -> None:
        """`file` need not exist. `fetch` gets articles by their keys."""
        self._file = file
        self._fetch = fetch
        self._known: _State | None = None

    def revision(self) -> Revision | None:
        """The state of the archive that it has reached; None if it must start from nothing."""
        return self._state().revision

    def reset(self) -> None:
        """Forget everything: the next update replaces the file."""
        self._known = _State()

    def update(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        """Add new and changed articles, remove the keys in `gone`, and record the revision.

        Articles that only a changed or removed one linked are compared again. Raises OSError if the
        file cannot be written; the pairs are in memory all the same.
        """
        state, new = self._state(), _State()
        numbers, signatures = array("I"), bytearray()
        for archived in changed:
            of_bands, signature = sketch(shingles(archived.article))
            new.keys.append(archived.key)
            numbers.extend(of_bands)
            signatures += signature
            if advance:
                advance(1)
        new.bands = [numbers[band::BANDS] for band in range(BANDS)]
        new.signatures = bytes(signatures)
        added = set(new.keys)
        lost = added | set(gone)
        clusters = Clusters(state.pairs).members()
        torn = {clusters[key] for key in lost if key in clusters}
        fresh = {key for key, first in clusters.items() if first in torn and key not in lost}
        after = _replaced(state, new, lost)
        after.revision = revision
        fresh |= added
        if fresh:
            compare = self._compare(after, advance)
            after.pairs += list(link(after.keys, after.bands, fresh, after.pairs, compare))
        self._known = after
        self._write(after)

    def clusters(self, step: Step | None = None) -> dict[int, int]:
        """Every article with near duplicates → the lowest key among them.

        `step` is called every now and then, and may raise to end this.
        """
        return Clusters(stepping(self._state().pairs, step)).members()

    def likeness(self, one: int, other: int) -> float:
        """The likeness of two articles: 0 to 1."""
        found = self._fetch([one, other])
        if one not in found or other not in found:
            return 0.0
        return likeness(shingles(found[one].article), shingles(found[other].article))

    def _compare(
        self, state: _State, advance: Callable[[int], None] | None
    ) -> Callable[[int, int], bool]:
        @lru_cache(maxsize=_REMEMBERED)
        def shingles_of(key: int) -> set[int]:
            found = self._fetch([key])
            return shingles(found[key].article) if key in found else set()

        def alike(one: int, other: int) -> bool:
            if advance:
                advance(0)
            if not may_be_alike(state.signature(one), state.signature(other)):
                return False
            return likeness(shingles_of(one), shingles_of(other)) >= ALIKE

        return alike

    def _state(self) -> _State:
        if self._known is None:
            try:
                self._known = _read(self._file)
            except (OSError, ValueError, KeyError, TypeError, EOFError):
                self._known = _State()
        return self._known

    def _write(self, state: _State) -> None:
        assert state.revision is not None
        head = {
            "format": FORMAT, "order": sys.byteorder, "articles": len(state.keys),
            "pairs": len(state.pairs), "number": state.revision.number,
            "token": state.revision.token,
        }  # fmt: skip
        parts: list[bytes | array[int]] = [json.dumps(head).encode() + b"\n", state.keys]
        parts += [
            *state.bands,
            state.signatures,
            array("q", [key for pair in state.pairs for key in pair]),
        ]
        checksum = 0
        with private.replaced(self._file) as file:
            for part in parts:
                checksum = crc32(part, checksum)
                file.write(part)
            file.write(checksum.to_bytes(_CHECKSUM, "big"))


def _replaced(state: _State, new: _State, lost: set[int]) -> _State:
    """The state without the lost keys, and with the new ones; keys in order."""
    keys = state.keys + new.keys
    bands = [known + more for known, more in zip(state.bands, new.bands, strict=True)]
    signatures = state.signatures + new.signatures
    near = {(bisect_left(state.keys, key), key) for key in lost}
    gone = {place for place, key in near if state.keys[place : place + 1] == array("q", [key])}
    # Mostly nothing is lost, and the new keys are the highest ones.
    if gone or any(map(gt, keys, islice(keys, 1, None))):
        places = sorted(set(range(len(keys))) - gone, key=keys.__getitem__)
        keys, *bands = (
            array(column.typecode, map(column.__getitem__, places)) for column in (keys, *bands)
        )
        each = (place * SIGNATURE for place in places)
        signatures = b"".join(signatures[start : start + SIGNATURE] for start in each)
    pairs = [pair for pair in state.pairs if lost.isdisjoint(pair)]
    return _State(None, keys, bands, signatures, pairs)


def _read(path: Path) -> _State:
    """The contents of the file. Raises OSError, ValueError and the like for a foreign one."""
    with private.opened(path) as file:
        length = os.fstat(file.fileno()).st_size
        _check(file, length)
        head = json.loads(file.readline(4096))
        if (head["format"], head["order"]) != (FORMAT, sys.byteorder):
            raise ValueError("another format")
        articles, pairs = int(head["articles"]), int(head["pairs"])
        size = file.tell() + articles * (8 + 4 * BANDS + SIGNATURE) + 16 * pairs + _CHECKSUM
        if length != size:
            raise ValueError("not as long as it should be")
        state = _State(
            Revision(int(head["number"]), str(head["token"])),
            _numbers("q", articles, file),
            [_numbers("I", articles, file) for _ in range(BANDS)],
            file.read(articles * SIGNATURE),
        )
        flat = _numbers("q", 2 * pairs, file)
        state.pairs = list(zip(flat[::2], flat[1::2], strict=True))
        return state


def _check(file: BinaryIO, size: int) -> None:
    """Verify the checksum of the file. Raises ValueError."""
    left, checksum = size - _CHECKSUM, 0
    while left > 0 and (data := file.read(min(left, 2**20))):
        checksum = crc32(data, checksum)
        left -= len(data)
    if file.read() != checksum.to_bytes(_CHECKSUM, "big"):
        raise ValueError("a checksum differs")
    file.seek(0)


def _numbers(code: str, count: int, file: BinaryIO) -> array[int]:
    numbers = array(code)
    numbers.fromfile(file, count)
    return numbers
