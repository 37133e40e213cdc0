"""Text exports of Nexis, old and new."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.model.article import Problem
from tests.readers.reading import article, format_of, printed_title, read, records

OLDER = """
                               1 of 1 DOCUMENTS


                            The Marlsford Gazette

                            {day}
                             Late Edition - Final

{title}

BYLINE: By JANE DOE

SECTION: Section A; Column 0; Foreign Desk; Pg. 1

LENGTH: 1,012 words

DATELINE: BAKU

HIGHLIGHT: What it is about.

{text}

LOAD-DATE: April 11, 2018

LANGUAGE: ENGLISH

GRAPHIC: A picture

 And its second caption.

PUBLICATION-TYPE: Newspaper

SUBJECT: FERRIES (92%); BRIDGES &
 TUNNELS (88%)

                    Copyright 2018 Marlsford Newspapers Ltd.
                              All Rights Reserved
"""
NEWER = """{title}
The Sarnholm Courier
{day}
Late Edition

Copyright 2023 Sarnholm Courier AS All Rights Reserved

Section: CITY; Pg. 4
Length: 112 words
Byline: Jane Doe; John Roe
Highlight: What it is about.

Body


{text}

Graphic

Photograph of a tram

Classification

Language: ENGLISH
Publication-Type: Newspaper
Subject: TRAMS (93%)
Load-Date: 2 February 2023

