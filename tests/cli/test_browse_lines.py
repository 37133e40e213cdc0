"""What the browser writes into its lines (suggestions, conditions, tags), and its errands."""

from __future__ import annotations

import datetime as dt
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.text import Text

from newsarchive.archive import Archive
from newsarchive.cli.browse import narrowing, tagging
from newsarchive.cli.browse.app import Browser
from newsarchive.cli.browse.errands import Clerk
from newsarchive.cli.browse.found import Found
from newsarchive.cli.browse.keys import KEYS, table
from newsarchive.cli.browse.questions import ROWS, Answer, Rows
from newsarchive.cli.browse.suggestions import suggestions, tags
from newsarchive.cli.commands.browse import _query
from newsarchive.cli.options import Filters
from newsarchive.model.deadline import Deadline
from newsarchive.query.parse import parse_query
from newsarchive.query.tree import Every
from newsarchive.search.facets import FACETS, Count
from newsarchive.search.hit import Hit
from tests.browsing import PATIENCE
from tests.cli.conftest import Here
from tests.engines.articles import archived

NOW = dt.date(2026, 1, 1)
NAMES = {"author": ["Jane Doe", "Ali Veli", 'The "Fox"'], "tag": ["climate policy", "oil"]}
DOCS = Path(__file__).parents[2] / "docs"


def test_suggestions_continue_the_last_word() -> None:
    table = {
        "": [],
        "au": ["author:"],
        "oil -au": ["oil -author:"],
        "(oil OR tit": ["(oil OR title:"],
        "author:": ['author:"Jane Doe"', 'author:"Ali Veli"', 'author:"The Fox"'],
        "author:ve": ['author:"Ali Veli"'],
        'x author:"jane d': ['x author:"Jane Doe"'],
        "has:d": ["has:date"],
        "tag:oil": [],
        "nonsense:x": [],
    }
    found = {
        line: [line[: one.start] + one.text for one in suggestions(line, NAMES)] for line in table
    }
    assert found == table


def test_tags_are_suggested_with_their_sign() -> None:
    found = [one.text for one in tags('oil -"cl', NAMES)]
    assert found == ['"climate policy"']


def test_every_value_of_a_facet_becomes_a_condition_or_none() -> None:
    rows = {
        ("author", "Jane Doe"): 'author:"Jane Doe"',
        ("author", None): "-has:author",
        ("source", 'The "Daily" \x1b[2J'): 'source:"The Daily [2J"',
        ("source", None): None,
        ("section", "…"): None,
        ("tag", "oil"): "tag:oil",
        ("agency", "Reuters"): "agency:Reuters",
        ("language", "en"): "language:en",
        ("year", "2018"): "date:2018",
        ("month", "2018-04"): "date:2018-04",
        ("month", None): "date:none",
        ("length", "100..199"): "words:100..199",
        ("length", "1000.."): "words:1000..",
    }
    made = {row: narrowing.part(Count(row[0], row[1], 1, 1.0)) for row in rows}  # type: ignore[arg-type]
    assert made == rows
    assert {facet for facet, _ in rows} == set(FACETS)
    assert [parse_query(one, now=NOW) for one in made.values() if one]


@pytest.mark.parametrize(
    ("query", "narrowed"),
    [
        ("", "tag:x"),
        ("oil gas", "oil gas tag:x"),
        ("oil OR gas", "(oil OR gas) tag:x"),
        ("NOT oil", "NOT oil tag:x"),
    ],
)
def test_a_condition_holds_for_the_whole_query(query: str, narrowed: str) -> None:
    assert narrowing.narrowed(query, "tag:x", now=NOW) == narrowed


def test_tags_are_added_and_removed() -> None:
    assert tagging.changes('energy, "climate policy" +oil -draft -"old one"') == (
        ["energy", "climate policy", "oil"],
        ["draft", "old one"],
    )


def test_every_key_does_something_and_stands_in_the_documentation() -> None:
    actions = {key.action.partition("(")[0] for key in KEYS}
    assert [name for name in actions if not hasattr(Browser, f"action_{name}")] == []
    assert table() in (DOCS / "browse.md").read_text(encoding="utf-8")


