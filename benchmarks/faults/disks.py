"""Disks that are full, cannot be written or lose the file, and limits at any byte that is written.

A small file system in memory is mounted where that is allowed; where it is not, limits on the
length of files do for full disks, and the rest is left out.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.faults.trying import Tried
from benchmarks.faults.world import World


@contextlib.contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[bool]:
    """A file system of this size at `folder`, with what was there; whether it could be had."""
    aside = folder.with_name(f"{folder.name}.aside")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(folder, aside)
    mounted = mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder))
    try:
        if mounted:
            shutil.copytree(aside, folder, dirs_exist_ok=True)
        yield mounted
    finally:
        if mounted:
            shutil.rmtree(aside)
            shutil.copytree(folder, aside)
            subprocess.run(["umount", "-l", str(folder)], check=True)
            shutil.copytree(aside, folder, dirs_exist_ok=True)
        shutil.rmtree(aside)


def mount(*arguments: str) -> bool:
    """Mount something; whether that is allowed here."""
    try:
        ran = subprocess.run(["mount", *arguments], capture_output=True, check=False)
    except OSError:
        return False
    return ran.returncode == 0


def fill(folder: Path) -> None:
    """Leave no room on a small disk that is mounted at a folder, and on no other."""
    assert folder.is_mount()
    with contextlib.suppress(OSError), (folder / "filling").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def _enlarge(folder: Path) -> None:
    mount("-o", "remount,rw,size=200m", str(folder))


def full(world: World, tries: int, chance: random.Random) -> list[Tried]:
    """Fill the disk of the archive, and that of the index, at any moment of an ingest."""
    archive = Tried("disk of the archive full", "a file system in memory of a random size")
    index = Tried("disk of the index full", "the same for the cache")
    files = [str(path) for path in sorted(world.files.iterdir())]
    for _ in range(tries):
        world.restore()
        size = world.archive.stat().st_size // 1024
        with small_disk(world.archive.parent, size + chance.randrange(80, size + 400)) as mounted:
            if mounted:
                _fill(world, archive, files, chance)
        world.restore()
        held = sum(path.stat().st_size for path in world.cache.rglob("*")) // 1024
        with small_disk(world.cache, held + 64 + chance.randrange(held * 2)) as mounted:
            if mounted:
                _fill_index(world, index, files, chance)
    return [archive, index]


def _fill(world: World, tried: Tried, files: list[str], chance: random.Random) -> None:
    before = world.held()
    status, said = world.run("ingest", *files)
    when = f"ends with {status}: {said!r}"
    if status == 0:
        tried.came("it was large enough")
        return
    tried.expect(status == 2 and "no space left for" in said, f"not told well: {when}")
    seen = world.held()
    tried.expect(before.items() <= seen.items(), f"what was there before is lost ({when})")
    _enlarge(world.archive.parent)
    tried.expect(world.verify(tried, when, chance) == seen, f"not as it was seen ({when})")
    tried.expect(world.run("ingest", *files)[0] == 0, f"does not go on ({when})")
    whole = world.verify(tried, f"{when}, run again", chance)
    tried.expect(seen.items() <= whole.items(), f"loses something later ({when})")
    tried.came("exit 2 and a message; what was committed stays, and the next run goes on")


def _fill_index(world: World, tried: Tried, files: list[str], chance: random.Random) -> None:
    status, said = world.run("ingest", *files)
    when = f"ends with {status}: {said!r}"
    if not said.count("the archive is fine, but its index"):
        tried.expect(status == 0, f"not told well: {when}")
        tried.came("it was large enough")
        return
    tried.expect(status == 0, f"what was archived counts as failed ({when})")
    asked, told = world.run("search", "*", "--count")
    tried.expect(asked == 0, f"a search ends with {asked}: {told!r}")
    _enlarge(world.cache)
    world.verify(tried, when, chance)
    tried.expect(not world.litter(), f"{world.litter()[:3]} lie about ({when})")
    tried.came("archived all the same, and said so; the index is there once there is room")


def limited(world: World, tries: int, chance: random.Random) -> list[Tried]:
    """Let any write beyond a random place fail."""
    tried = Tried(
        "write error", "a limit on the length of files (RLIMIT_FSIZE): any write beyond it fails"
    )
    files = [str(path) for path in sorted(world.files.iterdir())]
    for number in range(tries):
        world.restore()
        if number % 3 == 0:
            world.clear()
        before = world.held()
        size = (world.folder / "copy" / "kept" / world.archive.name).stat().st_size
        limit = chance.randrange(1 if number % 3 == 0 else 30_000, size * 2)
        status, said = world.run("ingest", *files, limit=limit)
        when = f"limit {limit}, ends with {status}: {said!r}"
        seen = world.held()
        tried.expect(before.items() <= seen.items(), f"what was there before is lost ({when})")
        if status == 0 and "index" not in said:
            tried.came("none was met")
            continue
        told = "cannot be written" in said or "no space left" in said
        tried.expect(status in (0, 2) and told, f"not told well: {when}")
        tried.expect(world.verify(tried, when, chance) == seen, f"not as it was seen ({when})")
        tried.expect(world.run("ingest", *files)[0] == 0, f"does not go on ({when})")
        world.verify(tried, f"{when}, run again", chance)
        tried.expect(not world.litter(), f"{world.litter()[:3]} lie about ({when})")
        tried.came(
            "archived, but not indexed, and said so"
            if status == 0
            else "exit 2 and a message; what was committed stays, and the next run goes on"
        )
    return [tried]


def unwritable(world: World, tries: int, chance: random.Random) -> list[Tried]:
    """Make the folders of the archive and of the index read-only."""
    how = "a file system that is mounted read-only"
    archive = Tried("folder of the archive read-only", how)
    index = Tried("folder of the index read-only", how)
    files = [str(path) for path in sorted(world.files.iterdir())]
    for _ in range(tries):
        world.restore()
        with small_disk(world.archive.parent, 100_000) as mounted:
            if mounted and mount("-o", "remount,ro", str(world.archive.parent)):
                before = world.held()
                status, said = world.run("ingest", *files)
                archive.expect(status == 2 and "read-only" in said, f"{status}: {said!r}")
                status, said = world.run("search", "*", "--count")
                archive.expect(status == 0, f"a search ends with {status}: {said!r}")
                archive.expect(world.held() == before, "the archive is another")
                archive.came("exit 2 and a message; searches work")
                _enlarge(world.archive.parent)
        world.restore()
        with small_disk(world.cache, 100_000) as mounted:
            if mounted and mount("-o", "remount,ro", str(world.cache)):
                status, said = world.run("ingest", *files)
                told = "the archive is fine, but its index" in said
                index.expect(status == 0 and told, f"{status}: {said!r}")
                status, said = world.run("search", "*", "--count")
                index.expect(status == 0 and "the archive is fine" in said, f"{status}: {said!r}")
                index.came("archived all the same; a search reads every article, and says why")
                _enlarge(world.cache)
                world.verify(index, "writable again", chance)
    return [archive, index]


def lost(world: World, tries: int, chance: random.Random) -> list[Tried]:
    """Take the archive away under a run, in several ways."""
    tried = Tried("archive removed during ingest", "unlinked, renamed, or a copy put in its place")
    files = [str(path) for path in sorted(world.files.iterdir())]
    copy = world.folder / "copy" / "kept" / world.archive.name
    ways: list[tuple[str, Callable[[], object]]] = [
        ("removed", world.archive.unlink),
        ("renamed", lambda: world.archive.rename(world.archive.with_suffix(".old"))),
        ("replaced", lambda: _replace(copy, world.archive)),
    ]
    world.restore()
    begun = time.monotonic()
    world.run("ingest", *files)
    took = time.monotonic() - begun
    for number in range(tries):
        world.restore()
        way, take = ways[number % len(ways)]
        child = world.start("ingest", *files)
        time.sleep(chance.uniform(0, took * 0.8))
        take()
        status, said = child.wait()
        when = f"{way}, ends with {status}: {said!r}"
        if status == 0:
            tried.came("had ended before")
            continue
        told = any(
            message in said
            for message in ("was removed or replaced", "no archive at", "cannot be opened")
        )
        tried.expect(status == 2 and told, f"not told well: {when}")
        if way != "renamed" or not world.archive.exists():
            tried.expect(world.run("ingest", *files)[0] == 0, f"does not go on ({when})")
            world.verify(tried, f"{when}, run again", chance)
        tried.came("exit 2 and a message; run again it finishes")
    return [tried]


def _replace(copy: Path, archive: Path) -> None:
    beside = archive.with_suffix(".copy")
    shutil.copyfile(copy, beside)
    beside.replace(archive)


def unreadable_output(world: World, tries: int) -> list[Tried]:
    """Write results to a device that is always full."""
    tried = Tried("standard output full", "/dev/full")
    if not Path("/dev/full").exists():
        return [tried]
    world.restore()
    for _ in range(tries):
        with Path("/dev/full").open("wb") as full_device:
            ran = subprocess.run(
                [sys.executable, "-m", "newsarchive", "list", "--json"],
                stdout=full_device, stderr=subprocess.PIPE, check=False,
                env=os.environ | dict(world.environment),
            )  # fmt: skip
        said = ran.stderr.decode()
        tried.expect(
            ran.returncode == 2 and "no space left on device" in said, f"{ran.returncode}: {said!r}"
        )
        tried.came("exit 2 and a message")
    return [tried]
