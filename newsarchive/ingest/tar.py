"""The files in a tar, as tarfile describes them, with damage told from the end.

It must not know where a tar comes from, nor what is done with the files.
"""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from typing import Any, Self, cast

from newsarchive.model.errors import ReadError
from newsarchive.readers.limits import MIB

_NAMING = (
    tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE,
)  # fmt: skip
_LONGEST_NAME = MIB
"""The most bytes in a tar for the name and other details of one of its files."""


class Entry(tarfile.TarInfo):
    """A file in a tar. Damage that tarfile takes for the end, or that costs memory, is an error."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """The entry that a block describes. Raises ReadError."""
        return cls._sound(buf, lambda: super(Entry, cls).frombuf(buf, encoding, errors))

    @classmethod
    def _frombuf(cls, buf: bytes, encoding: str, errors: str, **how: bool) -> Self:
        """The same. Later releases of each Python ask for this one and not for `frombuf`."""
        frombuf = cast("Any", super())._frombuf  # noqa: SLF001 - there is no other place to check
        return cls._sound(buf, lambda: frombuf(buf, encoding, errors, **how))

    @classmethod
    def _sound(cls, buf: bytes | bytearray, made: Callable[[], Self]) -> Self:
        if len(buf) < tarfile.BLOCKSIZE:
            raise ReadError("damaged tar: it ends too early")
        try:
            entry = made()
        except tarfile.HeaderError:
            if not any(buf):
                raise  # the end
            raise ReadError("damaged tar: something that is no file is in it") from None
        if entry.size < 0 or (entry.type in _NAMING and entry.size > _LONGEST_NAME):
            raise ReadError("damaged tar: a name in it has no end")
        if entry.type == tarfile.GNUTYPE_SPARSE:  # the list of its holes can be endless too
            raise ReadError("a sparse file is in this tar: pack it again without --sparse")
        return entry
