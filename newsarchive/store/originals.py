"""Originals: the bytes that articles were read from, their digests, and the ids made of these."""

from __future__ import annotations

import hashlib
import itertools
import zlib
from collections.abc import Iterator

from newsarchive.store.database import Database

_LEVEL = 6
_LARGEST = 768 * 1024 * 1024
"""Bytes of the largest original; a forged archive may claim more."""


def digest_of(data: bytes) -> bytes:
    """SHA-256 of the bytes, 32 bytes long."""
    return hashlib.sha256(data).digest()


INSERT = """
    INSERT INTO original (digest, size, deflated, data) VALUES (?, ?, ?, ?)
    ON CONFLICT (digest) DO NOTHING
"""


def packed(data: bytes) -> tuple[bytes, bool]:
    """The bytes as they are stored, and whether they are compressed: if that is smaller."""
    deflated = zlib.compress(data, _LEVEL)
    return (deflated, True) if len(deflated) < len(data) else (data, False)


def first_id(digest: bytes) -> str:
    """The id of an article first seen with this digest, if no other has it."""
    return digest.hex()[:16]


def unpacked(digest: bytes, data: bytes, *, deflated: bool) -> bytes:
    """The bytes as they came. Raises ValueError if their digest is another."""
    try:
        original = _inflated(data) if deflated else data
    except zlib.error as error:
        raise ValueError(f"the original cannot be decompressed: {error}") from error
    if digest_of(original) != digest:
        raise ValueError("the original is not the one that was archived (its SHA-256 differs)")
    return original


def _inflated(data: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    original = unpacking.decompress(data, _LARGEST)
    if unpacking.unconsumed_tail:
        raise ValueError(f"the original unpacks to more than {_LARGEST // 2**20} MiB")
    if not unpacking.eof:
        raise ValueError("the original cannot be decompressed: it is cut off")
    return original


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
