"""Names in capitals."""

from __future__ import annotations

import pytest

from newsarchive.readers.credits.casing import recased, recased_place


@pytest.mark.parametrize(
    ("shouted", "name"),
    [
        ("JANE O'NEILL", "Jane O'Neill"),
        ("FERGUS MCKAY", "Fergus McKay"),
        ("RORY MACDONALD", "Rory MacDonald"),
        ("ANNE MACEY", "Anne Macey"),
        ("JOSÉ MACHADO", "José Machado"),
        ("PIETER VAN DER BERG", "Pieter van der Berg"),
        ("ANA DE LA CRUZ", "Ana de la Cruz"),
        ("ÉLODIE LE GALL", "Élodie Le Gall"),
        ("HAFEZ AL-SABRI", "Hafez al-Sabri"),
        ("JEAN-LUC D'ARVOR", "Jean-Luc D'Arvor"),
        ("GÜLŞƏN MƏMMƏDOVA", "Gülşən Məmmədova"),
        ("ELİF IŞIK", "Elif Işık"),
        ("ŞEYMA YILDIZ", "Şeyma Yıldız"),
        ("ILHAM ALIYEV", "Ilham Aliyev"),
        ("ŒUVRARD DUPRÉ", "Œuvrard Dupré"),
        ("ИРИНА СОКОЛОВА", "Ирина Соколова"),
        ("J.K. ROWAN", "J.K. Rowan"),
        ("JK ROWAN", "JK Rowan"),
        ("JOHN ROWE III", "John Rowe III"),
        ("Jean DUPONT", "Jean Dupont"),
        ("Ted d'ARVOR", "Ted d'Arvor"),
        ("AJ Rowe", "AJ Rowe"),
        ("Jane McDoe", "Jane McDoe"),
        ("jane doe", "jane doe"),
        ("李明", "李明"),
    ],
)
def test_only_capitals_are_changed(shouted: str, name: str) -> None:
    assert recased(shouted) == name


def test_the_small_letter_of_i_depends_on_the_language() -> None:
    assert recased("ÖZGÜR YILDIRIM", "tr") == "Özgür Yıldırım"
    assert recased("ÖZGÜR YILDIRIM", "en") == "Özgür Yildirim"


@pytest.mark.parametrize(
    ("shouted", "place"),
    [
        ("NEW YORK", "New York"),
        ("RIO DE JANEIRO", "Rio de Janeiro"),
        ("PORT-AU-PRINCE", "Port-au-Prince"),
        ("WASHINGTON/BRUSSELS", "Washington/Brussels"),
        ("İZMİR", "İzmir"),
        ("Paris", "Paris"),
    ],
)
def test_places(shouted: str, place: str) -> None:
    assert recased_place(shouted) == place
