"""Bylines: lists of names, the words beside them, and fields that name authors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.readers.credits.bylines import byline, credited, people
from newsarchive.readers.credits.persons import Credit, is_given_name


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
        ("Dr. John A. Smith Jr.", ["John A. Smith Jr."]),
        ("John Smith, Jr., Kim Sok", ["John Smith Jr.", "Kim Sok"]),
        ("Gülşən Məmmədova", ["Gülşən Məmmədova"]),
        ("Smith, John", ["John Smith"]),
        ("van der Berg, Jan", ["Jan van der Berg"]),
        ("Smith, John and Doe, Jane A.", ["John Smith", "Jane A. Doe"]),
        ("Jane Doe and Jane Doe", ["Jane Doe"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("José Ortega y Ana Ruiz", ["José Ortega", "Ana Ruiz"]),
        ("Jane Doe in Baku", ["Jane Doe"]),
        ("Jane Doe, Baku, Kim Sok", ["Jane Doe", "Kim Sok"]),
        ("Jane Doe, New York", ["Jane Doe"]),
        ("Jane Doe jane@news.example (@jdoe)", ["Jane Doe"]),
        ("Senior Energy Editor Jane Doe", ["Jane Doe"]),
        ("Jane Doe, Senior Energy Editor", ["Jane Doe"]),
        ("Jane Doe Special to USA TODAY", ["Jane Doe"]),
        ("Jane Doe The Bay Post", ["Jane Doe"]),
        ("JANE Q. DOE Bay Post Political Editor", ["JANE Q. DOE"]),
        ("Jane Doe, head of the programme for harbour studies at Bay University", ["Jane Doe"]),
        ("Jane Doe, Morgan Stanley Bank", ["Jane Doe"]),
        ("Special to The Bay Post", []),
        ("Staff Reporter", []),
        ("Name Withheld", []),
        ("The Daily Example", []),
        ("Example Broadcasting Company", []),
    ],
)
def test_lists_of_names_are_read(text: str, names: list[str]) -> None:
    assert people(text) == tuple(names)


@pytest.mark.parametrize(
    "text",
    [
        "2030, Cambodia plans to grow",
        "council blames soft ground",
        "for the course at the golf club",
        "der Brücke zum Hafen",
        "Jane Doe and Kim Sok Pellin Courier Staff",
        "the end of April",
        "The Numbers that count",
        "Jane",
        "a vote of four to three",
        "Popular Demand",
        "Monday Night",
        "jane doe",
        "New York",
        "Smith and Jones",
        "",
    ],
)
def test_a_text_that_is_not_certainly_a_list_of_names_names_nobody(text: str) -> None:
    assert not people(text)


def test_names_without_capitals_are_names_only_on_demand() -> None:
    assert people("jane doe", lower=True) == ("jane doe",)
    assert people("the end of april", lower=True) is None


@pytest.mark.parametrize(
    ("value", "names", "agency"),
    [
        ("By Jane Doe", ["Jane Doe"], None),
        ("Jane Doe; Ali Veli", ["Jane Doe", "Ali Veli"], None),
        ("Jane Doe | Ali Veli", ["Jane Doe", "Ali Veli"], None),
        ("Jane Doe and Ali Veli", ["Jane Doe", "Ali Veli"], None),
        ("Smith and Jones", ["Smith and Jones"], None),
        ("李明", ["李明"], None),
        ("Byron Lord", ["Byron Lord"], None),
        ("Banksy", ["Banksy"], None),
        ("Jane Doe, Reuters", ["Jane Doe"], "Reuters"),
        ("Jane Doe and John Roe  The Associated Press", ["Jane Doe", "John Roe"], "AP"),
        ("Jane Doe Agence France-Presse", ["Jane Doe"], "AFP"),
        ("Jane Doe and John Roe Courier Staff", ["Jane Doe", "John Roe"], None),
        ("Jane Doe, Harlow Post Staff Writer", ["Jane Doe"], None),
        ("JANE ANN DOE Courier Staff Writer", ["JANE ANN DOE"], None),
        ("Jane DoeStaff Writer", ["Jane Doe"], None),
        ("Opinion by Jane Doe", ["Jane Doe"], None),
        ("Jane Doe, O Estado do Norte", ["Jane Doe"], None),
        ("AP, Jane Doe", ["Jane Doe"], "AP"),
        ("Reuters", [], "Reuters"),
        ("AFP/Reuters", [], "AFP; Reuters"),
        ("Associated Press", [], "AP"),
        ("Trend News Agency", [], "Trend"),
        ("https://news.example/jane", [], None),
        ("jane@news.example", [], None),
        ("@jane", [], None),
        ("news.example", [], None),
        ("jdoe42", [], None),
        ("NASA", [], None),
        ("Ministry of Energy", [], None),
        ("Editorial Board", [], None),
        ("Staff reporter", [], None),
        ("From our correspondent in Paris", [], None),
        ("Editing by Jane Doe", [], None),
        ("Admin", [], None),
        ("", [], None),
    ],
)
def test_a_field_of_authors_gives_people_and_agencies(
    value: str, names: list[str], agency: str | None
) -> None:
    assert credited(value) == Credit(tuple(names), agency)


@pytest.mark.parametrize(
    ("value", "names", "agency"),
    [
        ("jane.doe@paper.example (Jane Doe)", ("Jane Doe",), None),
        ("Reuters Staff", (), "Reuters"),
        ("By Jane Doe, Special to CNN", ("Jane Doe",), None),
        ("https://www.facebook.com/paper", (), None),
        ("Jane Doe and Ali Veli in Baku", ("Jane Doe", "Ali Veli"), None),
        ("null", (), None),
        ("None", (), None),
        ("nan", (), None),
        ("[]", (), None),
        ("N/A", (), None),
        ("-", (), None),
        ("Unknown", (), None),
        ("undefined", (), None),
        ("admin", (), None),
        ("jdoe", (), None),
        ("jane_doe", (), None),
        ("Redaktion", (), None),
        ("Guest Contributor", (), None),
        ("The Editorial Board", (), None),
        ("Editorial Team", (), None),
        ("News Desk", (), None),
        ("Web Desk", (), None),
        ("Staff", (), None),
        ("Wick Post Staff", (), None),
        ("Staff report", (), None),
        ("Mumbai", (), None),
        ("Baku", (), None),
        ("Jane Doe|Ali Veli", ("Jane Doe", "Ali Veli"), None),
        ("Jane Doe & Ali Veli", ("Jane Doe", "Ali Veli"), None),
        ("Jane Doe, Ali Veli", ("Jane Doe", "Ali Veli"), None),
        ("Jane Doe; Ali Veli", ("Jane Doe", "Ali Veli"), None),
        ("By Jane Doe and Ali Veli", ("Jane Doe", "Ali Veli"), None),
        ("Jane Doe for ProPublica", ("Jane Doe",), None),
        ("Jane Doe, CNN", ("Jane Doe",), None),
        ("Jane Doe, CNN Business", ("Jane Doe",), None),
        ("Jane Doe @jdoe", ("Jane Doe",), None),
        ("Dr Jane Doe", ("Jane Doe",), None),
        ("Professor Jane Doe, University of Wick", ("Jane Doe",), None),
        ("Jane Doe, The Conversation", ("Jane Doe",), None),
        ("Par Jane Doe", ("Jane Doe",), None),
        ("Von Jane Doe", ("Jane Doe",), None),
        ("Jane Doe, Contributor", ("Jane Doe",), None),
        ("Analysis by Jane Doe", ("Jane Doe",), None),
        ("Jane Doe, Senior Reporter", ("Jane Doe",), None),
        ("Jane Doe - BBC News", ("Jane Doe",), None),
        ("Story by Jane Doe, photos by Ali Veli", ("Jane Doe",), None),
        ("Jane Doe, Health Editor", ("Jane Doe",), None),
        ("Written By Jane Doe", ("Jane Doe",), None),
        ("Jane Doe / AFP", ("Jane Doe",), "AFP"),
        ("Jane Doe (Reuters)", ("Jane Doe",), "Reuters"),
        ("Jane Doe; Reuters", ("Jane Doe",), "Reuters"),
        ("AFP", (), "AFP"),
        ("Agence France-Presse", (), "AFP"),
        ("The Associated Press", (), "AP"),
        ("By The Associated Press", (), "AP"),
        ("Xinhua", (), "Xinhua"),
        ("dpa-infocom GmbH", (), None),
        ("李明", ("李明",), None),
        ("Associated Press writers Jane Doe and Ali Veli contributed", (), None),
    ],
)
def test_values_that_were_written_before_the_reader_saw_them(
    value: str, names: tuple[str, ...], agency: str | None
) -> None:
    assert credited(value) == Credit(names, agency)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Doe; Editing by Kim Sok", ["Jane Doe"]),
        ("Jane Doe. Additional reporting by Kim Sok", ["Jane Doe"]),
        ("Jane Doe Pictures: Kim Sok", ["Jane Doe"]),
        ("Jane Doe, Fotos: Kim Sok", ["Jane Doe"]),
    ],
)
def test_editors_photographers_and_helpers_are_no_authors(text: str, names: list[str]) -> None:
    assert people(text) == tuple(names)


def test_given_names_are_known_without_accents_and_before_hyphens() -> None:
    assert all(map(is_given_name, ["Ayşe", "AYSE", "Jean-Luc"]))
    assert not is_given_name("Climate")


@given(st.text(max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    byline(text)
    assert all(credited(text).people)
