"""A stream of many articles → the pieces between its marks, and a record of each.

It knows bytes, a mark and a limit, and never holds the whole stream; it must not know formats.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, pairwise
from typing import BinaryIO

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.readers.encoding import decode
from newsarchive.readers.record import ReadOptions, Record, Records, attempt

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 1024 * 1024
REACH = 4096
"""The most bytes that a mark may take up, its lookahead included."""

BLANKS = b" \t\r\n\f\x1a"
"""What may stand around an article without belonging to it."""

ReadPiece = Callable[[bytes, bool], Record | None]
"""A piece, and whether it is the file's last → a record of it, or of those bytes of it that can be
read alone; None for what stands above the first article. May raise ReadError."""


def each_record(
    name: str,
    stream: BinaryIO,
    mark: re.Pattern[bytes],
    options: ReadOptions,
    read: ReadPiece,
    blanks: bytes = BLANKS,
) -> Records:
    """The articles of a file, numbered from 1, and a Problem for each that cannot be read.

    Raises ReadError if there is none at all.
    """
    number = 1
    found = pieces(stream, mark, options.limits.record_bytes, blanks)
    for piece, following in pairwise(chain(found, [b""])):
        place = f"{name}#{number}"
        if piece is None:
            record: Record | Problem | None = Problem(place, options.limits.too_long())
        else:
            record = attempt(place, read, piece, following == b"")
        if record is not None:
            yield replace(record, number=number) if isinstance(record, Record) else record
            number += 1
    if number == 1:
        raise ReadError("there is no article in the file")


def pieces(
    stream: BinaryIO, mark: re.Pattern[bytes], limit: int, blanks: bytes = BLANKS
) -> Iterator[bytes | None]:
    """The bytes before the first mark, between marks, and after the last; None if too large.

    One group of `mark` takes part in each match. What it holds belongs to neither of the pieces
    around it; it may hold nothing. Pieces lose the `blanks` at their ends, and empty ones are left
    out.
    """
    chunk = stream.read(_CHUNK)
    if chunk.startswith(_UTF16):
        raise ReadError("many articles in UTF-16: save the file as UTF-8 instead")
    buffer = bytearray(chunk.removeprefix(codecs.BOM_UTF8))
    scanned = 0  # no mark begins before it
    too_large = False  # the piece in hand, of which some has been let go
    while True:
        # Near the end of the buffer a match might come out otherwise if more were known.
        certain = len(buffer) - REACH if chunk else len(buffer) + 1
        cuts = [*_cuts(buffer, mark, scanned, certain)]
        if not chunk:
            cuts.append((len(buffer), len(buffer)))
        start = 0
        for end, following in cuts:
            if too_large or end - start > limit:
                yield None
            elif (piece := bytes(buffer[start:end]).strip(blanks)).strip(BLANKS):
                yield piece
            start, too_large = following, False
        if not chunk:
            return
        del buffer[:start]
        scanned = max(certain - start, 0)
        if scanned > limit:
            too_large = True
            del buffer[:scanned]
            scanned = 0
        chunk = stream.read(_CHUNK)
        buffer += chunk


def _cuts(
    buffer: bytearray, mark: re.Pattern[bytes], first: int, certain: int
) -> Iterator[tuple[int, int]]:
    """Where pieces end and the next begin, for all marks that begin between the two places."""
    for match in mark.finditer(buffer, first):
        if match.start() >= certain:
            return
        yield match.span(match.lastindex or 0)


def plain(head: bytes) -> bytes:
    """The head of a file as it would be in UTF-8 and with "\\n" for line ends."""
    if head.startswith(_UTF16):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    return head.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def text_of(piece: bytes) -> tuple[str, str]:
    """The text with "\\n" for line ends, and its encoding. Raises ReadError if it is no text."""
    text, encoding = decode(piece)
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding
