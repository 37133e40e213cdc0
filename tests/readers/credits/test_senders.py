"""Senders of letters: people or outlets."""

from __future__ import annotations

import pytest

from newsarchive.readers.credits.senders import authors_and_source


@pytest.mark.parametrize(
    ("sender", "list_id", "authors", "source"),
    [
        ("Jane Doe <jane.doe@paper.example>", "", ("Jane Doe",), None),
        ("Jane Doe <jane@letters.example>", "The Quay <quay.example>", ("Jane Doe",), "The Quay"),
        ('"Doe, Jane" <jdoe@paper.example>', "", ("Jane Doe",), None),
        ("Jörg Müller <joerg.muller@x.example>", "", ("Jörg Müller",), None),
        ("Søren Ågård <soren.aagaard@x.example>", "", ("Søren Ågård",), None),
        ("Игорь Щукин <igor.shchukin@x.example>", "", ("Игорь Щукин",), None),
        ("Олег Петров <opetrov@x.example>", "", ("Олег Петров",), None),
        ("Олег Петров <info@x.example>", "", (), None),
        ("Νίκος Παππάς <nikos.pappas@x.example>", "", ("Νίκος Παππάς",), None),
        ("王小明 <xm.wang@x.example>", "", (), None),
        ("राम शर्मा <ram@x.example>", "", (), None),
        ("朝日新聞デジタル <news@x.example>", "", (), "朝日新聞デジタル"),
        ("jane at paper.example (Jane Doe)", "", ("Jane Doe",), None),
        (f"Å{'å' * 30} Doe <{'a' * 45}b@x.example>", "", (), None),
        ("Jörg Müller <j.muller@x.example>", "", ("Jörg Müller",), None),
        ("Jane Doe from The Quay <quay@letters.example>", "", ("Jane Doe",), "The Quay"),
        ("Jane Doe at The Quay <quay@letters.example>", "", ("Jane Doe",), "The Quay"),
        ("Jane Doe | The Quay <quay@letters.example>", "", ("Jane Doe",), "The Quay"),
        ("Morning Briefing from The Quay <quay@x.example>", "", (),
         "Morning Briefing from The Quay"),
        ("The Merrin Ledger <desk@ledger.example>", "", (), "The Merrin Ledger"),
        ("Financial Times <newsletters@ft.example>", "", (), "Financial Times"),
        ("Politico Playbook <playbook@politico.example>", "", (), "Politico Playbook"),
        ("Popular Science <popular@letters.example>", "", (), "Popular Science"),
        ("Corvane Partners <corvane@corvane.example>", "", (), None),
        ("Jane Doe <noreply@letters.example>", "", (), None),
        ("Staff Reporter <staff@paper.example>", "", (), "Staff Reporter"),
        ("jane@paper.example", "", (), None),
        ('"jane@paper.example" <jane@paper.example>', "", (), None),
        ("A <a@x.example>, B <b@x.example>", "", (), None),
        ("", "", (), None),
        ("Jane Doe", "<quay.example>", (), None),
    ],
)  # fmt: skip
def test_a_sender_is_an_author_only_if_that_is_certain(
    sender: str, list_id: str, authors: tuple[str, ...], source: str | None
) -> None:
    """Many names of outlets have the form of a person's."""
    assert authors_and_source(sender, list_id) == (authors, source)
