"""Cells of tables are not formulas, unless that is asked for."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.render.safe import harmless_cell
from newsarchive.render.structured import Format, Shape, write

if TYPE_CHECKING:
    from newsarchive.render.record import Record

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u200b=1",
    "\ufeff=cmd|' /C calc'!A0", "＝1", "＋1", "－1", "＠x", "\x0b=1", "\tx",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text(text: str) -> None:
    assert harmless_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=1", "2018-04-10", "'x", "5", "“=”", "a\t=1"])
def test_other_text_is_left_alone(text: str) -> None:
    assert harmless_cell(text) == text


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert harmless_cell(text).strip()[:1] not in tuple("=+-@")


def cells(form: Format, record: Record, *, raw: bool = False) -> list[str]:
    stream = io.StringIO()
    write([record], tuple(record), Shape(form, raw=raw), stream)
    delimiter = "," if form == "csv" else "\t"
    return list(csv.reader(io.StringIO(stream.getvalue(), newline=""), delimiter=delimiter))[1]


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_numbers_stay_numbers_and_raw_cells_what_they_are(form: Format) -> None:
    record: Record = {"a": "=1", "b": -5, "c": -0.5, "d": ["+x", "=y"], "e": "-5", "f": None}
    assert cells(form, record) == ["'=1", "-5", "-0.5", "'+x; =y", "'-5", ""]
    assert cells(form, record, raw=True) == ["=1", "-5", "-0.5", "+x; =y", "-5", ""]
