"""Streams of lines, or of articles between delimiters, which are read without holding them whole.

It knows bytes, a delimiter and a limit. It must not know formats.
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
from newsarchive.model.record import Record, Records, attempt
from newsarchive.readers.encoding import decode
from newsarchive.readers.record import ReadOptions

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 1024 * 1024
REACH = 4096
"""Bytes that a delimiter may take up, with all that its pattern looks ahead at."""
BLANKS = b" \t\r\n\f\x1a"
"""Bytes around an article that do not belong to it."""

ReadSection = Callable[[bytes, bool], Record | None]
"""A section, and whether it is the file's last → the record, with those bytes of the section that
are enough to read it again; None for text above the first article. May raise ReadError."""


def each_record(
    name: str,
    stream: BinaryIO,
    delimiter: re.Pattern[bytes],
    options: ReadOptions,
    read: ReadSection,
    blanks: bytes = BLANKS,
    nothing: str = "there is no article in the file",
) -> Records:
    """The articles of a file, numbered from 1, and a Problem for each that cannot be read.

    Raises ReadError, which says `nothing`, if there is none at all.
    """
    number = 1
    found = sections(stream, delimiter, options.limits.record_bytes, blanks)
    for section, following in pairwise(chain(found, [b""])):
        place = f"{name}#{number}"
        if section is None:
            record: Record | Problem | None = Problem(place, options.limits.too_long())
        else:
            record = attempt(place, read, section, following == b"")
        if record is not None:
            yield replace(record, number=number) if isinstance(record, Record) else record
            number += 1
    if number == 1:
        raise ReadError(nothing)


def sections(
    stream: BinaryIO, delimiter: re.Pattern[bytes], limit: int, blanks: bytes = BLANKS
) -> Iterator[bytes | None]:
    """The bytes before, between and after the delimiters; None for a section over the limit.

    One group of `delimiter` takes part in each match. The bytes that it holds, perhaps none, belong
    to neither section. Sections lose the `blanks` at their ends; those without text are left out.
    """
    chunks = _in_utf8(stream)
    chunk = next(chunks, b"")
    buffer = bytearray(chunk.removeprefix(codecs.BOM_UTF8))
    scanned = 0  # no delimiter begins before it
    too_large = False  # the section in hand, of which a part was let go
    while True:
        # Near the end of the buffer, more bytes might change a match.
        certain = len(buffer) - REACH if chunk else len(buffer) + 1
        cuts = [
            match.span(match.lastindex or 0)
            for match in delimiter.finditer(buffer, scanned)
            if match.start() < certain
        ]
        if not chunk:
            cuts.append((len(buffer), len(buffer)))
        start = 0
        for end, following in cuts:
            if too_large or end - start > limit:
                yield None
            elif (section := bytes(buffer[start:end]).strip(blanks)).strip(BLANKS):
                yield section
            start, too_large = following, False
        if not chunk:
            return
        del buffer[:start]
        scanned = max(certain - start, 0)
        if scanned > limit:
            too_large = True
            del buffer[:scanned]
            scanned = 0
        chunk = next(chunks, b"")
        buffer += chunk


def _in_utf8(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of the stream, piece by piece; those of UTF-16 as UTF-8, which delimiters need."""
    chunks = iter(lambda: stream.read(_CHUNK), b"")
    first = next(chunks, b"")
    if not first.startswith(_UTF16):
        return chain([first], chunks)
    pieces = codecs.iterdecode(chain([first], chunks), "utf-16", "replace")
    return (piece.encode() for piece in pieces)


def decoded(section: bytes) -> tuple[str, str]:
    """The text with "\\n" for line ends, and its encoding. Raises ReadError if it is no text."""
    text, encoding = decode(section)
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def normalized_head(head: bytes) -> bytes:
    """The head of a file as it would be in UTF-8 and with "\\n" for line ends."""
    if head.startswith(_UTF16):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    return head.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in head else head


def lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Each line with its end; None for one of more than `limit` bytes, which is not held."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line
            continue
        while (more := stream.readline(_CHUNK)) and not more.endswith(b"\n"):
            pass
        yield None
