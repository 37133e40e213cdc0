"""The ids and countable details of all articles, packed: a number for each article and detail.

They are kept in a file of the cache and follow the store, so many articles are counted and listed
without a row of the store for each. The file can always be made again, so a new one replaces any
odd one (another format, damage, another owner); it is replaced atomically, and holds plain data
only. Whatever the numbers do not answer, the store does. This module must not know what is found,
nor what is done with the counts and lists.
"""

from __future__ import annotations

import json
import sys
from array import array
from binascii import hexlify
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, islice
from operator import itemgetter
from pathlib import Path
from typing import Literal, TypeAlias
from zlib import crc32

from newsarchive.files import private
from newsarchive.model import kinds
from newsarchive.model.article import Revision
from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.model.errors import ArchiveError
from newsarchive.store.contents import Contents
from newsarchive.store.follow import Changed
from newsarchive.store.reading import Listing
from newsarchive.store.statistics import checked
from newsarchive.store.tally import CHUNK, DETAILS, CountedValue, Detail

FORMAT = 2
"""Rises whenever the file changes: older ones are made again."""
_Name: TypeAlias = Literal["id"] | Detail
_NAMES: tuple[_Name, ...] = ("id", *DETAILS)
_GAPS = 16
"""An archive with more keys than so many for each article is counted by the store."""
_AT_ONCE = 65_536
"""Articles counted between two looks at the deadline."""
_CHECKSUM = 4
"""Bytes at the end of the file: the CRC-32 of all other bytes."""


class _Column:
    """A detail of all articles."""

    def __init__(self, values: list[CountedValue], codes: array[int]) -> None:
        self.values = values
        """What each code stands for, as the store has it; 0 stands for no article."""
        self.codes = codes
        """The code of each key."""

    def put(self, keys: Sequence[int], values: Sequence[CountedValue], known: _Codes) -> None:
        """Set the values of the articles with these keys; `known` are the codes of this column."""
        new = [known[value] for value in values]
        codes = self.codes = _holding(self.codes, max(new), max(keys) + 1)
        if keys[-1] - keys[0] == len(keys) - 1:
            codes[keys[0] : keys[-1] + 1] = array(codes.typecode, new)
            return
        for key, code in zip(keys, new, strict=True):
            codes[key] = code


class _Codes(dict[CountedValue, int]):
    """Value → code; a new value gets the next one."""

    def __missing__(self, value: CountedValue) -> int:
        code = self[value] = len(self) + 1
        return code


class _Ids(_Codes):
    """Id → its digits as a number, which is not kept here; 0 for one that cannot be right."""

    def __missing__(self, value: CountedValue) -> int:
        try:
            return int(kinds.ID.read(value), 16)
        except ValueError:
            return 0


def _holding(codes: array[int], largest: int, length: int) -> array[int]:
    """The codes in an array that holds ones up to the `largest`, for so many keys at least."""
    typecode = next(code for code in "BHIQ" if largest < 1 << 8 * array(code).itemsize)
    if array(typecode).itemsize > codes.itemsize:
        codes = array(typecode, codes)
    codes.frombytes(bytes(max(length - len(codes), 0) * codes.itemsize))
    return codes


@dataclass(slots=True)
class _State:
    """The contents of the file. A column is unpacked when it is first needed."""

    revision: Revision | None = None
    articles: int = 0
    packed: dict[_Name, tuple[str, bytes, bytes]] = field(default_factory=dict)
    """Type of the codes, values as JSON, and codes."""
    columns: dict[_Name, _Column] = field(default_factory=dict)

    def column(self, name: _Name) -> _Column:
        """The id or a detail of all articles."""
        if name not in self.columns:
            typecode, values, codes = self.packed.get(name, ("B", b"[null]", b""))
            self.columns[name] = _Column(json.loads(values), array(typecode, codes))
        return self.columns[name]


