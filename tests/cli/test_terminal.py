"""What a person at a terminal gets, what a pipe gets, and what neither has to load."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.cli.conftest import Here, World
from tests.surroundings import environment


@pytest.fixture
def thirty(here: Here) -> Here:
    """The archive, with 30 more articles about snow."""
    for n in range(30):
        here.world.article(f"snow{n}.json", {"title": f"Snow {n}", "body": f"Snow fell, part {n}."})
    here("ingest", str(here.world.news), "--quiet")
    return here


def test_a_person_gets_the_best_20(thirty: Here) -> None:
    ran = thirty.world.terminal("search", "snow", NO_COLOR="1")
    assert ran.status == 0
    assert ran.out.count("undated") == 20
    assert ran.out.splitlines()[-1].startswith("20 of 30 (")


def test_a_pipe_gets_all(thirty: Here) -> None:
    ran = thirty.world.process("search", "snow")
    assert (len(ran.out.splitlines()), ran.err) == (30, "")


def test_a_person_may_ask_for_all(thirty: Here) -> None:
    ran = thirty.world.terminal("search", "snow", "-n", "0")
    assert ran.out.splitlines()[-1].startswith("30 of 30 (")


@pytest.mark.parametrize(
    ("environment", "arguments", "coloured", "bold"),
    [
        ({}, [], True, True),
        ({"NO_COLOR": "1"}, [], False, True),
        ({"TERM": "dumb"}, [], False, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, [], True, True),
        ({"NO_COLOR": "1"}, ["--color", "always"], True, True),
        ({}, ["--color", "never"], False, False),
    ],
)
def test_colour_is_the_persons_choice(
    here: Here, environment: dict[str, str], arguments: list[str], coloured: bool, bold: bool
) -> None:
    out = here.world.terminal("search", "rained", *arguments, **environment).out
    assert ("\x1b[1;31mrained\x1b[0m" in out) == coloured
    assert ("\x1b[" in out) == bold
    assert "Rain" in out


def test_a_machine_format_is_the_same_on_a_terminal(here: Here) -> None:
    for form in ("--json", "--csv", "--ids", "--count"):
        arguments = ("search", "oil", form)
        assert here.world.terminal(*arguments).out == here(*arguments).out


def test_hostile_text_never_reaches_the_terminal(here: Here) -> None:
    here.world.article(
        "evil.json",
        {
            "title": "Evil \x1b[31m\x9b2J \u202etxt\ud800",
            "authors": ["Eve \x1b]0;x\x07"],
            "body": "Evil\x1b[2J\x00 \u2066body\x85\u2028end [bold]x[/bold] :smile:",
        },
    )
    name = "na\x1b[31mme.json"
    here.world.article(name, {"title": "Name", "body": "Evil too."})
    assert "\x1b" not in here("ingest", str(here.world.news), str(here.world.news / "\x1b")).err
    evil, too = here("list", "--title", "evil", "--ids").out, here("search", "too", "--ids").out
    runs = [
        ("search", "evil", *form)
        for form in ([], ["--body"], ["--json"], ["--jsonl"], ["--csv"], ["--tsv"], ["--paths"],
                     ["--csv", "--body"], ["--color", "always", "--body"])
    ]  # fmt: skip
    runs += [("show", evil.strip(), too.strip()), ("authors",), ("search", "\x1b"), ("\x1b",)]
    for arguments in runs:
        ran = here(*arguments)
        # Our own colours are wanted where they were asked for, and nothing else.
        ours = r"\x1b\[[0-9;]*m" if "always" in arguments else "(?!)"
        written = re.sub(ours, "", ran.out + ran.err)
        assert not set(written) & set("\x00\x07\x1b\x85\x9b\u2028\u202e\u2066"), arguments


def _loaded(world: World, *arguments: str) -> set[str]:
    """The modules that a run has loaded at its end."""
    script = (
        "import sys\n"
        "from newsarchive.cli import main\n"
        "main(sys.argv[1:])\n"
        "print('\\n' + '\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        env=environment(**world.environment()),
        check=True,
    )
    return set(done.stderr.decode().split())


def test_version_and_help_load_next_to_nothing(here: Here) -> None:
    heavy = {"rich", "whoosh", "sqlite3", "dateutil", "Stemmer", "newsarchive.archive"}
    for arguments in (["--version"], ["--help"], ["search", "--help"]):
        assert not _loaded(here.world, *arguments) & heavy


def test_a_piped_search_does_not_load_rich(here: Here) -> None:
    for arguments in (["search", "oil"], ["list", "--json"], ["show", here.id_of("rained")]):
        loaded = _loaded(here.world, *arguments)
        assert "newsarchive.archive" in loaded
        assert "rich" not in loaded
