"""The log of runs: what changed the archive is on record, whatever becomes of the run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from newsarchive import Archive
from newsarchive.store import Store, runs
from newsarchive.store.runs import who
from tests.cli.conftest import Here
from tests.surroundings import environment


def log(here: Here, *options: str) -> list[dict[str, Any]]:
    """The records of the log."""
    found: list[dict[str, Any]] = json.loads(here("log", "--json", *options).out)
    return found


def commands(here: Here) -> list[tuple[str, dict[str, int]]]:
    """The commands on record with their counts, the first one first."""
    return [(one["command"], one["counts"]) for one in reversed(log(here))]


def test_every_command_that_changes_the_archive_leaves_a_record(here: Here, tmp_path: Path) -> None:
    """And none that reads, tries or fails before it begins."""
    id_ = here.id_of("rain")
    backup, export = str(tmp_path / "backup.db"), str(tmp_path / "all.jsonl")
    for line in (
        ["edit", id_, "--place", "Baku"], ["edit", id_, "--undo"], ["backup", backup],
        ["export", export], ["rebuild"], ["remove", id_, "--yes"], ["restore", backup, "--force"],
        ["ingest", export, "--dry-run"], ["edit", id_, "--place", "Rome", "--dry-run"],
        ["remove", "ffffffff", "--yes"], ["status"], ["check"], ["audit"], ["list"],
    ):  # fmt: skip
        here(*line)
    assert commands(here) == [
        ("ingest", {"added": 3}), ("edit", {"corrected": 1}), ("undo", {"corrected": 1}),
        ("restore", {"restored": 3}),
    ]  # fmt: skip
    here("rebuild")
    here("compact")
    here("remove", id_, "--yes")
    here("ingest", export)
    assert commands(here)[4:] == [
        ("rebuild", {"indexed": 3}), ("compact", {}), ("remove", {"removed": 1}),
        ("ingest", {"added": 1, "unchanged": 2}),
    ]  # fmt: skip


def test_an_export_is_of_articles_and_a_backup_of_everything(here: Here, tmp_path: Path) -> None:
    here("export", str(tmp_path / "all.jsonl"))
    here("backup", str(tmp_path / "backup.db"))
    other = ("--archive", str(tmp_path / "other.db"))
    here(*other, "ingest", str(tmp_path / "all.jsonl"))
    assert len(json.loads(here(*other, "log", "--json").out)) == 1
    copied = here("--archive", str(tmp_path / "backup.db"), "log", "--json").out
    assert json.loads(copied) == log(here)


def test_a_repair_keeps_the_log(here: Here) -> None:
    with Store.open(here.world.archive) as store:
        store._db.run("UPDATE version SET title = 'forged' WHERE article = 1")
        store._db.run("UPDATE run SET problems = -1")
    here("edit", here.id_of("rain"), "--place", "Baku")
    assert here("check", "--repair").status == 0
    assert commands(here) == [("edit", {"corrected": 1}), ("repair", {"mended": 1})]


KILLED = """
import os, signal, sys
from newsarchive import Archive
from newsarchive.store import Store
Store.put_all = lambda *_: os.kill(os.getpid(), int(sys.argv[2]))
from newsarchive.cli import main
sys.exit(main(["--archive", sys.argv[1], "ingest", sys.argv[3]]))
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("number", "state"), [(signal.SIGKILL, "not finished"), (signal.SIGTERM, "interrupted")]
)
def test_a_run_that_was_ended_is_on_record(here: Here, number: signal.Signals, state: str) -> None:
    new = here.world.article("new.json", {"body": "New."})
    words = [str(here.world.archive), str(int(number)), str(new)]
    subprocess.run(
        [sys.executable, "-c", KILLED, *words],
        check=False, capture_output=True, env=environment(**here.world.environment()),
    )  # fmt: skip
    last = log(here)[0]
    assert (last["state"], last["counts"]) == (state, {})
    assert (last["ended"] is None) == (state == "not finished")
    assert here("ingest", str(new)).status == 0
    assert log(here)[0]["state"] == "done"
    assert [one["state"] for one in log(here)] == ["done", state, "done"]


