"""Streams of many articles: their delimiters, and the promises of all formats of this kind."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record
from newsarchive.readers import READERS, reader_for
from newsarchive.readers import delimited as module
from newsarchive.readers.delimited import sections
from newsarchive.readers.limits import Limits
from newsarchive.readers.record import ReadOptions

from .reading import read

BEFORE = re.compile(rb"()<D>")
BETWEEN = re.compile(rb"(--\d+--)")
AFTER = re.compile(rb"END()")


@pytest.mark.parametrize(
    ("delimiter", "data", "expected"),
    [
        (BEFORE, b"top <D>a<D>b", [b"top", b"<D>a", b"<D>b"]),
        (BETWEEN, b"--1-- a --22-- b", [b"a", b"b"]),
        (AFTER, b"a END\n\n b END \n", [b"a END", b"b END"]),
        (AFTER, b"", []),
        (AFTER, b" \r\n\f", []),
    ],
)
def test_the_bytes_of_a_delimiter_belong_to_neither_section(
    delimiter: re.Pattern[bytes], data: bytes, expected: list[bytes]
) -> None:
    assert list(sections(io.BytesIO(data), delimiter, 100)) == expected


@given(parts=st.lists(st.binary(max_size=40), max_size=8), chunk=st.integers(1, 50))
def test_the_size_of_chunks_makes_no_difference(parts: list[bytes], chunk: int) -> None:
    data = b"x" + b"--1--".join(parts)  # so that it begins with no byte order mark
    expected = [part for raw in re.split(rb"--\d+--", data) if (part := raw.strip(module.BLANKS))]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "_CHUNK", chunk)
        patched.setattr(module, "REACH", 20)
        assert list(sections(io.BytesIO(data), BETWEEN, 1000)) == expected


def test_a_section_over_the_limit_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 64)
    monkeypatch.setattr(module, "REACH", 16)
    data = b"<D>a" + b"<D>" + b"x" * 1000 + b"<D>b<D>" + b"y" * 101 + b"<D>c<D>" + b"z" * 999
    found = list(sections(io.BytesIO(data), BEFORE, 100))
    assert found == [b"<D>a", None, b"<D>b", None, b"<D>c", None]


REUTERS = (
    '<REUTERS TOPICS="NO" NEWID="{n}">\n<DATE>12-MAY-1987 10:14:31.20</DATE>\n<TEXT>&#2;\n'
    "<TITLE>TITLE {n}</TITLE>\n<BODY>{text}\n&#3;</BODY></TEXT>\n</REUTERS>\n"
)
TREC = (
    "<DOC>\n<DOCNO> X-{n} </DOCNO>\n<HEADLINE>Title {n}</HEADLINE>\n<DATE>12 May 1987</DATE>\n"
    "<TEXT>\n{text}\n</TEXT>\n</DOC>\n"
)
NEXIS = (
    "{n} of 3 DOCUMENTS\n\nThe Paper\n\nMay 12, 1987 Tuesday\n\nTitle {n}\n\nLENGTH: 2 words\n\n"
    "{text}\n\nLOAD-DATE: May 13, 1987\n\n"
)
NEXIS_UNI = (
    "Title {n}\nThe Paper\nMay 12, 1987 Tuesday\n\nCopyright 1987 The Paper\n\nLength: 2 words\n\n"
    "Body\n\n{text}\n\nLoad-Date: May 13, 1987\n\nEnd of Document\n\n"
)
FACTIVA = (
    "HD\tTitle {n}\nWC\t2 words\nPD\t12 May 1987\nSN\tThe Paper\nLP\t\n{text}\n\n"
    "AN\tDocument PAPER0000198705120000{n}\n\n"
)
FORMATS = pytest.mark.parametrize(
    "one", [REUTERS, TREC, NEXIS, NEXIS_UNI, FACTIVA], ids=["reuters", "trec", "nexis", "uni", "dj"]
)


def three(one: str, *, second: str = "Second text.") -> str:
    texts = ["First text.", second, "Third text."]
    return "".join(one.format(n=n, text=text) for n, text in enumerate(texts, start=1))


def summary(found: list[Record | Problem]) -> list[str]:
    """The records and problems in brief."""
    return [
        f"{one.place}: {one.reason}"
        if isinstance(one, Problem)
        else f"{one.number}: {one.article.body}"
        for one in found
    ]


@FORMATS
@pytest.mark.parametrize("name", ["a.txt", "", "/news/export"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_each_article_is_found_with_its_details(one: str, name: str, ends: str) -> None:
    found = read(name, three(one).replace("\n", ends))
    assert summary(found) == ["1: First text.", "2: Second text.", "3: Third text."]
    for number, record in enumerate(found, start=1):
        assert isinstance(record, Record)
        article = record.article
        assert (article.title or "").capitalize() == f"Title {number}"
        assert str(article.date) == "1987-05-12"
        assert None not in (article.title_source, article.date_source)


@FORMATS
def test_line_ends_may_be_mixed(one: str) -> None:
    first, second, third = (one.format(n=n, text=f"Text {n}.") for n in (1, 2, 3))
    data = first + second.replace("\n", "\r\n") + third.replace("\n", "\r")
    assert summary(read("a.txt", data)) == ["1: Text 1.", "2: Text 2.", "3: Text 3."]


@FORMATS
def test_an_article_without_text_is_reported_and_the_others_are_read(one: str) -> None:
    first, problem, third = summary(read("a.txt", three(one, second="")))
    assert (first, third) == ("1: First text.", "3: Third text.")
    assert problem == "a.txt#2: the text is empty"


@FORMATS
def test_binary_data_in_one_article_harms_no_other(one: str) -> None:
    first, problem, third = summary(read("a.txt", three(one, second="a\0b")))
    assert (first, third) == ("1: First text.", "3: Third text.")
    assert problem.startswith("a.txt#2: binary ")


@pytest.mark.parametrize(
    ("one", "missing"),
    [
        (REUTERS, "</REUTERS> is missing"),
        (TREC, "</DOC> is missing"),
        (NEXIS_UNI, 'there is no "End of Document"'),
        (FACTIVA, "there is no AN at its end"),
    ],
)
def test_a_file_that_was_cut_off_says_where(one: str, missing: str) -> None:
    cut = three(one).partition("Third")[0]
    assert summary(read("a.txt", cut)) == [
        "1: First text.",
        "2: Second text.",
        f"a.txt#3: cut off: {missing}",
    ]


@FORMATS
def test_an_article_that_is_too_large_is_reported(one: str) -> None:
    data = three(one, second="Much text. " * 200_000).encode()
    reader = reader_for("a.txt", data[:4096])
    assert reader
    options = ReadOptions(limits=Limits(record_bytes=2**20))
    found = summary(list(reader.read("a.txt", io.BytesIO(data), options)))
    assert found == [
        "1: First text.",
        "a.txt#2: more than 1M: --max-record raises this limit",
        "3: Third text.",
    ]


@FORMATS
def test_an_encoding_is_recognised_in_each_article(one: str) -> None:
    first = one.format(n=1, text="Die Behörde prüft die Pläne für die Brücke über die Öre.")
    second = one.format(n=2, text="Şəhər şurası körpünü yenə bağladı.")
    found = summary(read("a.txt", first.encode("latin-1") + second.encode()))
    assert found[:2] == [
        "1: Die Behörde prüft die Pläne für die Brücke über die Öre.",
        "2: Şəhər şurası körpünü yenə bağladı.",
    ]


@pytest.mark.parametrize("one", [NEXIS, NEXIS_UNI, FACTIVA], ids=["nexis", "uni", "dj"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_an_export_that_word_saved_is_read(one: str, encoding: str) -> None:
    found = read("a.txt", three(one).replace("\n", "\r\n").encode(encoding))
    assert summary(found) == ["1: First text.", "2: Second text.", "3: Third text."]


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_utf_16_that_ends_within_a_character_loses_no_article(cut: int) -> None:
    data = (three(NEXIS) + "\N{VIOLIN}").encode("utf-16")[:-cut]
    assert len([one for one in read("a.txt", data) if isinstance(one, Record)]) == 3


@pytest.mark.parametrize("one", [REUTERS, TREC], ids=["reuters", "trec"])
def test_many_unclosed_tags_are_read_once(one: str) -> None:
    """A search for the end of each of a hundred thousand would take hours."""
    [found] = read("a.txt", one.format(n=1, text="<TITLE>" * 100_000 + "Text."))
    assert isinstance(found, Record)
    assert found.article.body.endswith("Text.")


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("nexis", "{n} of {n} DOCUMENTS\n"),
        ("nexis", "End of Document\n"),
        ("factiva", "Document PAPER00020180410{n:07}\n"),
        ("proquest", "_" * 60 + "\nDocument {n} of {n}\n"),
        ("iptc 7901", "\x01\x02\x03\x04"),
    ],
)
def test_hundreds_of_marks_without_articles_are_problems_and_no_more(name: str, mark: str) -> None:
    [reader] = [one for one in READERS if one.name == name]
    data = "".join(mark.format(n=n) for n in range(1, 501)).encode()
    try:
        found = list(reader.read("a", io.BytesIO(data)))
    except ReadError:
        return
    assert all(isinstance(one, Problem) and len(one.reason) < 200 for one in found)


@pytest.mark.parametrize(
    "name", ["reuters sgml", "trec", "nexis", "factiva", "proquest", "iptc 7901"]
)
@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_an_error(name: str, data: bytes) -> None:
    [reader] = [one for one in READERS if one.name == name]
    with pytest.raises(ReadError):
        list(reader.read("a", io.BytesIO(data)))
