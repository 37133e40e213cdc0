"""Keyword in context: each place that the definition finds, once, with the text around it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.article import Article
from newsarchive.query.concordance import CONTEXT, Occurrence, concordance, order
from newsarchive.query.parse import parse_query
from newsarchive.text.graphemes import graphemes
from tests.render.hits import hit

NOW = dt.date(2018, 5, 10)
ARTICLE = Article(
    title="Oil and gas",
    title_source="header line 1",
    body="Oil rose; gas fell.\n\nThe price of oil, analysts\nsay, follows the price of gas.",
)


def found(query: str, article: Article = ARTICLE) -> list[Occurrence]:
    return list(concordance(parse_query(query, now=NOW), hit(article).archived))


def matches(query: str, article: Article = ARTICLE) -> list[str]:
    return [one.match for one in found(query, article)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("oil", ["Oil", "Oil", "oil"]),
        ("body:oil", ["Oil", "oil"]),
        ("title:oil", ["Oil"]),
        ("lead:oil", ["Oil"]),
        ('"price of"', ["price of", "price of"]),
        ("oil NEAR/3 gas", ["Oil and gas", "Oil rose; gas"]),
        ("oil SENT say", ["oil, analysts say"]),
        ("oil -silver", ["Oil", "Oil", "oil"]),
        ("oil silver", []),
        ("oil OR silver", ["Oil", "Oil", "oil"]),
        ('oil "oil rose"', ["Oil", "Oil", "Oil rose", "oil"]),
        ("ATLEAST/4 oil", []),
        ("*", []),
        ("NOT silver", []),
    ],
)
def test_the_places_are_those_of_the_definition(query: str, expected: list[str]) -> None:
    assert matches(query) == expected


def test_a_place_says_where_it_is_and_what_is_around_it() -> None:
    assert found("analysts") == [
        Occurrence("body", 39, 47, "Oil rose; gas fell. The price of oil, ", "analysts",
                   " say, follows the price of gas.")
    ]  # fmt: skip
    assert ARTICLE.body[39:47] == "analysts"


def test_a_derived_title_is_not_a_second_place() -> None:
    article = dataclasses.replace(ARTICLE, title="Oil rose; gas fell.", title_source="derived")
    assert [one.part for one in found("oil", article)] == ["body", "body"]
    assert [one.part for one in found("title:oil", article)] == ["title"]


pieces = st.lists(st.sampled_from(["a", "bc", " ", "e\u0301", "北", "👩‍🚀", "क्ष"]), max_size=250)


@given(pieces, pieces)
def test_contexts_are_short_and_whole(before: list[str], after: list[str]) -> None:
    """They begin and end between graphemes, and are the text beside the match."""
    body = " ".join([*"".join(before).split(), "needle", *"".join(after).split()])
    (one,) = found("needle", Article(body=body))
    start, end = one.start - len(one.left), one.end + len(one.right)
    assert body[start:end] == one.left + one.match + one.right
    assert max(len(one.left), len(one.right)) <= CONTEXT
    assert {start, end} <= {0, *(stop for _, stop, _ in graphemes(body))}


def test_orders_are_by_words_outward_from_the_match() -> None:
    places = found("price")
    assert [order(one, "right")[0][:2] for one in places] == [["of", "oil"], ["of", "gas"]]
    assert [order(one, "left")[0][:2] for one in places] == [["the", "fell"], ["the", "follows"]]
    assert [order(one, "match")[0] for one in places] == [["price"], ["price"]]
