"""Numbers as bars of characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.render import bars

numbers = st.lists(st.integers(0, 10_000), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("number", "drawn", "plain"),
    [(8, "████", "####"), (4, "██", "##"), (3, "█▌", "##"), (1, "▌", "#"), (0, "", "")],
)
def test_a_bar_is_as_long_as_its_number(number: int, drawn: str, plain: str) -> None:
    assert bars.across(number, 8, 4) == drawn
    assert bars.across(number, 8, 4, plain=True) == plain


def test_what_is_not_nothing_is_seen() -> None:
    assert bars.across(1, 1_000_000, 10) == "▏"
    assert bars.across(1, 1_000_000, 10, plain=True) == "#"
    assert bars.upright([1, 1_000_000], 3)[-1] == "▁█"
    assert bars.upright([1, 1_000_000], 3, plain=True)[-1] == ".#"


def test_nothing_has_no_bar() -> None:
    assert bars.across(0, 0, 10) == ""
    assert bars.upright([0, 0], 2) == ["  ", "  "]
    assert bars.upright([], 2) == ["", ""]


def test_columns_stand_on_the_last_line() -> None:
    assert bars.upright([16, 8, 4, 0], 2) == ["█   ", "██▄ "]


@given(numbers, st.integers(1, 9), st.booleans())
def test_columns_fill_their_lines_and_no_gap_is_below_a_cell(
    drawn: list[int], height: int, plain: bool
) -> None:
    lines = bars.upright(drawn, height, plain=plain)
    assert [len(line) for line in lines] == [len(drawn)] * height
    for column in zip(*lines, strict=True):
        cells = "".join(column).lstrip(" ")
        assert set(cells[1:]) <= {"#" if plain else "█"}


@given(numbers, st.integers(1, 80))
def test_merging_keeps_the_sum_and_the_room(given_: list[int], columns: int) -> None:
    merged, size = bars.merged(given_, columns)
    assert sum(merged) == sum(given_)
    assert len(merged) <= columns
    assert (size == 1) == (len(given_) <= columns)