def test_only_the_last_errand_of_a_kind_is_answered() -> None:
    answers: list[object] = []
    begun, done = threading.Event(), threading.Event()

    def long(_: Archive, deadline: Deadline) -> str:
        begun.set()
        while True:
            deadline.check()

    def deliver(what: Callable[[], None]) -> None:
        what()
        done.set()

    clerk = Clerk(lambda: Archive("none.db"), deliver, answers.append)
    clerk.ask("search", long, answers.append)
    assert begun.wait(PATIENCE)
    clerk.ask("search", lambda *_: "the last", answers.append)
    assert done.wait(PATIENCE)
    clerk.close()
    assert answers == ["the last"]


def test_an_error_of_an_errand_is_handed_on() -> None:
    failed: list[Exception] = []
    done = threading.Event()

    def fail(*_: object) -> None:
        raise ValueError("wrong")

    def deliver(what: Callable[[], None]) -> None:
        what()
        done.set()

    clerk = Clerk(lambda: Archive("none.db"), deliver, failed.append)
    clerk.ask("search", fail, lambda _: None)
    assert done.wait(PATIENCE)
    clerk.close()
    assert [str(error) for error in failed] == ["wrong"]


def test_it_needs_a_terminal(here: Here) -> None:
    ran = here("browse", "oil")
    assert (ran.status, ran.out) == (2, "")
    assert "needs a terminal" in ran.err


def test_a_terminal_gets_back_what_it_was(here: Here) -> None:
    ran = here.world.terminal("browse", "oil", typed="q")
    assert ran.status == 0
    assert "\x1b[?1049h" in ran.out
    assert "\x1b[?1049l" in ran.out


def test_without_the_extra_the_error_names_it(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "textual", None)
    ran = here("browse", "oil")
    assert ran.status == 2
    assert "pip install 'newsarchive[browse]'" in ran.err


def test_options_become_a_part_of_the_query() -> None:
    filters: Filters = {"since": "2018", "author": ["Jane Doe", "Ali"], "date": "04/05/2018"}
    assert _query(("oil", "OR", "gas"), filters, "dmy") == (
        '(oil OR gas) (author:"Jane Doe" OR author:Ali) date:2018-05-04 date:2018-01-01..'
    )
    assert _query((), {"tag": "oil"}, None) == "tag:oil"


def test_hits_whose_number_is_unknown_go_on_as_long_as_there_are_more() -> None:
    asked: list[int] = []
    found = Found(asked.append)
    *first, last = (Hit(archived(1, "oil"), 1.0, rank, Every()) for rank in (1, 2, 3))
    found.add(Rows(Answer(0, first, None, 2), [[Text("one")] * ROWS] * 2))
    assert len(found) == 3
    assert [str(found.line(place * ROWS)) for place in (0, 2)] == ["one", "  3  …"]
    assert asked == [0]
    found.add(Rows(Answer(2, [last], 3, 1), [[Text("two")] * ROWS]))
    assert (len(found), str(found.line(2 * ROWS))) == (3, "two")


def test_a_hit_that_cannot_be_read_is_not_asked_for_again_and_again() -> None:
    asked: list[int] = []
    found = Found(asked.append)
    hits = [Hit(archived(1, "oil"), 1.0, rank, Every()) for rank in (1, 3)]
    found.add(Rows(Answer(0, hits, 3, 3), [[Text("one")] * ROWS, [Text("three")] * ROWS]))
    lines = [str(found.line(place * ROWS)).strip() for place in range(3)]
    assert lines == ["one", "cannot be read: newsarchive check", "three"]
    assert asked == []


def test_one_page_is_asked_for_at_a_time_and_again_if_it_was_lost() -> None:
    asked: list[int] = []
    found = Found(asked.append)
    found.total = 1000
    for place in (500, 900, 100):
        found.line(place * ROWS)
    assert asked == [480]
    found.lose()
    found.line(900 * ROWS)
    assert asked == [480, 880]
