"""Tests see nothing of the machine but what is named, and those that ask for more are marked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, World
from tests.surroundings import ROOT, at, environment, needs_ascii_path, needs_faketime

pytestmark = pytest.mark.surroundings

CALLER = {
    "FORCE_COLOR": "1", "NO_COLOR": "1", "CLICOLOR_FORCE": "1", "COLUMNS": "33", "TERM": "dumb",
    "PAGER": "false", "NEWSARCHIVE_PAGER": "false", "LESS": "-X", "EDITOR": "false",
    "BROWSER": "false", "NEWSARCHIVE": "/nowhere", "XDG_CACHE_HOME": "/nowhere", "HOME": "/nowhere",
    "TZ": "America/St_Johns", "LANG": "tr_TR.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "0",
}  # fmt: skip
"""What somebody may have set who runs the tests."""

SEEN = """
import os, pathlib, pytest
@pytest.mark.surroundings
def test_it():
    pathlib.Path({notes!r}).write_text(repr(sorted(os.environ.items())))
"""
UNMARKED = """
import os, subprocess
from newsarchive.cli import main

def test_process(): subprocess.run(["true"])
def test_fork():
    if os.fork() == 0:
        os._exit(0)
    os.wait()
def test_colour(): os.environ.get("NO_COLOR")
def test_locale(): assert "LC_ALL" in os.environ
def test_zone(monkeypatch): monkeypatch.setenv("TZ", "UTC")
def test_pager(): os.getenv("NEWSARCHIVE_PAGER")
def test_program(): main(["--help"])
def test_none_of_it(tmp_path): (tmp_path / "a").write_text(os.environ["HOME"])
"""
"""Tests that need the marker, but for the last."""
AWAY = """
import os, sys
away = set()
sys.addaudithook(lambda event, args: event == "os.unsetenv" and away.add(args[0]))

def test_one(): os.environ["OTHER"] = "1"
def test_next():
    assert b"OTHER" in away
    assert b"FAKETIME" not in away
"""
NEEDED = {
    "process": "subprocess.Popen", "fork": "os.fork", "colour": "$NO_COLOR", "locale": "$LC_ALL",
    "zone": "$TZ", "pager": "$NEWSARCHIVE_PAGER", "program": "$COLUMNS",
}  # fmt: skip
"""Why, among other things."""


def run(folder: Path, source: str, **variables: str) -> str:
    """What pytest prints of some tests among these surroundings."""
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text("utf-8"))
    (folder / "test_it.py").write_text(source)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder),
         "-c", str(ROOT / "pyproject.toml"), str(folder)],
        cwd=folder, capture_output=True, text=True, check=False, env=environment(**variables),
    )  # fmt: skip
    return done.stdout


@pytest.mark.long
def test_a_test_sees_nothing_of_its_callers_environment(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    seen = []
    for variables in ({}, CALLER):
        told = run(tmp_path, SEEN.format(notes=str(notes)), **variables)
        assert "1 passed" in told, told
        seen.append(re.sub(r"newsarchive-homes-\w+", "", notes.read_text()))
    assert seen[0] == seen[1]


def test_the_clock_of_the_machine_stays_from_test_to_test(tmp_path: Path) -> None:
    """Without its variable for a moment, libfaketime shows another clock for ten seconds."""
    assert "2 passed" in run(tmp_path, AWAY, FAKETIME="+0")


def test_a_test_that_needs_the_marker_is_noticed(tmp_path: Path) -> None:
    told = run(tmp_path, UNMARKED)
    assert f"{len(NEEDED) + 1} passed, {len(NEEDED)} errors" in told
    for name, needed in NEEDED.items():
        [reason] = re.findall(rf"^E +Failed: test_{name} needs (.*), and the marker", told, re.M)
        assert needed in reason.split(", ")


def test_with_the_marker_it_may(tmp_path: Path) -> None:
    told = run(tmp_path, f"import pytest\npytestmark = pytest.mark.surroundings\n{UNMARKED}")
    assert f"{len(NEEDED) + 1} passed in " in told


def test_each_test_has_a_home_of_its_own() -> None:
    home = Path(os.environ["HOME"])
    assert not home.exists()
    assert Path(os.environ["XDG_CACHE_HOME"]).parent == home


@needs_faketime
@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        ("2028-02-29 12:00:00", "America/St_Johns"),
        pytest.param("2027-12-31 23:59:30", "Pacific/Kiritimati", marks=pytest.mark.long),
    ],
)
def test_the_program_knows_the_day_where_its_user_is(
    tmp_path: Path, moment: str, zone: str
) -> None:
    """Days in queries are reckoned from it, also on a leap day and at the end of a year."""
    world = World(tmp_path)
    day, machine = moment.partition(" ")[0], at(moment) | {"TZ": zone}
    world.article("today.json", {"date": day, "body": "Oil rose."})
    world.article("before.json", {"date": "2027-02-28", "body": "Oil fell."})
    assert world.process("ingest", "--quiet", str(world.news), **machine).status == 0

    def days(date: str) -> list[str]:
        ran = world.process("search", "oil", "--date", date, "--tsv", "--fields", "date", **machine)
        return ran.out.split()[1:]

    assert days("today") == [day]
    assert days("last year..today") == [day, "2027-02-28"]
    id_ = world.process("search", "rose", "--ids", **machine).out.strip()
    assert world.process("edit", id_, "--date", "yesterday", **machine).status == 0
    yesterday = {"2028-02-29": "2028-02-28", "2027-12-31": "2027-12-30"}[day]
    assert days("yesterday") == [yesterday]


@needs_ascii_path
def test_the_program_works_in_a_locale_without_letters(tmp_path: Path) -> None:
    """What it writes is UTF-8 all the same, and files have the names that they have."""
    world = World(tmp_path)
    machine = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    path = world.article("Gülşən.json", {"title": "Şəhər", "body": "Oil rose."})
    assert world.process("ingest", "--quiet", str(world.news), **machine) == Ran(0, "", "")
    ran = world.process("search", "oil", "--format", "{title} {path}", **machine)
    assert ran == Ran(0, f"Şəhər {path}\n", "")