def test_a_run_that_still_works_says_so(here: Here) -> None:
    with Store.open(here.world.archive) as store:
        store._db.run(
            "INSERT INTO run SELECT 2, command, 'wire', '2999-01-01T00:00:00Z', NULL, NULL, NULL, "
            "'{}', 0, who, ? FROM run",
            (os.getppid(),),
        )
    assert log(here, "--inbox", "wire")[0]["state"] == "running"


def test_one_is_not_many(here: Here) -> None:
    """Tables keep the names, for programs."""
    here("note", here.id_of("rained"), "x")
    assert here("log", "-n", "1").out.split("\t")[2] == "1 note"
    assert ",done,1 notes," in here("log", "-n", "1", "--csv").out


def test_what_people_and_programs_see(here: Here) -> None:
    (here.world.news / "cut.json").write_text("{")
    here("ingest", str(here.world.news))
    lines = [line.split("\t") for line in here("log").out.splitlines()]
    assert [line[:3] for line in lines] == [
        ["2026-01-01 00:00", "ingest", "3 unchanged, 1 newly failed"],
        ["2026-01-01 00:00", "ingest", "3 added"],
    ]
    assert {line[4] for line in lines} == {who()}
    assert len(here("log", "-n", "1").out.splitlines()) == 1
    head, first, *_ = here("log", "--csv").out.splitlines()
    assert head == "number,command,inbox,began,ended,seconds,state,counts,problems,who"
    assert (first[:9], ",done,3 unchanged,1," in first) == ("2,ingest,", True)
    none = here("log", "--inbox", "none")
    assert (none.status, none.err) == (
        1, f"no run of none is on record in {here.world.folder / 'news.db'}\n"
    )  # fmt: skip
    assert "newsarchive ingest" not in here.terminal("log").out


def test_forged_values_are_left_out_or_harmless(here: Here) -> None:
    with Store.open(here.world.archive) as store:
        store._db.run("UPDATE run SET command = 'in\u001b[2Jgest', who = 'x\u202e'")
        for changes in ("9, counts = '[1]'", "8, counts = '{\"a\": \"b\"}'", "7, began = 'now'",
                        "6, state = 'fine'", "5, milliseconds = -1"):  # fmt: skip
            store._db.run(
                "INSERT INTO run SELECT 2, command, inbox, began, ended, milliseconds, "
                "state, counts, problems, who, pid FROM run WHERE number = 1"
            )
            store._db.run(f"UPDATE run SET number = {changes} WHERE number = 2")
    ran = here("log")
    assert len(ran.out.splitlines()) == 1
    assert ("\x1b" in ran.out, "\u202e" in ran.out, "in␛[2Jgest" in ran.out) == (False, False, True)


def test_the_log_is_bounded(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "KEPT", 2)
    with Archive(here.world.archive) as archive:
        for _ in range(3):
            archive.ingest(here.world.news)
    assert [one["number"] for one in log(here)] == [4, 3]


def test_reading_commands_write_nothing(here: Here) -> None:
    here("list")
    before = here.world.archive.read_bytes()
    for line in ("log", "status", "status --json", "check", "stats", "log --csv"):
        here(*line.split())
    assert here.world.archive.read_bytes() == before


def test_status_has_the_last_run_and_success_of_all_and_of_each_inbox(here: Here) -> None:
    with Archive(here.world.archive) as archive:
        archive.ingest(here.world.news, inbox="wire")
    with Store.open(here.world.archive) as store:
        store._db.run("UPDATE run SET ended = NULL, state = NULL WHERE number = 2")
    found = json.loads(here("status", "--json").out)
    assert found["last_run"] == found["inboxes"]["wire"]["last_run"] == log(here)[0]
    assert found["last_run"]["state"] == "not finished"
    assert found["last_success"] == log(here)[1]["ended"]
    assert found["inboxes"]["wire"]["last_success"] is None
    assert "last run   2026-01-01 00:00 ingest wire: not finished" in here("status").out
