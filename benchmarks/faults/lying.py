"""Archives that lie where nothing can be written, as a process that died has left them."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from benchmarks.faults.disks import fill, mount, small_disk
from benchmarks.faults.trying import Tried
from benchmarks.faults.world import World, held_by
from newsarchive import Archive

_SOMEBODY = 65534
"""The number of a user who is somebody else."""


class Closes(Protocol):
    """Something that is open."""

    def close(self) -> object: ...


Change = Callable[[Path], Closes]
"""Opens an archive and commits a change to it; it stays open."""


def closed(archive: Path, change: Change) -> None:
    """Change an archive, and close it."""
    change(archive).close()
    assert not Path(f"{archive}-wal").exists()


def with_log(archive: Path, change: Change) -> None:
    """Change an archive: the change is in a log beside it only, with the log's index."""
    _dies(archive, change, "-wal", "-shm")


def with_log_alone(archive: Path, change: Change) -> None:
    """The same without the index, as if both had been copied."""
    _dies(archive, change, "-wal")


def with_journal(archive: Path, change: Change) -> None:
    """Change an archive, and leave it in the middle of another change, without a log."""

    def spoil(path: Path) -> sqlite3.Connection:
        dying = sqlite3.connect(path, isolation_level=None)
        dying.execute("PRAGMA journal_mode = DELETE")
        dying.execute("PRAGMA cache_size = 1")
        dying.execute("BEGIN")
        dying.execute("UPDATE version SET body = 'half done', title = hex(zeroblob(9000))")
        return dying

    closed(archive, change)
    before = archive.read_bytes()
    _dies(archive, spoil, "-journal")
    assert archive.read_bytes()[: len(before)] != before


def _dies(archive: Path, change: Change, *companions: str) -> None:
    """Leave an archive, with these files beside it, as a process does that is killed."""
    with contextlib.closing(change(archive)):
        left = {f"{archive}{what}": Path(f"{archive}{what}").read_bytes() for what in companions}
        left[str(archive)] = archive.read_bytes()
    for name, data in left.items():
        assert data
        Path(name).write_bytes(data)


LEFT: dict[str, Callable[[Path, Change], None]] = {
    "closed": closed,
    "with its log and the log's index": with_log,
    "with its log": with_log_alone,
    "with a rollback journal": with_journal,
}
"""How an archive can be left."""


@contextmanager
def _not_to_be_written(folder: Path) -> Iterator[bool]:
    for path in folder.iterdir():
        path.chmod(0o400)
    folder.chmod(0o500)
    try:
        yield True
    finally:
        folder.chmod(0o700)


@contextmanager
def _of_somebody_else(folder: Path, mode: int = 0o755) -> Iterator[bool]:
    if os.geteuid():
        yield False
        return
    for path in folder.iterdir():
        os.chown(path, _SOMEBODY, _SOMEBODY)
        path.chmod(0o644)
    os.chown(folder, _SOMEBODY, _SOMEBODY)
    folder.chmod(mode)
    try:
        yield True
    finally:
        os.chown(folder, 0, 0)


@contextmanager
def _for_all_to_write(folder: Path) -> Iterator[bool]:
    with _of_somebody_else(folder, 0o777) as had:
        yield had


@contextmanager
def _on_a_read_only_disk(folder: Path) -> Iterator[bool]:
    with small_disk(folder, 100_000) as mounted:
        yield mounted and mount("-o", "remount,ro", str(folder))


@contextmanager
def _on_a_full_disk(folder: Path) -> Iterator[bool]:
    size = sum(path.stat().st_size for path in folder.iterdir()) // 1024
    with small_disk(folder, size + 500) as mounted:
        if mounted:
            fill(folder)
        yield mounted
        (folder / "filling").unlink(missing_ok=True)


PLACES: dict[str, Callable[[Path], contextlib.AbstractContextManager[bool]]] = {
    "in a folder that may not be written": _not_to_be_written,
    "in a folder of somebody else": _of_somebody_else,
    "of somebody else, in a folder that all may write": _for_all_to_write,
    "on a disk that is mounted read-only": _on_a_read_only_disk,
    "on a full disk": _on_a_full_disk,
}
"""Where it can lie; whether that could be had."""


def lying(world: World, ways: int, chance: random.Random) -> list[Tried]:
    """Read archives, and back them up, wherever they lie, left in so many of the ways."""

    def change(path: Path) -> Archive:
        archive = Archive(path)
        archive.ingest(max(world.files.iterdir()))
        return archive

    how = f"left {', '.join(LEFT)}; read by a user without further rights"
    return [
        *(
            _read(
                world, Tried(f"archive {where}", how), place, change, chance.sample([*LEFT], ways)
            )
            for where, place in PLACES.items()
        ),
        _mistaken(world, change),
    ]


def _mistaken(world: World, change: Change) -> Tried:
    """Put another archive in the place of one whose log stays there."""
    tried = Tried("log of another archive", "an archive is copied over one whose log stays there")
    world.restore()
    other = world.made / "other.db"
    files = [str(path) for path in sorted(world.files.iterdir())]
    world.run("ingest", *files, NEWSARCHIVE=str(other))
    with world.at_home():
        with_log_alone(world.archive, change)
    log = Path(f"{world.archive}-wal")
    shutil.copyfile(other, world.archive)
    before = world.archive.read_bytes(), log.read_bytes()
    for command in (["list"], ["check"], ["ingest", *files], ["backup", str(other) + "2"]):
        status, said = world.run(*command)
        refused = status == 2 and "is the log of another archive" in said
        tried.expect(refused, f"{command[0]} ends with {status}: {said!r}")
        same = (world.archive.read_bytes(), log.read_bytes()) == before
        tried.expect(same, f"{command[0]} changes the archive or the log")
        tried.came("refused, with what to do; both stay as they were")
    log.unlink()
    tried.expect(held_by(world.archive) == held_by(other), "without the log it is not whole")
    return tried


def _read(
    world: World,
    tried: Tried,
    place: Callable[[Path], contextlib.AbstractContextManager[bool]],
    change: Change,
    ways: list[str],
) -> Tried:
    folder, copy = world.archive.parent, world.made / "copy.db"
    for left in ways:
        world.restore()
        with world.at_home():
            LEFT[left](world.archive, change)
        aside = world.folder / "aside"
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(folder, aside)
        expected = held_by(aside / world.archive.name)
        with place(folder) as had:
            if not had:
                continue
            names = sorted(path.name for path in folder.iterdir())
            for command in (["list", "--count"], ["backup", "--force", str(copy)]):
                status, said = world.run(*command, plain=True)
                tried.expect(status == 0, f"{left}: {command[0]} ends with {status}: {said!r}")
            now = sorted(path.name for path in folder.iterdir())
            tried.expect(set(now) <= set(names), f"{left}: {now} where there were {names}")
        tried.expect(held_by(copy) == expected, f"{left}: the backup is not the archive")
        tried.expect(len(expected) > 0, f"{left}: there is nothing to read")
        tried.expect(not list(world.temporary.iterdir()), f"{left}: something temporary is left")
        tried.came("read whole, and backed up whole; nothing made beside it")
    return tried
