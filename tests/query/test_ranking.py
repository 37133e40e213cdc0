"""The formulas of ranking behave as the literature says they do."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.query.parse import parse_query
from newsarchive.query.patterns import closest
from newsarchive.query.ranking import (
    LEAST_RARITY,
    CollectionStats,
    freshness,
    rarity,
    saturation,
    scoring_words,
    title_again,
    weight,
    weighted_length,
    word_score,
)
from newsarchive.query.tree import Exact, Pattern, Word

TODAY = dt.date(2018, 4, 18)


def test_a_score_is_made_of_the_words_that_are_asked_for() -> None:
    tree = parse_query(
        'oil "gas oil" NOT coal title:gas author:doe date:2018 =rates energ*', now=TODAY
    )
    assert scoring_words(tree) == [
        (Word("oil"), 2),
        (Word("gas"), 2),
        (Exact("rates"), 1),
        (Pattern("energ*"), 1),
    ]


def test_bm25_has_the_value_of_its_formula() -> None:
    stats = CollectionStats(articles=100, average_length=50)
    rare = rarity(10, stats)
    assert rare == pytest.approx(2.1539, abs=1e-4)  # ln((100 - 10 + 0.5) / (10 + 0.5))
    part = saturation(25, stats)
    assert part == pytest.approx(0.75)  # 1.2 * (1 - 0.75 + 0.75 * 25 / 50)
    assert word_score(3, part, rare) == pytest.approx(rare * 3 * 2.2 / 3.75)


def test_a_lone_letter_counts_least_however_rare() -> None:
    stats = CollectionStats(articles=100, average_length=50)
    assert weight(Word("s"), 2, 1, stats) == 2 * LEAST_RARITY
    for leaf in (Word("us"), Word("s2"), Word("國"), Exact("s")):
        assert weight(leaf, 2, 1, stats) == 2 * rarity(1, stats)


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_a_rarer_word_is_never_worth_less_and_every_word_something(one: int, other: int) -> None:
    stats = CollectionStats(articles=1000, average_length=50)
    few, many = sorted((one, other))
    assert rarity(few, stats) >= rarity(many, stats) >= LEAST_RARITY


@given(st.integers(1, 50), st.floats(1, 1000))
def test_more_occurrences_score_more_and_a_longer_article_less(count: int, length: float) -> None:
    stats = CollectionStats(articles=1000, average_length=100)
    part, longer = saturation(length, stats), saturation(max(length, 40) * 2, stats)
    assert word_score(count + 1, part, 1.0) > word_score(count, part, 1.0)
    assert word_score(count, longer, 1.0) < word_score(count, part, 1.0)


def test_title_and_lead_weigh_in_the_length_as_they_do_in_the_counts() -> None:
    assert weighted_length(4, 100) == 4 * 3 + 30 * 2 + 70
    assert weighted_length(0, 10) == 10 * 2


def test_a_title_that_the_text_begins_with_counts_once() -> None:
    assert title_again(["oil", "rises"], ["oil", "rises", "again"]) == 2
    assert title_again(["oil", "rises"], ["oil", "falls"]) == title_again([], ["oil"]) == 0
    assert weighted_length(2, 3, again=2) == 2 * 3 + 1 * 2
    assert weighted_length(40, 50, again=40) == 40 * 3 + 10


def test_an_article_of_a_few_words_has_no_great_advantage() -> None:
    stats = CollectionStats(articles=100, average_length=100)
    assert saturation(1, stats) == saturation(40, stats) < saturation(41, stats)


def test_freshness_is_gentle_and_never_turns_old_articles_away() -> None:
    year_ago = TODAY - dt.timedelta(days=365)
    assert freshness(TODAY, TODAY) == pytest.approx(1.3)
    assert freshness(year_ago, TODAY) == pytest.approx(1.15)
    assert freshness(dt.date(1900, 1, 1), TODAY) == pytest.approx(1.0)
    assert freshness(None, TODAY) == 1.0
    assert freshness(dt.date(2030, 1, 1), TODAY) == pytest.approx(1.3)


def test_spellings_are_the_nearest_words_then_the_most_frequent() -> None:
    known = {"cambodia": 5, "cambodge": 1, "camboja": 9, "canada": 50, "oil": 7}
    assert closest("Cambodja", known, known.__getitem__) == [
        ("camboja", 9),
        ("cambodia", 5),
        ("cambodge", 1),
    ]
    assert closest("oip", known, known.__getitem__) == [("oil", 7)]
    assert closest("oil", known, known.__getitem__) == []
