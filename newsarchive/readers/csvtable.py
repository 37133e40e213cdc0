"""Tables: CSV and TSV, a header row and then an article a row, read as a stream."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from newsarchive.article import Article, Flaw
from newsarchive.errors import ReadError
from newsarchive.readers.encoding import decode
from newsarchive.readers.fields import body_names, build, has_body
from newsarchive.readers.record import NO_HINTS, Hints, Record, suffix_of

_HEAD = 64 * 1024
_DELIMITERS = ",;\t"
_LONGEST_FIELD = 2**31 - 1  # what a C long holds everywhere


class Csv:
    """Comma, semicolon or tab between the columns, whichever the header row has.

    The encoding of a file that is not UTF-8 is recognised by its first 64 KiB. The bytes of a
    single row may be too few for that, which is why a record also says what it was read as.
    """

    name = "csv"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        return suffix in {".csv", ".tsv"} or (not suffix and _begins_as_table(head))

    def read(self, name: str, stream: BinaryIO, hints: Hints = NO_HINTS) -> Iterator[Record | Flaw]:
        csv.field_size_limit(_LONGEST_FIELD)
        head = stream.read(_HEAD) + stream.readline()
        text, encoding = decode(head)
        if encoding in {"utf-16", "utf-32"}:
            raise ReadError(f"a table in {encoding.upper()}: save it as UTF-8 instead")
        lines = _Lines(itertools.chain(io.BytesIO(head), stream), encoding)
        rows = csv.reader(lines, delimiter=_delimiter(text), strict=True)
        columns, header = _header(rows, lines)
        number = 0
        while True:
            lines.begin_row()
            try:
                row = next(rows)
                if not any(map(str.strip, row)):
                    continue
                number += 1
                article = _article(columns, row, lines, hints)
            except StopIteration:
                return
            except (csv.Error, ReadError) as error:
                yield Flaw(f"{name} line {lines.first}", _plainly(error))
            else:
                yield Record(article, header + lines.row(), encoding, number)


def _begins_as_table(head: bytes) -> bool:
    """Whether the first line names columns, one of them for the text of an article."""
    line = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace")
    for delimiter in _DELIMITERS:
        columns = next(csv.reader([line], delimiter=delimiter), [])
        if len(columns) > 1 and has_body(columns) and all(len(name) < 30 for name in columns):
            return True
    return False


class _Lines:
    """The lines of a file as text, remembering the bytes of those that the row in hand took."""

    def __init__(self, lines: Iterable[bytes], encoding: str) -> None:
        self._lines = iter(lines)
        self._encoding = encoding
        self._taken: list[bytes] = []
        self.first = 1
        """The number of the first line of the row in hand."""
        self.damaged = False
        """Whether the row in hand has bytes that are not in the file's encoding."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._taken.append(line)
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError:
            self.damaged = True  # and read on, so as to find where the row ends
            return line.decode(self._encoding, "replace")

    def begin_row(self) -> None:
        self.first += len(self._taken)
        self._taken.clear()
        self.damaged = False

    def row(self) -> bytes:
        return b"".join(self._taken)


def _delimiter(text: str) -> str:
    """The one that makes the most of the first line that is not blank."""
    line = next(iter(text.lstrip("\r\n").splitlines()), "")

    def columns(delimiter: str) -> tuple[bool, int]:
        row = next(csv.reader([line], delimiter=delimiter), [])
        return has_body(row), len(row)

    return max(_DELIMITERS, key=columns)


def _header(rows: Iterator[list[str]], lines: _Lines) -> tuple[list[str], bytes]:
    """The names of the columns, and the bytes of their row."""
    try:
        while not any(map(str.strip, columns := next(rows))):
            lines.begin_row()
    except StopIteration:
        raise ReadError("the file is empty") from None
    except csv.Error as error:
        raise ReadError(f"broken header row: {_plainly(error)}") from None
    if not has_body(columns):
        found = ", ".join(columns)
        raise ReadError(f"no column for the text: found {found}; it may be called {body_names()}")
    return columns, lines.row()


def _article(columns: list[str], row: list[str], lines: _Lines, hints: Hints) -> Article:
    if lines.damaged:
        raise ReadError("not in the encoding of the rest of the file: save the table as UTF-8")
    if len(row) != len(columns):
        raise ReadError(f"columns here: {len(row)}, in the header row: {len(columns)}")
    return build(dict(zip(columns, row, strict=True)), 'field "{}"'.format, hints)


def _plainly(error: csv.Error | ReadError) -> str:
    message = str(error)
    if message == "unexpected end of data":
        return "a quotation mark is opened here and never closed"
    if "expected after" in message:
        return "a quotation mark within quotation marks is not doubled"
    if message.startswith("new-line character"):
        return "a line end that is neither LF nor CRLF, outside quotation marks"
    return message
