"""Factiva's tagged text."""

from __future__ import annotations

import pytest

from tests.readers.reading import article, format_of, records

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
    ],
)
def test_other_texts_are_none_of_its(data: str) -> None:
    assert format_of("a.txt", data) == "text"
