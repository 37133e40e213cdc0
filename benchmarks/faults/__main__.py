"""Try all faults and print what came of them: see the package."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults import (
    crowds,
    damage,
    disks,
    files,
    forging,
    killing,
    lying,
    mistakes,
    places,
)
from benchmarks.faults.actions import actions
from benchmarks.faults.trying import Tried, table
from benchmarks.faults.world import World, written

ARTICLES = 600
CHOICES = ("kill", "file", "disk", "lie", "crowd", "index", "place", "archive", "forge", "bad")


def main() -> int:
    """Try and report; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults")
    parser.add_argument("shared", type=Path, nargs="?", help="a folder with real articles")
    parser.add_argument("--kills", type=int, default=50, metavar="N", help="of each action")
    parser.add_argument("--flips", type=int, default=300, metavar="N", help="of index and archive")
    parser.add_argument("--tries", type=int, default=20, metavar="N", help="of each other fault")
    parser.add_argument("--seed", type=int, default=1987, metavar="S")
    parser.add_argument("--only", choices=CHOICES)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    articles = written(given.shared, ARTICLES, chance)

    def kill(world: World) -> list[Tried]:
        return killing.kill(world, actions(world, articles), given.kills, chance)

    def file(world: World) -> list[Tried]:
        return [
            *files.ended(world, actions(world, articles), 1 + given.tries // 2, chance),
            *files.places(world, given.tries * 5, chance),
            *files.closed(world, given.tries * 5, chance),
        ]

    def disk(world: World) -> list[Tried]:
        _half(world)
        return [
            *disks.full(world, given.tries, chance),
            *disks.limited(world, given.tries * 3, chance),
            *disks.unwritable(world, given.tries // 4, chance),
            *disks.lost(world, given.tries, chance),
            *disks.unreadable_output(world, 1 + given.tries // 10),
        ]

    def lie(world: World) -> list[Tried]:
        _half(world)
        return lying.lying(world, len(lying.LEFT), chance)

    def crowd(world: World) -> list[Tried]:
        _half(world)
        return crowds.crowds(world, given.tries, chance)

    def index(world: World) -> list[Tried]:
        _half(world)
        return damage.index(world, given.flips, chance)

    def place(world: World) -> list[Tried]:
        _half(world)
        return places.places(world, given.tries, chance)

    def archive(world: World) -> list[Tried]:
        _half(world)
        return damage.archive(world, given.flips, chance)

    def forge(world: World) -> list[Tried]:
        return forging.forging(world)

    def bad(world: World) -> list[Tried]:
        return mistakes.tried(world.files.parent / "mistakes")

    parts: list[Callable[[World], list[Tried]]] = [
        kill, file, disk, lie, crowd, index, place, archive, forge, bad,
    ]  # fmt: skip
    done: list[Tried] = []
    for part in parts:
        if given.only in (None, part.__name__):
            begun = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="newsarchive-") as folder:
                mine = [] if part is forge else articles
                done += part(World(Path(folder), mine))
            print(f"{part.__name__}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
    print(table(done))
    for tried in done:
        for broken in tried.broken:
            print(f"BROKEN  {tried.fault}: {broken}", file=sys.stderr)
    return 1 if any(tried.broken for tried in done) else 0


def _half(world: World) -> None:
    """Archive the first half of the articles, and keep that state."""
    files = sorted(world.files.iterdir())
    for file in files[: len(files) // 2]:
        world.run("ingest", str(file))
    world.keep()


if __name__ == "__main__":
    sys.exit(main())
