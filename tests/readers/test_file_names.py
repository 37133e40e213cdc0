"""Days in the names of files and folders."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.readers.file_names import day_in_path, day_with_year_of

DAY = dt.date(2018, 4, 10)


@pytest.mark.parametrize(
    "path",
    [
        "2018-04-10-title.md",
        "title_2018-04-10.txt",
        "20180410_x.txt",
        "2018_04_10.txt",
        "2018.04.10 x.txt",
        "2018-04-10T0930.txt",
        "/news/2018/04/10/x.txt",
        "/news/2018/4/10/x.txt",
        "/news/2018-04/10/x.txt",
        "/news/2018-04-10/x.txt",
        "/backup/2020-01-01/20180410.txt",
    ],
)
def test_a_whole_date_is_the_day(path: str) -> None:
    assert day_in_path(path) == DAY


@pytest.mark.parametrize(
    "path",
    [
        "",
        "x.txt",
        "2018.txt",
        "2018-04.txt",
        "2018/x.txt",
        "2018-04-10_2018-04-11.txt",
        "04-05-2018.txt",
        "2018-13-10.txt",
        "120180410.txt",
        "a20180410b.txt",
        "/2018-04-10 export/x.txt",
        "/2018-04-10/raw/x.txt",
        "/news/2018/04/10/raw/x.txt",
    ],
)
def test_an_ambiguous_date_or_one_of_another_thing_is_no_day(path: str) -> None:
    assert day_in_path(path) is None


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2018/x.txt", DAY),
        ("2018/04/x.txt", DAY),
        ("2018-04/x.txt", DAY),
        ("2018-04-11.txt", DAY),
        ("2018/05/x.txt", None),
        ("2018-06-01.txt", None),
        ("2017/2018/x.txt", None),
        ("x.txt", None),
    ],
)
def test_the_year_of_a_dateline(path: str, day: dt.date | None) -> None:
    assert day_with_year_of(path, 4, 10) == day


def test_a_dateline_of_december_filed_in_january_is_of_the_year_before() -> None:
    assert day_with_year_of("2019-01-02.txt", 12, 31) == dt.date(2018, 12, 31)


@given(st.text(max_size=60))
def test_no_path_is_too_odd(path: str) -> None:
    found = day_in_path(path)
    assert found is None or any(one.isdigit() for one in path)
    leap = day_with_year_of(path, 2, 29)
    assert leap is None or (leap.month, leap.day) == (2, 29)
