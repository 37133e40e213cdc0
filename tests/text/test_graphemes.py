"""Columns and graphemes: what is measured is what a terminal draws, and nothing is torn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text import graphemes

GRAPHEMES = {
    "a": 1, "é": 1, "e\u0301\u0323": 1, "…": 1, "ب": 1, "שׁ": 1, "\u00ad": 1,
    "北": 2, "각": 2, "\u1100\u1161\u11a8": 2, "स्ते": 2, "क्ष": 2,
    "👨‍👩‍👧": 2, "👩🏽‍🚀": 2, "🇩🇰": 2, "👍🏽": 2, "❤\ufe0f": 2, "🏳\ufe0f\u200d🌈": 2,
}  # fmt: skip
"""A character as people see it → its columns."""

pieces = st.sampled_from([*GRAPHEMES, " ", "b", "7", "。", "「", "\u200d", "\u0301", "ة"])
texts = st.lists(pieces, max_size=60).map("".join)


@pytest.mark.parametrize(("text", "columns"), GRAPHEMES.items())
def test_one_grapheme_and_its_columns(text: str, columns: int) -> None:
    assert list(graphemes.graphemes(text)) == [(0, len(text), columns)]
    assert list(graphemes.graphemes(f"x{text}y"))[1] == (1, 1 + len(text), columns)


def test_a_colour_of_skin_is_drawn_by_itself_behind_a_space() -> None:
    assert [columns for _, _, columns in graphemes.graphemes(" 🏻")] == [1, 2]


@given(st.text())
def test_graphemes_cover_any_text(text: str) -> None:
    bounds = [0, *(end for _, end, _ in graphemes.graphemes(text))]
    assert [start for start, _, _ in graphemes.graphemes(text)] == bounds[:-1]
    assert bounds[-1] == len(text)


def whole_graphemes(text: str) -> set[int]:
    return {0, *(end for _, end, _ in graphemes.graphemes(text))}


@given(texts, st.integers(0, 70))
def test_cuts_fit_and_tear_nothing(text: str, most: int) -> None:
    first, last = graphemes.first_columns(text, most), graphemes.last_columns(text, most)
    for cut in (first, last):
        assert graphemes.width(cut) <= most
    assert text.startswith(first)
    assert text.endswith(last)
    assert {len(first), len(text) - len(last)} <= whole_graphemes(text)


@given(texts, st.integers(0, 70))
def test_a_boundary_is_between_graphemes(text: str, place: int) -> None:
    assert graphemes.boundary(text, min(place, len(text))) in whole_graphemes(text)


@given(texts, st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_only_spaces(text: str, columns: int) -> None:
    lines = [text[start:end] for start, end in graphemes.wrap(text, columns)]
    assert all(graphemes.width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def wrapped(text: str, columns: int) -> list[str]:
    return [text[start:end] for start, end in graphemes.wrap(text, columns)]


def test_where_lines_break() -> None:
    assert wrapped("the quick  brown fox", 11) == ["the quick", "brown fox"]
    assert wrapped("a lighthousekeeper", 9) == ["a", "lighthous", "ekeeper"]
    assert wrapped("今天北京的天气很好。明天", 12) == ["今天北京的天", "气很好。明天"]
    assert wrapped("今天很好。明天", 8) == ["今天很", "好。明天"]
    assert wrapped("他说「好」吧", 6) == ["他说", "「好」", "吧"]
    assert wrapped("정부는 새로운 정책", 9) == ["정부는", "새로운", "정책"]
    assert wrapped("   ", 9) == wrapped("", 9) == []


def test_right_to_left_text_is_closed_off_on_each_line() -> None:
    assert graphemes.isolated("abc, 北京") == "abc, 北京"
    closed = graphemes.isolated("טקסט")
    assert closed == "\u2068טקסט\u2069"
    assert graphemes.width(closed) == 4
    lines = ["a · \u2068אב", "גד", "הו\u2069 · b", "c"]
    assert graphemes.reopened(lines) == [(False, True), (True, True), (True, False), (False, False)]
