"""The pager: whose it is, when there is none, and that leaving it early is a normal end."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from newsarchive.cli.pager import SETTINGS, paged
from newsarchive.cli.run import Run
from tests.cli.conftest import Here, World
from tests.surroundings import program


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A pager that says what it was told, and puts its own mark before each line."""
    return program(
        tmp_path / "marking pager",
        "import os, sys\n"
        "print(sys.argv[1:], os.environ['LESS'])\n"
        "for line in sys.stdin: print('>', line, end='')",
    )


def shown(world: World, *arguments: str, **environment: str) -> list[str]:
    ran = world.terminal(*arguments, NO_COLOR="1", **environment)
    assert ran.status == 0, ran.out
    return [line for line in ran.out.splitlines() if line.strip()]


@pytest.mark.parametrize("command", [["show", "@1"], ["list"], ["search", "gas", "--kwic"]])
def test_what_a_person_reads_goes_through_their_pager(
    here: Here, pager: Path, command: list[str]
) -> None:
    shown(here.world, "list")
    lines = shown(here.world, *command, NEWSARCHIVE_PAGER=f"'{pager}' -x 'y z'", LESS="")
    assert lines[0] == "['-x', 'y z'] "
    assert lines[1].startswith("> ")
    assert "Gas" in lines[1]


def test_the_usual_settings_of_less_give_way_to_the_persons(here: Here, pager: Path) -> None:
    environment = {"NEWSARCHIVE_PAGER": f"'{pager}'"}
    assert shown(here.world, "list", **environment)[0] == f"[] {SETTINGS['LESS']}"
    assert shown(here.world, "list", **environment, LESS="-M")[0] == "[] -M"


@pytest.mark.long
@pytest.mark.parametrize(
    ("environment", "arguments"),
    [
        ({}, ["--no-pager"]),
        ({"TERM": "dumb"}, []),
        ({"NEWSARCHIVE_PAGER": "", "PAGER": "PAGER"}, []),
        ({"NEWSARCHIVE_PAGER": "cat"}, []),
        ({}, ["--json"]),
        ({}, ["--ids"]),
    ],
)
def test_there_is_no_pager_where_none_is_wanted(
    here: Here, pager: Path, environment: dict[str, str], arguments: list[str]
) -> None:
    asked = {"NEWSARCHIVE_PAGER": f"'{pager}'"} | environment
    asked = {name: value.replace("PAGER", f"'{pager}'") for name, value in asked.items()}
    assert not any(line[:1] == ">" for line in shown(here.world, "list", *arguments, **asked))


@pytest.mark.parametrize("wrong", ["no-such-pager", "'unclosed"])
def test_a_pager_that_is_not_there_is_told_of_and_done_without(here: Here, wrong: str) -> None:
    lines = shown(here.world, "list", NEWSARCHIVE_PAGER=wrong)
    assert lines[0] == f'newsarchive: pager "{wrong}": no such file or directory'
    assert "Gas follows" in lines[1]


def test_nothing_found_opens_no_pager(here: Here, pager: Path) -> None:
    ran = here.world.terminal("search", "xylophone", NEWSARCHIVE_PAGER=f"'{pager}'")
    assert ran.status == 1
    assert ran.out.startswith("nothing matches xylophone\n")


def test_leaving_the_pager_early_is_a_normal_end(here: Here, tmp_path: Path) -> None:
    """However much there would have been, and what was shown can be named all the same."""
    here.world.article("long.json", {"title": "Long", "body": "Snow. " * 100_000})
    here("ingest", str(here.world.news), "--quiet")
    first = program(tmp_path / "first", "import sys\nprint('>', sys.stdin.readline())")
    ran = here.world.terminal("list", "--body", "--title", "long", NEWSARCHIVE_PAGER=f"'{first}'")
    assert ran.status == 0
    assert re.sub(r"\x1b\[[0-9;]*m", "", ran.out) == ">   1  Long\n\n"
    assert here("show", "@1", "--tsv").status == 0


def test_without_a_terminal_the_stream_is_stdout(here: Here, pager: Path) -> None:
    with paged(Run()) as stream:
        assert stream is sys.stdout