End of Document
"""
DAY = "April 10, 2018 Tuesday"
TEXT = "   First line\nand second.\n\n   Next paragraph."


def older(title: str = "Harbour opens", day: str = DAY, text: str = TEXT) -> str:
    return OLDER.format(title=title, day=day, text=text)


def newer(title: str = "Trams run", day: str = "2 February 2023 Thursday", text: str = TEXT) -> str:
    return NEWER.format(title=title, day=day, text=text)


@pytest.mark.parametrize("body", ["", "BODY:\n", "BODY: \n\n"])
def test_all_details_of_the_older_form(body: str) -> None:
    found = article("a.txt", older(text=body + TEXT))
    assert (found.title, str(found.date)) == ("Harbour opens", "2018-04-10")
    assert found.source == "The Marlsford Gazette"
    assert [name.title() for name in found.authors] == ["Jane Doe"]
    assert (found.section, found.language) == ("Section A, Foreign Desk", "en")
    assert found.tags == ("FERRIES", "BRIDGES & TUNNELS")
    assert found.body == "First line and second.\n\nNext paragraph."
    sources = (found.title_source, found.date_source, found.authors_source, found.language_source)
    assert sources == ("title line", "day line", "label BYLINE", "label LANGUAGE")


def test_all_details_of_the_newer_form() -> None:
    found = article("a.txt", newer())
    assert (found.title, str(found.date)) == ("Trams run", "2023-02-02")
    assert (found.source, found.authors) == ("The Sarnholm Courier", ("Jane Doe", "John Roe"))
    assert (found.section, found.language, found.tags) == ("CITY", "en", ("TRAMS",))
    assert found.body == "First line and second.\n\nNext paragraph."


@pytest.mark.parametrize(
    "line",
    [
        "UPDATE: the harbour is closed again.",
        "Update: the harbour is closed again.",
        "Copyright law was the matter.",
        "NOTES: he wrote many.",
        "Notes from the harbour.",
        "2 of 3 documents were lost.",
        "The End of Document X was torn.",
        "Length: 20 metres.",
        "Body and soul.",
    ],
)
def test_what_looks_like_a_label_in_the_text_is_text(line: str) -> None:
    for form in (older, newer):
        found = article("a.txt", form(text=f"First.\n\n{line}\n\nLast."))
        assert found.body == f"First.\n\n{line}\n\nLast."


def test_an_edition_or_a_notice_is_no_title() -> None:
    assert article("a.txt", older(title="Correction Appended\n\nHarbour opens")).title == (
        "Harbour opens"
    )
    edition = "                    Final Edition"
    assert article("a.txt", older(title=f"{edition}\n\nHarbour opens")).title == "Harbour opens"
    assert printed_title(article("a.txt", older(title="Correction Appended"))) is None


def test_a_title_may_be_labelled_or_run_on() -> None:
    assert article("a.txt", older(title="Harbour\nopens")).title == "Harbour opens"
    found = article("a.txt", older(title="HEADLINE: Harbour\n opens"))
    assert (found.title, found.title_source) == ("Harbour opens", "label HEADLINE")
    assert article("a.txt", newer(title="Trams\nrun")).title == "Trams run"


def test_rights_may_stand_above_the_source() -> None:
    rights = "                Copyright 2018 M Ltd.\n               All Rights Reserved\n\n"
    source = "                            The Marlsford Gazette"
    assert article("a.txt", older().replace(source, rights + source)).source == (
        "The Marlsford Gazette"
    )


@pytest.mark.parametrize("day", ["April 2018", "31 April 2018", "", "2999-01-01"])
def test_a_day_that_is_none_is_not_taken(day: str) -> None:
    assert [article("a.txt", form(day=day)).date for form in (older, newer)] == [None, None]


@pytest.mark.parametrize(
    ("mark", "labels"),
    [
        ("Dokument 1 von 1", {"BYLINE": "AUTOR", "LENGTH": "LÄNGE", "words": "Wörter"}),
        ("Document 1 de 1", {"BYLINE": "AUTEUR", "LENGTH": "LONGUEUR", "words": "mots"}),
        ("Document 1 de 1", {"HIGHLIGHT": "ENCART", "words": "mots"}),
        ("Document 1 of 1", {"SECTION": "SEZIONE", "LENGTH": "LUNGHEZZA", "words": "parole"}),
        ("1 of 1 DOCUMENT", {"BYLINE": "AUTORES", "words": "palavras"}),
        ("Document 1 of 1", {}),
        ("1 of 1 DOCUMENT", {}),
    ],
)
def test_exports_in_other_languages(mark: str, labels: dict[str, str]) -> None:
    data = older().replace("1 of 1 DOCUMENTS", mark)
    for english, theirs in labels.items():
        data = data.replace(english, theirs)
    for encoding in ("utf-8", "cp1252"):
        found = article("a.txt", data.encode(encoding))
        assert (found.title, [name.title() for name in found.authors]) == (
            "Harbour opens",
            ["Jane Doe"],
        )
        assert (found.section, found.body.partition("\n")[0]) == (
            "Section A, Foreign Desk",
            "First line and second.",
        )


def test_the_newer_form_is_known_without_one_of_its_signs() -> None:
    """Some sources have no rights, no length, or a text that begins far below."""
    whole = newer(text=TEXT + "\n\nMore.")
    for sign in ("Copyright 2023 Sarnholm Courier AS All Rights Reserved", "Length: 112 words"):
        assert article("a.txt", whole.replace(sign, "")).title == "Trams run"
    assert article("a.txt", newer().replace("What it", "What. " * 900)).title == "Trams run"


@pytest.mark.parametrize(
    "labels",
    [
        ("Rubrik: ORT; S. 4", "Länge: 112 Wörter", "Autor"),
        ("Rubrique: VILLE; Pg. 4", "Longueur: 112 mots", "Auteur"),
        ("Sección: CITY; Pág. 4", "Longitud: 112 palabras", "Autor"),
        ("Rubriek: STAD; Blz. 4", "Lengte: 112 woorden", "Auteur"),
    ],
)
def test_the_newer_form_is_known_by_labels_of_other_languages(labels: tuple[str, str, str]) -> None:
    section, length, author = labels
    text = newer().replace("Section: CITY; Pg. 4", section).replace("Length: 112 words", length)
    found = article("a.txt", text.replace("Byline", author).partition("Highlight: ")[0] + _BODY)
    assert (found.title, found.source) == ("Trams run", "The Sarnholm Courier")
    assert (found.authors, found.body) == (("Jane Doe", "John Roe"), "The trams ran.")


_BODY = "Body\n\n\nThe trams ran.\n\nLoad-Date: November 7, 2023\n\nEnd of Document\n"


def test_the_list_of_documents_is_of_no_article() -> None:
    front = (
        "User Name: A Reader\nDate and Time: 7 November 2023 09:14:00 GMT\nJob Number: 2000\n\n"
        "Documents (1)\n\n1. Trams run\nClient/Matter: -None-\nSearch Terms: trams\n\n\n"
    )
    [record] = records("a.txt", front + newer())
    [alone] = records("a.txt", newer())
    assert record.article == alone.article
    assert record.original == alone.original


@pytest.mark.parametrize(("announced", "problems"), [(1, 0), (2, 1)])
def test_the_list_of_documents_says_how_many_there_are(announced: int, problems: int) -> None:
    front = f"Date and Time: today\nJob Number: 2000\nDocuments ({announced})\n1. Trams run\n\n\n"
    assert len(read("a.txt", front + newer())) == 1 + problems


def test_numbers_that_are_missing_are_a_problem_and_the_rest_is_read() -> None:
    data = older().replace("1 of 1", "1 of 3") + older().replace("1 of 1", "3 of 3")
    *found, problem = read("a.txt", data)
    assert len(found) == 2
    assert isinstance(problem, Problem)
    assert problem.reason.endswith("number 2")


def test_the_number_in_an_export_is_no_part_of_an_article() -> None:
    """So the same article in another export is the same."""
    [one] = records("a.txt", older())
    [other] = records("a.txt", older().replace("1 of 1", "17 of 50"))
    assert one.original == other.original


@pytest.mark.parametrize(
    "data",
    [
        "1 of 10 DOCUMENTS\n\nwere found.\n",
        "1 of 10 documents\n\nLENGTH: 10 words\n",
        "He read 1 of 10 DOCUMENTS.\n\nLENGTH: 10 words\n",
        "Document 1 of 10\n\nThe first treaty.\n",
        "Copyright 2018 A\n\nLength: 20 words\n\nHe wrote.\n",
        "BYLINE: Jane Doe\nLENGTH: 10 words\n\nText.\n",
        "Date and Time: today\n\nText.\n",
    ],
)
def test_other_texts_are_none_of_its(data: str) -> None:
    assert format_of("a.txt", data) == "text"


def test_the_samples_have_every_detail() -> None:
    for path in sorted((Path(__file__).parents[3] / "sample_articles/archives").glob("nexis*.txt")):
        for record in records(path.name, path.read_bytes()):
            found = record.article
            assert None not in (printed_title(found), found.date, found.source, found.section)
            assert "Copyright" not in found.body
