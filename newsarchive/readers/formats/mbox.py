"""Mailboxes (mbox): many messages in a file, each after a line "From …", read as a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.readers.formats.mail import HEADER_LINE, read_message
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, Record, flaw_of, suffix_of

_FROM = re.compile(rb"From [^\n]{0,300}?\d{1,2}:\d{2}[^\n]{0,60}\r?\n")
_BEGINS_AS_MBOX = re.compile(_FROM.pattern + HEADER_LINE.pattern)
_QUOTED = re.compile(rb"(?m)^>(>*From )")
_PIECE = 64 * 1024


class Mbox:
    """Messages one after the other.

    A line "From …" begins a message if a blank line stands before it, a date in it, and a header
    after it; writers of mailboxes put a ">" before others, which is not part of the text.
    """

    name = "mbox"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        return suffix == ".mbox" or (
            suffix in {"", ".mbx"} and _BEGINS_AS_MBOX.match(head) is not None
        )

    def read(
        self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS
    ) -> Iterator[Record | Problem]:
        number = 0
        for number, original in enumerate(_messages(stream, options.limits.record_bytes), start=1):
            if original is None:
                yield Problem(f"{name}#{number}", options.limits.too_long())
                continue
            try:
                article, encoding = read_message(_unquoted(original), options)
            except Exception as error:
                yield flaw_of(f"{name}#{number}", error)
            else:
                yield Record(article, original, encoding, number)
        if number == 0:
            raise ReadError("the file is empty")


def _unquoted(original: bytes) -> bytes:
    """The message without the line that begins it, and without the marks of its other lines."""
    first, _, rest = original.partition(b"\n")
    return _QUOTED.sub(rb"\1", rest if first.startswith(b"From ") else original)


def _messages(stream: BinaryIO, most: int) -> Iterator[bytes | None]:
    """The bytes of each message, from its line "From …" on; None for one that is too large."""
    lines: list[bytes] = []
    size = 0
    for line, begins in _lines(stream):
        if begins and (size or lines):
            yield _joined(lines, size, most)
            lines, size = [], 0
        if lines or line.strip():
            size += len(line)
            lines.append(line)
        if size > most:
            lines = []
    if size:
        yield _joined(lines, size, most)


def _joined(lines: list[bytes], size: int, most: int) -> bytes | None:
    return None if size > most else b"".join(lines).rstrip(b"\r\n")


def _lines(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Each line, or a piece of one that is very long, and whether a message begins with it."""
    blank, whole = True, True
    waiting: bytes | None = None
    """A line "From …" of which the next line will tell whether it begins a message."""
    while piece := stream.readline(_PIECE):
        if waiting is not None:
            yield waiting, HEADER_LINE.match(piece) is not None
            waiting = None
        if whole and blank and _FROM.match(piece):
            waiting = piece
        else:
            yield piece, False
        whole = piece.endswith(b"\n")
        blank = whole and not piece.strip()
    if waiting is not None:
        yield waiting, False
