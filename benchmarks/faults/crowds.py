"""Many processes at one archive: readers beside a writer, writers in a queue, the dead and late."""

from __future__ import annotations

import os
import random
import socket
import sqlite3
import time
from contextlib import closing
from itertools import accumulate

from benchmarks.faults.child import BATCH
from benchmarks.faults.trying import Tried
from benchmarks.faults.world import World
from newsarchive.cli.run import WAIT

READERS = 3


def crowds(world: World, tries: int, chance: random.Random) -> list[Tried]:
    """All of them."""
    return [
        _readers(world, tries, chance),
        _writers(world, tries, chance),
        _waiting(world, tries),
        _dead(world, tries),
    ]


def _readers(world: World, tries: int, chance: random.Random) -> Tried:
    tried = Tried(
        f"{READERS} processes that read while one ingests",
        f"they list all ids, again and again, while batches of {BATCH} are committed",
    )
    files = [str(path) for path in sorted(world.files.iterdir())]
    for _ in range(tries):
        world.clear()
        world.run("ingest", files[0])
        writer = world.start("ingest", *files, name="writer")
        last = [set[str]() for _ in range(READERS)]
        seen = set[int]()
        while writer.process.is_alive():
            readers = [world.start("list", "--ids", name=f"reader{n}") for n in range(READERS)]
            for number, reader in enumerate(readers):
                status, said = reader.wait()
                ids = set((world.folder / f"reader{number}.out").read_text().split())
                tried.expect(status == 0, f"a reader ends with {status}: {said!r}")
                seen.add(len(ids))
                tried.expect(last[number] <= ids, "a reader sees fewer than before")
                last[number] = ids
                tried.came("whole batches, never fewer than before")
        status, said = writer.wait()
        tried.expect(status == 0, f"the writer ends with {status}: {said!r}")
        world.verify(tried, "after readers", chance)
        half = seen - _whole(world)
        tried.expect(not half, f"readers see {half} articles, half a batch")
    return tried


def _whole(world: World) -> set[int]:
    """How many articles there were after each commit of an archive that only grew."""
    with closing(sqlite3.connect(world.archive)) as archive:
        counts = archive.execute("SELECT count(*) FROM article GROUP BY revision ORDER BY revision")
        return set(accumulate(count for (count,) in counts))


def _writers(world: World, tries: int, chance: random.Random) -> Tried:
    tried = Tried("two processes that ingest, one that edits", "started at once, on one archive")
    files = [str(path) for path in sorted(world.files.iterdir())]
    for _ in range(tries):
        world.restore()
        before = world.held()
        half = len(files) // 2
        running = [
            world.start("--wait", "60", *arguments, name=f"writer{number}")
            for number, arguments in enumerate(
                (
                    ["ingest", *files[: half + 1]],
                    ["ingest", *files[half - 1 :]],
                    ["edit", *before, "--add-tag", "checked"],
                )
            )
        ]
        for writer in running:
            status, said = writer.wait()
            tried.expect(status == 0, f"a writer ends with {status}: {said!r}")
        held = world.verify(tried, "after writers", chance)
        tags = [held[id_].article.tags for id_ in before]
        tried.expect(all("checked" in each for each in tags), "an edit is lost")
        tried.expect(world.run("ingest", *files)[0] == 0, "ingest fails afterwards")
        tried.expect(world.held() == held, "something was left to do")
        tried.came("all took turns and did all of their work")
    return tried


def _waiting(world: World, tries: int) -> Tried:
    tried = Tried("a lock that is held", "a process in the middle of a run holds SQLite's lock")
    files = [str(path) for path in sorted(world.files.iterdir())]
    for number in range(tries):
        world.restore()
        _, _, usual = _timed(world, "status")
        with closing(sqlite3.connect(world.archive, isolation_level=None)) as holder:
            _note(holder)
            holder.execute("BEGIN IMMEDIATE")
            status, said, took = _timed(world, "--wait", "0", "ingest", *files)
            tried.expect(status == 75 and "is being written by process " in said, f"{said!r}")
            # Less than the seconds for which the program waits unasked, on a machine of any speed.
            tried.expect(took < WAIT - 1 + 10 * usual, f"--wait 0 took {took:.1f} s")
            waiting = world.start("--wait", "60", "ingest", *files, name=f"waiting{number}")
            until = time.monotonic() + 120
            while "waiting up to 60 s" not in waiting.said_so_far() and time.monotonic() < until:
                time.sleep(0.05)
            holder.execute("ROLLBACK")
        status, said = waiting.wait()
        tried.expect(status == 0 and "waiting up to 60 s" in said, f"{status}: {said!r}")
        tried.came("exit 75 and its name with --wait 0; else told so, and served when it is free")
    return tried


def _timed(world: World, *arguments: str) -> tuple[int | None, str, float]:
    """Run the program: exit status, stderr, and the seconds that it took."""
    begun = time.monotonic()
    status, said = world.run(*arguments)
    return status, said, time.monotonic() - begun


def _note(holder: sqlite3.Connection) -> None:
    """The note of a run that this process might be in the middle of."""
    holder.execute("DELETE FROM writer")
    holder.execute(
        "INSERT INTO writer VALUES (?, ?, 'ingest', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
        (os.getpid(), socket.gethostname()),
    )


def _dead(world: World, tries: int) -> Tried:
    tried = Tried(
        "notes and locks of the dead",
        "a writer is killed in the middle of a run; a note from another machine",
    )
    files = [str(path) for path in sorted(world.files.iterdir())]
    for number in range(tries):
        world.restore()
        writer = world.start("ingest", *files, name="dead")
        time.sleep(0.3)
        writer.kill(group=True)
        if number % 2:
            with closing(sqlite3.connect(world.archive)) as copy:
                copy.execute("INSERT INTO writer VALUES (1, 'elsewhere', 'ingest', '2018-04-10')")
                copy.commit()
        status, said = world.run("--wait", "0", "ingest", *files)
        tried.expect(status == 0, f"the next ends with {status}: {said!r}")
        tried.came("the next writer is not held up")
    return tried
