"""Factiva's XML."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record
from tests.readers.reading import format_of, read, records

CASE = Path(__file__).parents[2] / "data" / "cases" / "A16_factiva_xml.xml"


def test_it_is_recognised_by_its_root() -> None:
    for name in ("a.xml", "a.txt", ""):
        assert format_of(name, CASE.read_bytes()[:4096]) == "factiva xml"


def test_all_details_are_read() -> None:
    first, second = records("a.xml", CASE.read_bytes())
    assert first.article.published == "2019-03-04T09:12:00Z"
    assert second.article.published is None, "midnight is written where the time is not known"
    assert first.article.tags == ("Political/General News", "place:United Kingdom")
    assert (first.article.date_source, first.article.language_source) == (
        "<publicationDate>",
        "<baseLanguage>",
    )


def test_each_article_can_be_read_alone() -> None:
    for record in records("a.xml", CASE.read_bytes()):
        [again] = records("b.xml", record.original)
        assert (again.article, again.original) == (record.article, record.original)


def test_the_announced_number_is_compared_with_what_was_read() -> None:
    *found, last = read("a.xml", CASE.read_bytes().replace(b'count="2"', b'count="5"'))
    assert len([one for one in found if isinstance(one, Record)]) == 2
    assert last == Problem("a.xml", "the export announces 5 articles, but 2 are in it")


def test_an_article_without_a_text_is_a_problem_and_costs_no_other() -> None:
    empty = b"<ppsarticle><article><headline/></article></ppsarticle>"
    data = (
        CASE.read_bytes()
        .replace(b'count="2"', b"")
        .replace(b"<ppsarticle>", empty + b"<ppsarticle>", 1)
    )
    found = read("a.xml", data)
    assert found[0] == Problem("a.xml#1", "an article without a text")
    assert len(found) == 3


def test_a_list_of_headlines_is_refused_by_name() -> None:
    with pytest.raises(ReadError, match="no article in this XML of Factiva"):
        read("a.xml", "<PPSResponse><ppsHeadlineResponse/></PPSResponse>")
