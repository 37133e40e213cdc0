"""The records of crawls, as bytes: WARC of all versions, and ARC, which came before it.

No library reads them: the known ones skip a record that is cut off, or write about it to the
terminal, and do not give its bytes as they are. It must not know what an article is.
"""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from newsarchive.model.errors import ReadError

LARGEST = 32 * 1024 * 1024
"""In bytes: a record that is larger is no page, or none that can be read."""
WITH_PAGES = frozenset(("response", "resource", "conversion"))
"""The kinds of records that may hold a page."""

_WARC = re.compile(rb"WARC/\d")
_ARC = rb"[a-z][a-z0-9+.-]{0,20}:\S+ \S+ \d{8,14} (?:[^\n]{1,4000} )?\d{1,15}\r?\n"
"""The head of a record of ARC: address, IP address, time, media type and more, length."""
RECORD = re.compile(rb"WARC/\d|" + _ARC)
"""Where a record begins."""
FILE = re.compile(rb"WARC/\d|filedesc:" + _ARC.partition(b":")[2])
_GZIP = b"\x1f\x8b"
_LONGEST_LINE = 64 * 1024
_MOST_LINES = 200
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class CrawlRecord:
    """A record of a crawl that may hold pages, one that holds none, or one that is broken."""

    number: int
    offset: int
    """Where it begins, in bytes, once the file is unpacked."""
    broken: str | None = None
    """Why it cannot be read."""
    kind: str = ""
    """"response", "request" and so on, as WARC calls it."""
    type: str = ""
    """The media type of its block, as it is declared."""
    url: str | None = None
    original: bytes = b""
    block: bytes = b""
    """The bytes of what may hold a page; b"" of anything else."""


class CountedStream:
    """A stream that counts its bytes, plain or packed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._buffered = io.BufferedReader(cast("io.RawIOBase", stream))
        packed = self._buffered.peek(2)[:2] == _GZIP
        self._stream = gzip.GzipFile(fileobj=self._buffered) if packed else self._buffered
        self.offset = 0

    def release(self) -> None:
        """Leave the stream open: its owner closes it."""
        self._buffered.detach()

    def line(self) -> bytes:
        """The next line, up to the limit of a line."""
        line = self._stream.readline(_LONGEST_LINE)
        self.offset += len(line)
        return line

    def take(self, length: int, *, keep: bool) -> bytes | None:
        """The next bytes, b"" if they are not to be kept; None if there are not so many."""
        kept: list[bytes] = []
        while length:
            data = self._stream.read(min(length, _CHUNK))
            if not data:
                return None
            self.offset += len(data)
            length -= len(data)
            if keep:
                kept.append(data)
        return b"".join(kept)


def crawl_records(data: CountedStream) -> Iterator[CrawlRecord]:
    """The records in their order. Of those that hold no pages the bytes are not kept."""
    number, offset, line = 0, 0, data.line()
    while line:
        if not line.strip():
            offset, line = data.offset, data.line()
            continue
        number += 1
        lines, headers = _head(line, data)
        if headers is None:
            yield CrawlRecord(number, offset, broken="no WARC record begins here")
            while line and not RECORD.match(line):
                offset, line = data.offset, data.line()
            continue
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdecimal() and len(length) < 16):
            yield CrawlRecord(number, offset, broken="a WARC record without a valid length")
            offset, line = data.offset, data.line()
            continue
        kind = headers.get("warc-type", "").lower()
        kept = kind in WITH_PAGES and int(length) <= LARGEST
        block = data.take(int(length), keep=kept)
        if block is None:
            yield CrawlRecord(number, offset, broken="the file ends within this record")
            return
        end = b"\r\n\r\n" if len(lines) > 1 else b"\n"
        yield CrawlRecord(
            number, offset, None, kind,
            headers.get("content-type", ""),
            headers.get("warc-target-uri", "").strip("<>") or None,
            b"".join((*lines, block, end)) if kept else b"", block,
        )  # fmt: skip
        offset, line = data.offset, data.line()
    if not number:
        raise ReadError("the file is empty")


def _head(line: bytes, data: CountedStream) -> tuple[list[bytes], dict[str, str] | None]:
    """The lines and headers of the record that begins with this line; None if none does."""
    if _WARC.match(line):
        lines, headers = _headers(data)
        return [line, *lines], headers
    if not RECORD.match(line):
        return [line], None
    url, *_, length = line.decode("utf-8", "replace").split()
    kind = "warcinfo" if url.startswith("filedesc:") else "response"
    return [line], {"warc-type": kind, "warc-target-uri": url, "content-length": length}


def _headers(data: CountedStream) -> tuple[list[bytes], dict[str, str]]:
    """The lines of a record's head, and its headers by their names in small letters."""
    lines: list[bytes] = []
    headers: dict[str, str] = {}
    while len(lines) < _MOST_LINES:
        line = data.line()
        lines.append(line)
        if not line.strip():
            break
        name, _, value = line.decode("utf-8", "replace").partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    return lines, headers
