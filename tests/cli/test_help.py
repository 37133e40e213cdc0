"""The help: every command has it, and what it shows works."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from newsarchive.cli.commands import COMMANDS
from tests.cli.conftest import Here

ROOT = Path(__file__).parents[2]


def examples(here: Here, name: str) -> list[str]:
    """The command lines that a command's help shows."""
    lines = here(name, "--help").out.splitlines()
    return [line.strip() for line in lines if line.startswith("  newsarchive ")]


def test_no_command_is_a_question_for_help(empty: Here) -> None:
    assert empty() == empty("--help")
    assert (empty().status, empty().err) == (0, "")


def test_the_help_names_every_command(empty: Here) -> None:
    told = empty("--help").out.partition("Commands:")[2]
    assert [line.split()[0] for line in told.strip().splitlines()] == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_line_of_help_and_two_examples(empty: Here, name: str) -> None:
    ran = empty(name, "--help")
    assert (ran.status, ran.err) == (0, "")
    usage, _, rest = ran.out.partition("\n\n")
    assert usage.startswith(f"Usage: newsarchive {name}")
    assert rest.partition("\n")[0].endswith(".")
    assert len(examples(empty, name)) == 2
    assert all(name in shlex.split(line) for line in examples(empty, name))


def test_the_examples_work_on_the_sample_articles(
    empty: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = empty.world.folder
    shutil.copytree(ROOT / "sample_articles", folder / "sample_articles")
    monkeypatch.chdir(folder)
    for name in COMMANDS:
        if name == "diff":  # shows what has changed
            (changed,) = folder.glob("sample_articles/000*.txt")
            changed.write_text(changed.read_text() + "\n\nThere will be a second meeting.\n")
            assert empty("ingest", "sample_articles").status == 0
        for line in examples(empty, name):
            if not {"|", "--archive"} & set(shlex.split(line)) and "$(" not in line:
                assert empty(*shlex.split(line)[1:]).status == 0, line


def test_the_examples_with_pipes_work_too(empty: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    empty("ingest", "sample_articles", "--quiet")
    lines = [line for name in ("show", "remove") for line in examples(empty, name)]
    for line in lines:
        assert empty.world.shell(line + (" --yes" if "remove $(" in line else "")).status == 0, line
