"""Texts that once took minutes or hours, and now take as long as others of their length.

`benchmarks/faults/growth.py` found them. There is no clock here: as they were, they would not end.
"""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.faults.growth import UNITS, units
from newsarchive import text
from newsarchive.article import Flaw
from newsarchive.readers import READERS
from newsarchive.readers.jsonld import article_values
from newsarchive.readers.names import credited
from newsarchive.readers.paragraphs import rejoined
from newsarchive.readers.record import Record

MARKS = st.text(".!?…\"'”)。！」 \nab", max_size=30)


@pytest.mark.parametrize("row", [".", "?!", "…", ".)", "!»", ". ", "。", "A."])
def test_rows_of_marks(row: str) -> None:
    said = f"He said so. {row * 100_000}x Then he left."
    assert text.sentences(said)[-1][1] == len(said)
    assert text.sentences(said)[0] == (0, 11)


@given(MARKS)
def test_rows_of_marks_end_sentences_where_they_did(said: str) -> None:
    """That only the first of a row is looked at changes nothing."""
    for quick in (text._sentence_end(), text._PLAIN_SENTENCE_END, text._STATEMENT_END):
        naive = re.compile(re.sub(r"\(\?<!.*?\)", "", quick.pattern))
        assert naive.pattern != quick.pattern
        assert [one.regs for one in quick.finditer(said)] == [
            one.regs for one in naive.finditer(said)
        ]


def test_broken_values_in_json_each_with_its_place() -> None:
    data = b"[\n" + "é, ".encode() * 30_000 + b'\n{"body": "The end."}]'
    [reader] = [one for one in READERS if one.name == "json"]
    found = list(reader.read("a.json", io.BytesIO(data)))
    flaws = [one.reason for one in found if isinstance(one, Flaw)]
    assert len(flaws) == len(found) - 1 == 30_000
    assert flaws[0] == "broken JSON at line 2, column 1: unexpected é"
    assert flaws[-1] == "broken JSON at line 2, column 89998: unexpected é"


def bodies(page: str) -> list[str]:
    """The texts of a web page's articles."""
    [reader] = [one for one in READERS if one.name == "html"]
    found = list(reader.read("a.html", io.BytesIO(page.encode())))
    return [one.article.body for one in found if isinstance(one, Record)]


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\xa0"])
def test_spaces_without_end_in_a_page_and_in_its_scripts(space: str) -> None:
    body = ("The ferry stopped. " * 40).strip()
    said = f"{body} {space * 200_000}"
    page = f"<!DOCTYPE html><html><body><p>{said}</p></body></html>"
    assert bodies(page) == [body]
    script = '{"@type": "NewsArticle", "headline": "Gas' + space * 500_000 + '"}\n//]]>\n'
    values = article_values([script], [], [])
    assert values is not None
    assert str(values["title"]).strip() == "Gas"
    for title in (f"Gas{space * 200_000}rose", "Gas - " * 50_000):
        headed = page.replace("<p>", f'<meta property="og:title" content="{title}"><p>')
        assert bodies(headed) == [body]


@given(st.text("ab \n\t", max_size=60), st.integers(0, 2))
def test_paragraphs_are_rejoined_as_they_were(said: str, long: int) -> None:
    said += "\n" + "word " * 30 * long
    assert rejoined(said) == rejoined_naively(said)


def rejoined_naively(said: str) -> str:
    lines = said.split("\n")
    broken = sum(len(line) for line in lines if len(line) > 100) <= sum(map(len, lines)) / 2
    paragraphs: list[list[str]] = []
    for block in re.split(r"\n[ \t\xa0]*(?=\n)", said):
        filled = [line for line in block.split("\n") if line.strip()]
        all_indented = all(line[0].isspace() for line in filled)
        for place, line in enumerate(filled):
            if place == 0 or not broken or (line[0].isspace() and not all_indented):
                paragraphs.append([])
            paragraphs[-1] += line.split()
    return "\n\n".join(map(" ".join, paragraphs))


@pytest.mark.parametrize("row", ["By ", "BYLINE: ", "Ann Lee; ", "Ann Lee, ", "by Ann Lee and "])
def test_credits_without_end(row: str) -> None:
    """Several thousand names are authors; a megabyte of them is none."""
    assert not credited(row * 200_000).people
    assert len(credited("Ann Lee; Bo Ek; " * 1000).people) == 2


def test_what_is_repeated_is_what_is_written_down() -> None:
    found = units()
    assert len(found) == len(set(found)) == UNITS.count("|") + 1
    assert {b"\xff", b"\0", b"\\u", b"\\", b"By A ", b"\n\n", b"\xe2\x80\xa8"} <= set(found)
