"""The parts of a document that is a zip: DOCX, ODT, EPUB. Each is read as a stream, within limits.

It must not know what is in a part.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from contextlib import suppress
from typing import Any, Self

from newsarchive.model.errors import ReadError
from newsarchive.readers.limits import Bounded, Limits, too_large

_MOST_PARTS = 100_000
_ENTRY = b"PK\1\2"
"""Begins the line for one part in the table of contents."""


class Parts:
    """The parts of a document, by name. They unpack to the limit of a record, all together."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._unpacked = 0
        if data.count(_ENTRY) > _MOST_PARTS:
            raise ReadError(f"damaged: a document of more than {_MOST_PARTS} parts")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except Exception as error:  # the library raises nearly anything
            raise ReadError("damaged: its table of contents cannot be read") from error
        self._names = {name.lower(): name for name in self._zip.namelist()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def open(self, name: str) -> Bounded:
        """The bytes of a part; capitals in names do not count. Raises ReadError, also later."""
        if name not in self:
            raise ReadError(f"damaged: it has no {name}")
        entry = self._zip.getinfo(self._names[name.lower()])
        if entry.flag_bits & 1:
            raise ReadError("encrypted: save it without its password")
        try:
            return Bounded(_Part(self, self._zip.open(entry), name), self._limits)
        except Exception as error:
            raise ReadError(f"damaged: {name} in it cannot be unpacked") from error

    def read(self, name: str) -> bytes:
        """All bytes of a part; none if there is no such part. Raises ReadError."""
        if name not in self:
            return b""
        with self.open(name) as part:
            return part.read()

    def count(self, size: int) -> None:
        """Count unpacked bytes. Raises ReadError when they are too many."""
        self._unpacked += size
        if self._unpacked > self._limits.record_bytes:
            raise too_large(self._limits.record_bytes, "--max-record", " when unpacked")


class _Part(io.RawIOBase):
    def __init__(self, parts: Parts, source: Any, name: str) -> None:
        self._parts, self._source, self._name = parts, source, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        try:
            data: bytes = self._source.read(len(buffer))
        except Exception as error:
            raise ReadError(f"damaged: {self._name} in it cannot be unpacked") from error
        self._parts.count(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        with suppress(Exception):
            self._source.close()
        super().close()


def kind_of(names: Collection[str], mimetype: bytes) -> str | None:
    """The suffix of the document that is a zip of these parts: ".docx"; None if it is none.

    `mimetype` is what is in its part of this name, if it has one.
    """
    if "[Content_Types].xml" in names:
        return ".docx" if any(name.startswith("word/") for name in names) else None
    return _MIMETYPES.get(mimetype.strip())


_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.text-template": ".ott",
    b"application/epub+zip": ".epub",
}
