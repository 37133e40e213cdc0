"""TREC and its kin: the same things under many names."""

from __future__ import annotations

import pytest

from newsarchive.model.article import Article, Problem
from newsarchive.readers import reader_for
from tests.readers.reading import article, read


def doc(number: str, inner: str, text: str = "<TEXT>\nText.\n</TEXT>") -> Article:
    return article("collection", f"<DOC>\n<DOCNO> {number} </DOCNO>\n{inner}\n{text}\n</DOC>\n")


@pytest.mark.parametrize("element", ["HEADLINE", "HEAD", "HL", "TITLE", "TI", "headline"])
def test_a_headline_has_many_names(element: str) -> None:
    found = doc("X-1", f"<{element}>\n Harbour &amp; town\nopen \n</{element}>")
    assert (found.title, found.title_source) == ("Harbour & town open", f"<{element.upper()}>")


@pytest.mark.parametrize(
    ("inner", "day"),
    [
        ("<DATE_TIME> 1998-06-01 00:02 </DATE_TIME>", "1998-06-01"),
        ("<DATE1> 1 March 1994 </DATE1>", "1994-03-01"),
        ("<DATE>\n<P>\nJanuary 1, 1989, Sunday, Home Edition\n</P>\n</DATE>", "1989-01-01"),
        ("<DATE1> March 1994 </DATE1>", "None"),
        ("<DATE> 04/05/1998 </DATE>", "None"),
        ("<DD> 03/24/87</DD>", "None"),
        ("<DATE>910514</DATE>", "None"),
    ],
)
def test_a_day_is_taken_where_it_is_certain(inner: str, day: str) -> None:
    assert str(doc("X-1", inner).date) == day


def test_a_day_that_can_be_read_in_two_ways_keeps_both() -> None:
    assert len(doc("X-1", "<DATE> 04/05/1998 </DATE>").date_candidates) == 2


@pytest.mark.parametrize(
    ("number", "inner", "day", "where"),
    [
        ("AP880212-0001", "", "1988-02-12", "document number"),
        ("WSJ870324-0001", "<DD> 03/24/87</DD>", "1987-03-24", "document number"),
        ("APW19980601.0001", "", "1998-06-01", "document number"),
        ("CNN19981001.0130.0000", "", "1998-10-01", "document number"),
        ("FT911-3", "<DATE>910514\n</DATE>", "1991-05-14", "<DATE>"),
        ("AP990212-0001", "", "None", None),
        ("AP881312-0001", "", "None", None),
        ("XYZ880212-0001", "", "None", None),
        ("FT911-3", "", "None", None),
    ],
)
def test_a_short_year_counts_where_the_collection_is_certain(
    number: str, inner: str, day: str, where: str | None
) -> None:
    found = doc(number, inner)
    assert (str(found.date), found.date_source) == (day, where)


def test_gigaword_numbers_its_documents_in_the_tag() -> None:
    data = (
        '<DOC id="AFP_ENG_19940512.0001" type="story" >\n<TEXT>\n<P>\nText.\n</P>\n</TEXT>\n</DOC>'
    )
    assert str(article("afp_eng_199405", data).date) == "1994-05-12"


def test_byline_and_headline_of_the_journal_are_parted() -> None:
    found = doc("X-1", "<HL> Firm Nears Accord\n----\n  By Jane Doe\n Staff Reporter</HL>")
    assert (found.title, found.authors, found.authors_source) == (
        "Firm Nears Accord", ("Jane Doe",), "<HL>",
    )  # fmt: skip


def test_what_the_times_say_of_an_author_is_no_author() -> None:
    found = doc("X-1", "<BYLINE><P>\nBy John Roe , who is writing a book\n</P></BYLINE>")
    assert found.authors == ("John Roe",)


def test_the_day_above_a_headline_is_no_part_of_it() -> None:
    found = doc("FT911-3", "<HEADLINE>\nFT  14 MAY 91 / World News: Talks go on\n</HEADLINE>")
    assert found.title == "World News: Talks go on"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("<TEXT>\n   One\nline.\n   Two.\n</TEXT>", "One line.\n\nTwo."),
        ("<TEXT>\n<P>One\nline.\n<P>Two.\n</TEXT>", "One line.\n\nTwo."),
        ("<text>\nOne\nline.\n\nTwo.\n</text>", "One line.\n\nTwo."),
        ("<TEXT>One.</TEXT>\n<TEXT>Two.</TEXT>", "One.\n\nTwo."),
        ("<TEXT>One &lt;b&gt; &hyph; two.", "One <b> - two."),
        ("<LEADPARA>One.</LEADPARA><TEXT>Two.</TEXT>", "One.\n\nTwo."),
        ("<BODY><TITLE>T</TITLE><TEXT>One.</TEXT></BODY>", "One."),
    ],
)
def test_paragraphs_are_whole(text: str, body: str) -> None:
    assert doc("X-1", "", text).body == body


def test_a_document_without_a_text_is_reported() -> None:
    found = read("a.trec", "<DOC>\n<DOCNO> 1 </DOCNO>\n<HEAD>Title</HEAD>\n</DOC>")
    assert found == [Problem("a.trec#1", "no text: neither <TEXT> nor <BODY>")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "<DOC> is an element of TREC."),
        ("a.txt", "<doc>A text.</doc>"),
        ("a.xml", "<doc><title>A</title></doc>"),
        ("a.md", "<DOC>\n<DOCNO> 1 </DOCNO>"),
        ("", "See\n<DOC>\n<DOCNO> 1 </DOCNO>"),
    ],
)
def test_other_files_are_none_of_its(name: str, data: str) -> None:
    reader = reader_for(name, data.encode())
    assert reader is None or reader.name != "trec"
