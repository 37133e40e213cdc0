"""A stream of many articles → the pieces between its marks, and a record of each, without reading
it whole.

It knows bytes, a mark and a limit; it must not know formats.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from newsarchive.model.article import Article, Problem
from newsarchive.model.errors import ReadError
from newsarchive.readers.encoding import decode
from newsarchive.readers.record import ReadOptions, Record, flaw_of

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 1024 * 1024
REACH = 4096
"""Bytes that a mark may take up, all that it looks ahead at included."""

BLANKS = b" \t\r\n\f\x1a"
"""What may stand around an article without belonging to it."""


Read = Callable[[bytes, bool], tuple[Article, bytes, str] | None]
"""A piece, and whether it is the file's last → the article, those bytes of the piece that it can be
read from again, and their encoding; None for what stands above the first article. May raise
ReadError."""


def each_record(
    name: str, stream: BinaryIO, mark: re.Pattern[bytes], options: ReadOptions, read: Read
) -> Iterator[Record | Problem]:
    """The articles of a file, numbered from 1, and a Problem for each that cannot be read.

    Raises ReadError if there is none at all.
    """
    number = 0
    limit = options.limits.record_bytes
    for piece, last in _and_last(pieces(stream, mark, limit)):
        number += 1
        if piece is None:
            most = f"{limit / 2**20:g} MiB"
            yield Problem(
                f"{name}#{number}", f"larger than {most}, the most that an article may be"
            )
            continue
        try:
            found = read(piece, last)
        except Exception as error:
            yield flaw_of(f"{name}#{number}", error)
        else:
            if found is None:
                number -= 1
                continue
            article, original, encoding = found
            yield Record(article, original, encoding, number)
    if not number:
        raise ReadError("there is no article in the file")


def pieces(stream: BinaryIO, mark: re.Pattern[bytes], limit: int) -> Iterator[bytes | None]:
    """The bytes before the first mark, between marks, and after the last; None if too large.

    One group of `mark` takes part in each match. What it holds belongs to neither of the two
    pieces that it parts; it may hold nothing. Pieces of nothing but blanks are left out.
    """
    buffer = bytearray()
    scanned = 0  # no mark begins before it
    first = True
    skipping = False  # within a piece that is too large
    while True:
        chunk = stream.read(_CHUNK)
        if first:
            if chunk.startswith(_UTF16):
                raise ReadError("many articles in UTF-16: save the file as UTF-8 instead")
            buffer += chunk.removeprefix(codecs.BOM_UTF8)
            first = False
        else:
            buffer += chunk
        # Near its end a match might come out otherwise if more were known.
        sure = len(buffer) - REACH if chunk else len(buffer)
        start = 0
        for end, following in _cuts(buffer, mark, scanned, sure, whole=not chunk):
            piece = _piece(buffer, start, end, limit)
            if skipping:
                piece, skipping = None, False
            if piece != b"":
                yield piece
            start = following
        if not chunk:
            piece = None if skipping else _piece(buffer, start, len(buffer), limit)
            if piece != b"":
                yield piece
            return
        del buffer[:start]
        scanned = max(sure - start, 0)
        if scanned > limit:
            skipping = True
            del buffer[:scanned]
            scanned = 0


def plain(head: bytes) -> bytes:
    """The head of a file as it would be in UTF-8 and with "\n" for line ends."""
    if head.startswith(_UTF16):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    return head.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _cuts(
    buffer: bytearray, mark: re.Pattern[bytes], first: int, sure: int, *, whole: bool
) -> list[tuple[int, int]]:
    """Where pieces end and the next begin, for all marks that begin between first and sure."""
    cuts: list[tuple[int, int]] = []
    for match in mark.finditer(buffer, first):
        if match.start() >= sure and not whole:
            break
        cuts.append(match.span(match.lastindex or 0))
    return cuts


def _piece(buffer: bytearray, start: int, end: int, limit: int) -> bytes | None:
    return None if end - start > limit else bytes(buffer[start:end]).strip(BLANKS)


def _and_last(found: Iterator[bytes | None]) -> Iterator[tuple[bytes | None, bool]]:
    """Each piece, and whether it is the last of the file."""
    before: list[bytes | None] = []
    for piece in found:
        if before:
            yield before.pop(), False
        before.append(piece)
    if before:
        yield before.pop(), True


def text_of(piece: bytes) -> tuple[str, str]:
    """The text with "\\n" for line ends, and its encoding. Raises ReadError if it is no text."""
    text, encoding = decode(piece)
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding
