"""What the browser writes into its lines (suggestions, conditions, tags), and its errands."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive.archive import Archive
from newsarchive.cli.browse import narrowing, tagging
from newsarchive.cli.browse.app import Browser
from newsarchive.cli.browse.errands import Clerk
from newsarchive.cli.browse.keys import KEYS, table
from newsarchive.cli.browse.suggestions import suggestions, tags
from newsarchive.model.deadline import Deadline
from newsarchive.query.parse import parse_query
from newsarchive.search.facets import FACETS, Count
from tests.cli.conftest import Here

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
    assert begun.wait(10)
    clerk.ask("search", lambda *_: "the last", answers.append)
    assert done.wait(10)
    clerk.close()
    assert answers == ["the last"]


def test_an_error_of_an_errand_is_handed_on() -> None:
    failed: list[Exception] = []
    done = threading.Event()

    def fail(*_: object) -> None:
        raise ValueError("wrong")

    clerk = Clerk(lambda: Archive("none.db"), lambda what: (what(), done.set()), failed.append)
    clerk.ask("search", fail, lambda _: None)
    assert done.wait(10)
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
