"""Excel's workbooks."""

from __future__ import annotations

import datetime as dt
import io
import sys
import zipfile

import openpyxl
import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import NeedsExtraError, ReadError
from newsarchive.model.record import ReadWarning, Record
from newsarchive.readers.formats.excel import Excel
from newsarchive.readers.limits import Limits
from newsarchive.readers.record import ReadOptions
from tests.readers.reading import read, records

DAY = dt.datetime(2018, 4, 10)
HEADER = ("title", "date", "author", "text", "score")


def workbook(**sheets: list[tuple[object, ...]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_each_row_below_the_header_row_is_an_article() -> None:
    data = workbook(
        News=[HEADER, ("A", DAY, "Jane Doe", "One.", 1.5), (None,) * 5,
              ("B", "11 April 2018", None, "Two.", 2)],
    )  # fmt: skip
    first, second = records("a.xlsx", data)
    found = first.article
    assert (found.title, found.title_source) == ("A", 'field "title"')
    assert (found.date, found.published) == (DAY.date(), None)
    assert (found.authors, found.body) == (("Jane Doe",), "One.")
    assert (str(second.article.date), second.number) == ("2018-04-11", 2)


def test_an_original_is_read_again_alone() -> None:
    data = workbook(News=[HEADER, ("A", dt.datetime(2018, 4, 10, 9, 30), "Jane Doe", "One.", 1)])
    [record] = records("a.xlsx", data)
    assert b'"2018-04-10T09:30:00"' in record.original
    assert records("a.xlsx", record.original)[0].article == record.article
    assert records("a.json", record.original)[0].article == record.article


def test_titles_may_stand_above_the_header_row_and_sheets_without_a_text_are_noted() -> None:
    data = workbook(
        About=[("Exported by a desk",)], Empty=[],
        News=[("News of 2018",), (), HEADER, ("A", DAY, None, "One.", 1)],
    )  # fmt: skip
    record, note = read("a.xlsx", data)
    assert isinstance(record, Record)
    assert note == ReadWarning("a.xlsx", "sheet About passed over: it has no column for the text")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (workbook(News=[("title", "foo"), ("A", "b")]),
         "no column for the text: found title, foo in sheet News; --map body=NAME says which"),
        (workbook(News=[]), "no column for the text: found .none. in sheet News"),
        (workbook(News=[HEADER]), "there is no row in the workbook"),
        (b"no zip", "no workbook, or an encrypted one"),
        (b"", "no workbook, or an encrypted one"),
        (workbook(News=[HEADER])[:-400], "no workbook, or an encrypted one"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_of_articles_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=f"^{message}"):
        read("a.xlsx", data)


def test_rows_without_a_text_are_one_problem() -> None:
    data = workbook(News=[HEADER, ("A", DAY, "", "", 1), ("B", DAY, "", None, 1)])
    [flaw] = read("a.xlsx", data)
    assert flaw == Problem(
        "a.xlsx", "the text is empty (2 records, the first is a.xlsx sheet News row 2)"
    )


def changed(data: bytes, part: str, content: bytes) -> bytes:
    """The workbook with another content of one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


SOUND = workbook(News=[HEADER, ("A", DAY, "Jane Doe", "One.", 1)])
STYLES, SHEET = "xl/styles.xml", "xl/worksheets/sheet1.xml"


def test_a_bomb_is_refused() -> None:
    data = changed(SOUND, STYLES, b" " * 70_000_000)
    with pytest.raises(ReadError, match="unpacks to more than 200 times its size: --max-ratio"):
        read("a.xlsx", data)


def test_more_in_a_part_than_may_be_held_is_refused() -> None:
    options = ReadOptions(limits=Limits(record_bytes=20_000))
    data = changed(SOUND, STYLES, b" " * 30_000)
    with pytest.raises(ReadError, match=r"more than 20000 bytes in xl/styles.xml"):
        list(Excel().read("a.xlsx", io.BytesIO(data), options))


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9))


LAUGHS = f"<!DOCTYPE sst [{ENTITIES}]><sst><si><t>&e8;</t></si></sst>".encode()
OUTSIDE = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet>&x;</worksheet>'


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (STYLES, LAUGHS), (SHEET, LAUGHS), (SHEET, OUTSIDE), (STYLES, b"<x>"), (SHEET, b"<x>"),
        (STYLES, b"\0"), (SHEET, b"\0"),
    ],
)  # fmt: skip
def test_hostile_xml_in_it_is_refused(part: str, content: bytes) -> None:
    with pytest.raises(ReadError, match=r"^damaged "):
        read("a.xlsx", changed(SOUND, part, content))


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(NeedsExtraError, match=r"pip install 'newsarchive\[excel\]'"):
        read("a.xlsx", SOUND)
