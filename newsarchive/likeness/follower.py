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
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from operator import gt
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar
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
from newsarchive.model.errors import IndexDamagedError

Fetch = Callable[[Iterable[int]], dict[int, ArchivedArticle]]

_REMEMBERED = 250
"""The most sets of shingles in memory while pairs are compared: of 400 words each, 12 MB."""
_CHECKSUM = 4
"""Bytes at the end of the file: the CRC-32 of all other bytes."""


@dataclass(slots=True)
class _Links:
    """What the file says; questions need no more of it."""

    revision: Revision | None = None
    pairs: list[Pair] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """The contents of the file. `bands` has a column for each band, with a number for each key."""

    links: _Links = field(default_factory=_Links)
    keys: array[int] = field(default_factory=lambda: array("q"))
    bands: list[array[int]] = field(default_factory=lambda: [array("I") for _ in range(BANDS)])
    signatures: bytearray = field(default_factory=bytearray)
    """One after the other, of each key."""

    def signature(self, key: int) -> bytearray:
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
        self._links: _Links | None = None
        """Those of the known state, or of the file."""

    def revision(self) -> Revision | None:
        """The state of the archive that it has reached; None if it must start from nothing."""
        return self._linked().revision

    def reset(self) -> None:
        """Forget everything: the next update replaces the file."""
        self._know(_State())

    def update(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        """Add new and changed articles, remove the keys in `gone`, and record the revision.

        Articles that only a changed or removed one linked are compared again. Raises OSError if the
        file cannot be written; the pairs are in memory all the same. Raises IndexDamagedError if
        the file is no longer the one of `revision`.
        """
        state, new = self._state(), _State()
        for archived in changed:
            numbers, signature = sketch(shingles(archived.article))
            new.keys.append(archived.key)
            for band, number in zip(new.bands, numbers, strict=True):
                band.append(number)
            new.signatures += signature
            if advance:
                advance(1)
        after, fresh = self._merged(state, new, gone)
        after.links.revision = revision
        if fresh is None or fresh:
            compare, known = self._compare(after, advance), after.links.pairs
            known += list(link(after.keys, after.bands, fresh, known, compare))
        self._know(after)
        self._write(after)

    def _merged(
        self, state: _State, new: _State, gone: Sequence[int]
    ) -> tuple[_State, set[int] | None]:
        """The state with new articles and without others, and the keys to compare; None for all."""
        if not state.keys:
            return _in_order(new), None
        fresh = set(new.keys)
        lost = fresh.union(gone)
        clusters = Clusters(state.links.pairs).members()
        torn = {clusters[key] for key in lost if key in clusters}
        fresh |= {key for key, first in clusters.items() if first in torn and key not in lost}
        return _replaced(state, new, lost), fresh

    def clusters(self, step: Step | None = None) -> dict[int, int]:
        """Every article with near duplicates → the lowest key among them.

        `step` is called every now and then, and may raise to end this.
        """
        return Clusters(stepping(self._linked().pairs, step)).members()

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

        # Not those that signatures tell apart: there are far more of them, and they cost less.
        unlike: set[Pair] = set()

        def alike(one: int, other: int) -> bool:
            if advance:
                advance(0)
            if not may_be_alike(state.signature(one), state.signature(other)):
                return False
            if (one, other) in unlike:
                return False
            is_alike = likeness(shingles_of(one), shingles_of(other)) >= ALIKE
            if not is_alike:
                unlike.add((one, other))
            return is_alike

        return alike

    def _state(self) -> _State:
        if self._known is None:
            reached = self._linked().revision
            state = _read(self._file, _state_in) or _State()
            if state.links.revision != reached:  # the changes to come are those since that one
                raise IndexDamagedError(f"{self._file} was replaced meanwhile")
            self._know(state)
        assert self._known
        return self._known

    def _know(self, state: _State) -> None:
        self._known, self._links = state, state.links

    def _linked(self) -> _Links:
        if self._links is None:
            self._links = _read(self._file, _links_in) or _Links()
        return self._links

    def _write(self, state: _State) -> None:
        revision, pairs = state.links.revision, state.links.pairs
        assert revision is not None
        head = {
            "format": FORMAT, "order": sys.byteorder, "articles": len(state.keys),
            "pairs": len(pairs), "number": revision.number, "token": revision.token,
        }  # fmt: skip
        parts: list[bytes | bytearray | array[int]] = [
            json.dumps(head).encode() + b"\n",
            state.keys,
        ]
        parts += [
            *state.bands,
            state.signatures,
            array("q", [key for pair in pairs for key in pair]),
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
    near = ((bisect_left(state.keys, key), key) for key in lost)
    gone = {place for place, key in near if state.keys[place : place + 1] == array("q", [key])}
    links = _Links(None, [pair for pair in state.links.pairs if lost.isdisjoint(pair)])
    return _in_order(_State(links, keys, bands, signatures), gone)


def _in_order(state: _State, gone: Collection[int] = ()) -> _State:
    """The same in the order of the keys, without those at the places `gone`."""
    # Mostly nothing is lost, and the new keys are the highest ones.
    keys = state.keys
    if not gone and not any(map(gt, keys, islice(keys, 1, None))):
        return state
    places = sorted(set(range(len(keys))).difference(gone), key=keys.__getitem__)
    keys, *bands = (
        array(column.typecode, map(column.__getitem__, places)) for column in (keys, *state.bands)
    )
    each = (place * SIGNATURE for place in places)
    signatures = bytearray().join(state.signatures[start : start + SIGNATURE] for start in each)
    return _State(state.links, keys, bands, signatures)


_OF_ARTICLE = 8 + 4 * BANDS + SIGNATURE
"""Bytes of an article in the file: key, bands and signature."""
T = TypeVar("T")


def _read(path: Path, contents: Callable[[BinaryIO, _Head], T]) -> T | None:
    """Some of the contents of the file; None if it is none, or a foreign one."""
    with suppress(OSError, ValueError, KeyError, TypeError, EOFError), private.opened(path) as file:
        length = os.fstat(file.fileno()).st_size
        _check(file, length)
        head = json.loads(file.readline(4096))
        if (head["format"], head["order"]) != (FORMAT, sys.byteorder):
            raise ValueError("another format")
        revision = Revision(int(head["number"]), str(head["token"]))
        known = _Head(revision, int(head["articles"]), int(head["pairs"]))
        if length != file.tell() + known.articles * _OF_ARTICLE + 16 * known.pairs + _CHECKSUM:
            raise ValueError("not as long as it should be")
        return contents(file, known)
    return None


class _Head(NamedTuple):
    """What the first line says."""

    revision: Revision
    articles: int
    pairs: int


def _links_in(file: BinaryIO, head: _Head) -> _Links:
    file.seek(head.articles * _OF_ARTICLE, os.SEEK_CUR)
    flat = _numbers("q", 2 * head.pairs, file)
    return _Links(head.revision, list(zip(flat[::2], flat[1::2], strict=True)))


def _state_in(file: BinaryIO, head: _Head) -> _State:
    state = _State(
        keys=_numbers("q", head.articles, file),
        bands=[_numbers("I", head.articles, file) for _ in range(BANDS)],
        signatures=bytearray(file.read(head.articles * SIGNATURE)),
    )
    file.seek(-head.articles * _OF_ARTICLE, os.SEEK_CUR)
    state.links = _links_in(file, head)
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
