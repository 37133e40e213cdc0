"""An archive is read whole, or refused, wherever it lies and however it was left."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from benchmarks.faults.disks import mounted
from benchmarks.faults.rights import without
from newsarchive.errors import ArchiveError
from newsarchive.store import Store, copy_archive, database
from tests.store.world import bodies, put, remove

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="uses what Linux alone has")

ALL = {f"article {number}": (f"{number}.txt",) for number in range(4)}
COMPANIONS = ("", "-wal", "-shm", "-journal")


def left_as(archive: Path, to: Path, *companions: str) -> None:
    """Copy a file, and files beside it, as a process that was killed would have left them."""
    for what in ("", *companions):
        shutil.copy(f"{archive}{what}", f"{to}{what}")


def closed(archive: Path, to: Path) -> None:
    with Store.open(archive) as store:
        put(store, "article 3", "3.txt")
    left_as(archive, to)


def killed(archive: Path, to: Path) -> None:
    with Store.open(archive) as store:
        put(store, "article 3", "3.txt")
        left_as(archive, to, "-wal", "-shm")


def copied_with_its_log(archive: Path, to: Path) -> None:
    with Store.open(archive) as store:
        put(store, "article 3", "3.txt")
        left_as(archive, to, "-wal")


def half_changed(archive: Path, to: Path) -> None:
    """As on a disk that machines share, where there is no log."""
    with Store.open(archive) as store:
        put(store, "article 3", "3.txt")
    before = archive.read_bytes()
    with closing(sqlite3.connect(archive, isolation_level=None)) as dying:
        dying.execute("PRAGMA journal_mode = DELETE")
        dying.execute("PRAGMA cache_size = 1")
        dying.execute("BEGIN")
        dying.execute("UPDATE version SET body = 'half done', title = hex(zeroblob(50000))")
        left_as(archive, to, "-journal")
    assert to.read_bytes()[: len(before)] != before


LEFT: list[Callable[[Path, Path], None]] = [closed, killed, copied_with_its_log, half_changed]


@contextmanager
def in_a_folder_that_may_not_be_written(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        path.chmod(0o400)
    folder.chmod(0o500)
    try:
        yield folder / "left.db"
    finally:
        folder.chmod(0o700)


@contextmanager
def of_somebody_else(folder: Path) -> Iterator[Path]:
    if os.geteuid():
        pytest.skip("only root can give a file to somebody else")
    for path in (folder, *folder.iterdir()):
        os.chown(path, 65534, 65534)
        path.chmod(0o755 if path.is_dir() else 0o644)
    yield folder / "left.db"


@contextmanager
def in_a_folder_of_somebody_else_that_all_may_write(folder: Path) -> Iterator[Path]:
    with of_somebody_else(folder) as path:
        folder.chmod(0o777)
        yield path


@contextmanager
def on_a_disk(folder: Path, then: str) -> Iterator[Path]:
    disk = folder.parent / "disk"
    disk.mkdir()
    with mounted(disk, 8_000) as there:
        if not there:
            pytest.skip("nothing can be mounted here")
        for path in folder.iterdir():
            shutil.copy(path, disk)
        if then == "full":
            with (disk / "filling").open("wb", buffering=0) as filling, pytest.raises(OSError):
                while True:
                    filling.write(bytes(4096))
        else:
            there(then)
        yield disk / "left.db"


def on_a_read_only_disk(folder: Path) -> "contextmanager[Path]":  # type: ignore[type-arg]
    return on_a_disk(folder, "ro")


def on_a_full_disk(folder: Path) -> "contextmanager[Path]":  # type: ignore[type-arg]
    return on_a_disk(folder, "full")
