"""Documents: DOCX, ODT, RTF, PDF and EPUB, each as one article or as an export of a database.

The text of a document is read as plain text is: as an export of Nexis or Factiva if it is one, else
as one article with a header. The original of an article alone in its document is the document; that
of one in an export is its part of the text, as if the export had been made as plain text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record, Records
from newsarchive.readers.documents import opendocument, rtf, word
from newsarchive.readers.documents.layout import Block, Warn, typed
from newsarchive.readers.formats.factiva import Factiva
from newsarchive.readers.formats.nexis import Nexis
from newsarchive.readers.formats.text import Text
from newsarchive.readers.limits import Limits
from newsarchive.readers.record import NO_OPTIONS, Reader, ReadOptions, suffix_of

_EXPORTS: tuple[Reader, ...] = (Nexis(), Factiva())
_TEXT = Text()
_HEAD = 1 << 16
"""Bytes of a text that are looked at: the list of documents in an export may come first."""
_ZIP = re.compile(rb"PK\x03\x04")
_OLE = re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""What Word 97 to 2003 wrote, and what holds a document with a password today."""
_WORD = frozenset((".doc", ".dot", ".docx", ".docm", ".dotx", ".dotm", ".rtf", ".wri"))
"""Word opens any of its formats under any of these names, so they say little."""


class Document:
    """A kind of document: how its name ends, how it begins, and how its text is taken out of it."""

    def __init__(
        self,
        name: str,
        begins: re.Pattern[bytes],
        suffixes: frozenset[str],
        own: frozenset[str],
        blocks: Callable[[bytes, Limits, Warn], Iterator[Block]],
    ) -> None:
        self.name = name
        self._begins = begins
        self._suffixes = suffixes
        """A file whose name ends so is one of this kind if it begins like one."""
        self._own = own
        """A file whose name ends so is one of this kind, or broken."""
        self._blocks = blocks

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        if self._begins.match(head):
            return suffix in self._suffixes or suffix in self._own
        return suffix in self._own and not _OLE.match(head)

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        data = stream.read()
        if not data:
            raise ReadError("the file is empty")
        warnings: list[str] = []
        text = typed(self._blocks(data, options.limits, warnings.append))
        if not text:
            raise ReadError("no text in it")
        yield from _articles(name, text, data, options)
        for reason in warnings:
            yield ReadWarning(name, reason)


def _articles(name: str, text: str, data: bytes, options: ReadOptions) -> Records:
    """The articles in the text of a document."""
    written = text.encode("utf-8", "replace")
    for reader in _EXPORTS:
        if reader.claims("", written[:_HEAD]):
            for found in reader.read(name, io.BytesIO(written), options):
                is_article = isinstance(found, Record)
                yield replace(found, reader=reader.name) if is_article else found
            return
    for found in _TEXT.read(name, io.BytesIO(written), options):
        yield replace(found, original=data) if isinstance(found, Record) else found


class OldWord:
    """What is refused by name: Word's format until 2003, and documents with a password."""

    name = "doc"

    def claims(self, name: str, head: bytes) -> bool:
        return _OLE.match(head) is not None and suffix_of(name) in _WORD | {""}

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        data = stream.read()
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError("encrypted: save it without its password")
        if "WordDocument".encode("utf-16-le") in data:
            raise ReadError("a Word document of the old kind (.doc): save it as .docx")
        raise ReadError("not a text: another document of Microsoft Office")
        yield  # a generator, as every reader


_NO_SUFFIX = frozenset(("", ".txt", ".text"))
DOCUMENTS: tuple[Reader, ...] = (
    OldWord(),
    Document("rtf", rtf.BEGINS, _WORD | _NO_SUFFIX, frozenset((".rtf",)), rtf.blocks),
    Document("docx", _ZIP, _WORD, frozenset((".docx", ".docm", ".dotx", ".dotm")), word.blocks),
    Document("odt", _ZIP, frozenset(), frozenset((".odt", ".ott", ".fodt")), opendocument.blocks),
)
