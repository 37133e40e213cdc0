"""`newsarchive browse`, driven by keys: what each of them does, and what is never drawn."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from textual.events import Key

from newsarchive.archive import Archive
from newsarchive.cli import opening
from newsarchive.cli.browse.found import KEPT
from newsarchive.cli.browse.pane import Pane
from newsarchive.cli.browse.questions import PAGE, Question
from newsarchive.model.article import ArchivedArticle
from tests.browsing import browsing, driven

pytestmark = pytest.mark.long

LONG = "\n\n".join(f"Paragraph {number} of nothing." for number in range(40))
ARTICLES: list[dict[str, object]] = [
    {"title": "Oil prices rise", "date": "2018-04-10", "authors": ["Jane Doe", "Ali Veli"],
     "source": "Daily Example", "tags": ["oil", "markets"],
     "body": f"Oil rose on Tuesday.\n\n{LONG}\n\nThe last word is oil."},
    {"title": "Gas follows", "date": "2019-05-01", "authors": ["Jane Doe"],
     "body": "Gas followed oil, as it does."},
    {"title": "[red]Rain[/red] \x1b[2J\u202eevil",
     "body": "It rained, [bold]really[/bold], \x07 all day."},
    {"title": "北京的石油价格上涨", "date": "2020-01-02",
     "body": "石油 oil 北京。 \U0001f469\u200d\U0001f467 flags \U0001f1e6\U0001f1ff e\u0301 שלום."},
]  # fmt: skip


def made(folder: Path, articles: list[dict[str, object]]) -> Path:
    """An archive of these articles."""
    lines = "\n".join(map(json.dumps, articles)).encode()
    with Archive(folder / "news.db") as archive:
        archive.ingest("-", stdin=io.BytesIO(lines))
        list(archive.search("oil", limit=1))
    return folder / "news.db"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A few articles, three of them with oil."""
    return made(tmp_path, ARTICLES)


def test_a_narrow_screen_shows_an_article_over_the_hits_and_goes_back(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "oil", sees="3 articles") as it:
            await it.press("s", sees="by date")
            assert "Gas follows" in it.screen
            await it.press("G", "enter", sees="Paragraph 2", misses="Gas follows")
            await it.press("escape", sees="Gas follows")

    driven(drive())


def test_a_wide_screen_shows_the_article_beside_them(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "title:oil", sees="Paragraph 1", size=(150, 20)) as it:
            assert "1 article" in it.screen
            await it.press("f", sees="Authors")
            assert "Paragraph 1" in it.screen
            await it.press("escape", misses="Authors")
            await it.press("slash", *["backspace"] * 9, *"oil", "enter", sees="3 articles")
            titles = {title for title in ("Gas followed", "Oil rose") if title in it.screen}
            await it.press("j", sees="2 of 3")
            await it.press("j", sees="3 of 3")
            await it.press("left_square_bracket", sees="2 of 3")
            assert titles

    driven(drive())


def test_another_size_of_the_terminal_is_shared_anew(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "title:oil", sees="1 article") as it:
            await it.pilot.resize_terminal(120, 24)
            await it.until(lambda: "Paragraph 1" in it.screen)
            await it.pilot.resize_terminal(70, 24)
            await it.until(lambda: "Paragraph 1" not in it.screen and "Oil rose" in it.screen)
            assert it.app.frame.hits.size.width == 70

    driven(drive())


def test_matches_are_gone_through_one_after_another(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "oil title:rise", sees="1 article") as it:
            await it.press("enter", sees="Oil rose")
            await it.press("n", sees="match 1 of")
            await it.press("N", sees="The last word is oil.")
            await it.press("n", sees="match 1 of")

    driven(drive())


def test_a_mistake_is_shown_under_its_place_and_the_hits_stay(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "oil", sees="3 articles") as it:
            await it.press("slash", "space", *"(gas", "enter", sees="parenthesis")
            lines = it.screen.split("\n")
            assert lines[:3] == ["› oil (gas", "      ^", "  this parenthesis is never closed"]
            assert "Gas follows" in it.screen
            await it.press("escape", sees="3 articles")
            assert it.query == "oil"

    driven(drive())


