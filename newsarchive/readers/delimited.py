"""Streams of lines, or of articles between delimiters, which are read without holding them whole.

It knows bytes, a delimiter and a limit. It must not know formats.
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
"""Bytes that a delimiter may take up, with all that its pattern looks ahead at."""
BLANKS = b" \t\r\n\f\x1a"
"""Bytes around an article that do not belong to it."""

Read = Callable[[bytes, bool], tuple[Article, bytes, str] | None]
"""A section, and whether it is the file's last → the article, the bytes of the section that are
enough to read it again, and their encoding; None for text above the first article. May raise
ReadError."""


def each_record(
    name: str, stream: BinaryIO, delimiter: re.Pattern[bytes], options: ReadOptions, read: Read
) -> Iterator[Record | Problem]:
    """The articles of a file, numbered from 1, and a Problem for each that cannot be read.

    Raises ReadError if there is none at all.
    """
    number = 0
    limit = options.limits.record_bytes
    for section, last in _with_last(sections(stream, delimiter, limit)):
        number += 1
        place = f"{name}#{number}"
        if section is None:
            most = f"{limit / 2**20:g} MiB"
            yield Problem(place, f"larger than {most}, the most that an article may be")
            continue
        try:
            found = read(section, last)
        except Exception as error:
            yield flaw_of(place, error)
        else:
            if found is None:
                number -= 1
                continue
            article, original, encoding = found
            yield Record(article, original, encoding, number)
    if not number:
        raise ReadError("there is no article in the file")


def sections(stream: BinaryIO, delimiter: re.Pattern[bytes], limit: int) -> Iterator[bytes | None]:
    """The bytes before, between and after the delimiters; None for a section over the limit.

    One group of `delimiter` takes part in each match. The bytes that it holds, perhaps none, belong
    to neither section. Sections of nothing but blanks are left out.
    """
    chunk = stream.read(_CHUNK)
    if chunk.startswith(_UTF16):
        raise ReadError("many articles in UTF-16: save the file as UTF-8 instead")
    buffer = bytearray(chunk.removeprefix(codecs.BOM_UTF8))
    scanned = 0  # no delimiter begins before it
    skipping = False  # within a section that is too large
    while True:
        # Near the end of the buffer, more bytes might change a match.
        sure = len(buffer) - REACH if chunk else len(buffer)
        start = 0
        cuts = _cuts(buffer, delimiter, scanned, sure, whole=not chunk)
        if not chunk:
            cuts.append((len(buffer), len(buffer)))
        for end, following in cuts:
            section = None if skipping else _section(buffer, start, end, limit)
            skipping = False
            if section != b"":
                yield section
            start = following
        if not chunk:
            return
        del buffer[:start]
        scanned = max(sure - start, 0)
        if scanned > limit:
            skipping = True
            del buffer[:scanned]
            scanned = 0
        chunk = stream.read(_CHUNK)
        buffer += chunk


def _cuts(
    buffer: bytearray, delimiter: re.Pattern[bytes], first: int, sure: int, *, whole: bool
) -> list[tuple[int, int]]:
    """The end of each section and the start of the next, for delimiters between first and sure."""
    cuts: list[tuple[int, int]] = []
    for match in delimiter.finditer(buffer, first):
        if match.start() >= sure and not whole:
            break
        cuts.append(match.span(match.lastindex or 0))
    return cuts


def _section(buffer: bytearray, start: int, end: int, limit: int) -> bytes | None:
    return None if end - start > limit else bytes(buffer[start:end]).strip(BLANKS)


def _with_last(found: Iterator[bytes | None]) -> Iterator[tuple[bytes | None, bool]]:
    """Each section, and whether it is the last of the file."""
    before: list[bytes | None] = []
    for section in found:
        if before:
            yield before.pop(), False
        before.append(section)
    if before:
        yield before.pop(), True


def decoded(section: bytes) -> tuple[str, str]:
    """The text with "\\n" for line ends, and its encoding. Raises ReadError if it is no text."""
    text, encoding = decode(section)
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def normalized_head(head: bytes) -> bytes:
    """The head of a file as it would be in UTF-8 and with "\\n" for line ends."""
    if head.startswith(_UTF16):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    return head.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Each line with its end; None for one of more than `limit` bytes, which is not held."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line
            continue
        while (more := stream.readline(_CHUNK)) and not more.endswith(b"\n"):
            pass
        yield None
