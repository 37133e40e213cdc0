"""The words that are lit up are those that matched, and the snippet shows them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.article import ArchivedArticle
from newsarchive.query.highlight import highlights
from newsarchive.query.matches import matches
from newsarchive.query.parse import parse_query
from newsarchive.query.snippet import best_passage
from newsarchive.query.tree import Node, Pattern
from tests.query.world import archived
from tests.worlds import articles, trees

NOW = dt.date(2018, 4, 18)


@pytest.mark.parametrize(
    ("query", "title", "body"),
    [
        ("price", [], ["prices", "price"]),
        ("opec oil", ["OPEC"], ["Oil", "oil"]),
        ("oil NOT opec", [], []),  # does not match at all
        ("oil -coal", [], ["Oil", "oil"]),
        ('"oil prices"', [], ["Oil prices"]),
        ("oil NEAR/2 rose", [], ["Oil", "rose"]),  # not the other oil
        ("oil SENT gas", [], ["gas", "oil"]),
        ("title:opec OR title:oil", ["OPEC"], []),
        ("title:opec oil", ["OPEC"], ["Oil", "oil"]),
        ("lead:oil", [], ["Oil"]),
        ("ATLEAST/2 oil", [], ["Oil", "oil"]),
        ("ATLEAST/3 oil", [], []),
        ("author:doe", [], []),
        ("bak*", [], ["Baku’s"]),
    ],
)
def test_matched_words_are_lit_up(query: str, title: list[str], body: list[str]) -> None:
    article = archived(
        "Oil prices rose.\n\nThe price of gas and oil fell in Baku’s ports.",
        title="OPEC cuts output",
        authors=("Jane Doe",),
    )
    in_title, in_body = highlights(parse_query(query, now=NOW), article)
    said = article.article
    assert [(said.title or "")[a:b] for a, b in in_title] == title
    assert [said.body[a:b] for a, b in in_body] == [word.removesuffix("’s") for word in body]


@given(article=articles(), tree=trees)
def test_spans_are_separate_ascending_and_within_the_text(
    article: ArchivedArticle, tree: Node
) -> None:
    for spans, said in zip(
        highlights(tree, article), (article.article.title or "", article.article.body), strict=True
    ):
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)
        assert len(set(edges)) == len(edges)
        assert all(0 <= edge <= len(said) for edge in edges)


@given(article=articles())
def test_a_word_of_a_matching_article_is_lit_up(article: ArchivedArticle) -> None:
    tree = parse_query("oil", now=NOW)
    assert any(highlights(tree, article)) == matches(tree, article)


LONG = (
    "The first sentence is about nothing at all. " * 8
    + "Then Cambodia is named. And here it is about energy in Cambodia.\n\nThe end."
)


def test_the_snippet_is_the_passage_with_most_different_matches() -> None:
    spans = [(m, m + 8) for m in (LONG.index("Cambodia"), LONG.rindex("Cambodia"))]
    spans.insert(1, (LONG.index("energy"), LONG.index("energy") + 6))
    snippet = best_passage(LONG, spans, length=70)
    assert snippet.text == "Then Cambodia is named. And here it is about energy in Cambodia. The"
    assert [snippet.text[a:b] for a, b in snippet.spans] == ["Cambodia", "energy", "Cambodia"]
    assert (snippet.before, snippet.after) == (True, True)
    assert str(snippet).startswith("… Then")


FAR = f"Oil rose again. {'Nothing of note. ' * 40}So did gas in Baku, they said. {'No. ' * 40}"


def marked(body: str, *words: str) -> list[tuple[int, int]]:
    return sorted((m.start(), m.end()) for word in words for m in re.finditer(word, body))


def test_words_that_stand_far_apart_are_shown_at_two_places() -> None:
    """In the order of the text, on one line, in the same room; not for words that are near."""
    for body in (FAR, FAR[::-1]):
        wanted = [word if body is FAR else word[::-1] for word in ("Oil", "gas")]
        snippet = best_passage(body, marked(body, *wanted))
        assert " … " in snippet.text
        assert len(snippet.text) <= 240
        assert sorted(snippet.text[a:b] for a, b in snippet.spans) == sorted(wanted)
        one, other = snippet.text.split(" … ")
        assert one in body
        assert other in body
        assert body.index(one) < body.index(other)
    assert str(best_passage(FAR, marked(FAR, "gas", "Baku"))).count("…") == 2
    assert " … " not in best_passage(FAR, marked(FAR, "Oil", "gas"), 100).text  # too little room


def test_the_forms_of_a_pattern_are_one_word() -> None:
    spans = marked(FAR, "Oil", "gas")
    assert " … " in best_passage(FAR, spans, query=Pattern("oi*")).text
    assert " … " not in best_passage(FAR, spans, query=Pattern("?*")).text


def test_without_matches_the_snippet_is_the_beginning() -> None:
    snippet = best_passage("One.\n\nTwo.", [])
    assert str(snippet) == "One. Two."
    assert (snippet.before, snippet.after) == (False, False)


@given(
    body=st.text(alphabet="abcd .\n", max_size=500),
    marks=st.lists(st.integers(0, 499), max_size=8, unique=True),
    length=st.integers(5, 60) | st.integers(120, 240),
)
def test_a_snippet_is_one_line_of_the_body_with_its_spans(
    body: str, marks: list[int], length: int
) -> None:
    spans = [(m, m + 1) for m in sorted(marks) if m < len(body) and not body[m].isspace()]
    snippet = best_passage(body, spans, length)
    assert "\n" not in snippet.text
    assert len(snippet.text) <= length + 40
    assert bool(snippet.spans) == bool(spans)
    line, place = " ".join(body.split()), 0
    for part in snippet.text.split(" … "):
        place = line.index(part, place) + len(part)
    letters = {snippet.text[a:b] for a, b in snippet.spans}
    assert letters <= {body[a:b] for a, b in spans}


def test_two_forms_of_a_word_are_no_better_than_one() -> None:
    """The passage with different words wins, not the one with different endings."""
    body = f"Price and prices. {'Filler words. ' * 30}The oil price was stable."
    spans = [(0, 5), (10, 16), (len(body) - 21, len(body) - 18), (len(body) - 17, len(body) - 12)]
    assert [body[a:b] for a, b in spans] == ["Price", "prices", "oil", "price"]
    assert "oil price" in best_passage(body, spans, 60).text
