"""A run that is asked to end, or is killed: what it says, and what it leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Here, Ran, World

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are Unix's"),
]

PROGRAM = """
import signal, sys
from newsarchive.ingest import form as exports
from newsarchive.transfer import backup, originals
from newsarchive.cli import main
from newsarchive.engines.whoosh import WhooshEngine
from newsarchive.store import Store

_, name, where, ignored, *arguments = sys.argv
if ignored:
    signal.signal(getattr(signal, ignored), signal.SIG_IGN)
owner, _, attribute = where.rpartition(".")
whole = getattr(eval(owner), attribute)

def end(*arguments, **named):
    signal.raise_signal(getattr(signal, name))
    return whole(*arguments, **named)

setattr(eval(owner), attribute, end)
sys.exit(main(arguments))
"""
"""The program, in which a signal comes when a function is called."""

STATUSES = {"SIGTERM": (143, "terminated"), "SIGHUP": (129, "hung up")}
COMMANDS = {
    "backup made.db": ("backup.verified", "made.db was not written"),
    "backup old.db --force": ("backup.verified", "old.db was not written"),
    "restore old.db --force": ("backup.verified", "the archive is as it was"),
    "export made.jsonl.gz": ("exports.end_line", "made.jsonl.gz was not written"),
    "export made": ("originals.write", "what was written is whole"),
    "rebuild": ("WhooshEngine.update", "the archive is whole; the next search makes the index"),
    "ingest more.txt": ("WhooshEngine.update", "1 article is kept"),
    "ingest other.txt": ("Store.put_all", "nothing new was archived"),
}
"""Command → when the signal comes, and what is said then."""


def signalled(world: World, name: str, where: str, ignored: str, *arguments: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, name, where, ignored, *arguments],
        cwd=world.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        env=os.environ | world.environment(),
        timeout=60,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def left(folder: Path) -> list[str]:
    """What was begun and lies about in the folder and those in it."""
    return [path.name for path in folder.rglob(".*")]


@pytest.fixture
def backed_up(here: Here) -> World:
    assert here("backup", str(here.world.folder / "old.db"), "--quiet").status == 0
    for name in ("more.txt", "other.txt"):
        (here.world.folder / name).write_text(f"There is {name}.")
    return here.world


@pytest.mark.parametrize("name", STATUSES)
@pytest.mark.parametrize("line", COMMANDS)
def test_who_ends_a_run_is_told_what_is_kept_and_nothing_is_left(
    backed_up: World, name: str, line: str
) -> None:
    where, kept = COMMANDS[line]
    status, word = STATUSES[name]
    old = (backed_up.folder / "old.db").read_bytes()
    ran = signalled(backed_up, name, where, "", *line.split())
    assert (ran.status, ran.out) == (status, "")
    assert ran.err.startswith(f"{word}: {kept}")
    assert len(ran.err.splitlines()) == 1
    assert left(backed_up.folder) == []
    assert not (backed_up.folder / "made.db").exists()
    assert (backed_up.folder / "old.db").read_bytes() == old
    assert backed_up.process("check").status == 0


@pytest.mark.parametrize("name", STATUSES)
def test_what_the_caller_has_ignored_stays_ignored(backed_up: World, name: str) -> None:
    """As nohup does with SIGHUP."""
    ran = signalled(backed_up, name, "backup.verified", name, "backup", "made.db", "--quiet")
    assert ran == Ran(0, "", "")
    assert (backed_up.folder / "made.db").exists()


@pytest.mark.parametrize(
    "line", ["backup made.db", "restore old.db --force", "export made.jsonl.gz", "export made"]
)
def test_what_a_killed_run_left_goes_with_the_next_of_any_name(backed_up: World, line: str) -> None:
    ran = signalled(backed_up, "SIGKILL", COMMANDS.get(line, ("",))[0], "", *line.split())
    assert ran.status == -signal.SIGKILL
    assert left(backed_up.folder) != []
    next_ = ["export", "made"] if line == "export made" else ["backup", "another.db"]
    assert signalled(backed_up, "SIGTERM", "signal.pause", "", *next_, "--quiet").status == 0
    assert left(backed_up.folder) == []


def test_what_a_killed_repair_left_goes_with_the_next_though_nothing_is_wrong(
    backed_up: World,
) -> None:
    left_over = backed_up.folder / f".a.newsarchive-{os.uname().nodename}-999999999-1.part"
    left_over.touch()
    assert backed_up.process("check", "--repair").status == 0
    assert left(backed_up.folder) == []
