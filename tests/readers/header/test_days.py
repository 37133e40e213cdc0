"""Days in lines."""

from __future__ import annotations

import pytest

from newsarchive.readers.header.days import day_at_start, day_of


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


@pytest.mark.parametrize(
    "line",
    [
        "April 10, 2018, Tuesday, Home Edition",
        "April 10, 2018, Late Edition - Final",
        "Tuesday, April 10, 2018; Page A1",
        "April 10, 2018; B03",
        "Tuesday April 10 2018, 12.01am, The Harlow Times",
        "2018年4月10日 01時28分 (4月10日 01時40分更新)",
        "2018年4月10日（火） 6:02",
        "06:02 10.04.2018 (обновлено: 08:00 11.04.2018)",
        "《哈洛日报》（2018年04月10日 03 版）",
        "1002 GMT (1802 HKT) April 10, 2018",
    ],
)
def test_what_papers_print_beside_a_day_does_not_hide_it(line: str) -> None:
    found = day_of(line, None)
    assert found
    assert str(found.day) == "2018-04-10"


@pytest.mark.parametrize(
    "line", ["April 10, 2018, a day of rain", "April 10, 2018 in the rain", "Page 10, 2018"]
)
def test_words_of_a_sentence_beside_a_day_do(line: str) -> None:
    assert day_of(line, None) is None
