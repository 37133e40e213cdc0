"""WARC, the files of crawlers: every page in it that holds an article, read as a stream.

No library reads the records: the known ones skip a record that is cut off, or write about it to
the terminal, and do not give its bytes as they are. The time of a record is the time of the fetch;
it is never taken for a date of publication.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from newsarchive.model.errors import NeedsExtraError, ReadError
from newsarchive.model.record import ReadWarning, Record, Records, flaw_of
from newsarchive.readers.formats.httpresponse import parse_response
from newsarchive.readers.formats.webpage import LARGEST as LARGEST_PAGE
from newsarchive.readers.formats.webpage import NoArticleError, read_page
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text, suffix_of

LARGEST = 32 * 1024 * 1024
"""In bytes: a record that is larger is no page, or none that can be read."""

_MAGIC = b"WARC/1."
_GZIP = b"\x1f\x8b"
_LONGEST_LINE = 64 * 1024
_MOST_LINES = 200
_CHUNK = 256 * 1024
_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


class Warc:
    """Responses that are web pages; every other kind of record is skipped."""

    name = "warc"

    def claims(self, name: str, head: bytes) -> bool:
        if suffix_of(name) == ".warc" or name.lower().endswith(".warc.gz"):
            return True
        return may_be_text(name) and head.startswith(_MAGIC)

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        without = 0
        data = _CountedStream(stream)
        try:
            for response in _responses(data):
                place = f"{name}#{response.number} at byte {response.offset:,}"
                try:
                    if record := _record(response, options):
                        yield record
                except NoArticleError:
                    without += 1
                except NeedsExtraError:
                    raise NeedsExtraError("WARC", "warc") from None
                except Exception as error:
                    yield flaw_of(place, error)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise ReadError("the packed file is damaged or cut off") from None
        finally:
            data.release()
        if without:
            yield ReadWarning(name, f"pages without an article, passed over: {without:,}")


@dataclass(frozen=True, slots=True)
class _Response:
    """A response that a WARC file holds, or a record of it that cannot be read."""

    number: int
    offset: int
    """Where it begins, in bytes, once the file is unpacked."""
    broken: str | None = None
    """Why it cannot be read."""
    url: str | None = None
    original: bytes = b""
    block: bytes = b""


class _CountedStream:
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


def _responses(data: _CountedStream) -> Iterator[_Response]:
    """The responses and the broken records; other records are skipped."""
    number, offset, line = 0, 0, data.line()
    while line:
        if not line.strip():
            offset, line = data.offset, data.line()
            continue
        number += 1
        if not line.startswith(_MAGIC):
            yield _Response(number, offset, broken="no WARC record begins here")
            while line and not line.startswith(_MAGIC):
                offset, line = data.offset, data.line()
            continue
        lines, headers = _headers(data)
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdecimal() and len(length) < 16):
            yield _Response(number, offset, broken="a WARC record without a valid length")
            offset, line = data.offset, data.line()
            continue
        wanted = headers.get("warc-type", "").lower() == "response"
        fits = int(length) <= LARGEST
        block = data.take(int(length), keep=wanted and fits)
        if block is None:
            yield _Response(number, offset, broken="the file ends within this record")
            return
        if wanted and fits:
            original = b"".join((line, *lines, block, b"\r\n\r\n"))
            url = headers.get("warc-target-uri", "").strip("<>")
            yield _Response(number, offset, None, url or None, original, block)
        offset, line = data.offset, data.line()
    if not number:
        raise ReadError("the file is empty")


def _headers(data: _CountedStream) -> tuple[list[bytes], dict[str, str]]:
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


def _record(found: _Response, options: ReadOptions) -> Record | None:
    """The record of a page; None for anything but a page. Raises ReadError."""
    if found.broken:
        raise ReadError(found.broken)
    response = parse_response(found.block)
    if response is None or response.status != 200:
        return None
    kind, _, parameters = response.headers.get("content-type", "").partition(";")
    if kind.strip().lower() not in _PAGES:
        return None
    charset = match[1] if (match := _CHARSET.search(parameters)) else None
    content = response.content(LARGEST_PAGE)
    article, encoding = read_page(content, options, charset=charset, url=found.url)
    return Record(article, found.original, encoding, found.number)
