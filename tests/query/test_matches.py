"""The meaning of each form of the query language, one row of its table after the other."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.query.matches import matches
from newsarchive.query.parse import parse_query
from newsarchive.query.patterns import within_edits
from tests.query.world import archived

NOW = dt.date(2018, 4, 18)

TEXT = archived(
    "Oil prices rose. The price of gas fell in Baku.\n\n"
    "Interest in new interest rates grew. The IRA and Ira met; energies, Energieträger and "
    "organisations and organizations. Gülşən said oil, oil.",
    title="OPEC cuts output",
    date="2018-04-10",
    authors=("Rashid Shirinov", "Jane Doe"),
    source="Daily Example",
    tags=("energy", "world trade"),
    url="https://www.example.org/2018/oil?a=1",
    language="en",
    paths=("/news/2018/april/oil-01.txt",),
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("oil gas", True),
        ("oil coal", False),
        ("oil OR coal", True),
        ("oil AND NOT coal", True),
        ("oil -gas", False),
        ("energy", True),  # energies, stemmed
        ("gulsen", True),
        ("GÜLŞƏN", True),
        ("opec", True),  # in the title
        ("shirinov", False),  # bylines are not searched
        ("daily", False),
        ('"interest rates"', True),
        ('"interest rate"', True),
        ('"rates interest"', False),
        ('"output oil"', False),  # never from the title into the body
        ('"new interest rat*"', True),
        ("=rates", True),
        ("=rate", False),
        ('="interest rates"', True),
        ('="interest rate"', False),
        ("=ira", True),
        ("CAPS(IRA)", True),
        ("CAPS(iRA)", False),
        ("CAPS(OPEC)", True),
        ("energi*", True),
        ("energ", False),
        ("organi?ation*", True),
        ("organi?tion*", False),
        ("bako~", True),
        ("bokux~", False),
        ("bokux~2", True),
        ("oil NEAR/3 rose", True),
        ("oil NEAR/1 rose", False),
        ("oil NEAR/2 rose", True),
        ("rose w/2 oil", True),
        ("rose PRE/2 oil", False),
        ("oil PRE/2 rose", True),
        ('"rose oil"~2', True),
        ("gulsen NEAR/3 (gas OR oil)", True),
        ("oil SENT rose", True),
        ("oil SENT gas", False),
        ("oil PARA gas", True),
        ("gas PARA interest", False),
        ("interest SENT interest", True),  # twice in one sentence
        ("gas SENT gas", False),
        ("ATLEAST/3 oil", True),
        ("ATLEAST/4 oil", False),
        ("ATLEAST/2 price", True),
        ("title:opec", True),
        ("title:oil", False),
        ("body:opec", False),
        ("title:(opec output)", True),
        ("title:(opec NOT output)", False),
        ("lead:gas", True),
        ("lead:interest", False),
        ("hlead:opec", True),
        ("hlead:interest", False),
        ("author:shirinov", True),
        ('author:"rashid shirinov"', True),
        ('author:"shirinov jane"', False),  # two people
        ("author:shir*", True),
        ("author:shirinovs", False),  # names are not stemmed
        ("source:daily", True),
        ("tag:energy", True),
        ('tag:"world trade"', True),
        ('tag:"energy world"', False),
        ("url:example.org", True),
        ("url:example", True),
        ("url:xample.org", False),
        ("path:2018/*", True),
        ("path:2018/april", True),
        ("path:018", False),
        ("id:AB12", True),
        ("id:ab13", False),
        ("language:en", True),
        ("language:de", False),
        ("date:2018-04", True),
        ("date:2018-05..", False),
        ('date:"last week"', True),
        ("date:none", False),
        ("date:any", True),
        ("words:>10", True),
        ("words:..10", False),
        ("has:date has:author has:title has:url", True),
        ("NOT has:author", False),
        ("*", True),
        ("NOT *", False),
    ],
)
def test_a_query_means_this(query: str, expected: bool) -> None:
    assert matches(parse_query(query, now=NOW), TEXT) is expected


def test_an_undated_article_is_outside_every_range_and_found_by_none() -> None:
    undated = archived("Oil.")
    for query, expected in [("date:..2030", False), ("date:any", False), ("date:none", True)]:
        assert matches(parse_query(query, now=NOW), undated) is expected


def test_a_derived_title_can_be_asked_for_but_its_words_count_once() -> None:
    derived = archived("Oil rose. Gas fell.", title="Oil rose.", title_source="derived")
    for query, expected in [
        ("title:oil", True), ("has:title", False), ("ATLEAST/2 oil", False), ("hlead:gas", True),
    ]:  # fmt: skip
        assert matches(parse_query(query, now=NOW), derived) is expected


@pytest.mark.parametrize(
    ("body", "query", "expected"),
    [
        ("* * *\n\nHello world.\n\nMore.", "lead:hello", True),  # the first that has words
        ("* * *\n\nHello world.\n\nMore.", "lead:more", False),
        ("Oil rose.\nGas fell.\n\nMore.", "lead:(oil PARA gas)", True),  # one paragraph, wrapped
        ("Oil rose.\nGas fell.\n\nMore.", "lead:(oil PARA =gas)", True),
        ("Oil rose. Gas fell.", "lead:(oil SENT gas)", False),
    ],
)
def test_the_lead_is_the_beginning_of_the_body(body: str, query: str, expected: bool) -> None:
    assert matches(parse_query(query, now=NOW), archived(body)) is expected


@pytest.mark.parametrize("query", ["café*", "cafe\u0301*", "caf?s", "cafe\u0301?", "CAFÉ*"])
def test_a_pattern_is_folded_like_a_word(query: str) -> None:
    assert matches(parse_query(query, now=NOW), archived("Two cafés."))


def test_a_title_is_one_sentence() -> None:
    article = archived("Nothing.", title="Oil up. Gas down.")
    assert matches(parse_query("oil SENT gas", now=NOW), article)


def test_words_are_stemmed_in_the_language_of_the_article() -> None:
    query = parse_query("regierung", now=NOW)
    assert matches(query, archived("Die Regierungen tagten.", language="de"))
    assert not matches(query, archived("Die Regierungen tagten.", language="en"))


def naive_distance(one: str, other: str) -> int:
    if not one or not other:
        return len(one) + len(other)
    return min(
        naive_distance(one[1:], other) + 1,
        naive_distance(one, other[1:]) + 1,
        naive_distance(one[1:], other[1:]) + (one[0] != other[0]),
    )


SHORT = st.text(alphabet="ab", max_size=5)


@given(SHORT, SHORT, st.integers(0, 3))
def test_within_edits_is_the_levenshtein_distance(one: str, other: str, edits: int) -> None:
    assert within_edits(one, other, edits) == (naive_distance(one, other) <= edits)
