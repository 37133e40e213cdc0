"""What is compiled finds the same best articles, with the same scores, as Python does."""

from __future__ import annotations

import datetime as dt
from array import array
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.engines.whoosh import WhooshEngine
from newsarchive.engines.whoosh.search_core import compiled
from newsarchive.model.article import Revision
from newsarchive.query.ranking import (
    K1,
    LEAST_LENGTH,
    B,
    CollectionStats,
    saturation,
    word_score,
)
from newsarchive.query.tree import (
    And,
    Dates,
    Exact,
    In,
    Length,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Word,
)
from tests.engines.articles import archived

pytestmark = pytest.mark.skipif(
    compiled() is None, reason="nothing is compiled here: `make compiled`"
)

_COUNTS = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, 16, 254])
DAY, A_DAY = dt.date(2018, 4, 1), dt.timedelta(1)
_WEIGHTS = st.floats(0.1, 20)


class _Question(NamedTuple):
    lanes: list[bytes]
    weights: list[float]
    lengths: list[int]
    gone: frozenset[int]
    wanted: int
    average: float


@st.composite
def _questions(draw: st.DrawFn) -> _Question:
    size = draw(st.sampled_from([1, 15, 16, 17, 200]))
    words = draw(st.integers(1, 4))
    return _Question(
        [bytes(draw(st.lists(_COUNTS, min_size=size, max_size=size))) for _ in range(words)],
        draw(st.lists(_WEIGHTS, min_size=words, max_size=words)),
        draw(st.lists(st.sampled_from([0, 1, 60, 61, 3000]), min_size=size, max_size=size)),
        draw(st.frozensets(st.integers(0, size - 1), max_size=3)),
        draw(st.sampled_from([1, 3, 10, 200])),
        draw(st.floats(1, 500)),
    )


def _found(
    asked: _Question, among: list[int] | None, rarest: int | None, least: float
) -> list[tuple[float, int]] | None:
    core = compiled()
    assert core
    lengths = array("i", asked.lengths).tobytes()
    formula = K1, B, LEAST_LENGTH, asked.average
    every = [(None, lane, weight) for lane, weight in zip(asked.lanes, asked.weights, strict=True)]
    few = [(*_having(lane), weight) for _, lane, weight in every]
    found, again = (
        core.best(words, among, rarest, asked.gone, lengths, formula, asked.wanted, least)
        for words in (every, few)
    )
    assert found == again
    return None if found is None else sorted(found)


def _having(lane: bytes) -> tuple[bytes, bytes]:
    """The articles with the word, and their counts."""
    articles = array("H", [article for article, count in enumerate(lane) if count])
    return articles.tobytes(), lane.replace(b"\0", b"")


def _meant(asked: _Question, among: list[int], least: float) -> list[tuple[float, int]]:
    """The same, article by article."""
    rows = []
    for article in among:
        part = saturation(asked.lengths[article], CollectionStats(0, asked.average))
        score = 0.0
        for lane, weight in zip(asked.lanes, asked.weights, strict=True):
            score += word_score(lane[article], part, weight)
        if article not in asked.gone and score >= least:
            rows.append((score, article))
    rows.sort()
    if len(rows) > asked.wanted:
        least = rows[-asked.wanted][0]
    return [row for row in rows if row[0] >= least]


@given(asked=_questions(), least=st.sampled_from([0.0, 1.0, 9.0]), data=st.data())
def test_the_best_of_any_articles(asked: _Question, least: float, data: st.DataObject) -> None:
    each = list(zip(*asked.lanes, strict=True))
    with_all = [n for n, counts in enumerate(each) if all(counts)]
    with_any = [n for n, counts in enumerate(each) if any(counts)]
    some = data.draw(st.lists(st.sampled_from(range(len(each))), unique=True))
    assert _found(asked, None, None, least) == _meant(asked, with_any, least)
    assert _found(asked, some, None, least) == _meant(asked, some, least)
    for rarest in range(len(asked.lanes)):
        assert _found(asked, None, rarest, least) == _meant(asked, with_all, least)


def test_a_word_too_frequent_for_a_byte_is_left_to_python() -> None:
    asked = _Question([b"\1\xff", b"\1\0"], [1.0, 1.0], [5, 5], frozenset(), 1, 5.0)
    assert _found(asked, None, None, 0.0) is None
    assert _found(asked, None, 0, 0.0) == _meant(asked, [0], 0.0)


@pytest.mark.parametrize(
    "query",
    [
        Word("oil"),
        Pattern("pric*"),
        And((Word("oil"), Word("price"))),
        And((Word("oil"), Word("nowhere"))),
        And((Word("oil"), Word("oil"), Word("price"))),
        Or((Word("oil"), Word("price"), Word("nowhere"))),
        Phrase((Word("oil"), Word("price"))),
        Phrase((Word("price"), Word("price"), Word("gas"))),
        And((Phrase((Word("price"), Word("gas"))), Word("oil"))),
        And((Word("oil"), Not(Word("price")))),
        And((Word("price"), Dates(DAY, DAY + 9 * A_DAY), In("author", Word("doe")))),
        And((Word("price"), Dates(DAY - A_DAY, DAY))),
        And((Word("oil"), Dates(None, None), Length(2, 50))),
        And((Word("gas"), In("author", Word("doe")), In("author", Word("ray")))),
        And((Word("gas"), In("author", Word("nobody")))),
        And((Word("gas"), In("body", Word("price")))),
        And((Word("gas"), Exact("prices"), Dates(DAY, None))),
    ],
    ids=str,
)
def test_each_answer_is_the_same(query: Node, tmp_path: Path) -> None:
    """Articles in two segments, some of them removed; one has a word more than 255 times."""
    texts = ["oil " * n + "prices " * (n % 3) + "gas " * (n % 7) for n in (*range(1, 60), 300)]
    authors: list[list[str]] = [["Ann Doe"], ["Ann Doe", "Bo Ray"], ["Cy Ray"], []]
    articles = [
        replace(
            one, article=replace(one.article, authors=tuple(authors[n % 4]), date=DAY + n * A_DAY)
        )
        for n, one in enumerate(archived(key, text) for key, text in enumerate(texts, 1))
    ]
    asked = WhooshEngine(tmp_path)
    asked.update(articles[:40], [], Revision(1, "a"))
    asked.update(articles[40:], [3, 50], Revision(2, "b"))
    asked.search(Word("gas"))
    for count in (1, 5, 100):
        new = WhooshEngine(tmp_path)  # Python answers its first question
        meant = new.search(query).first("relevance", count)
        assert asked.search(query).first("relevance", count) == meant
        new.close()
    asked.close()
