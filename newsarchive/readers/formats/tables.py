"""Tables: CSV and TSV, a header row and then an article a row, read as a stream.

The options may give the columns instead; then the first row is an article too.
"""

from __future__ import annotations

import codecs
import csv
import re
from typing import BinaryIO

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record, Records, Repeats, once_each
from newsarchive.readers.delimited import normalized_head
from newsarchive.readers.encoding import decode
from newsarchive.readers.fields import build, has_body, names_file, no_text, understood
from newsarchive.readers.formats.rowlines import RowLines, TooLongError
from newsarchive.readers.lookup import MapCheck, listed
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, may_be_text, suffix_of

_HEAD = 64 * 1024
_DELIMITERS = ",;\t|"
_LONGEST_FIELD = 2**31 - 1  # of a C long everywhere; Limits says how long a row may be
_WHOLLY_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_SEPARATOR = re.compile(r'\ufeff?"?sep=(.)"?\s*', re.IGNORECASE)
"""A line above the header row by which Excel knows the character between columns."""
_ABOUT = ("# newsarchive: ", '"# newsarchive: ')
"""What the line begins with, above the header row, that says how one of our answers was made; also
once a spreadsheet has saved it as cells."""
_NULLS = frozenset((r"\N", "NULL", "null"))
"""Cells in which databases write that there is no value."""
_SUFFIXES = frozenset((".csv", ".tsv", ".tab"))
_FEW_NULS = 20
"""Of so many characters of a text, fewer than one is NUL."""
_BEARABLE = 200
"""In so many characters of a row, one may be damaged."""
_ESCAPED = re.compile(r'[^\\,;|\t\r\n]\\"[^,;|\t\r\n]')
_DOUBLED = re.compile(r'[^",;|\t\r\n]""[^",;|\t\r\n]')
"""A quotation mark within a cell, after a backslash or doubled."""
_GDELT = re.compile(r"\.(?:export|mentions|gkg|gkgcounts)\.csv$", re.IGNORECASE)


class Csv:
    """Comma, semicolon, tab or bar between the columns, whichever the header row has.

    The first 64 KiB decide the encoding of a file that is not UTF-8. A single row may be too short
    for that, which is why a record names its encoding.
    """

    name = "csv"

    def claims(self, name: str, head: bytes) -> bool:
        suffix = suffix_of(name)
        if suffix in _SUFFIXES:
            return True
        if not may_be_text(name) or (suffix and b"\t" not in head):
            return False
        return _begins_as_table(head, "\t" if suffix else _DELIMITERS)

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        return once_each(name, lambda repeats: _read(name, stream, options, repeats))


def may_be_table(name: str) -> bool:
    """Whether a file of this name may be a table without a header row."""
    return may_be_text(name, *_SUFFIXES)


def _read(name: str, stream: BinaryIO, options: ReadOptions, repeats: Repeats) -> Records:
    csv.field_size_limit(_LONGEST_FIELD)
    head = stream.read(_HEAD)
    text, encoding = _decode(head)
    text = _without_about(text)
    lines = RowLines(head, stream, encoding, options.limits)
    bearable = encoding == "utf-8-sig" or (encoding == "utf-8" and not text.isascii())
    table = _Table(lines, text, encoding, _delimiter(text, options), options, bearable=bearable)
    table.read_header(name)
    mapped = MapCheck(options.names)
    mapped.saw(dict.fromkeys(table.columns))
    yield from mapped.missing(name)
    number = 1
    while True:
        lines.begin_row()
        try:
            row = table.next_row()
        except StopIteration:
            return
        except (csv.Error, ReadError) as error:
            yield Problem(f"{name} line {lines.first}", _plainly(error))
            number += isinstance(error, TooLongError)
            continue
        if any(map(str.strip, row)):
            if number == 1:
                table.refuse_names_of_files(row)
            found = repeats.attempt(f"{name} line {lines.first}", table.record, row, number)
            if found is not None:
                yield found
            number += 1


