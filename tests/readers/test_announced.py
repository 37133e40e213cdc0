"""What a file announces is compared with what is in it."""

from __future__ import annotations

import pytest

from newsarchive.readers.announced import Announced

Numbers = list[tuple[int, int]]


def reasons(numbers: Numbers, *, found: int = 0, total: int | None = None) -> list[str]:
    announced = Announced()
    for number, of in numbers:
        announced.number(number, of)
    for _ in range(found or len(numbers)):
        announced.found()
    if total is not None:
        announced.sum(total)
    return [problem.reason for problem in announced.problems("a.txt")]


@pytest.mark.parametrize(
    "numbers",
    [
        [],
        [(1, 1)],
        [(1, 2), (2, 2)],
        [(2, 2), (1, 2)],
        [(1, 2), (2, 2), (1, 2), (2, 2)],  # two exports in one file
        [(1, 1), (1, 2), (2, 2)],
        [(17, 50)],  # an article by itself
        [(501, 2325), (502, 2325)],  # a part of a large export
    ],
)
def test_whole_exports_and_parts_of_them_have_no_problem(numbers: Numbers) -> None:
    assert reasons(numbers) == []


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ([(1, 2)], "it announces 2 articles, of which 1 is not in it: number 2"),
        (
            [(1, 9), (3, 9), (4, 9), (8, 9)],
            "it announces 9 articles, of which 5 are not in it: number 2, 5 to 7, 9",
        ),
        ([(5, 9), (7, 9)], "it announces 9 articles, of which 1 is not in it: number 6"),
    ],
)
def test_numbers_that_are_missing_are_named(numbers: Numbers, reason: str) -> None:
    assert reasons(numbers) == [reason]


def test_an_article_whose_number_was_not_seen_is_not_missing() -> None:
    """It was too long to be held, which was reported."""
    assert reasons([(1, 3), (3, 3)], found=3) == []


def test_many_gaps_are_not_all_named() -> None:
    [reason] = reasons([(number, 99) for number in range(1, 100, 2)])
    assert reason.endswith(", 20 and others")


@pytest.mark.parametrize(("found", "total"), [(1, 2), (2, 1)])
def test_a_sum_that_is_not_that_of_the_articles_is_a_problem(found: int, total: int) -> None:
    [reason] = reasons([], found=found, total=total)
    assert reason.startswith(f"it announces {total} article")


def test_a_sum_that_is_right_is_no_problem() -> None:
    assert reasons([], found=2, total=2) == []
