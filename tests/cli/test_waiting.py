"""Who has to wait is told for whom; what is damaged is left out, and the exit status says so."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from newsarchive.cli.exits import Exit
from tests.cli.conftest import Here, Ran


@contextmanager
def held(here: Here) -> Iterator[None]:
    """The archive is being written by the process that started us."""
    with closing(sqlite3.connect(here.world.archive, isolation_level=None)) as holder:
        holder.execute(
            "INSERT INTO writer VALUES (?, ?, 'ingest', '2999-01-01T00:00:00Z')",
            (os.getppid(), socket.gethostname()),
        )
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")


def test_who_will_not_wait_is_told_at_once_who_is_writing(here: Here) -> None:
    with held(here):
        ran = here("--wait", "0", "edit", here.id_of("rain"), "--add-tag", "x")
    assert ran.status == Exit.BUSY
    assert f"is being written by process {os.getppid()} on " in ran.err
    assert "waiting" not in ran.err


def test_who_waits_in_vain_has_been_told(here: Here) -> None:
    with held(here):
        ran = here("--wait", "0.6", "remove", here.id_of("rain"), "--yes")
    assert ran.status == Exit.BUSY
    first, second = ran.err.splitlines()
    assert first.endswith("; waiting up to 0.6 s")
    assert second.endswith("; try again when it is done")


def test_a_search_does_not_wait_for_writers(here: Here) -> None:
    with held(here):
        assert here("--wait", "0", "search", "rain", "--count").out == "1\n"


def test_a_wait_that_makes_no_sense_is_refused(here: Here) -> None:
    assert here("--wait", "soon", "list").status == Exit.ERROR
    assert here("--wait", "-1", "list").status == Exit.ERROR


def test_a_damaged_article_is_left_out_and_the_status_says_so(here: Here) -> None:
    with closing(sqlite3.connect(here.world.archive)) as archive, archive:
        archive.execute("UPDATE version SET body = 'It shone.' WHERE title = 'Rain'")
    ran = here("list", "--tsv")
    assert ran.status == Exit.ERROR
    assert [line.split("\t")[1] for line in ran.out.splitlines()[1:]] == [
        "Gas follows", "Oil prices rise",
    ]  # fmt: skip
    said = ran.err.splitlines()
    assert "is left out: what was read of it is not as it was written" in said[0]
    assert said[-1] == "what is damaged was left out; `newsarchive check` says more"
    assert here("search", "oil", "--count") == Ran(0, "2\n", "")
    checked = here("check")
    assert checked.status == Exit.ERROR
    assert "its checksum differs" in checked.out
