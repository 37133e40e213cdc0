"""`save`, `saved` and `new`: a search by name, and what is new, for people and for cron."""

from __future__ import annotations

import json

import pytest

from newsarchive.cli import completion
from newsarchive.cli.commands import newsarchive
from tests.cli.conftest import Here, Ran


def test_a_run_from_cron_writes_what_is_new_or_nothing(here: Here) -> None:
    assert (
        here("save", "oil", "oil", "--sort", "date").err == "@oil is saved; 2 articles match now\n"
    )
    assert here("save", "wet", "rained").status == 0
    assert here("new", "--count") == Ran(0, "2\toil\n1\twet\n", "")
    ran = here("new", "@oil", "--ids")
    assert (ran.status, ran.err) == (0, "")
    assert [line.split("\t")[1] for line in ran.out.splitlines()] == ["oil", "oil"]
    assert here("new", "oil") == Ran(1, "", "")
    here.world.article("tap.json", {"title": "Tap", "body": "It rained oil."})
    assert here("ingest", "--quiet", str(here.world.news)).status == 0
    peeked = [json.loads(line) for line in here("new", "--peek", "--jsonl").out.splitlines()]
    assert [(one["title"], one["saved"]) for one in peeked] == [
        ("Tap", "oil"), ("Rain", "wet"), ("Tap", "wet")
    ]  # fmt: skip
    assert [list(one)[-1] for one in peeked] == ["saved"] * 3
    assert len(here("new").out.splitlines()) == 3
    assert here("new") == Ran(1, "", "")


def test_a_person_sees_names_as_headings_and_that_nothing_is_new(here: Here) -> None:
    here("save", "oil", "oil")
    here("save", "wet", "rained", "--seen")
    shown = here.terminal("new", "-n", "1", TERM="dumb").out
    assert "== oil" in shown
    assert "\n\n1 of 2; the others stay new\n" in shown.replace("\r", "")
    assert "== wet" not in shown
    assert here.terminal("new").status == 0
    assert here.terminal("new").out == "nothing is new\n"


def test_what_one_search_lacks_stops_no_other(here: Here) -> None:
    here("save", "oil", "oil")
    here("save", "both", "@oil baku")
    assert here("saved", "--remove", "oil") == Ran(0, "", "@oil removed\n")
    here("save", "wet", "rained")
    ran = here("new", "--ids")
    assert (ran.status, ran.out.split()[1:]) == (2, ["wet"])
    assert "@both cannot be asked" in ran.err
    listed = here("saved", "--json")
    assert [(one["name"], one["articles"]) for one in json.loads(listed.out)] == [
        ("both", None), ("wet", 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["new", "ol"], "there is no saved search @ol; did you mean @oil?"),
        (["saved", "--remove", "ol"], "there is no saved search @ol; did you mean @oil?"),
        (["search", "@ol rain"], "there is no saved search @ol; did you mean @oil? (the word"),
        (["save", "3", "oil"], "'3' is not a name"),
        (["save", "oil", "oil ("], "never closed"),
        (["save", "oil"], "what to search for?"),
    ],
)
def test_a_mistake_is_named(here: Here, arguments: list[str], message: str) -> None:
    here("save", "oil", "oil")
    ran = here(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


def test_without_any_it_says_how_to_save_one(here: Here) -> None:
    for command in ("new", "saved"):
        assert here(command) == Ran(
            1, "", "no search is saved; newsarchive save NAME QUERY saves one\n"
        )


def test_every_command_with_a_query_knows_the_name(here: Here) -> None:
    here("save", "oil", "rises", "--source", "daily")
    for line in (
        "search @oil --count", "stats @oil", "timeline @oil", "authors @oil",
        "export - --query @oil", "show {id} --query @oil --jsonl",
    ):  # fmt: skip
        ran = here(*line.format(id=here.id_of("rises")).split())
        assert (ran.status, "@oil" in ran.err) == (0, False), line


def test_names_complete(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    here("save", "oil-prices", "oil")
    for line, value in (
        ("newsarchive new oi", "oil-prices"), ("newsarchive saved --remove o", "oil-prices"),
        ("newsarchive search rain @o", "@oil-prices"), ("newsarchive stats @o", "@oil-prices"),
    ):  # fmt: skip
        capsys.readouterr()
        completion.answer(newsarchive, line, None)
        assert capsys.readouterr().out == f"values\n{value}\toil\n", line


def test_words_in_added_days(here: Here) -> None:
    assert here("list", "--added", "today", "--count").out == "3\n"
    assert here("list", "--added", "2025", "--count").status == 1
    assert here("list", "--sort", "added", "--format", "{added:%Y}").out == "2026\n" * 3


def test_another_query_of_a_name_is_said(empty: Here) -> None:
    empty("ingest", str(empty.world.news))
    assert empty("save", "crude", "oil").err.startswith("@crude is saved")
    assert empty("save", "crude", "oil", "--since", "2018").err.startswith("@crude is saved")
    assert empty("save", "crude", "opec").err.splitlines()[0] == "@crude was oil"
