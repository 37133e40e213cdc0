"""Who wrote it."""

from __future__ import annotations

import pytest

from newsarchive.readers.names import credited, people


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ("JANE O'NEILL, KIM SOK and ABBY GOODWIN", ["JANE O'NEILL", "KIM SOK", "ABBY GOODWIN"]),
        ("Jane Doe, Kim Sok, and Abby Goodwin", ["Jane Doe", "Kim Sok", "Abby Goodwin"]),
        ("JANE DOE AND KIM SOK", ["JANE DOE", "KIM SOK"]),
        ("Jane Doe & Kim Sok; Abby Goodwin", ["Jane Doe", "Kim Sok", "Abby Goodwin"]),
        ("Ted d'Afflisio", ["Ted d'Afflisio"]),
        ("Jean-Loup de la Cruz", ["Jean-Loup de la Cruz"]),
        ("John A. Smith Jr.", ["John A. Smith Jr."]),
        ("Gülşən Məmmədova", ["Gülşən Məmmədova"]),
        ("Smith, John", ["John Smith"]),
        ("Smith, John and Doe, Jane A.", ["John Smith", "Jane A. Doe"]),
        ("Jane Doe and Jane Doe", ["Jane Doe"]),
        ("Staff Reporter", []),
        ("Name Withheld", []),
    ],
)
def test_lists_of_names_are_read(text: str, names: list[str]) -> None:
    assert people(text) == tuple(names)


@pytest.mark.parametrize(
    "text",
    [
        "2030, Cambodia plans to grow",
        "the end of April",
        "The Numbers",
        "Jane",
        "Jane Doe in Baku",
        "Jane Doe, Baku, Kim Sok",
        "Jane Doe jane@news.example",
        "a vote of four to three",
        "jane doe",
        "",
    ],
)
def test_what_is_not_certainly_a_list_of_names_is_none(text: str) -> None:
    assert people(text) is None


def test_names_without_capitals_are_names_only_on_demand() -> None:
    assert people("jane doe", lower=True) == ("jane doe",)
    assert people("the end of april", lower=True) is None


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("Jane Doe; Ali Veli", ["Jane Doe", "Ali Veli"]),
        ("Jane Doe | Ali Veli", ["Jane Doe", "Ali Veli"]),
        ("Jane Doe and Ali Veli", ["Jane Doe", "Ali Veli"]),
        ("Smith and Jones", ["Smith and Jones"]),
        ("李明", ["李明"]),
        ("Byron Lord", ["Byron Lord"]),
        ("https://news.example/jane", []),
        ("Admin", []),
        ("", []),
    ],
)
def test_a_field_of_authors_keeps_what_cannot_be_told_apart(value: str, names: list[str]) -> None:
    assert credited(value) == tuple(names)