def test_a_mistake_at_the_beginning_is_asked_once(archive: Path) -> None:
    """Not again when the message takes lines from the hits: something else may be asked by then."""

    async def drive() -> None:
        async with browsing(archive, "(gas", sees="parenthesis") as it:
            asked: list[Question] = []
            it.app._asking.search = lambda question, *_: asked.append(question)  # type: ignore[method-assign]
            await it.pilot.resize_terminal(80, 20)
            await it.press("home", "delete", "enter", sees="searching")
            assert [one.text for one in asked] == ["gas"]

    driven(drive())


def test_keys_that_come_at_once_are_done_in_their_order(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "oil", sees="3 articles") as it:
            await it.press("slash", "ctrl+u")
            for key in ("a", "b", "backspace", "c", "home", "d"):
                it.app.post_message(Key(key, key if len(key) == 1 else None))
            await it.until(lambda: len(it.query) == 3)
            assert it.query == "dac"

    driven(drive())


def test_what_may_follow_is_offered_and_completed(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "oil", sees="3 articles") as it:
            await it.until(lambda: bool(it.app.frame.names))
            await it.press("slash", "space", *"aut", sees="author:")
            await it.press("tab")
            assert it.query == "oil author:"
            await it.press("tab")
            assert it.query == 'oil author:"Jane Doe"'
            await it.press("tab")
            assert it.query == 'oil author:"Ali Veli"'
            await it.press("enter", sees="1 article,")
            await it.press("slash", "up")
            assert it.query == "oil"

    driven(drive())


def test_a_value_at_the_side_is_written_into_the_query(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "oil OR rain", sees="4 articles") as it:
            await it.press("j", sees="2 of 4")
            await it.press("f", sees="Authors")
            assert "a column is" in it.screen
            await it.press("enter", sees="1 article,")
            assert it.query == "(oil OR rain) date:2018"
            await it.press("escape", misses="Authors")
            await it.press("escape", sees="2 of 4")
            assert it.query == "oil OR rain"

    driven(drive())


def test_an_article_is_tagged_and_noted(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "title:gas", sees="1 article") as it:
            await it.press("t", sees="Tags of")
            await it.type('"climate policy" +gas')
            await it.press("enter", misses="Tags of")
            await it.until(lambda: it.hit is not None and "gas" in it.hit.article.tags)
            await it.press("enter", sees="climate policy")
            await it.press("a", sees="Note about")
            await it.press("escape", misses="Note about")
            await it.press("a", sees="Note about")
            await it.type("Ask the ministry")
            await it.press("enter", sees="Ask the ministry", misses="Note about")
            assert it.app.focused is it.app.frame.article

    driven(drive())
    with Archive(archive) as kept:
        assert kept.search("note:ministry").total == 1
        assert [hit.article.title for hit in kept.search('tag:"climate policy" tag:gas')] == [
            "Gas follows"
        ]


