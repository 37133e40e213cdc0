"""What a person sees: within the width, with matches marked, derived titles told apart."""

from __future__ import annotations

import dataclasses
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.article import Article
from newsarchive.render import kwic
from newsarchive.render.groups import grouped
from newsarchive.render.terminal import WIDEST, Look, Page
from newsarchive.search.hit import Hit
from newsarchive.text import graphemes
from newsarchive.text.graphemes import is_right_to_left
from tests.render.golden import file
from tests.render.hits import ARTICLE, hit
from tests.render.world import LOOKS, VIEWS, WIDTHS, golden
from tests.render.world import drawn as drawn_view

pytestmark = pytest.mark.surroundings


def drawn(found: Hit, *, width: int = 80, look: Look = "bare", body: bool = False) -> str:
    stream = io.StringIO()
    assert Page(stream, width=width, look=look).hits([found], body=body) == 1
    return stream.getvalue()


def test_a_hit_is_a_few_calm_lines() -> None:
    assert drawn(hit(ARTICLE, "baku")) == (
        "  1  Oil prices rise\n"
        "     2018-04-10 · Jane Doe, Ali Veli · Daily Example · 00000001\n"
        "     Oil rose on Tuesday. Traders in Baku were not surprised.\n"
    )


def test_the_body_takes_the_place_of_the_snippet() -> None:
    assert drawn(hit(ARTICLE, "baku"), body=True).endswith(
        "\n\n     Oil rose on Tuesday.\n\n     Traders in Baku were not surprised.\n"
    )


def test_matches_are_marked_in_title_and_text() -> None:
    coloured = drawn(hit(ARTICLE, "oil"), look="colour")
    assert coloured.count("\x1b[1;31mOil\x1b[0m") == 2
    monochrome = drawn(hit(ARTICLE, "oil"), look="monochrome")
    assert monochrome.count("\x1b[1;4mOil\x1b[0m") == 2
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == drawn(hit(ARTICLE, "oil"))


def test_a_title_that_was_not_printed_stands_in_brackets() -> None:
    derived = dataclasses.replace(ARTICLE, title_source="derived")
    assert "  1  [Oil prices rise]\n" in drawn(hit(derived))
    assert "  1  [untitled]\n     undated · 00000001\n" in drawn(hit(Article(body="x")))


def test_a_match_from_one_paragraph_to_the_next_is_marked_in_both() -> None:
    found = hit(Article(body="One two.\n\nThree four.\n\nFive two."), '"two three" OR five')
    text = drawn(found, look="colour", body=True)
    marked = re.findall(r"\x1b\[1;31m(.*?)\x1b", text)
    assert marked == ["two.", "Three", "Five"]


def test_rich_markup_and_emoji_codes_are_only_text() -> None:
    article = Article(title="[red]x[/red] :smile: [/nope]", body="[bold]y[/bold]")
    assert "  1  [red]x[/red] :smile: [/nope]\n" in drawn(hit(article))


def test_an_article_has_numbered_paragraphs() -> None:
    stream = io.StringIO()
    Page(stream, width=40, look="bare").article(hit(ARTICLE))
    assert stream.getvalue() == (
        "Oil prices rise\n"
        "    by  Jane Doe, Ali Veli\n"
        "  date  2018-04-10\n"
        "source  Daily Example\n"
        "  tags  oil\n"
        " words  10\n"
        "  path  /news/oil.txt\n"
        "    id  00000001deadbeef (version 1,\n"
        "        archived 2018-04-18T00:00:00Z)\n"
        "\n"
        "  1  Oil rose on Tuesday.\n"
        "\n"
        "  2  Traders in Baku were not surprised.\n"
    )


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("view", VIEWS)
def test_what_a_person_sees_at_four_widths(view: str, look: Look) -> None:
    """After a change that is wanted: python -m tests.render.golden, and read the difference."""
    assert golden(view, look) == file(view, look).read_text(encoding="utf-8")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_from_an_article_moves_a_terminal_or_turns_its_neighbours_round(
    view: str, width: int
) -> None:
    text = drawn_view(view, width, "bare")
    assert not set(text) & set("\x1b\x07\x08\x9b\r\t\u202e\u2066")
    for line in text.splitlines():
        inside = 0
        for char in line:
            inside += (char == "\u2068") - (char == "\u2069")
            assert inside in (0, 1)
            assert inside or not is_right_to_left(char), line
        assert inside == 0, line


words = st.text(st.sampled_from("aß北京 -.é\t\x1bم\u0301\u202e\n") | st.characters(), max_size=300)


@pytest.mark.parametrize("width", WIDTHS)
@given(words, words, st.lists(words, max_size=5))
def test_no_line_is_wider_than_the_terminal(
    width: int, title: str, body: str, authors: list[str]
) -> None:
    article = Article(title=title, body=body + " é", authors=tuple(authors), source=title)
    found = hit(article, "é OR 京")
    stream = io.StringIO()
    page = Page(stream, width=width, look="bare")
    page.groups(grouped([found], "author"))
    page.hits([found], body=True)
    page.article(found)
    assert max(graphemes.width(line) for line in stream.getvalue().split("\n")) <= min(
        width, WIDEST
    )
    stream = io.StringIO()
    page = Page(stream, width=width, look="bare")
    page.occurrences((found, place) for place in found.occurrences())
    assert max(graphemes.width(line) for line in stream.getvalue().split("\n")) <= width


@pytest.mark.parametrize("width", WIDTHS)
@given(st.lists(words, min_size=1, max_size=4))
def test_matches_share_a_column_whatever_the_scripts(width: int, contexts: list[str]) -> None:
    found = hit(Article(body=" ké ".join(["", *contexts, ""])), "=ké")
    columns = kwic.layout(width)
    rows = [kwic.row(place, columns) for place in found.occurrences()]
    assert len(rows) > len(contexts)
    assert {graphemes.width(left) for left, _, _ in rows} == {columns.left}


def test_a_long_match_is_cut_and_its_beginning_kept_in_the_column() -> None:
    body = f"a {'oil ' * 30}b"
    (place,) = hit(Article(body=body), "a SENT b").occurrences()
    left, match, right = kwic.row(place, kwic.layout(60))
    assert (left.strip(), match, right) == ("", "a oil oil oil oil oil oil oil…", "")


def test_a_snippet_of_wide_characters_is_short_too() -> None:
    text = drawn(hit(Article(title="x", body="北京" * 500)), width=60)
    assert len(text.splitlines()) <= 2 + 3
