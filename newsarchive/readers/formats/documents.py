"""Documents: DOCX, ODT, RTF, PDF and EPUB, each as one article or as an export of a database.

The text of a document is read as plain text is: as an export of Nexis or Factiva if it is one, else
as one article with a header. The original of an article alone in its document is the document; that
of one in an export is its part of the text, as if the export had been made as plain text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record, Records
from newsarchive.readers.documents import epub, opendocument, pdf, rtf, word
from newsarchive.readers.documents.layout import Block, Warn, typed
from newsarchive.readers.formats.factiva import Factiva
from newsarchive.readers.formats.nexis import Nexis
from newsarchive.readers.formats.proquest import ProQuest
from newsarchive.readers.formats.text import Text
from newsarchive.readers.limits import Limits
from newsarchive.readers.record import NO_OPTIONS, Reader, ReadOptions, suffix_of

_EXPORTS: tuple[Reader, ...] = (ProQuest(), Nexis(), Factiva())
_TEXT = Text()
_HEAD = 1 << 14
"""Bytes of a text that are looked at: the list of documents in an export may come first."""
_ZIP = re.compile(rb"PK\x03\x04")
_OLE = re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""What Word 97 to 2003 wrote, and what holds a document with a password today."""
_PDF = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}%PDF-")
_ANY = re.compile(b"|".join(one.pattern for one in (_ZIP, _OLE, _PDF, rtf.BEGINS)))
_TEXTS = ("", ".txt", ".text")
_BEFORE = "passed over: the pages before the first article"
_WORD = frozenset((".doc", ".dot", ".docx", ".docm", ".dotx", ".dotm", ".rtf", ".wri"))
"""Word opens any of its formats under any of these names, so they say little."""


class Document:
    """A kind of document: how its name ends, how it begins, and how its text is taken out of it."""

    def __init__(
        self,
        name: str,
        begins: re.Pattern[bytes],
        own: Collection[str],
        others: Collection[str],
        texts: Callable[[bytes, Limits, Warn], Iterator[list[Block]]],
        *,
        whole_first: bool = False,
    ) -> None:
        self.name = name
        self._begins = begins
        self._own = own
        """A file whose name ends so is one of this kind, unless it begins like another one."""
        self._others = others
        """A file whose name ends so is one of this kind if it begins like one."""
        self._texts = texts
        self._whole_first = whole_first
        """Whether the first text is that of the whole, and the others are of parts of it."""

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        if suffix not in self._own and suffix not in self._others:
            return False
        if self._begins.match(head):
            return True
        return suffix in self._own and not _ANY.match(head)

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        data = stream.read()
        if not data:
            raise ReadError("the file is empty")
        warnings: list[str] = []
        found = self._texts(data, options.limits, warnings.append)
        texts = [blocks for blocks in found if any(block.text.strip() for block in blocks)]
        match texts:
            case []:
                raise ReadError("no text in it")
            case [blocks]:
                yield from _articles(name, blocks, data, options)
            case [whole, *parts] if self._whole_first:
                yield from _articles(name, whole, data, options, parts)
            case _:
                for number, blocks in enumerate(texts, start=1):
                    for record in _TEXT.read(name, _stream(typed(blocks)), options):
                        assert isinstance(record, Record)
                        yield replace(record, number=number, reader=_TEXT.name)
        for reason in warnings:
            yield ReadWarning(name, reason)


def _articles(
    name: str,
    blocks: list[Block],
    data: bytes,
    options: ReadOptions,
    parts: Sequence[list[Block]] = (),
) -> Records:
    """The articles in the text of a document: those of an export, one in each part, or one."""
    export = _stream(typed(blocks, header=False))
    for reader in _EXPORTS:
        if reader.claims("", export.getvalue()[:_HEAD]):
            for found in reader.read(name, export, options):
                if isinstance(found, Record):
                    yield replace(found, reader=reader.name)
                else:
                    yield found
            return
    if dated := _dated(name, parts, options):
        yield from dated
        return
    for found in _TEXT.read(name, _stream(typed(blocks)), options):
        yield replace(found, original=data) if isinstance(found, Record) else found


def _dated(name: str, texts: Sequence[list[Block]], options: ReadOptions) -> list[Record | Problem]:
    """The articles of the parts of a document, if each has a day of its own; else none.

    The parts of a report have none. The first of several may be a list of the others.
    """
    found: list[Record | Problem] = []
    for number, blocks in enumerate(texts, start=1):
        for record in _TEXT.read("", _stream(typed(blocks)), options):
            assert isinstance(record, Record)
            if record.article.date or record.article.date_candidates:
                found.append(replace(record, number=number, reader=_TEXT.name))
            elif number == 1 < len(texts) - 1:
                found.append(ReadWarning(name, _BEFORE))
            else:
                return []
    return found


def _stream(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode("utf-8", "replace"))


class OldWord:
    """What is refused by name: Word's format until 2003, and documents with a password."""

    name = "doc"

    def claims(self, name: str, head: bytes) -> bool:
        return _OLE.match(head) is not None and suffix_of(name) in {*_WORD, ""}

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        data = stream.read()
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError("encrypted: save it without its password")
        if "WordDocument".encode("utf-16-le") in data:
            raise ReadError("a Word document of the old kind (.doc): save it as .docx")
        raise ReadError("not a text: another document of Microsoft Office")
        yield  # a generator, as every reader


def _one(
    blocks: Callable[[bytes, Limits, Warn], Iterator[Block]],
) -> Callable[[bytes, Limits, Warn], Iterator[list[Block]]]:
    """The one text of a document, as the texts of one that may have several."""

    def texts(data: bytes, limits: Limits, warn: Warn) -> Iterator[list[Block]]:
        yield [*blocks(data, limits, warn)]

    return texts


DOCUMENTS: tuple[Reader, ...] = (
    OldWord(),
    Document("rtf", rtf.BEGINS, (".rtf",), {*_WORD, *_TEXTS}, _one(rtf.blocks)),
    Document("docx", _ZIP, (".docx", ".docm", ".dotx", ".dotm"), _WORD, _one(word.blocks)),
    Document("odt", _ZIP, (".odt", ".ott", ".fodt"), (), _one(opendocument.blocks)),
    Document("epub", _ZIP, (".epub",), (), epub.texts),
    Document("pdf", _PDF, (".pdf",), _TEXTS, pdf.texts, whole_first=True),
)
