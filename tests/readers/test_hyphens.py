"""Hyphens at the ends of printed lines: those of the typesetter go, those of a word stay."""

from __future__ import annotations

import pytest

from newsarchive.readers.hyphens import Hyphens, whole_words
from newsarchive.readers.paragraphs import rejoined
from tests.readers.reading import article, printed_title

ENGLISH = "The harbour of the town was opened by the mayor on a Tuesday and it was full. "
GERMAN = "Der Hafen der Stadt ist am Dienstag nicht von dem Bürger geöffnet worden und war voll. "
FRENCH = "Le port de la ville a été ouvert par le maire dans la nuit et il est plein pour les. "
SPANISH = "El puerto de la ciudad fue abierto por el alcalde en la noche y los barcos se van. "
DUTCH = "De haven van de stad is op dinsdag niet door het hoofd van het dorp geopend en was vol. "

COLUMN = """\
Die Fähre nach Arnlo fährt seit
Dienstag wieder, sagte die Spre-
cherin der Reederei. Das Schiff
war im Herbst auf eine Sandbank
gelaufen und lag danach im Trok-
kendock, in dem es die Handwer-
ker nicht vor dem Winter fertig
bekamen. Nun ist es wieder da
und legt jeden Morgen ab.

Der Fahrplan bleibt, wie er vor-
her war, und die Preise auch.
"""


@pytest.mark.parametrize(
    ("text", "above", "below", "joined"),
    [
        (ENGLISH, "on Tues-", "day", "on Tuesday"),
        (ENGLISH, "a well-", "known ship", "a well-known ship"),
        (ENGLISH, "their self-", "ish goats", "their selfish goats"),
        (ENGLISH, "the long-", "term plan", "the long-term plan"),
        (ENGLISH + "A long wait, an er ", "a long-", "er", "a longer"),
        (ENGLISH + "Some thing, ", "some-", "thing", "something"),
        (ENGLISH + "A ferry, a boat, ", "the ferry-", "boat", "the ferry-boat"),
        (ENGLISH + "A ferry, a boat, a ferryboat, ", "the ferry-", "boat", "the ferryboat"),
        (ENGLISH + "Some coast-guard ", "the coast-", "guard", "the coast-guard"),
        (ENGLISH, "a state-of-the-", "art ship", "a state-of-the-art ship"),
        (ENGLISH, "the EU-", "wide rule", "the EU-wide rule"),
        (ENGLISH, "pre-", "and postwar", None),
        (ENGLISH, "3-", "year", "3-year"),
        (ENGLISH, "Rhein-", "Main", "Rhein-Main"),
        (ENGLISH, "the quay -", "a long one", None),
        (GERMAN + "Hafen, arbeiter ", "der Hafen-", "arbeiter", "der Hafenarbeiter"),
        (GERMAN, "Ein-", "und Ausfuhr", None),
        (GERMAN + "rot-grün ", "das rot-", "grüne", "das rotgrüne"),
        (GERMAN + "rot-grüne ", "das rot-", "grüne", "das rot-grüne"),
        (FRENCH, "peut-", "être", "peut-être"),
        (FRENCH, "celui-", "ci", "celui-ci"),
        (FRENCH, "a-t-", "il", "a-t-il"),
        (FRENCH, "la prési-", "dente", "la présidente"),
        (SPANISH, "la presi-", "denta", "la presidenta"),
        (DUTCH, "de burge-", "meester", "de burgemeester"),
        (DUTCH, "in-", "en uitvoer", None),
        (ENGLISH, "Tues\N{SOFT HYPHEN}", "day", "Tuesday"),
        (ENGLISH, "Tues\N{NOT SIGN}", "day", "Tuesday"),
    ],
)
def test_a_hyphen_stays_where_it_is_of_the_word(
    text: str, above: str, below: str, joined: str | None
) -> None:
    joint = Hyphens(text).between(above, below)
    assert (None if joint is None else above[:-1] + joint + below) == joined


def test_words_are_made_whole_in_a_text_that_was_printed_in_columns() -> None:
    whole = whole_words(COLUMN)
    for word in ("Sprecherin", "Handwerker", "vorher"):
        assert word in whole
    assert whole.count("\n\n") == COLUMN.count("\n\n")
    assert "".join(whole.split()) == "".join(COLUMN.replace("-\n", "").split())


def test_the_end_of_a_paragraph_that_is_the_rest_of_a_word_leaves_no_blank_line() -> None:
    text = COLUMN.replace("und legt jeden Morgen ab.", "und legt jeden Morgen frühmor-\ngens.")
    assert "frühmorgens.\n\nDer" in whole_words(text)


@pytest.mark.parametrize(
    "text",
    [
        COLUMN.replace("Spre-\ncherin", "Frau\nin").replace("Trok-\nkendock", "Hafen\ndann"),
        COLUMN.replace("\n", "\n\n"),
        "\n".join(f"{word * 3}-\nlist of a and b" for word in ("one", "two", "three") * 4),
        "\n".join(f"- {'x' * (9 * at)}re-\ndo" for at in range(12)),
    ],
)
def test_a_text_in_other_lines_stays_as_it_is(text: str) -> None:
    assert whole_words(text) == text


def test_paragraphs_of_exports_have_whole_words() -> None:
    assert "sagte die Sprecherin der" in rejoined(COLUMN)


def test_a_header_is_read_in_whole_words() -> None:
    head = "Neues von der Fähre im Win-\nterhafen\nVon Oona Lindqvist\n3. April 2019\n\n"
    found = article("a.txt", head + COLUMN)
    assert (printed_title(found), found.authors) == (
        "Neues von der Fähre im Winterhafen",
        ("Oona Lindqvist",),
    )
    assert "Sprecherin" in found.body
