"""Colours only where they are wanted: on real terminals and in real pipes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from newsarchive.cli.colour import look
from tests.cli.conftest import World
from tests.surroundings import environment
from tests.terminals import Terminal

RED = "\x1b[1;31m"

CASES: dict[str, tuple[str, str]] = {
    # option and environment: on a terminal, in a pipe
    "": ("colour", "plain"),
    "--color always": ("colour", "colour"),
    "--color never": ("bare", "plain"),
    "NO_COLOR=1": ("monochrome", "plain"),
    "NO_COLOR=": ("colour", "plain"),
    "NO_COLOR=1 TERM=dumb": ("bare", "plain"),
    "NO_COLOR=1 --color always": ("colour", "colour"),
    "NO_COLOR=1 FORCE_COLOR=1": ("monochrome", "plain"),
    "NO_COLOR=1 CLICOLOR_FORCE=1": ("monochrome", "plain"),
    "FORCE_COLOR=1": ("colour", "colour"),
    "FORCE_COLOR=0": ("colour", "plain"),
    "FORCE_COLOR=": ("colour", "plain"),
    "FORCE_COLOR=1 --color never": ("bare", "plain"),
    "FORCE_COLOR=1 TERM=dumb": ("colour", "colour"),
    "FORCE_COLOR=1 CLICOLOR=0": ("colour", "colour"),
    "CLICOLOR_FORCE=1": ("colour", "colour"),
    "CLICOLOR_FORCE=0": ("colour", "plain"),
    "CLICOLOR=0": ("monochrome", "plain"),
    "CLICOLOR=1": ("colour", "plain"),
    "CLICOLOR=0 --color always": ("colour", "colour"),
    "TERM=dumb": ("bare", "plain"),
    "TERM=dumb --color always": ("colour", "colour"),
}
"""What is said → what is written on a terminal, and what in a pipe."""


def kind(written: str) -> str:
    if RED in written:
        return "colour"
    if "\x1b[" in written:
        return "monochrome"
    return "plain" if "\t" in written else "bare"


@pytest.mark.parametrize("said", CASES)
def test_what_decides_on_colours(said: str) -> None:
    words = said.split()
    option = words[-1] if "--color" in words else "auto"
    variables = dict(word.split("=") for word in words if "=" in word)
    found = tuple(
        look(option, variables, terminal=terminal)  # type: ignore[arg-type]
        or "plain"
        for terminal in (True, False)
    )
    assert found == CASES[said]


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("colours"))
    world.article("oil.json", {"title": "Oil", "body": "Oil rose."})
    assert world.process("ingest", "--quiet", str(world.news)).status == 0
    return world


@pytest.mark.parametrize(
    "said",
    # A process takes a quarter of a second; the rules themselves are tried above.
    [pytest.param(said, marks=pytest.mark.long if n % 6 else ()) for n, said in enumerate(CASES)],
)
def test_colours_of_real_processes(archived: World, said: str) -> None:
    """One process on a pseudo-terminal; in a pipe those where the terminal decides nothing."""
    words = said.split()
    variables = dict(word.split("=") for word in words if "=" in word)
    options = words[words.index("--color") :] if "--color" in words else []
    ran = archived.terminal("search", "oil", "--no-pager", *options, **variables)
    assert (ran.status, kind(ran.out)) == (0, CASES[said][0])


@pytest.mark.parametrize("said", ["", "NO_COLOR=1 FORCE_COLOR=1", "FORCE_COLOR=1"])
def test_colours_of_real_pipes(archived: World, said: str) -> None:
    assert kind(archived.shell(f"{said} newsarchive search oil").out) == CASES[said][1]


@pytest.mark.parametrize("form", ["--json", "--jsonl", "--csv", "--tsv", "--ids", "--count"])
def test_formats_for_programs_have_no_colours(
    here: object, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in here("search", "oil", form, "--color", "always").out  # type: ignore[operator]


def test_stderr_is_judged_for_itself(archived: World) -> None:
    """An error on a terminal, while stdout leads elsewhere: it has no colours to begin with."""
    terminal = Terminal()
    with terminal.stream() as stderr:
        done = subprocess.run(
            [sys.executable, "-m", "newsarchive", "search", "(oil", "--color", "always"],
            stdout=subprocess.PIPE, stderr=stderr, check=False, timeout=60,
            env=environment(**archived.environment()),
        )  # fmt: skip
    told = terminal.read()
    assert (done.returncode, done.stdout) == (2, b"")
    assert "^" in told
    assert "\x1b" not in told
