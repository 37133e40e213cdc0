"""What others, or chance, put in the place of the index, and searches while it is rebuilt.

Each answer is compared with the right one; and nothing may be changed that is not the index's.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults.trying import Tried
from benchmarks.faults.world import World
from newsarchive import Archive

Way = Callable[[Path, Path], object]
"""Does something to a path of the cache; the other is a folder of the user's."""


def places(world: World, tries: int, chance: random.Random) -> list[Tried]:
    """All of them."""
    return [_in_the_place(world, 5 * tries, chance), _rebuilding(world, tries)]


def _link(path: Path, victim: Path) -> None:
    _away(path)
    path.symlink_to(victim)


def _pipe(path: Path, _: Path) -> None:
    _away(path)
    os.mkfifo(path)


def _file(path: Path, _: Path) -> None:
    _away(path)
    path.write_text("something else")


def _missing(path: Path, _: Path) -> None:
    _away(path)


def _of_another(path: Path, _: Path) -> None:
    for one in (path, *path.rglob("*")):
        os.chown(one, 65534, 65534)


def _open_to_others(path: Path, _: Path) -> None:
    path.chmod(0o777)


def _away(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


WAYS: dict[str, Way] = {
    "a link": _link, "a pipe": _pipe, "a file": _file, "nothing": _missing,
    "another user's": _of_another, "open to others": _open_to_others,
}  # fmt: skip


def _in_the_place(world: World, most: int, chance: random.Random) -> Tried:
    """Of the folder of the index, of each of its files, and of what is known of likeness."""
    tried = Tried(
        "something else in the place of the index",
        "a link to a folder of the user's, a pipe, a file, nothing, another user's or what others "
        "can write to, in the place of its folder, a file of it, or the file of likeness",
    )
    files = [str(path) for path in sorted(world.files.iterdir())]
    victim = world.folder / "documents"
    with world.at_home():
        world.restore()
        world.run("ingest", *files)
        expected = _asked(world)
        world.keep()
        cache = world.folder / "copy" / "cache" / "newsarchive"
        names = [path.relative_to(cache) for path in sorted(cache.rglob("*"))]
        ways = [what for what in WAYS if what != "another user's" or not os.geteuid()]
        pairs = [(name, what) for name in names for what in ways]
        for name, what in chance.sample(pairs, min(len(pairs), most)):
            world.restore()
            before = _filled(victim)
            WAYS[what](world.cache / "newsarchive" / name, victim)
            when = f"{what} in the place of {name.name}"
            try:
                found = _asked(world)
            except Exception as error:  # whatever it is, it is a broken promise
                tried.expect(False, f"{type(error).__name__}: {error} ({when})")
                continue
            tried.expect(found == expected, f"wrong answers ({when})")
            tried.expect(_held(victim) == before, f"a folder of the user's is changed ({when})")
            tried.came("right answers, and nothing else is changed")
    shutil.rmtree(victim)
    return tried


def _filled(folder: Path) -> dict[str, object]:
    """A folder with files of the user's, some of them called like those of an index."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "thesis").mkdir(parents=True)
    for name in ("thesis/chapter.txt", "notes.txt", "_MAIN_0.toc", "state.0.json"):
        (folder / name).write_text("precious")
    return _held(folder)


def _held(folder: Path) -> dict[str, object]:
    paths = [folder, *folder.rglob("*")]
    return {
        str(path): (path.stat().st_mode, path.is_file() and path.read_bytes()) for path in paths
    }


def _asked(world: World) -> tuple[int, list[str], object]:
    with Archive(world.archive) as archive:
        results = archive.search("")
        clusters = [[one.archived.id for one in each] for each in archive.duplicates(results)]
        found = [hit.id for hit in archive.search("oil OR company")]
        return results.total, found, clusters


def _rebuilding(world: World, tries: int) -> Tried:
    tried = Tried("searches during a rebuild", "one process rebuilds the index, others search")
    with world.at_home():
        world.restore()
        expected = _asked(world)[:2]
    for _ in range(tries):
        rebuild = world.start("rebuild", name="rebuild")
        with world.at_home():
            while rebuild.process.is_alive():
                told: list[str] = []
                with Archive(world.archive, notify=told.append) as archive:
                    found = [hit.id for hit in archive.search("oil OR company")]
                    total = archive.search("").total
                tried.expect((total, found) == expected, f"{total} of {expected[0]}, {told}")
                tried.came("complete")
        status, said = rebuild.wait()
        tried.expect(status == 0, f"rebuild ends with {status}: {said!r}")
    return tried
