"""Headers that were written down before the reader was tried on them: never a wrong value."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsarchive.readers.credits.bylines import credited
from tests.readers.formats.test_text import DATA
from tests.readers.reading import article, printed_title

ROWS = [
    pytest.param(json.loads(line), id=str(number))
    for number, line in enumerate(
        (DATA / "held_out_headers.jsonl").read_text("utf-8").splitlines(), start=1
    )
]


@pytest.mark.parametrize("row", ROWS)
def test_a_value_is_right_or_missing_and_missing_only_where_it_was(row: dict[str, Any]) -> None:
    found = article("", row["text"])
    read: dict[str, Any] = {
        "date": found.date and str(found.date),
        "authors": list(found.authors),
        "title": printed_title(found),
        "agency": found.agency,
        "place": found.place,
    }
    for name, true in row["true"].items():
        if name in row["missed"] and name == "authors":
            assert set(read[name]) <= set(true)
        elif name in row["missed"]:
            assert read[name] in (None, true)
        else:
            assert read[name] == true


@pytest.mark.parametrize(
    ("value", "people", "agency"),
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
def test_a_field_of_authors_names_people_and_agencies(
    value: str, people: tuple[str, ...], agency: str | None
) -> None:
    found = credited(value)
    assert (found.people, found.agency) == (people, agency)
