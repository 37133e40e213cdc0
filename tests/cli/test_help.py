"""The help: every command has it, and what it shows works."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from newsarchive.cli.commands import COMMANDS, HEADINGS
from newsarchive.cli.commands.search import command as search
from newsarchive.cli.commands.timeline import DIVISIONS, UNITS
from newsarchive.cli.options import FACETS, SORTS
from newsarchive.search import facets, order, timeline
from tests.cli.conftest import Here, Ran, World

ROOT = Path(__file__).parents[2]


def examples(here: Here, name: str) -> list[str]:
    """The command lines that a command's help shows."""
    lines = here(name, "--help").out.splitlines()
    return [line.strip() for line in lines if line.startswith("  newsarchive ")]


def test_the_name_alone_is_answered_with_how_to_begin(empty: Here) -> None:
    ran = empty()
    assert (ran.status, ran.err) == (0, "")
    named = [line.split()[1] for line in ran.out.splitlines() if line.startswith("  newsarchive ")]
    assert {name for name in named if name in COMMANDS} >= {"ingest", "search", "show", "help"}
    assert [name for name in named if name not in (*COMMANDS, "--help")] == []


def test_the_help_names_every_command(empty: Here) -> None:
    """Under headings, each on one line."""
    told = empty("--help").out.partition(f"\n{HEADINGS['ingest']}:\n")[2]
    named = [line.split()[0] for line in told.splitlines() if line.startswith("  ")]
    assert named == list(COMMANDS)
    headings = [line.removesuffix(":") for line in told.splitlines() if line[:1].isalpha()]
    assert [HEADINGS["ingest"], *headings] == list(HEADINGS.values())
    assert "..." not in told


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_line_of_help_and_two_examples(empty: Here, name: str) -> None:
    ran = empty(name, "--help")
    assert (ran.status, ran.err) == (0, "")
    usage, _, rest = ran.out.partition("\n\n")
    assert usage.startswith(f"Usage: newsarchive {name}")
    assert rest.partition("\n")[0].endswith(".")
    assert len(examples(empty, name)) == 2
    assert all(name in shlex.split(line) for line in examples(empty, name))


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A folder with the samples, archived."""
    world = World(tmp_path_factory.mktemp("samples") / "here")
    shutil.copytree(ROOT / "sample_articles", world.folder / "sample_articles")
    ran = world.process("ingest", "--quiet", str(world.folder / "sample_articles"))
    assert ran == Ran(0, "", "")
    world.folder.rename(world.folder.with_name("kept"))
    return world


@pytest.fixture
def samples(
    archived: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Here:
    """The program in that folder, which is as it was whatever others have done there."""
    shutil.rmtree(archived.folder, ignore_errors=True)
    shutil.copytree(archived.folder.with_name("kept"), archived.folder)
    monkeypatch.chdir(archived.folder)
    for name, value in archived.environment().items():
        monkeypatch.setenv(name, value)
    return Here(archived, capsys)


@pytest.mark.long
@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_works_on_the_sample_articles(samples: Here, name: str) -> None:
    """In a folder with the samples; what has something of a shell's in it goes to a shell."""
    if name == "ingest":
        samples.world.archive.unlink()
    if name == "diff":  # shows what has changed
        (changed,) = Path("sample_articles").glob("000*.txt")
        changed.write_text(changed.read_text() + "\n\nThere will be a second meeting.\n")
        assert samples("ingest", "sample_articles", "--quiet").status == 0
    if name == "restore":
        assert samples("backup", "news-backup.db").status == 0
    if name == "note":
        assert samples("note", "f3dbb26f", "Check").status == 0
    if name in ("saved", "new"):
        assert samples("save", "energy", "energy").status == 0
    lines = examples(samples, name)
    assert len(lines) == 2
    for line in lines:
        if name == "browse":
            ran = samples.world.terminal(*shlex.split(line)[1:], typed="q")
        elif "|" in line or "$(" in line:
            ran = samples.world.shell(line + (" --yes" if "remove $(" in line else ""))
        else:
            ran = samples(*shlex.split(line)[1:])
        assert ran.status == 0, (line, ran.err)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["serach", "oil"], "search"),
        (["search", "--auhtor", "x"], "--author"),
        (["search", "--sincee", "2018"], "--since"),
        (["search", "oil", "--sort", "dat"], "date"),
        (["search", "oil", "--facet", "auther"], "author"),
        (["timeline", "--by", "Monht"], "month"),
        (["completion", "bsh"], "bash"),
        (["help", "serch"], "search"),
        (["ingest", "x", "--date-order", "dmyy"], "dmy"),
    ],
)
def test_what_was_probably_meant_is_named(empty: Here, arguments: list[str], meant: str) -> None:
    ran = empty(*arguments)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert f"; did you mean {meant}?" in ran.err


def test_nothing_is_suggested_where_nothing_is_near(empty: Here) -> None:
    ran = empty("search", "oil", "--sort", "zzzz")
    known = "relevance, date, date-asc, title, author, words, added"
    assert ran.err == (
        f'newsarchive: --sort knows {known}, not "zzzz" (see newsarchive search --help)\n'
    )


def test_the_options_of_a_search_stand_under_headings(empty: Here) -> None:
    told = empty("search", "--help").out
    headings = [line for line in told.splitlines() if line.endswith(":") and line[0] != " "]
    assert headings == [
        "Which articles:", "How many, in which order:", "In which form:", "Options:",
    ]  # fmt: skip
    every = {name for param in search.params if param.opts[0] != "query" for name in param.opts}
    assert [name for name in every if f" {name}" not in told] == []


def test_choices_in_the_help_are_those_of_the_library() -> None:
    assert FACETS == facets.FACETS
    assert UNITS == timeline.UNITS
    assert DIVISIONS == timeline.DIVISIONS
    assert SORTS == order.SORTS