def test_a_locked_archive_is_said_in_a_line(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "title:gas", sees="1 article") as it:
            await it.press("t", *"gas", "enter", sees="try again")
            await it.until(lambda: "Gas follows" in it.screen)

    with closing(sqlite3.connect(archive, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        driven(drive())


def test_text_of_articles_is_shown_as_it_is_and_nothing_of_it_runs(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "rain*", sees="[red]Rain[/red] ␛[2J<U+202E>evil") as it:
            await it.press("enter", sees="[bold]really[/bold], ␇ all day")
            assert not {"\x1b", "\x07", "\u202e"} & set(it.screen)

    driven(drive())


def test_wide_characters_fill_two_cells(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "flags", sees="1 article") as it:
            row = next(line for line in it.screen.split("\n") if "北京的" in line)
            assert "北京的石油价格上涨" in row
            assert {strip.cell_length for strip in it.strips} == {80}

    driven(drive())


def test_versions_duplicates_and_keys_have_a_key(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "title:gas", sees="1 article") as it:
            await it.press("v", sees="first seen")
            await it.press("escape", sees="Gas follows")
            await it.press("d", sees="nothing here is a near duplicate")
            await it.press("question_mark", sees="Edit the query")
            await it.press("escape", sees="Gas follows")
            await it.press("s", sees="by date")

    driven(drive())


def test_duplicates_become_a_query(tmp_path: Path) -> None:
    body = " ".join(f"word{number}" for number in range(200))
    twins: list[dict[str, object]] = [
        {"title": f"Wire copy {paper}", "body": body, "source": paper} for paper in ("one", "two")
    ]

    async def drive() -> None:
        async with browsing(made(tmp_path, twins), "title:one", sees="1 article") as it:
            await it.press("d", sees="2 articles")
            assert it.query.startswith("id:")

    driven(drive())


def test_the_original_is_opened(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_article(_: Archive, archived: ArchivedArticle, *, saved: bool) -> str:
        assert not saved
        opened.append(archived.article.title or "")
        return "https://example.org/"

    monkeypatch.setattr(opening, "open_article", open_article)

    async def drive() -> None:
        async with browsing(archive, "title:gas", sees="1 article") as it:
            await it.press("o", sees="opened: https://example.org/")

    driven(drive())
    assert opened == ["Gas follows"]


def test_of_many_hits_only_those_are_loaded_that_somebody_sees(tmp_path: Path) -> None:
    count = KEPT + 300
    many: list[dict[str, object]] = [
        {"title": f"Number {number}", "date": "2018-01-01", "body": f"Oil {number}."}
        for number in range(count)
    ]

    async def drive() -> None:
        async with browsing(made(tmp_path, many), "oil", sees=f"{count:,} articles") as it:
            found = it.app.frame.hits.found
            assert len(found._hits) < 100
            await it.press("G", sees=f"{count:,} of {count:,}", misses="…\n")
            await it.until(lambda: found.hit is not None)
            assert len(found._hits) < 200

    driven(drive())


def test_an_article_behind_the_hits_that_have_come_is_read(tmp_path: Path) -> None:
    """Also where it covers the hits, and so nobody scrolls to them."""
    many: list[dict[str, object]] = [
        {"title": f"Number {number:02}", "body": f"Oil. {LONG}"} for number in range(PAGE + 5)
    ]

    async def drive() -> None:
        async with browsing(made(tmp_path, many), "oil", sees=f"{PAGE + 5} articles") as it:
            await it.press("enter", sees="1 of 45, ")
            assert "%" in it.screen.split("\n")[-1]
            await it.press("end", misses="%")
            for _ in range(PAGE + 4):
                await it.press("right_square_bracket")
            await it.until(lambda: it.hit is not None and it.hit.rank == PAGE + 5)
            await it.until(lambda: it.hit is not None and (it.hit.article.title or "") in it.screen)
            await it.press("r")
            await it.until(lambda: it.hit is not None and (it.hit.article.title or "") in it.screen)

    driven(drive())


def test_what_is_typed_stays_when_an_answer_comes(archive: Path) -> None:
    async def drive() -> None:
        async with browsing(archive, "oil", sees="3 articles") as it:
            await it.press("slash", *"x", sees="oilx")
            it.app.action_sort()
            await it.until(lambda: it.app._question.sort == "date")
            await it.type("yz")
            assert it.query == "oilxyz"

    driven(drive())


def test_the_next_order_is_that_after_the_one_that_is_waited_for(archive: Path) -> None:
    """A key that is pressed again does not begin the same search again."""

    async def drive() -> None:
        async with browsing(archive, "oil", sees="3 articles") as it:
            asked: list[Question] = []
            it.app._asking.search = lambda question, *_: asked.append(question)  # type: ignore[method-assign]
            await it.press("s", "s", "j", sees="searching; Esc ends this")
            assert [one.sort for one in asked] == ["date", "date-asc"]

    driven(drive())


def test_without_an_archive_the_screen_is_left(tmp_path: Path) -> None:
    async def drive() -> None:
        async with browsing(tmp_path / "none.db", sees="") as it:
            await it.until(lambda: it.app.failure is not None)
            assert "none.db" in str(it.app.failure)

    driven(drive())


@pytest.mark.parametrize("place", ["render_line", "mark"])
def test_an_error_of_the_program_shows_no_values(
    archive: Path, place: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A pane that fails where the screen is drawn, and where an answer is taken in."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("wrong")

    async def drive() -> None:
        async with browsing(archive, "oil", sees="3 articles") as it:
            monkeypatch.setattr(Pane, place, fail)
            it.app.frame.hits.refresh()
            await it.press("r")
            await it.until(lambda: it.app.failure is not None)

    with pytest.raises(ZeroDivisionError):
        driven(drive())
    assert capfd.readouterr() == ("", "")
