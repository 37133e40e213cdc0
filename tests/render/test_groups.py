"""Hits under headings: which, in which order, and where unknown ones go."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from newsarchive.model.article import Article
from newsarchive.render.groups import By, grouped
from tests.render.hits import hit

HITS = [
    hit(Article(body="x", date=day, authors=authors, source=source), rank=rank)
    for rank, (day, authors, source) in enumerate(
        [
            (dt.date(2018, 4, 10), ("Jane Doe", "Ali Veli"), "Courier"),
            (None, (), None),
            (dt.date(2019, 1, 2), ("jan Bax",), "Bugle"),
            (dt.date(2018, 4, 3), ("Jane Doe", "Jane Doe"), "Courier"),
            (dt.date(2018, 5, 1), ("Ali Veli",), ""),
        ],
        start=1,
    )
]

Groups = list[tuple[str, list[int]]]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("year", [("2019", [3]), ("2018", [1, 4, 5]), ("undated", [2])]),
        ("month", [("2019-01", [3]), ("2018-05", [5]), ("2018-04", [1, 4]), ("undated", [2])]),
        ("day", [("2019-01-02", [3]), ("2018-05-01", [5]), ("2018-04-10", [1]),
                 ("2018-04-03", [4]), ("undated", [2])]),
        ("author", [("Ali Veli", [1, 5]), ("Jane Doe", [1, 4]), ("jan Bax", [3]),
                    ("no author", [2])]),
        ("source", [("Courier", [1, 4]), ("Bugle", [3]), ("no source", [2, 5])]),
    ],
)  # fmt: skip
def test_groups_are_in_a_sensible_order(by: By, expected: Groups) -> None:
    groups = grouped(HITS, by)
    assert [(group.heading, [one.rank for one in group.hits]) for group in groups] == expected
    assert all((group.name is None) == (group is groups[-1]) for group in groups)


def test_a_group_knows_how_many_match_beyond_those_that_are_shown() -> None:
    groups = grouped(HITS, "source", Counter({"Courier": 30, "Bugle": 1, None: 1200}))
    assert [group.count for group in groups] == ["2 of 30", "1", "2 of 1,200"]


def test_time_can_run_forwards() -> None:
    groups = grouped(HITS, "year", oldest_first=True)
    assert [group.name for group in groups] == ["2018", "2019", None]


def test_nothing_has_no_groups() -> None:
    assert grouped([], "author") == []
