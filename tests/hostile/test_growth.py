"""Texts that once took minutes or hours, and now take as long as others of their length.

`benchmarks/growth.py` found them. There is no clock here: as they were, they would not end.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.growth import UNITS, slope, units
from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record
from newsarchive.query.concordance import concordance
from newsarchive.query.highlight import highlights
from newsarchive.query.parse import parse_query
from newsarchive.readers import READERS
from newsarchive.readers.credits.bylines import credited
from newsarchive.readers.encoding import clean_line
from newsarchive.readers.header.titles import is_section
from newsarchive.readers.json.linked import article_values
from newsarchive.readers.page.days import is_day_line
from newsarchive.readers.paragraphs import rejoined
from newsarchive.text import sentences, words
from newsarchive.text.folding import normalized
from newsarchive.text.graphemes import whole
from tests.query.world import archived

pytestmark = pytest.mark.long

MARKS = st.text(".!?…\"'”)。！」 \nab", max_size=30)


@pytest.mark.parametrize("row", [".", "?!", "…", ".)", "!»", ". ", "。", "A."])
def test_rows_of_marks(row: str) -> None:
    said = f"He said so. {row * 100_000}x Then he left."
    assert sentences.sentences(said)[-1][1] == len(said)
    assert sentences.sentences(said)[0] == (0, 11)


@pytest.mark.parametrize(
    "row", ["A.", "a&", "A.T.&T.'s", "e-", "F-1", "C++", 'צ"', "ｶﾞ", "न्", "é&."]
)
def test_rows_of_what_may_join_letters(row: str) -> None:
    said = f"Oil {row * 50_000}x. é"
    assert words.forms(said) == [words.fold(word) for word in words.words(said)]
    assert words.count_words(said) == len(words.Text(said).offsets)


def test_how_time_grows_is_the_slope_of_the_logarithms() -> None:
    for power in (1.0, 1.5, 2.0):
        points = [(math.log(size), math.log(3e-7 * size**power)) for size in (1, 2, 4, 8)]
        assert slope(points) == pytest.approx(power)


MANY = "\u0300\u0316\u0301\u0f73\u3099\uff9e\u0327…"


@given(st.text(MANY + "aАéカ한 ", max_size=80), st.text(MANY, max_size=40))
def test_marks_without_end_are_put_in_order_as_unicode_does(said: str, marks: str) -> None:
    row = said + marks * 3 + said
    assert normalized("NFC", row) == unicodedata.normalize("NFC", row)
    assert normalized("NFKD", row) == unicodedata.normalize("NFKD", row)


def test_marks_without_end_on_one_letter() -> None:
    said = "a" + "\u0300\u0316" * 500_000
    assert words.fold(said) == "a"
    assert clean_line(said) == "à" + "\u0316" * 500_000 + "\u0300" * 499_999
    assert whole(said, 0, 10) == (0, 74)


@pytest.mark.parametrize("query", ["a NEAR/5 b", "a PRE/5 b", "(a NEAR/5 b) NEAR/9 a", '"a b"~5'])
def test_what_is_near_each_other_without_end_is_lit_up(query: str) -> None:
    tree = parse_query(query, now=dt.date(2018, 4, 18))
    article = archived("a b " * 3000)
    assert len(highlights(tree, article)[1]) == 6000
    assert sum(1 for _ in concordance(tree, article)) > 6000


@given(MARKS)
def test_rows_of_marks_end_sentences_where_they_did(said: str) -> None:
    """That only the first of a row is looked at changes nothing."""
    for quick in (
        sentences._sentence_end(),
        sentences._PLAIN_SENTENCE_END,
        sentences._STATEMENT_END,
    ):
        naive = re.compile(re.sub(r"\(\?<!.*?\)", "", quick.pattern))
        assert naive.pattern != quick.pattern
        assert [one.regs for one in quick.finditer(said)] == [
            one.regs for one in naive.finditer(said)
        ]


def test_broken_values_in_json_each_with_its_place() -> None:
    data = b"[\n" + "é, ".encode() * 30_000 + b'\n{"body": "The end."}]'
    [reader] = [one for one in READERS if one.name == "json"]
    found = list(reader.read("a.json", io.BytesIO(data)))
    flaws = [one.reason for one in found if isinstance(one, Problem)]
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


@pytest.mark.parametrize("between", [" ", "/", "\n", '="" ', "='>'", "=<! "])
def test_attributes_without_end(between: str) -> None:
    body = ("The ferry stopped. " * 40).strip()
    names = between.join(f"a{number}" for number in range(200_000))
    page = f"<!DOCTYPE html><html><body><div {names}><p id=b>{body}</p></div></body></html>"
    assert bodies(page) == [body]


def test_spaces_without_end_in_a_line() -> None:
    line = f"World{' ' * 200_000}x"
    assert not is_section(line)
    assert not is_day_line(line)


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


class Counted(io.BytesIO):
    """Counts how often it is read from."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().read(size)


@pytest.mark.parametrize("token", ["<!--", "<a", "<a b='"])
def test_xml_without_end_is_parsed_in_few_chunks(token: str) -> None:
    """Older releases of Expat begin again with each chunk."""
    [reader] = [one for one in READERS if one.name == "feed"]
    stream = Counted(f"<rss>{token}".encode() + b"a" * 2**22)
    with pytest.raises(ReadError):
        list(reader.read("a.xml", stream))
    assert stream.reads < 12
