"""Excel's workbooks (.xlsx): in each sheet a header row, and then an article a row.

Rows are read as a stream; only the table of texts that the cells share is held. Formulas count with
the value that Excel computed; nothing is computed here, and nothing outside the file is opened.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from newsarchive.model.errors import NeedsExtraError, ReadError
from newsarchive.model.record import ReadWarning, Records, Repeats, once_each
from newsarchive.readers.fields import has_body
from newsarchive.readers.formats.jsonfile import Json
from newsarchive.readers.json.frames import plain_value, row_record
from newsarchive.readers.limits import Limits, too_large
from newsarchive.readers.lookup import MapCheck, listed
from newsarchive.readers.record import NO_OPTIONS, ReadOptions, suffix_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Row = Sequence[object]

_TITLE_ROWS = 20
"""So many rows may stand above the header row."""
_MOST_ROWS = 1_048_576
"""Rows of a sheet, by the standard. The library makes up all that are missing before a row."""
_AT_ONCE = 64
"""Rows that are held at once: to hold warnings back for each alone takes longer than to read it."""


class Excel:
    """The sheets of a workbook that have a column for the text."""

    name = "excel"

    def claims(self, name: str, head: bytes) -> bool:
        return suffix_of(name) in {".xlsx", ".xlsm"}

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        data = stream.read()
        if data.startswith(b"{"):  # the original of a row
            return Json().read(name, io.BytesIO(data), options)
        return once_each(name, lambda repeats: _read(name, data, options, repeats))


def _read(name: str, data: bytes, options: ReadOptions, repeats: Repeats) -> Records:
    mapped = MapCheck(options.names)
    number = 0
    without: dict[str, list[str]] = {}
    for sheet in _sheets(data, options.limits):
        rows = _rows(sheet)
        columns, first = _header(rows, options)
        if not has_body(columns, options):
            without[str(sheet.title)] = columns
            continue
        for line, row in enumerate(rows, start=first + 1):
            fields = _fields(columns, row)
            if fields:
                number += 1
                place = f"{name} sheet {sheet.title} row {line}"
                found = repeats.attempt(place, row_record, fields, number, options, mapped)
                if found is not None:
                    yield found
    for title, columns in without.items():
        if number == 0:
            raise ReadError(
                f"no column for the text: found {listed(columns)} in sheet {title}; "
                "--map body=NAME says which it is"
            )
        if columns:
            yield ReadWarning(name, f"sheet {title} passed over: it has no column for the text")
    if number == 0:
        raise ReadError("there is no row in the workbook")
    yield from mapped.missing(name)


def _sheets(data: bytes, limits: Limits) -> list[Worksheet]:
    """The sheets of the workbook. Raises NeedsExtraError, ReadError."""
    try:
        import openpyxl  # an extra, and slow to load
    except ImportError:
        raise NeedsExtraError("Excel's workbooks", "excel") from None
    _expect_reasonable(data, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as error:  # the library raises nearly anything
        raise ReadError(f"damaged or encrypted workbook: {_reason(error)}") from error
    return list(book.worksheets)


def _expect_reasonable(data: bytes, limits: Limits) -> None:
    """Raises ReadError for what is no zip, or unpacks to more than is reasonable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise ReadError("no workbook, or an encrypted one: it is no zip file") from None
    limits.expect_reasonable(sum(part.file_size for part in parts), len(data))
    for part in parts:  # read as streams are the sheets alone
        if part.file_size > limits.record_bytes and "/worksheets/" not in part.filename:
            raise too_large(limits.record_bytes, "--max-record", f" in {part.filename}")


def _rows(sheet: Worksheet) -> Iterator[Row]:
    """The rows of a sheet. Raises ReadError."""
    try:
        sheet.reset_dimensions()  # they may be wrong
        rows = sheet.iter_rows(values_only=True)
        for _ in range(0, _MOST_ROWS, _AT_ONCE):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                block = list(islice(rows, _AT_ONCE))
            yield from block
            if len(block) < _AT_ONCE:
                return
        beyond = next(rows, None)
    except Exception as error:
        raise ReadError(f"damaged workbook: {_reason(error)}") from error
    if beyond is not None:
        raise ReadError(f"a row beyond the {_MOST_ROWS:,} that a sheet can have")


def _header(rows: Iterator[Row], options: ReadOptions) -> tuple[list[str], int]:
    """The names of the columns, and the number of their row: the first with one for the text.

    Without such a row, those of the first row that is not empty; none if there is none.
    """
    found: list[str] = []
    for number, row in enumerate(rows, start=1):
        names = ["" if cell is None else " ".join(str(cell).split()) for cell in row]
        if has_body(names, options):
            return names, number
        found = found or [name for name in names if name]
        if number == _TITLE_ROWS:
            break
    return found, 0


def _fields(columns: list[str], row: Row) -> Mapping[str, object]:
    """The values of a row by the names of their columns; none if it is empty."""
    if all(cell is None or cell == "" for cell in row):
        return {}
    return {name: plain_value(cell) for name, cell in zip(columns, row, strict=False) if name}


def _reason(error: Exception) -> str:
    reason = " ".join(str(error).split()).rstrip(".")
    return reason[:200] or type(error).__name__
