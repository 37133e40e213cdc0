"""Stems are those of the language."""

from __future__ import annotations

from newsarchive.text.stemming import stem


def test_stems_are_those_of_the_language_and_english_where_it_is_unknown() -> None:
    assert stem("energies") == stem("energy")
    assert stem("energies", "en") == stem("energies")
    assert stem("regierungen", "de") == stem("regierung", "de") != stem("regierungen", "en")
    assert stem("energies", "az") == "energies"
