"""Originals: the bytes that articles were read from, their digests, and the ids made of these."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from newsarchive.store.database import Database
from newsarchive.store.dictionaries import NONE, WINDOW, Dictionary, numbered

AS_IT_IS, DEFLATED, WITH_TEXT = 0, 1, 2
"""Forms of an original: its bytes; these compressed; or the text that was read of them and then
they, compressed as one, so that the second costs next to nothing, and the text is read without it.
The form of one that is compressed with a dictionary is higher by the number of that."""

_LEVEL, _LEVEL_TOGETHER = 6, 5
_RAW = -15
"""Neither a header nor a checksum: original and text have their own."""
_LARGEST = 768 * 1024 * 1024
"""Bytes of the largest original; a forged archive may claim more."""
_LARGEST_TOGETHER = 16 * 1024 * 1024
"""Bytes of an original and its text that are compressed as one, as all of it is read for either."""


def digest_of(data: bytes) -> bytes:
    """SHA-256 of the bytes, 32 bytes long."""
    import hashlib  # slow to load, and not needed to search

    return hashlib.sha256(data).digest()


INSERT = """
    INSERT INTO original (digest, size, deflated, data) VALUES (?, ?, ?, ?)
    ON CONFLICT (digest) DO NOTHING
"""


SELECT = "SELECT size, deflated, data FROM original WHERE digest = ?"


def packed(data: bytes, text: str, dictionary: Dictionary = NONE) -> tuple[bytes, int]:
    """The original as it is stored, in the form that takes least, and that form."""
    encoded = text.encode()
    # Of a long page with a short text, a search would unpack much to show little.
    is_short = len(data) <= max(WINDOW, 2 * len(encoded))
    if is_short and len(data) + len(encoded) <= _LARGEST_TOGETHER:
        packing = _compressor(dictionary).copy()
        packed = packing.compress(encoded + data) + packing.flush()
        return packed, WITH_TEXT + dictionary.number
    deflated = zlib.compress(data, _LEVEL)
    return (deflated, DEFLATED) if len(deflated) < len(data) else (data, AS_IT_IS)


@lru_cache(maxsize=2)
def _compressor(dictionary: Dictionary) -> zlib._Compress:
    """One that has taken in the dictionary, which takes longer than to copy it."""
    level, method = _LEVEL_TOGETHER, zlib.DEFLATED
    return zlib.compressobj(level, method, _RAW, zdict=dictionary.data)


def first_id(digest: bytes) -> str:
    """The id of an article first seen with this digest, if no other has it."""
    return digest.hex()[:16]


class Stored(NamedTuple):
    """A row of the table, as it is read. Any value may be forged."""

    size: int
    form: int
    data: bytes

    def original(self, digest: bytes, database: Database) -> bytes:
        """The bytes as they came. Raises ValueError if their digest is another."""
        if self.form >= WITH_TEXT:
            dictionary = numbered(database, self.form - WITH_TEXT)
            both = _inflated(self.data, _LARGEST_TOGETHER, _RAW, dictionary.data)
            original = both[max(0, len(both) - self.size) :]
        else:
            original = _inflated(self.data, _LARGEST) if self.form else self.data
        if digest_of(original) != digest:
            raise ValueError("the original is not the one that was archived (its SHA-256 differs)")
        return original

    def text(self, length: int, database: Database) -> str:
        """See `text_of`."""
        return text_of(self.form, self.data, length, database)


def text_of(form: int | None, data: bytes, length: int, database: Database) -> str:
    """The text of so many bytes that is stored with an original, which its version's checksum
    covers. Of one that is missing, form and data are None.

    Raises ValueError if no such text is stored.
    """
    if form is None or form < WITH_TEXT:
        raise ValueError("its text is missing")
    if not length:
        return ""
    if not 0 < length <= _LARGEST_TOGETHER:
        raise ValueError(f"its text cannot have {length} bytes")
    dictionary = numbered(database, form - WITH_TEXT)
    try:
        text = zlib.decompressobj(_RAW, dictionary.data).decompress(data, length)
    except zlib.error as error:
        raise ValueError(f"its text cannot be decompressed: {error}") from error
    if len(text) != length:
        raise ValueError("its text is cut off")
    return text.decode()


def _inflated(
    data: bytes, most: int, window: int = zlib.MAX_WBITS, dictionary: bytes = b""
) -> bytes:
    unpacking = zlib.decompressobj(window, dictionary)
    try:
        found = unpacking.decompress(data, most)
    except zlib.error as error:
        raise ValueError(f"the original cannot be decompressed: {error}") from error
    if unpacking.unconsumed_tail:
        raise ValueError(f"the original unpacks to more than {most // 2**20} MiB")
    if not unpacking.eof:
        raise ValueError("the original cannot be decompressed: it is cut off")
    return found


def free_id(database: Database, digest: bytes) -> str:
    """The id of a new article with this digest: its first 16 digits, the same in every archive.

    If another article has that id, it is made of the digest and a counter.
    """
    return next(
        candidate
        for candidate in candidates(digest)
        if not database.row("SELECT 1 FROM article WHERE id = ?", (candidate,))
    )


def candidates(digest: bytes, most: int | None = None) -> Iterator[str]:
    """The ids that an article with this first digest can have, in their order."""
    yield first_id(digest)
    for counter in itertools.count(1) if most is None else range(1, most):
        yield digest_of(f"{digest.hex()}{counter}".encode()).hex()[:16]
