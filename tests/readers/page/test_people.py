"""The people that data and tags of a page name: people, and nobody else."""

from __future__ import annotations

import pytest

from newsarchive.readers.page.people import credit_of

OONA, PIET = "Oona Farrelly", "Piet Ruiter"


def people(*values: str, place: str = 'meta tag "author"') -> list[str]:
    found = credit_of([(values, place)], [], [], ["The Wrexby Packet", "wrexbypacket"])
    return list(found[0].people) if found else []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (f"By {OONA}", [OONA]), (f"Von {OONA}", [OONA]), (f"Par {OONA} avec AFP", [OONA]),
        (f"{OONA} and {PIET}", [OONA, PIET]), (f"{OONA}, {PIET}", [OONA, PIET]),
        ("Farrelly, Oona", [OONA]), (f"{OONA}, Packet Inland", [OONA]),
        (f"{OONA} | The Wrexby Packet", [OONA]), (f"{OONA} (Reuters)", [OONA]),
        (f"{OONA}, Health Reporter", [OONA]), (f"{OONA} Health Reporter", [OONA]),
        (f"{OONA} @oonaf", [OONA]), (f"{OONA} oona@packet.example", [OONA]),
        (f"{OONA} Follow @oona", [OONA]), (f"View all posts by {OONA}", [OONA]),
        (f"Posted by {OONA}", [OONA]), (f"PACKET-Online-Experte {PIET}", [PIET]),
        ("Иван Кузнецов", ["Иван Кузнецов"]), ("ليلى حداد", ["ليلى حداد"]),
        ("सुनीता वर्मा", ["सुनीता वर्मा"]), ("สมชาย ใจดี", ["สมชาย ใจดี"]), ("王小明", ["王小明"]),
        ("张三 李四", ["张三", "李四"]), ("大渡 美咲", ["大渡 美咲"]),
        ("松岡 あかり", ["松岡 あかり"]),
        ("김민수 기자", ["김민수"]), ("김민수", ["김민수"]),
    ],
)  # fmt: skip
def test_people_are_named_in_many_ways(value: str, expected: list[str]) -> None:
    assert people(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "The Wrexby Packet", "Wrexby Packet Online", "WrexbyPacket", "Packet W", "packet.example",
        "https://packet.example/author/oona", "@oona", "oona@packet.example", "ofarrelly", "Oona",
        "admin", "Nachrichten", "Politik", "Actualités", "Sea rescue", "Staff Writer", "Web Desk",
        "Redaktion", "WPK-Redaktion", "La rédaction", "Da Redação", "Redakcja", "Редакция",
        "编辑部", "वेब डेस्क", "ทีมข่าว", "Nordischer Seehilfsbund e.V.", "Nordisches Blaues Kreuz",
        "Flutstrom Ag", "Fog Tide GmbH", "University of Wrexby", "Sponsored Content", "Reuters",
    ],
)  # fmt: skip
def test_sites_newsrooms_sections_and_companies_are_nobody(value: str) -> None:
    assert people(value) == []


def test_one_capital_is_enough_where_data_says_that_a_name_is_a_person_s() -> None:
    assert people("Mobasir hassan", place="JSON-LD") == ["Mobasir hassan"]
    assert people("Mobasir hassan") == []
