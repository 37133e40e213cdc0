"""News agencies and their forms."""

from __future__ import annotations

import pytest

from newsarchive.readers.credits.agencies import AGENCIES, agencies_named, agency_named


@pytest.mark.parametrize("name", AGENCIES)
def test_every_form_is_the_one_agency(name: str) -> None:
    assert {agency_named(form) for form in AGENCIES[name]} == {name}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the AFP news agency", "AFP"),
        ("Reuters Staff", "Reuters"),
        ("(dpa)", "dpa"),
        ("AP and AFP", "AP; AFP"),
        ("AFP/Reuters/AFP", "AFP; Reuters"),
        ("ap", None),
        ("tt", None),
        ("the agency", None),
        ("Jane Doe, Reuters", None),
        ("", None),
    ],
)
def test_a_text_credits_agencies_as_a_whole_or_not_at_all(text: str, name: str | None) -> None:
    assert agencies_named(text) == name


def test_ambiguous_names_can_be_left_out() -> None:
    assert agency_named("Trend", ambiguous=False) is None
    assert agency_named("Trend") == "Trend"