class _Table:
    """The rows of a table.

    Between tabs, quotation marks may be mere text: many programs write such tables without quoting
    anything. So a line that has all its columns, as has the line that follows, is a row by itself,
    unless its quoted cells are quoted wholly.
    """

    def __init__(
        self,
        lines: RowLines,
        text: str,
        encoding: str,
        delimiter: str,
        options: ReadOptions,
        *,
        bearable: bool,
    ) -> None:
        """`text` is the beginning of the table.

        `bearable` says that the encoding is certain: single damaged bytes cost no row.
        """
        self._lines = lines
        self._encoding = encoding
        self._delimiter = delimiter
        self._options = options
        self._bearable = bearable
        # Spark writes a quotation mark within a cell after a backslash.
        escaped = _ESCAPED.search(text) and not _DOUBLED.search(text)
        self._quoted = csv.reader(
            (line.replace('\\"', '""') for line in lines) if escaped else lines,
            delimiter=delimiter,
            strict=True,
            skipinitialspace=f"{delimiter} " in next(iter(text.lstrip().splitlines()), ""),
        )
        self._header = b""
        self.columns: list[str] = []
        """Their names, once the header row has been read."""

    def read_header(self, name: str) -> None:
        """Read the names of the columns. Raises ReadError if there is none for the text."""
        if (self._lines.peek() or "").startswith(_ABOUT):
            next(self._lines)
            self._lines.begin_row()
        first = self._lines.peek()
        if first is not None and _SEPARATOR.fullmatch(first):
            next(self._lines)
        if self._options.columns:
            if first is None:
                raise ReadError("the file is empty")
            self.columns = list(self._options.columns)
            self._header = self._lines.encoded(self._delimiter.join(self.columns) + "\r\n")
            return
        try:
            while not any(map(str.strip, columns := next(self._quoted))):
                self._lines.begin_row()
        except StopIteration:
            raise ReadError("the file is empty") from None
        except TooLongError as error:
            raise ReadError(f"the header row is {error}") from None
        except csv.Error as error:
            raise ReadError(f"broken header row: {_plainly(error)}") from None
        if not has_body(columns, self._options):
            if _GDELT.search(name):
                raise ReadError("GDELT's tables list events and addresses: they have no texts")
            raise ReadError(
                no_text(columns)
                or f"no column for the text: found {listed(columns)}; "
                "--map body=NAME says which it is"
            )
        self.columns, self._header = columns, self._lines.row()

    def next_row(self) -> list[str]:
        """The cells of the next row. Raises StopIteration, csv.Error, TooLongError, ReadError."""
        width = len(self.columns)
        if self._delimiter == "\t" and (line := self._lines.peek()) is not None:
            cells = line.rstrip("\r\n").split("\t")
            quoted = [cell for cell in cells if cell.startswith('"')]
            if quoted and len(cells) == width and not all(map(_WHOLLY_QUOTED.fullmatch, quoted)):
                after = self._lines.peek(1)
                if after is None or after.count("\t") == width - 1:
                    next(self._lines)
                    return cells
        return next(self._quoted)

    def refuse_names_of_files(self, row: list[str]) -> None:
        """Raise ReadError if the first row has the name of a file where its text should be."""
        fields = dict(zip(self.columns, row, strict=False))
        if name := names_file(fields, self._options):
            raise ReadError(f'no text: the column "{name}" holds the names of files, not texts')

    def record(self, row: list[str], number: int) -> Record:
        """The article of a row. Raises ReadError."""
        width = len(self.columns)
        damaged = sum(cell.count("\ufffd") for cell in row) if self._lines.damaged else 0
        if damaged > (1 + sum(map(len, row)) // _BEARABLE if self._bearable else 0):
            raise ReadError("not in the encoding of the rest of the file: save the table as UTF-8")
        if any("\0" in cell for cell in row):
            raise ReadError("NUL characters, which are not text")
        if not any(map(str.strip, row[width:])):
            row = row[:width]  # spreadsheets leave empty cells at the end
        if len(row) != width:
            known = "--columns" if self._options.columns else "the header row"
            raise ReadError(f"columns here: {len(row)}, in {known}: {width}")
        cells = ("" if cell in _NULLS else cell for cell in row)
        fields = dict(zip(self.columns, cells, strict=True))
        article = build(fields, 'field "{}"'.format, self._options)
        return Record(article, self._header + self._lines.row(), self._encoding, number)


def _decode(head: bytes) -> tuple[str, str]:
    """The text of a table's beginning, which may end within a character, and its encoding."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        head = head[: len(head) // 4 * 4]
        if len(head) == _HEAD and not head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
            head = head[:-2] if 0xD8 <= head[-2 if head[0] == 0xFE else -1] < 0xDC else head
        return decode(head)
    if len(head) == _HEAD:
        head = head[: head.rfind(b"\n") + 1] or head
    if head.count(b"\0") * _FEW_NULS < len(head):
        head = head.replace(b"\0", b"")  # their rows are refused, and no others
    if head.startswith(codecs.BOM_UTF8):
        return head.decode("utf-8-sig", "replace"), "utf-8-sig"
    if _is_mostly_utf8(head):
        return head.decode("utf-8", "replace"), "utf-8"
    return decode(head)


def _is_mostly_utf8(head: bytes) -> bool:
    """Whether some lines are not UTF-8, but as many are that could be in another encoding."""
    lines = [line for line in head.split(b"\n") if not line.isascii()]
    damaged = sum("\ufffd" in line.decode("utf-8", "replace") for line in lines)
    return 0 < damaged <= len(lines) - damaged


def _begins_as_table(head: bytes, delimiters: str) -> bool:
    """Whether the first line names columns, one of them for the text of an article."""
    head = normalized_head(head).removeprefix(b"\xef\xbb\xbf")
    line = _without_about(head.decode("utf-8", "replace")).partition("\n")[0]
    named = filter(line.__contains__, delimiters)
    rows = (next(csv.reader([line], delimiter=delimiter), []) for delimiter in named)
    tables = (row for row in rows if len(row) > 1 and has_body(row))
    return any(all(len(name) < 30 for name in row) and understood(row) > 1 for row in tables)


def _without_about(text: str) -> str:
    return text.partition("\n")[2] if text.startswith(_ABOUT) else text


def _delimiter(text: str, options: ReadOptions) -> str:
    """The one that is named, or makes the most of the first line that is not blank."""
    if named := _SEPARATOR.match(text):
        return named[1]
    line = next(iter(text.lstrip("\r\n").splitlines()), "")

    def columns(delimiter: str) -> tuple[bool, int]:
        row = next(csv.reader([line], delimiter=delimiter), [])
        if options.columns:
            return len(row) == len(options.columns), len(row)
        return has_body(row, options), len(row)

    return max(_DELIMITERS, key=columns)


def _plainly(error: csv.Error | ReadError) -> str:
    message = str(error)
    if message == "unexpected end of data":
        return "a quotation mark is opened here and never closed"
    if "expected after" in message:
        return "a quotation mark within quotation marks is not doubled"
    return message
