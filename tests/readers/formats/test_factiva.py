"""Factiva's text, with tags and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.readers.reading import article, format_of, read, records

TAGGED = (
    ("SE", "Companies"), ("HD", "Harbour opens\nafter nine years"), ("BY", "By Jane Doe"),
    ("CR", "Acme Wire"), ("WC", "12 words"), ("PD", "10 April 2018"), ("ET", "09:30"),
    ("SN", "The Paper"), ("SC", "PAPER"), ("LA", "French"), ("CY", "(c) 2018 The Paper"),
    ("LP", "The harbour opened."), ("TD", "Ships came.\n\nThey left."),
    ("CO", "hbr : Harbour Ltd"), ("NS", "gtran : Transport | gcat : Political/General News"),
    ("RE", "uk : United Kingdom"), ("PUB", "Paper Ltd"), ("AN", "Document PAPER0000201804100001"),
)  # fmt: skip
MANNERS = {
    "tab": lambda tag, said: f"{tag}\t{said}",
    "alone": lambda tag, said: f"{tag}\n{said}",
    "alone, with blanks": lambda tag, said: f"{tag} \n{said}",
    "one blank": lambda tag, said: f"{tag} {said}",
    "column": lambda tag, said: f"{tag:5}{said}",
    "text below its tag": lambda tag, said: f"{tag}\t{said}" if tag != "TD" else f"{tag}\n{said}",
}


def export(manner: str = "tab", **changed: str) -> str:
    tagged = [(tag, changed.get(tag, said)) for tag, said in TAGGED]
    return "\n".join(MANNERS[manner](tag, said) for tag, said in tagged) + "\n\n"


@pytest.mark.parametrize("manner", MANNERS)
def test_all_details_are_read_in_each_manner(manner: str) -> None:
    found = article("a.txt", export(manner))
    assert found.title == "Harbour opens after nine years"
    assert (str(found.date), found.published) == ("2018-04-10", "2018-04-10T09:30")
    assert (found.authors, found.source, found.section) == (("Jane Doe",), "The Paper", "Companies")
    assert (found.language, found.language_source) == ("fr", "field LA")
    assert found.tags == (
        "Transport", "Political/General News", "place:United Kingdom", "company:Harbour Ltd",
    )  # fmt: skip
    assert found.body == "The harbour opened.\n\nShips came.\n\nThey left."
    assert (found.title_source, found.date_source, found.authors_source) == (
        "field HD", "field PD", "field BY",
    )  # fmt: skip


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize(
    "line",
    [
        "IN fact it was late.",
        "CO operation ended.",
        "AN end came.",
        "RE elected, he left.",
        "HD televisions sold well.",
        "PD James wrote it.",
        "PUB owners wept.",
        "TD",
    ],
)
def test_what_looks_like_a_tag_in_the_text_is_text(manner: str, line: str) -> None:
    found = article("a.txt", export(manner, TD=f"Ships came.\n\n{line}\n\nThey left."))
    assert found.body == f"The harbour opened.\n\nShips came.\n\n{line}\n\nThey left."
    assert found.tags[0] == "Transport"


def test_what_follows_the_number_is_of_no_article() -> None:
    summary = "Search Summary\nText\tharbour\n"
    [first, second] = records("a.txt", export() + export("column") + summary)
    assert first.article.body == second.article.body
    assert first.original.endswith(b"AN\tDocument PAPER0000201804100001")
    assert second.original.endswith(b"Document PAPER0000201804100001")


def test_articles_are_told_apart_without_a_number() -> None:
    without = export().partition("AN\t")[0]
    found = records("a.txt", without + without.replace("Harbour opens", "Port opens"))
    assert [record.article.title for record in found] == [
        "Harbour opens after nine years",
        "Port opens after nine years",
    ]
    assert found[0].article.body == found[1].article.body


PLAIN = """{above}
{words}
10 April 2018
09:30
The Paper
PAPER
Late Edition - Final
3
{language}
Copyright 2018 The Paper

