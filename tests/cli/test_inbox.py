"""`ingest --inbox`: what a nightly run reads, prints and returns, and that there is only one."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsarchive.store import Store
from tests.cli.conftest import Here, Ran

pytestmark = pytest.mark.surroundings

LATER = "2999-01-01T00:00:00Z"
"""After any process began, whatever the machine's clock says."""


@pytest.fixture
def inbox(empty: Here, monkeypatch: pytest.MonkeyPatch) -> Here:
    """The world's folder as the inbox `wire`, into an archive of its own."""
    folder = empty.world.folder
    file = folder / "config.toml"
    file.write_text(
        f'[archives]\nnews = "{folder}/wire.db"\n[ingest]\nexclude = ["o*"]\n[inboxes.wire]\n'
        f'folders = ["{folder}/news"]\narchive = "news"\nexclude = ["rain.json"]\n'
    )
    file.chmod(0o600)
    monkeypatch.setenv("NEWSARCHIVE_CONFIG", str(file))
    return empty


def read(here: Here, *options: str) -> Ran:
    """Run the inbox, and leave out how long it took."""
    ran = here("ingest", "--inbox", "wire", *options)
    return Ran(ran.status, ran.out, ran.err.rpartition(" (")[0] or ran.err)


def test_one_line_and_the_status_follow_what_is_new_and_what_newly_failed(inbox: Here) -> None:
    news = inbox.world.news
    assert read(inbox) == Ran(0, "", "wire: 2 articles added")
    assert read(inbox) == Ran(1, "", "wire: nothing new")
    assert read(inbox, "--quiet") == Ran(1, "", "")
    inbox.world.article("gas.json", {"body": "Gas fell."})
    (news / "cut.json").write_text('{"title": "Rain"')
    ran = read(inbox)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"wire: 1 article updated; 1 failed: {news}/cut.json")
    assert read(inbox) == Ran(1, "", "wire: nothing new")
    (news / "cut.json").write_text('{"title": "Rain", "body": "Rain again."}')
    assert read(inbox) == Ran(0, "", "wire: 1 article added")


def test_the_inbox_names_archive_and_options_and_the_command_line_says_otherwise(
    inbox: Here,
) -> None:
    """Its options come before those of the table of `ingest`."""
    read(inbox)
    names = inbox("--archive", "news", "list", "--format", "{title}").out.split("\n")
    assert names == ["Gas follows", "Oil prices rise", ""]
    assert not inbox.world.archive.exists()
    other = ("--archive", str(inbox.world.archive), "ingest", "--inbox", "wire", "--exclude", "g*")
    assert json.loads(inbox(*other, "--json").out)["added"] == 2
    assert json.loads(inbox("ingest", "--json", str(inbox.world.news)).out)["added"] == 1


def test_what_makes_no_sense_is_refused(inbox: Here) -> None:
    assert inbox("ingest", "--inbox", "wir").err == (
        'newsarchive: there is no inbox "wir"; did you mean wire?\n'
    )
    for words in (["--inbox", "wire", "news"], []):
        assert inbox("ingest", *words).status == 2
    assert (
        inbox("ingest").err
        == "newsarchive: missing argument 'PATH...' (see newsarchive ingest --help)\n"
    )
    assert inbox("ingest", "--inbox", "wir", "--help").status == 0


@contextmanager
def another(path: Path, what: str) -> Iterator[None]:
    """A note of another process, which is alive."""
    note = (os.getppid(), socket.gethostname(), what, LATER)
    with Store.open(path) as store:
        store._db.run("INSERT INTO writer VALUES (?, ?, ?, ?)", note)
        yield
        store._db.run("DELETE FROM writer")


def test_a_second_run_waits_and_then_leaves_it_to_the_first(inbox: Here) -> None:
    """Of another inbox, or of a process that has ended, nobody waits."""
    read(inbox)
    path = inbox.world.folder / "wire.db"
    with another(path, "ingest --inbox wire"):
        ran = inbox("--wait", "0.1", "ingest", "--inbox", "wire")
        assert ran.status == 75
        assert f"process {os.getppid()} on {socket.gethostname()} (ingest --inbox wire" in ran.err
    with another(path, "ingest --inbox other"):
        assert read(inbox).status == 1
    with Store.open(path) as store:
        gone = (2**22 + 1, socket.gethostname(), "ingest --inbox wire", LATER)
        store._db.run("INSERT INTO writer VALUES (?, ?, ?, ?)", gone)
    assert read(inbox).status == 1


def test_max_seconds_begins_no_further_file_and_the_next_run_goes_on(inbox: Here) -> None:
    """Each run reads one file at least. What a run left is not counted as reported."""
    news = inbox.world.news
    (news / "zero.txt").write_bytes(b"\0" * 100)
    assert read(inbox, "--max-seconds", "0") == Ran(
        0, "", "wire: 1 article added; 2 files left for the next run"
    )
    assert read(inbox, "--max-seconds", "0").err == (
        "wire: 1 article added; 1 file left for the next run"
    )
    assert read(inbox, "--max-seconds", "0").err.startswith(f"wire: nothing new; 1 failed: {news}")
    ran = inbox("ingest", str(news), "--max-seconds", "0", "--exclude", "x", "--again")
    assert ran.err.count("left for the next run") == 1


def test_completion_offers_the_inboxes(inbox: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_NEWSARCHIVE_COMPLETE", "bash_complete")
    monkeypatch.setenv("_NEWSARCHIVE_LINE", "newsarchive ingest --inbox w")
    assert inbox().out == f"values\nwire\t{inbox.world.news}\n"
