"""@3 is the third result that a person was shown last; scripts neither see nor change that."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from newsarchive.cli.recall import Shown, recall, remember
from newsarchive.files.locations import recall_file
from tests.cli.conftest import Here


@pytest.fixture
def seen(here: Here) -> Here:
    """A person has seen a list: 1 Gas, 2 Oil, 3 Rain."""
    assert here.terminal("list").status == 0
    return here


def titles(here: Here, *ids: str) -> list[str]:
    return [json.loads(line)["title"] for line in here("show", *ids, "--jsonl").out.splitlines()]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["@2"], ["Oil prices rise"]),
        (["@1-2"], ["Gas follows", "Oil prices rise"]),
        (["@3,1"], ["Rain", "Gas follows"]),
        (["@1-2,3"], ["Gas follows", "Oil prices rise", "Rain"]),
        (["@3", "@1"], ["Rain", "Gas follows"]),
    ],
)
def test_a_number_is_the_result_that_was_shown(
    seen: Here, said: list[str], expected: list[str]
) -> None:
    assert titles(seen, *said) == expected


def test_it_works_in_any_command_that_takes_ids(seen: Here) -> None:
    assert seen("remove", "@3", "--yes").err == "1 article removed\n"
    assert "Rain" not in seen("list").out
    ran = seen("show", "@3")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("newsarchive: @3: article ")
    assert ran.err.endswith(" is no longer in the archive\n")


def test_scripts_do_not_disturb_the_numbers(seen: Here) -> None:
    before = recall(seen.world.archive)
    seen("search", "oil")
    seen.world.process("search", "oil")
    for quiet in (["--json"], ["--ids"], ["--count"], ["--kwic"]):
        seen.terminal("search", "oil", *quiet)
    seen.terminal("search", "xylophone")
    assert recall(seen.world.archive) == before


def test_the_next_search_takes_their_place(seen: Here) -> None:
    seen.terminal("search", "oil", "--offset", "1")
    assert titles(seen, "@2") == ["Gas follows"]
    assert seen("show", "@1").err == (
        "newsarchive: @1: the last results you were shown are 2 to 2\n"
    )


@pytest.mark.parametrize("said", ["@", "@0-", "@3-1", "@x", "@1,", "@1-99999999", "@-1"])
def test_what_names_no_result_is_an_error(seen: Here, said: str) -> None:
    ran = seen("show", said)
    assert ran.status == 2
    assert ran.err == f"newsarchive: {said} names no results; say @3, @3-5 or @1,4\n"


def test_before_any_search_it_says_what_to_do(here: Here) -> None:
    assert here("show", "@1").err == (
        "newsarchive: @1: no results of this archive have been shown to you yet; "
        "search first, in a terminal\n"
    )


def test_who_forgets_the_at_sign_is_told(seen: Here) -> None:
    assert seen("show", "3").err.endswith("; the result with the number 3 is @3\n")


def test_the_file_is_private_and_each_archive_has_its_own(here: Here, tmp_path: Path) -> None:
    shown = Shown("title:oil", {1: "0" * 16, 7: "f" * 16})
    remember(tmp_path / "a.db", shown)
    assert recall(tmp_path / "a.db") == shown
    assert recall(tmp_path / "b.db") is None
    file = recall_file(tmp_path / "a.db")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    "told", ["", "{", "[]", "null", '{"version": 2}', '{"version": 1, "query": "x", "results": 3}',
             '{"version": 1, "results": {"a": "b"}, "query": ""}', "\x00\xff"]
)  # fmt: skip
def test_a_damaged_file_is_no_file(here: Here, tmp_path: Path, told: str) -> None:
    remember(tmp_path / "a.db", Shown("x", {1: "0" * 16}))
    recall_file(tmp_path / "a.db").write_bytes(told.encode("latin-1"))
    assert recall(tmp_path / "a.db") is None


def test_a_query_that_is_none_any_more_marks_nothing(seen: Here) -> None:
    shown = recall(seen.world.archive)
    assert shown is not None
    remember(seen.world.archive, Shown("((", shown.ids))
    assert titles(seen, "@1") == ["Gas follows"]


def test_where_it_cannot_be_written_the_search_is_as_good(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "blocked").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "blocked"))
    remember(tmp_path / "a.db", Shown("x", {1: "0" * 16}))
    assert recall(tmp_path / "a.db") is None
