"""Reuters-21578, in the SGML of its distribution."""

from __future__ import annotations

import pytest

from newsarchive.model.article import Problem
from tests.readers.reading import article, format_of, printed_title, read, records

ONE = """<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" CGISPLIT="TRAINING-SET" OLDID="9" NEWID="77">
<DATE>{date}</DATE>
<TOPICS><D>cork</D><D>wine</D></TOPICS>
<PLACES><D>el-salvador</D></PLACES>
<PEOPLE><D>doe</D></PEOPLE>
<ORGS><D>ec</D></ORGS>
<EXCHANGES><D>nyse</D></EXCHANGES>
<COMPANIES></COMPANIES>
<UNKNOWN>&#5;&#5;&#5;C G</UNKNOWN>
{text}
</REUTERS>
"""
DAY = "12-MAY-1987 10:14:31.20"
PLAIN = "<TEXT>&#2;\n<TITLE>T</TITLE>\n<BODY>Text.\n&#3;</BODY></TEXT>"


def one(text: str = PLAIN, date: str = DAY) -> str:
    return ONE.format(text=text, date=date)


def test_all_details_are_read() -> None:
    text = (
        "<TEXT>&#2;\n<TITLE>CORK &amp; &lt;ABC> \n PRICES</TITLE>\n"
        "<AUTHOR>    By Jane Doe, Reuters</AUTHOR>\n"
        "<DATELINE>    EVORA, May 12 - </DATELINE><BODY>First paragraph\nof two lines.\n"
        "    Second, of &lt;Abc Inc>.\n Reuter\n&#3;</BODY></TEXT>"
    )
    [record] = records("a.sgm", one(text))
    found = record.article
    assert found.title == "CORK & <ABC> PRICES"
    assert (str(found.date), found.published) == ("1987-05-12", "1987-05-12T10:14:31.20")
    assert (found.authors, found.source, found.language) == (("Jane Doe",), "Reuters", "en")
    assert found.tags == (
        "cork", "wine", "place:el-salvador", "person:doe", "org:ec", "exchange:nyse",
    )  # fmt: skip
    assert found.body == "First paragraph of two lines.\n\nSecond, of <Abc Inc>. Reuter"
    sources = (found.title_source, found.date_source, found.authors_source, found.language_source)
    assert sources == ("<TITLE>", "<DATE>", "<AUTHOR>", "the collection")
    assert record.number == 1
    assert record.original.startswith(b"<REUTERS TOPICS")
    assert record.original.endswith(b"</REUTERS>")


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        (" 2-MAR-1987 11:59:25.44", "1987-03-02"),
        ("26-FEB-1987 15:01:01.79 noise", "1987-02-26"),
        ("26-FEB-1987", "1987-02-26"),
        ("31-FEB-1987 15:01:01.79", "None"),
        ("26-FEB-1987 99:99:99.99", "1987-02-26"),
        ("noise", "None"),
    ],
)
def test_the_day_is_the_one_printed(printed: str, day: str) -> None:
    assert str(article("a.sgm", one(date=printed)).date) == day


def test_a_text_without_structure_is_the_article() -> None:
    inner = "CORRECTION - &lt;ABC> ITEM\n    Please read two."
    text = f'<TEXT TYPE="UNPROC">&#2;\n{inner}\n&#3;\n\n</TEXT>'
    found = article("a.sgm", one(text))
    assert found.body == "CORRECTION - <ABC> ITEM\n\nPlease read two."
    assert printed_title(found) is None


def test_a_brief_is_its_title() -> None:
    text = '<TEXT TYPE="BRIEF">&#2;\n<TITLE>PRIME RATE UNCHANGED</TITLE>\n&#3;\n</TEXT>'
    found = article("a.sgm", one(text))
    assert (found.title, found.body) == ("PRIME RATE UNCHANGED", "PRIME RATE UNCHANGED")


def test_an_article_that_holds_nothing_is_reported() -> None:
    found = read("a.sgm", one('<TEXT TYPE="UNPROC">&#2;\n&#3;\n\n</TEXT>'))
    assert found == [Problem("a.sgm#1", "the text is empty")]


def test_bytes_beyond_ascii_are_latin_1() -> None:
    [record] = records("a.sgm", one(PLAIN.replace("Text.", "Zürich.")).encode("latin-1"))
    assert (record.article.body, record.encoding) == ("Zürich.", "latin-1")


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.sgm", b"<!DOCTYPE html>"),
        ("a.sgm", b"<REUTERS AND OTHERS>"),
        ("a.sgml", b""),
        ("a.html", one().encode()),
    ],
)
def test_other_files_are_none_of_its(name: str, head: bytes) -> None:
    assert format_of(name, head) != "reuters sgml"


def test_prose_that_speaks_of_it_stays_text() -> None:
    assert format_of("a.txt", 'The files hold <REUTERS NEWID="1"> elements.') == "text"
