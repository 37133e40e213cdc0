"""Several processes at one archive, and one that dies."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsarchive.model import clock
from newsarchive.model.errors import ArchiveError, BusyError
from newsarchive.store import Store, database, writer
from tests.store.world import bodies, put

pytestmark = pytest.mark.surroundings

HOST = socket.gethostname()

WRITER = """
import sys, time
from pathlib import Path
from newsarchive.store import Store
from tests.store.world import put_record, record

with Store.open(Path(sys.argv[1]), create=True) as store, store.running("ingest"):
    with store.changing("ingest"):
        put_record(store, record("kept"), path="a.txt")
    with store.changing("ingest"):
        put_record(store, record("half done"), path="a.txt", words=2)
        put_record(store, record("new"), path="b.txt")
        print("writing", flush=True)
        sys.stdin.read()
"""


@contextmanager
def other_process(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process in the middle of a transaction; it ends by itself when its input does."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        yield process


def test_a_writer_that_is_killed_leaves_the_last_commit(path: Path) -> None:
    with other_process(path) as process:
        process.kill()
        process.wait()
    with Store.open(path, readonly=True) as store:
        assert bodies(store) == {"kept": ("a.txt",)}
        assert store.revision().number == 1
    with Store.open(path) as store:
        assert list(store.check()) == []
        put(store, "new", "b.txt")
        assert set(bodies(store)) == {"kept", "new"}


def test_the_error_after_waiting_names_the_writer(path: Path) -> None:
    with other_process(path) as process, Store.open(path, wait=0.05) as store:
        with pytest.raises(BusyError) as caught:
            put(store, "two", "b.txt")
        assert bodies(store) == {"kept": ("a.txt",)}
        process.communicate()
        put(store, "two", "c.txt")
        assert set(bodies(store)) == {"half done", "new", "two"}
    assert re.fullmatch(
        rf"{re.escape(str(path))} is being written by process {process.pid} on \S+ "
        r"\(ingest, since \d\d:\d\d\); try again when it is done",
        str(caught.value),
    )


def busy_message(store: Store, path: Path) -> str:
    """The error of a second connection while the first one writes."""
    with store.changing("test"), Store.open(path, wait=0) as second:
        with pytest.raises(BusyError) as caught:
            put(second, "two", "b.txt")
        return str(caught.value)


UNNAMED = "is being written by another process; try again"
LATER = "2999-01-01T00:00:00Z"
"""After any process began, whatever the machine's clock says."""


@contextmanager
def noted_as(store: Store, pid: int, host: str, since: str = LATER) -> Iterator[None]:
    """The note of a run that another process might have made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "identity", lambda: (pid, host))
        patch.setattr(clock, "stamp", lambda: since)
        with store.running("ingest"):
            patch.undo()
            yield


def test_a_note_is_gone_after_the_run_even_if_that_failed(store: Store, path: Path) -> None:
    def interrupted_run() -> None:
        with noted_as(store, os.getppid(), HOST):
            assert f"process {os.getppid()} on " in busy_message(store, path)
            with store.running("ingest"):
                pass
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted_run()
    assert UNNAMED in busy_message(store, path)


def test_a_note_of_a_dead_process_blames_nobody_and_is_replaced(path: Path) -> None:
    with other_process(path) as process:
        process.kill()
        process.wait()
    with Store.open(path) as store:
        assert UNNAMED in busy_message(store, path)
        with store.running("remove"):
            assert store._db.rows("SELECT pid FROM writer").__next__() == (os.getpid(),)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells when a process began")
def test_a_note_does_not_blame_a_process_that_began_later(store: Store, path: Path) -> None:
    """Numbers of processes are used again."""
    with noted_as(store, os.getppid(), HOST, "2018-04-10T00:00:00Z"):
        assert UNNAMED in busy_message(store, path)


def test_a_note_from_another_machine_came_with_a_copy(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless the archive is where that machine can write to it."""
    with noted_as(store, os.getppid(), "elsewhere"):
        assert UNNAMED in busy_message(store, path)
        monkeypatch.setattr(database, "shared_file_system", lambda _: "nfs4")
        assert f"process {os.getppid()} on elsewhere (ingest, since" in busy_message(store, path)


def test_two_runs_that_take_turns_are_both_noted(store: Store, path: Path) -> None:
    with noted_as(store, os.getppid(), HOST), Store.open(path) as second, second.running("settle"):
        assert f"process {os.getppid()} on " in busy_message(second, path)


def test_a_waiting_process_names_the_writer_and_gets_the_lock_next(path: Path) -> None:
    messages: list[str] = []

    def tell(message: str) -> None:
        messages.append(message)
        process.communicate()  # it ends its transaction

    with other_process(path) as process, Store.open(path, wait=30, tell=tell) as store:
        put(store, "two", "c.txt")
        assert set(bodies(store)) == {"half done", "new", "two"}
    (message,) = messages
    assert f"is being written by process {process.pid} on " in message
    assert message.endswith("; waiting up to 30 s")


def test_an_archive_that_is_removed_while_it_is_written_is_missed(path: Path) -> None:
    """SQLite would go on writing into a file without a name, and all would be lost in silence."""
    with Store.open(path, create=True) as store:
        put(store, "one", "a.txt")
        path.unlink()
        with pytest.raises(ArchiveError, match="was removed or replaced while it was being writt"):
            put(store, "two", "b.txt")


def test_noting_a_writer_is_no_change_of_the_archive(store: Store) -> None:
    before = store.revision()
    with store.running("ingest"):
        pass
    assert store.revision() == before


def test_the_file_alone_is_a_backup_while_a_reader_has_it_open_and_rests(path: Path) -> None:
    with Store.open(path, create=True) as store:
        put(store, "one", "a.txt")
    with Store.open(path, readonly=True) as reader:
        assert set(bodies(reader)) == {"one"}
        with Store.open(path) as store:
            put(store, "two", "b.txt")
        copy = path.with_name("copy.db")
        copy.write_bytes(path.read_bytes())
    with Store.open(copy, readonly=True) as store:
        assert set(bodies(store)) == {"one", "two"}


def test_the_file_alone_is_a_backup_when_a_reader_was_the_last_to_close(path: Path) -> None:
    """A reader keeps the log from being folded in; when it goes, nothing may stay in the log."""
    with Store.open(path, create=True) as store:
        put(store, "one", "a.txt")
    reader = Store.open(path, readonly=True)
    reading = iter(reader.articles())
    next(reading)
    with Store.open(path) as store:
        put(store, "two", "b.txt")
    del reading
    reader.close()
    copy = path.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    with Store.open(copy, readonly=True) as store:
        assert set(bodies(store)) == {"one", "two"}


def test_a_reader_cannot_change_anything(path: Path) -> None:
    with Store.open(path, create=True) as store:
        put(store, "one", "a.txt")
    with Store.open(path, readonly=True) as store, pytest.raises(ArchiveError, match="read-only"):
        put(store, "two", "b.txt")
