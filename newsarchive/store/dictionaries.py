"""Dictionaries: bytes of an archive's own articles, with which its other ones are compressed.

What was compressed with a dictionary cannot be read without it. So each is kept twice, in two
tables, which share no page, with its SHA-256: one of the two is enough. Its number is the beginning
of that, so no archive has another one of the same number. It never changes and is never deleted.
This module must not know how anything is compressed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import sub
from weakref import WeakKeyDictionary

from newsarchive.model import clock
from newsarchive.model.digests import sha256
from newsarchive.model.errors import ArchiveError
from newsarchive.model.frozen import frozen
from newsarchive.store.columns import expect
from newsarchive.store.database import Database

WINDOW = 32 * 1024
"""Bytes that DEFLATE looks back: no dictionary is longer."""
LEAST = 256 * 1024
"""Bytes of originals from which a dictionary is made: it has to save more than it takes."""
_SAMPLE, _SHARE = 192 * 1024, 4096
"""Bytes that a dictionary is chosen from, and the most of one original."""
_PASSAGE, _PART = 64, 6
"""Bytes of the passages that it is made of, and of the parts whose frequency decides."""
_DIGITS = 0x3FFFFF
"""Of a number: SQLite stores it in three bytes."""
_TABLES = ("dictionary", "dictionary_copy")


@frozen
class Dictionary:
    """A dictionary, with its number."""

    number: int
    data: bytes


NONE = Dictionary(0, b"")

_KNOWN: WeakKeyDictionary[Database, dict[int, Dictionary]] = WeakKeyDictionary()
"""The dictionaries that were read through each connection."""


def numbered(database: Database, number: int) -> Dictionary:
    """The dictionary of this number. Raises ValueError if neither copy is as it was made."""
    if not number:
        return NONE
    known = _KNOWN.setdefault(database, {})
    if number not in known:
        known[number] = _read(database, number)
    return known[number]


def _read(database: Database, number: int) -> Dictionary:
    for table in _TABLES:
        try:
            row = database.row(f"SELECT digest, data FROM {table} WHERE number = ?", (number,))  # noqa: S608 - ours
            if row is not None:
                _expect_whole(number, *row)
                return Dictionary(number, row[1])
        except (ArchiveError, ValueError):
            continue
    raise ValueError("it was compressed with a dictionary that is missing or damaged")


def latest(database: Database) -> Dictionary:
    """The one for what comes; NONE where there is none, or where a copy of it is missing."""
    try:
        row = database.row("SELECT number FROM dictionary ORDER BY made DESC LIMIT 1")
        if row is None:
            return NONE
        expect_there(database, row[0])
        return numbered(database, row[0])
    except (ArchiveError, ValueError):
        return NONE


def add(database: Database, originals: Sequence[bytes]) -> None:
    """Make a dictionary of these originals, in the current transaction."""
    data = trained(originals)
    digest = sha256(data)
    for table in _TABLES:
        row = (_numbered(digest), digest, clock.stamp(), data)
        database.run(f"INSERT OR IGNORE INTO {table} VALUES (?, ?, ?, ?)", row)  # noqa: S608 - ours


def _numbered(digest: bytes) -> int:
    """The number of the dictionary with this digest: from 1 on."""
    return int.from_bytes(digest[:4], "big") % _DIGITS + 1


def expect_there(database: Database, number: int) -> None:
    """Raises ArchiveError unless the archive has both copies of this dictionary."""
    for table in _TABLES:
        if database.row(f"SELECT 1 FROM {table} WHERE number = ?", (number,)) is None:  # noqa: S608 - ours
            raise ArchiveError(
                f"{database.path} was replaced while it was being written; run the same command "
                "again"
            )


def problems(database: Database) -> Iterator[str]:
    """What is wrong with any copy of any of them, and which of them has no second one."""
    found: list[set[int]] = []
    for table in _TABLES:
        found.append(set())
        for number, digest, made, data in database.rows(f"SELECT * FROM {table}"):  # noqa: S608 - ours
            found[-1].add(number)
            try:
                expect((number, digest, made, data), table, "number digest made data")
                _expect_whole(number, digest, data)
            except ValueError as error:
                yield f"row {number} of {table} is damaged: {error}"
    for number in sorted(found[0] ^ found[1]):
        yield f"dictionary {number} has no second copy"


def _expect_whole(number: int, digest: bytes, data: bytes) -> None:
    found = sha256(data)
    if found != digest or _numbered(found) != number:
        raise ValueError("it is not as it was made (its SHA-256 differs)")


def trained(originals: Sequence[bytes]) -> bytes:
    """A dictionary of the passages of these originals whose parts the most of them have.

    One passage of each stretch of a sample, the most frequent last, where DEFLATE finds it best. A
    part that an earlier passage has counts no more. The same originals make the same dictionary.
    """
    some = [one[:_SHARE] for one in originals]
    some = some[:: max(1, sum(map(len, some)) // _SAMPLE)]
    frequency: Counter[bytes] = Counter()
    for one in some:
        frequency.update(set(_parts(one)))
    sample, passages = b"".join(some), list[tuple[int, bytes]]()
    stretch = max(2 * _PASSAGE, len(sample) * _PASSAGE // WINDOW)
    for start in range(0, len(sample), stretch):
        parts = _parts(sample[start : start + stretch])
        sums = [0, *accumulate(frequency[part] - 1 for part in parts)]
        scores = list(map(sub, sums[_PASSAGE:], sums))
        if scores:
            best = max(range(len(scores)), key=scores.__getitem__)
            passages.append((scores[best], sample[start + best : start + best + _PASSAGE]))
            for part in parts[best : best + _PASSAGE]:
                frequency[part] = 1
    return b"".join(passage for _, passage in sorted(passages))[-WINDOW:]


def _parts(data: bytes) -> list[bytes]:
    """Every few bytes in a row."""
    return [data[at : at + _PART] for at in range(len(data) - _PART + 1)]
