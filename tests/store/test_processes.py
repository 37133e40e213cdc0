"""Several processes at one archive, and one that dies."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsarchive.errors import ArchiveError, BusyError
from newsarchive.store import Store
from tests.store.world import bodies, put

WRITER = """
import sys, time
from pathlib import Path
from newsarchive.store import Store
from tests.store.world import record

with Store.open(Path(sys.argv[1]), create=True) as store, store.writer("ingest"):
    with store.changing("ingest"):
        store.put(record("kept"), path="a.txt", reader="text", words=1)
    with store.changing("ingest"):
        store.put(record("half done"), path="a.txt", reader="text", words=2)
        store.put(record("new"), path="b.txt", reader="text", words=1)
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


def test_who_has_to_wait_in_vain_is_told_for_whom(path: Path) -> None:
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
    """What a second connection is told while the first one writes."""
    with store.changing("test"), Store.open(path, wait=0) as second:
        with pytest.raises(BusyError) as caught:
            put(second, "two", "b.txt")
        return str(caught.value)


def test_a_note_is_gone_after_the_run_even_if_that_failed(store: Store, path: Path) -> None:

    def interrupted_run() -> None:
        with store.writer("ingest"):
            assert f"process {os.getpid()} on " in busy_message(store, path)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted_run()
    assert "is being written by another process; try again" in busy_message(store, path)


def test_a_note_of_a_dead_process_blames_nobody_and_is_replaced(path: Path) -> None:
    with other_process(path) as process:
        process.kill()
        process.wait()
    with Store.open(path) as store:
        assert "is being written by another process; try again" in busy_message(store, path)
        with store.writer("remove"):
            assert "(remove, since" in busy_message(store, path)


def test_noting_a_writer_is_no_change_of_the_archive(store: Store) -> None:
    before = store.revision()
    with store.writer("ingest"):
        pass
    assert store.revision() == before


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
