"""Days in lines."""

from __future__ import annotations

import pytest

from newsarchive.readers.header.days import day_at_start


@pytest.mark.parametrize(
    ("line", "day", "rest"),
    [
        ("April 10, 2018 Tuesday", "2018-04-10", ""),
        ("April 10, 2018 Tuesday Late Edition - Final", "2018-04-10", "Late Edition - Final"),
        ("10 April 2018 Tuesday", "2018-04-10", ""),
        ("10. April 2018 Dienstag", "2018-04-10", ""),
        ("10 avril 2018 mardi", "2018-04-10", ""),
        ("January 1, 1989, Sunday, Home Edition", "1989-01-01", "Home Edition"),
    ],
)
def test_a_line_begins_with_a_day(line: str, day: str, rest: str) -> None:
    found = day_at_start(line)
    assert found
    assert (str(found[0].day), found[1]) == (day, rest)


@pytest.mark.parametrize(
    "line", ["", "The day was April 10, 2018", "April 2018", "31 April 2018 Final", "2018"]
)
def test_a_line_does_not_begin_with_a_day(line: str) -> None:
    assert day_at_start(line) is None
