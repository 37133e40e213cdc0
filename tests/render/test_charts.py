"""Counts and timelines for a person."""

from __future__ import annotations

import datetime as dt
import io
from itertools import starmap

import pytest
from rich.cells import cell_len

from newsarchive.render.charts import Sheet
from newsarchive.render.numbers import percent
from newsarchive.search.facets import Count, Facet, Tally
from newsarchive.search.timeline import Period, Timeline

pytestmark = pytest.mark.surroundings

COUNTS: dict[Facet, list[Count]] = {
    "author": list(
        starmap(
            Count,
            [
                ("author", "Jane Doe", 1200, 0.6),
                ("author", "記者" * 40, 30, 0.015),
                ("author", "E\x1b[31mve", 1, 0.0001),
                ("author", None, 5000, 0.9),
            ],
        )
    ),
    "year": [Count("year", "2018", 1, 1.0)],
    "agency": [Count("agency", None, 2000, 1.0)],
    "length": [Count("length", "0..99", 3, 0.75), Count("length", "1000..", 1, 0.25)],
}
TALLY = Tally(2000, 3, dt.date(2018, 1, 1), dt.date(2018, 12, 31), 312, COUNTS)


def sheet(width: int, *, plain: bool = False) -> tuple[Sheet, io.StringIO]:
    stream = io.StringIO()
    return Sheet(stream, width=width, look="bare", plain=plain), stream


def drawn(width: int, *, plain: bool = False, limit: int | None = None) -> str:
    on, stream = sheet(width, plain=plain)
    on.tally(TALLY, tuple(COUNTS), limit)
    return stream.getvalue()


def days(count: int) -> Timeline:
    first = dt.date(2018, 1, 1)
    periods = [
        Period(str(day), day, day, n % 7, 10)
        for n in range(count)
        for day in [first + dt.timedelta(days=n)]
    ]
    return Timeline("day", periods, sum(period.articles for period in periods), 0)


def timeline(width: int, count: int, *, plain: bool = False) -> list[str]:
    on, stream = sheet(width, plain=plain)
    on.timeline(days(count))
    return stream.getvalue().splitlines()


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 129, 130, 200])
@pytest.mark.parametrize("plain", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, plain: bool) -> None:
    lines = drawn(width, plain=plain).splitlines()[1:] + [
        line for count in (1, 40, 41, 400) for line in timeline(width, count, plain=plain)[:-1]
    ]
    assert max(map(cell_len, lines)) <= width


def test_a_table_at_80_columns() -> None:
    assert drawn(80).splitlines()[:8] == [
        "2,000 articles, 2018-01-01 to 2018-12-31, 3 undated, median length 312 words",
        "",
        "Authors",
        "  Jane Doe                          ██████████████████████████████  1,200    60%",
        "  記者記者記者記者記者記者記者記…   ▊                                  30   1.5%",
        "  E␛[31mve                          ▏                                   1  <0.1%",
        "  unknown                                                           5,000    90%",
        "",
    ]


def test_what_nobody_knows_has_no_table() -> None:
    assert "Agencies" not in drawn(80)


def test_a_table_that_is_cut_says_so() -> None:
    assert "Authors  1 of 3\n  Jane Doe" in drawn(80, limit=1)


def test_lengths_are_told_in_words() -> None:
    assert "Words\n  0 to 99" in drawn(80)
    assert "\n  1,000 or more" in drawn(80)


def test_a_wide_terminal_has_two_tables_beside_each_other() -> None:
    assert any("Authors" in line and "Years" in line for line in drawn(140).splitlines())
    assert len(drawn(140).splitlines()) < len(drawn(120).splitlines())


def test_ascii_is_enough_if_need_be() -> None:
    on, stream = sheet(80, plain=True)
    on.facets(TALLY, ("year",), None)
    assert stream.getvalue().isascii()
    assert "#####" in stream.getvalue()
    assert "".join(timeline(80, 400, plain=True)).isascii()


def test_few_periods_are_rows() -> None:
    assert timeline(60, 4)[::3] == [
        "  2018-01-01                                   0  of 10   0%",
        "  2018-01-04  ███████████████████████████████  3  of 10  30%",
    ]


def test_many_periods_are_columns() -> None:
    lines = timeline(60, 100)
    assert len(lines) == 10
    assert lines[-2].split() == ["2018-01-01", "2018-04-10"]
    assert lines[-1] == "a column is 2 days; most in 2018-01-07: 6 articles, 60% of 10"


def test_a_narrow_terminal_has_a_sparkline() -> None:
    assert len(timeline(30, 20)) == 4


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (1, "100%"),
        (2861 / 2867, ">99%"),
        (0.99, "99%"),
        (0.015, "1.5%"),
        (0.0001, "<0.1%"),
        (0, "0%"),
    ],
)
def test_nearly_all_is_not_all(share: float, shown: str) -> None:
    assert percent(share) == shown
