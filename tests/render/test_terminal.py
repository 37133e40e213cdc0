"""What a person sees: within the width, with matches marked, derived titles told apart."""

from __future__ import annotations

import dataclasses
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from newsarchive.article import Article
from newsarchive.hits import Hit
from newsarchive.render.terminal import WIDEST, Look, Page
from tests.render.hits import ARTICLE, hit


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


def test_rich_markup_and_emoji_codes_are_only_text() -> None:
    article = Article(title="[red]x[/red] :smile: [/nope]", body="[bold]y[/bold]")
    assert "  1  [red]x[/red] :smile: [/nope]\n" in drawn(hit(article))


def test_an_article_has_numbered_paragraphs() -> None:
    stream = io.StringIO()
    Page(stream, width=40, look="bare").article(hit(ARTICLE).archived)
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


words = st.text(st.sampled_from("aß北京 -.é\t\x1bم"), min_size=1, max_size=300)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@settings(max_examples=25)
@given(words, words)
def test_no_line_is_wider_than_the_terminal(width: int, title: str, body: str) -> None:
    text = drawn(hit(Article(title=title, body=body), "é"), width=width)
    assert max(cell_len(line) for line in text.splitlines()) <= min(width, WIDEST)


def test_a_snippet_of_wide_characters_is_short_too() -> None:
    text = drawn(hit(Article(title="x", body="北京" * 500)), width=60)
    assert len(text.splitlines()) <= 2 + 3
