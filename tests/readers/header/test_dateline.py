"""Datelines, and prose that only looks like one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.readers.header.dateline import (
    Dateline,
    dateline_of,
    read_dateline,
    read_dateline_field,
)


@pytest.mark.parametrize(
    ("text", "place", "agency", "day", "without_year"),
    [
        ("BAKU, April 10, 2018 (Reuters) - Text", "Baku", "Reuters", (2018, 4, 10), None),
        ("BAKU, April 10 (Reuters) - Text", "Baku", "Reuters", None, (4, 10)),
        ("LONDON (AP) — Text", "London", "AP", None, None),
        ("LONDON, Tuesday (AP) - Text", "London", "AP", None, None),
        ("NEW YORK, March 3 - Text", "New York", None, None, (3, 3)),
        ("LITTLE HOPE, March 3 - Text", "Little Hope", None, None, (3, 3)),
        ("LEXINGTON, Ky. — Text", "Lexington, Ky.", None, None, None),
        ("MOSCOW. April 10 (Interfax) - Text", "Moscow", "Interfax", None, (4, 10)),
        ("MOSCOW, April 10. /TASS/. Text", "Moscow", "TASS", None, (4, 10)),
        ("Madrid, 10 abr 2018 (EFE).- Texto", "Madrid", "EFE", (2018, 4, 10), None),
        ("(ANSA) - ROMA, 10 APR - Il governo", "Roma", "ANSA", None, (4, 10)),
        ("МОСКВА, 10 апр - РИА Новости. Текст", "Москва", "RIA Novosti", None, (4, 10)),
        ("(Reuters) - Text", None, "Reuters", None, None),
        ("April 10 (Reuters) - Text", None, "Reuters", None, (4, 10)),
        ("Apr. 10, 2018 (AP) -- Text", None, "AP", (2018, 4, 10), None),
        ("BERLIN (dpa/AFP) - Text", "Berlin", "dpa; AFP", None, None),
        ("VIENNA - Text", "Vienna", None, None, None),
        ("VIENNA -- Text", "Vienna", None, None, None),
    ],
)
def test_a_dateline_gives_place_agency_and_day(
    text: str,
    place: str | None,
    agency: str | None,
    day: tuple[int, int, int] | None,
    without_year: tuple[int, int] | None,
) -> None:
    found = read_dateline(text)
    assert found
    assert (found.place, found.agency, found.without_year) == (place, agency, without_year)
    assert (found.day and found.day.day) == (day and dt.date(*day))


@pytest.mark.parametrize(
    "text",
    [
        "OPEC - The cartel met",
        "UPDATE 1 - The cartel met",
        "Paris - the city of light - was dark",
        "Sunday, March 3 - The council met",
        "On Tuesday, April 10 - the day after - it met",
        "The Water Company (TWC) - a firm in Baku - said so",
        "Caisse Nationale (CNA) said so",
        "The company (Reuters) - it said so - fell",
        "A man of 74 - and his dog - died",
        "CANADIAN PACIFIC (CP) - It said so",
        "TURKEY, GREECE MOVING TOWARDS TALKS - It said so",
        "REUTER BUSINESS NEWS HIGHLIGHTS, March 3 - It said so",
        "",
    ],
)
def test_prose_is_no_dateline(text: str) -> None:
    assert read_dateline(text) is None


def test_a_dateline_may_stand_below_a_short_line() -> None:
    found = dateline_of("By the man who saw it\n\nBAKU (AP) - Text")
    assert found is not None
    assert found.place == "Baku"


@pytest.mark.parametrize("text", ["BALTIMORE, March 3 -", "Baltimore", "  BALTIMORE, March 3 - "])
def test_a_field_needs_no_dash(text: str) -> None:
    found = read_dateline_field(text)
    assert found is not None
    assert found.place == "Baltimore"


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    for found in (dateline_of(text), read_dateline_field(text)):
        assert found is None or found != Dateline()
