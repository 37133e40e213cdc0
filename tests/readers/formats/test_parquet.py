"""Parquet."""

from __future__ import annotations

import datetime as dt
import io
import sys
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from newsarchive.model.article import Problem
from newsarchive.model.errors import NeedsExtraError, ReadError
from newsarchive.readers.formats.parquet import Parquet
from tests.readers.reading import format_of, read, records


def table(**columns: list[Any]) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()


ROWS = table(
    title=["A", "B"], date=[dt.datetime(2018, 4, 10, 9, 30), dt.datetime(2018, 4, 11)],
    authors=[["Jane Doe", "John Roe"], None], text=["One.", "Two."], picture=[b"\x00\xff", None],
    score=[float("nan"), 1.0], source=[{"name": "Harlow Times"}, None],
)  # fmt: skip


def test_each_row_is_an_article() -> None:
    first, second = records("a.parquet", ROWS)
    found = first.article
    assert (found.title, found.authors) == ("A", ("Jane Doe", "John Roe"))
    assert (found.published, found.source) == ("2018-04-10T09:30:00", "Harlow Times")
    assert (str(second.article.date), second.article.published) == ("2018-04-11", None)
    assert (second.article.authors, second.number) == ((), 2)


def test_an_original_is_read_again_alone() -> None:
    for record in records("a.parquet", ROWS):
        assert records("a.parquet", record.original)[0].article == record.article


def test_it_is_known_by_its_first_bytes_and_read_from_a_stream_that_cannot_go_back() -> None:
    class OneWay(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

    assert format_of("", ROWS[:4096]) == "parquet"
    assert len(list(Parquet().read("", OneWay(ROWS)))) == 2


def test_more_rows_than_are_held_at_once() -> None:
    data = table(text=[f"Text {n}." for n in range(1_000)])
    assert [one.number for one in records("a.parquet", data)] == list(range(1, 1_001))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (table(title=["A"]), "no column for the text: found title; --map body=NAME says which"),
        (b"", "damaged Parquet"),
        (b"PAR1PAR1", "damaged Parquet"),
        (ROWS[:-20], "damaged Parquet"),
        (ROWS[:200] + b"\xff" * 400 + ROWS[600:], "damaged Parquet"),
    ],
)
def test_what_is_no_table_of_articles_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=f"^{message}"):
        read("a.parquet", data)


def test_rows_without_a_text_are_one_problem() -> None:
    [flaw] = read("a.parquet", table(text=["", None, " "]))
    assert flaw == Problem("a.parquet", "the text is empty (3 records, the first is a.parquet#1)")


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(NeedsExtraError, match=r"pip install 'newsarchive\[parquet\]'"):
        read("a.parquet", ROWS)