class Packed:
    """The details of all articles of a store, which it follows as an engine does."""

    def __init__(self, file: Path, store: Contents) -> None:
        """`file` need not exist."""
        self._file = file
        self._store = store
        self._known: _State | None = None

    def revision(self) -> Revision | None:
        """The state of the archive that it has reached; None if it must start from nothing."""
        return self._state().revision

    def reset(self) -> None:
        """Forget everything: the next update replaces the file."""
        self._known = _State()

    def update(
        self,
        changed: Changed,
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        """Take in new and changed articles, leave out the keys in `gone`; record the revision.

        Raises ArchiveError if some cannot be packed, and OSError if the file cannot be written; all
        is in memory then.
        """
        state, self._known = self._state(), None
        most = _GAPS * (len(changed) + state.articles) + _AT_ONCE
        if not all(0 < key <= most for key in changed.keys):
            raise ArchiveError(f"{self._store.path} has too few articles for such high keys")
        columns = [state.column(name) for name in _NAMES]
        for column in columns:
            codes = column.codes
            for key in (*gone, *changed.keys):
                if key < len(codes):
                    codes[key] = 0
        known = [
            (_Ids if name == "id" else _Codes)(zip(column.values[1:], count(1)))
            for name, column in zip(_NAMES, columns, strict=True)
        ]
        every = None if state.revision is None else changed.keys
        rows = self._store.details(DETAILS, every)
        while chunk := list(islice(rows, CHUNK)):
            keys, *several = zip(*chunk, strict=True)
            for column, values, codes_of in zip(columns, several, known, strict=True):
                column.put(keys, values, codes_of)
            if advance:
                advance(len(chunk))
        for column, codes_of in zip(columns, known, strict=True):
            column.values = [None, *codes_of]
        codes = columns[-1].codes
        after = _State(revision, len(codes) - codes.count(0), {}, state.columns)
        self._known = after
        if after.articles:
            self._write(after)

    def counts(
        self, details: Sequence[Detail], keys: Iterable[int] | None = None,
        advance: Callable[[int], None] | None = None, deadline: Deadline | None = None,
    ) -> dict[Detail, Counter[CountedValue]]:  # fmt: skip
        """See `Contents.counts`."""
        chosen = None if keys is None else list(keys)
        if chosen is not None:
            columns = [self._state().column(detail) for detail in details]
            with suppress(LookupError, ValueError):
                counted = _counted([one.codes for one in columns], chosen, advance, deadline)
                return {
                    detail: checked(detail, _named(column, codes))
                    for detail, column, codes in zip(details, columns, counted, strict=True)
                }
        return self._store.counts(details, chosen, advance, deadline)

    def crossed(
        self, details: tuple[Detail, Detail], keys: Iterable[int] | None = None,
        advance: Callable[[int], None] | None = None, deadline: Deadline | None = None,
    ) -> Counter[tuple[CountedValue, CountedValue]]:  # fmt: skip
        """See `Contents.crossed`."""
        one, other = (self._state().column(detail) for detail in details)
        chosen = None if keys is None else list(keys)
        pairs = _combined(one.codes, other.codes)
        with suppress(LookupError, ValueError):
            if chosen is None:
                codes = Counter(pairs)
                del codes[0]
                if advance:
                    advance(codes.total())
            else:
                (codes,) = _counted([pairs], chosen, advance, deadline)
            shift = 8 * one.codes.itemsize
            rest = (1 << shift) - 1
            found = Counter(
                {
                    (one.values[pair & rest], other.values[pair >> shift]): count
                    for pair, count in codes.items()
                }
            )
            for detail, values in zip(details, zip(*found, strict=True), strict=False):
                checked(detail, Counter(values))
            return found
        return self._store.crossed(details, chosen, advance, deadline)

    def listed(self, detail: Detail | None, keys: Iterable[int]) -> Listing:
        """See `Contents.listed`."""
        chosen = list(keys)
        with suppress(LookupError, ValueError):
            ids = array("Q", map(self._state().column("id").codes.__getitem__, chosen))
            if 0 in ids:
                raise LookupError("an article is missing")
            if sys.byteorder == "little":
                ids.byteswap()
            values: list[CountedValue] = [None] * len(chosen)
            if detail:
                column = self._state().column(detail)
                codes = map(column.codes.__getitem__, chosen)
                values = list(map(column.values.__getitem__, codes))
                checked(detail, Counter(set(values)))
            return Listing(chosen, hexlify(ids), values)
        return self._store.listed(detail, chosen)

    def _state(self) -> _State:
        if self._known is None:
            try:
                self._known = _read(self._file)
            except (OSError, ValueError, LookupError, TypeError):
                self._known = _State()
        return self._known

    def _write(self, state: _State) -> None:
        assert state.revision is not None
        values = [json.dumps(state.columns[name].values).encode() for name in _NAMES]
        codes = [state.columns[name].codes for name in _NAMES]
        head = {
            "format": FORMAT, "order": sys.byteorder, "columns": _NAMES,
            "number": state.revision.number, "token": state.revision.token,
            "articles": state.articles, "keys": len(codes[0]),
            "values": list(map(len, values)), "codes": [one.typecode for one in codes],
        }  # fmt: skip
        parts: list[bytes | array[int]] = [json.dumps(head).encode() + b"\n", *values, *codes]
        checksum = 0
        with private.replaced(self._file) as file:
            for part in parts:
                checksum = crc32(part, checksum)
                file.write(part)
            file.write(checksum.to_bytes(_CHECKSUM, "big"))


def _read(path: Path) -> _State:
    """The contents of the file. Raises OSError, ValueError and the like for a foreign one."""
    with private.opened(path) as file:
        data = memoryview(file.read())
    data, checksum = data[:-_CHECKSUM], data[-_CHECKSUM:]
    if checksum != crc32(data).to_bytes(_CHECKSUM, "big"):
        raise ValueError("a checksum differs")
    end = bytes(data[:4096]).index(b"\n") + 1
    head = json.loads(bytes(data[:end]))
    if (head["format"], head["order"], head["columns"]) != (FORMAT, sys.byteorder, [*_NAMES]):
        raise ValueError("another format")
    sizes = [*head["values"], *(head["keys"] * array(code).itemsize for code in head["codes"])]
    parts = _parts(data[end:], sizes)
    values, codes = (list(islice(parts, len(_NAMES))) for _ in range(2))
    packed = zip(head["codes"], values, codes, strict=True)
    return _State(
        Revision(head["number"], head["token"]),
        head["articles"],
        dict(zip(_NAMES, packed, strict=True)),
    )


def _parts(data: memoryview, sizes: Iterable[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield bytes(data[start : start + size])
        start += size


def _counted(
    columns: Sequence[array[int]],
    keys: Sequence[int],
    advance: Callable[[int], None] | None,
    deadline: Deadline | None,
) -> list[Counter[int]]:
    """How often each code occurs in each column, until the deadline ends it for all.

    Raises LookupError if there is no article with one of the keys.
    """
    found: list[Counter[int]] = [Counter() for _ in columns]
    with suppress(DeadlineError):
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            pick = itemgetter(0, *some)  # of one key alone it would give no tuple; 0 is no article
            for counted, column in zip(found, columns, strict=True):
                counted.update(pick(column))
                counted[0] -= 1
            if advance:
                advance(len(some))
            if deadline:
                deadline.check()
    if any(counted.pop(0, 0) for counted in found):
        raise LookupError("an article is missing")
    return found


def _named(column: _Column, codes: Counter[int]) -> Counter[CountedValue]:
    return Counter({column.values[code]: count for code, count in codes.items()})


def _combined(one: array[int], other: array[int]) -> array[int]:
    """A number for each pair of codes: `one + (other << 8 * one.itemsize)`.

    It is put together of the bytes of all codes at once.
    """
    size = one.itemsize + other.itemsize
    typecode = next(code for code in "HIQ" if array(code).itemsize >= size)
    width = array(typecode).itemsize
    is_little = sys.byteorder == "little"
    data = bytearray(len(one) * width)
    for codes, place in (
        (one, 0 if is_little else width - one.itemsize),
        (other, one.itemsize if is_little else width - size),
    ):
        parts = codes.tobytes()
        for byte in range(codes.itemsize):
            data[place + byte :: width] = parts[byte :: codes.itemsize]
    return array(typecode, bytes(data))