The harbour opened.

Ships came.

{document} PAPER0000201804100001

"""


def plain(
    above: str = "Companies\nHarbour opens\n\nBy Jane Doe",
    words: str = "12 words",
    language: str = "English",
    document: str = "Document",
) -> str:
    return PLAIN.format(above=above, words=words, language=language, document=document)


def test_all_details_without_tags() -> None:
    found = article("a.txt", plain())
    assert (found.title, found.section) == ("Harbour opens", "Companies")
    assert (str(found.date), found.published) == ("2018-04-10", "2018-04-10T09:30")
    assert (found.authors, found.source, found.language) == (("Jane Doe",), "The Paper", "en")
    assert found.body == "The harbour opened.\n\nShips came."


@pytest.mark.parametrize(
    ("words", "language", "document", "code"),
    [
        ("1.012 Wörter", "Deutsch", "Dokument", "de"),
        ("1 012 mots", "Français", "Document", "fr"),
        ("12 palabras", "Español", "Documento", "es"),
        ("12 字", "Chinese - Traditional", "文件", "zh"),
    ],
)
def test_pages_in_other_languages(words: str, language: str, document: str, code: str) -> None:
    found = article("a.txt", plain(words=words, language=language, document=document))
    assert (found.language, found.source, str(found.date)) == (code, "The Paper", "2018-04-10")


@pytest.mark.parametrize(
    ("above", "title", "section", "authors"),
    [
        ("Harbour opens\n", "Harbour opens", None, ()),
        ("Harbour opens", "Harbour opens", None, ()),
        ("City\n\nHarbour opens\n", "Harbour opens", "City", ()),
        ("City\nHarbour opens\n\nJane Doe", "Harbour opens", "City", ("Jane Doe",)),
        ("Obituaries\nJane Doe\n", "Jane Doe", "Obituaries", ()),
        ("The harbour opens at last\nJane Doe", "The harbour opens at last", None, ("Jane Doe",)),
    ],
)
def test_what_stands_above_the_number_of_words(
    above: str, title: str, section: str | None, authors: tuple[str, ...]
) -> None:
    found = article("a.txt", plain(above=above))
    assert (found.title, found.section, found.authors) == (title, section, authors)


@pytest.mark.parametrize("form", [export, plain])
@pytest.mark.parametrize(
    ("hits", "said"), [("1", []), ("2", ["Problem"]), ("1,234", ["ReadWarning"])]
)
def test_the_number_of_hits_is_compared(
    form: Callable[[], str], hits: str, said: list[str]
) -> None:
    """An export holds at most a hundred: of more hits, it is a part."""
    found = read("a.txt", form() + f"Search Summary\nText\tharbour\nResults Found\t{hits}\n")
    assert [type(one).__name__ for one in found] == ["Record", *said]


@pytest.mark.parametrize("blanks", [" ", "\t", "   "])
def test_all_tags_may_have_blanks_before_them(blanks: str) -> None:
    lines = [blanks + line if line[:2].isupper() else line for line in export().split("\n")]
    assert article("a.txt", "\n".join(lines)) == article("a.txt", export())


@pytest.mark.parametrize("day", ["10 April", "31 April 2018", "April 2018", "10 April 2999"])
def test_a_day_that_is_none_is_not_taken(day: str) -> None:
    assert article("a.txt", export(PD=day)).date is None


@pytest.mark.parametrize(
    "data",
    [
        "HD televisions sold well in April.\n\nPD James wrote of them.\n",
        "HD\nTelevisions sold well.\n\nThey did.\n",
        "HD 1080 and more\n" + "A line.\n" * 12 + "WC 3 words\n",
        "The tags:\nHD\tHeadline\nPD\tDate\n",
        "hd\tA\npd\t10 April 2018\n",
        "Title\n\n12 words\n10 April 2018\n\nText.\n",
    ],
)
def test_other_texts_are_none_of_its(data: str) -> None:
    assert format_of("a.txt", data) == "text"
