"""ProQuest's text."""

from __future__ import annotations

import pytest

from newsarchive.model.article import Problem
from tests.readers.reading import article, format_of, read, records

LINE = "_" * 60
RECORD = """
Document {number}

Harbour opens: [Late Edition (East Coast)]

Author: Doe, Jane; Roe, John

Publication info: The Paper, Late Edition (East Coast); Town, T.Y. [Town]. 10 Apr 2018: A.3.

http://www.proquest.example/docview/1

Abstract: It opened.

Full text: {text}

Credit: By Jane Doe

Subject: Ferries; Harbors

Title: Harbour opens: [Late Edition (East Coast)]

Publication title: The Paper, Late Edition (East Coast); Town, T.Y.

Publication date: Apr 10, 2018

Section: City

Language of publication: French

ProQuest document ID: 1

Document URL: https://proxy.example/login?url=https://www.proquest.example/docview/1

"""
END = f"{LINE}\n\nContact us at: http://www.proquest.example\n"


def export(*texts: str, first: str = "", announced: int | None = None) -> str:
    count = announced or len(texts)
    return (
        first
        + "".join(
            f"{LINE}\n" + RECORD.format(number=f"{number} of {count}", text=text)
            for number, text in enumerate(texts, start=1)
        )
        + END
    )


def test_all_details_are_read() -> None:
    found = article("a.txt", export("The harbour opened."))
    assert (found.title, str(found.date)) == ("Harbour opens", "2018-04-10")
    assert (found.authors, found.source) == (("Jane Doe", "John Roe"), "The Paper")
    assert (found.section, found.language, found.tags) == ("City", "fr", ("Ferries", "Harbors"))
    assert found.url == "https://www.proquest.example/docview/1"
    assert found.body == "The harbour opened."
    assert (found.title_source, found.date_source) == ('label "Title"', 'label "Publication date"')


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_article_is_found(ends: str, encoding: str) -> None:
    data = export("One.", "Two.").replace("\n", ends).encode(encoding)
    assert [record.article.body for record in records("a.txt", data)] == ["One.", "Two."]


def test_articles_are_found_without_lines_between_them() -> None:
    data = export("One.", "Two.").replace(LINE, "")
    assert [record.article.body for record in records("a.txt", data)] == ["One.", "Two."]


def test_what_looks_like_a_label_in_the_text_is_text() -> None:
    text = "First.\n\nSubject: the harbour.\n\nTicker: none, said Jane.\n\nLast."
    assert article("a.txt", export(text)).body == text


def test_without_labels_below_the_first_lines_give_what_they_can() -> None:
    kept, _, _ = export("It opened.").partition("Title: ")
    found = article("a.txt", kept.replace("Author: Doe, Jane; Roe, John\n\n", "") + END)
    assert (found.title, str(found.date), found.source) == (
        "Harbour opens", "2018-04-10", "The Paper",
    )  # fmt: skip
    assert (found.authors, found.authors_source) == (("Jane Doe",), 'label "CREDIT"')


def test_a_record_without_its_text_has_its_abstract() -> None:
    assert article("a.txt", export("Not available.")).body == "It opened."


def test_the_number_in_an_export_is_no_part_of_an_article() -> None:
    [one] = records("a.txt", export("Text."))
    assert b"Document 1" not in one.original


@pytest.mark.parametrize(
    "data",
    [
        export("One.", announced=3),
        export("One.", first=f"{LINE}\n\nTable of contents\n\n1. One\n\n2. Two\n\n"),
    ],
)
def test_an_article_that_is_announced_and_missing_is_a_problem(data: str) -> None:
    record, problem = read("a.txt", data)
    assert not isinstance(record, Problem)
    assert isinstance(problem, Problem)
    assert "it announces" in problem.reason


def test_a_numbered_section_that_is_no_article_is_a_problem() -> None:
    found = read(
        "a.txt",
        export("One.", "Two.").replace(
            RECORD.format(number="2 of 2", text="Two."), "\nDocument 2 of 2\n\nTorn.\n"
        ),
    )
    assert [type(one).__name__ for one in found] == ["Record", "Problem"]


@pytest.mark.parametrize(
    "data",
    [
        f"{LINE}\n\nAbstract: of a thesis.\n",
        "Document 1 of 2\n\nThe first treaty.\n",
        "Title: A\n\nFull text: B\n\nPublication title: C\n",
    ],
)
def test_other_texts_are_none_of_its(data: str) -> None:
    assert format_of("a.txt", data) == "text"


@pytest.mark.parametrize("label", ["Illustration Caption: A ferry", "Caption: A ferry; Photo"])
def test_what_is_below_pictures_does_not_belong_to_the_text(label: str) -> None:
    text = export(f"The harbour opened.\n\n{label}")
    assert article("a.txt", text).body == "The harbour opened."
