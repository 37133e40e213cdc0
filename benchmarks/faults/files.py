"""Runs that are asked to end, odd things in the place of files, and streams that are closed."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from benchmarks.faults.actions import Action, State
from benchmarks.faults.trying import Tried
from benchmarks.faults.world import World

T = TypeVar("T")

_ASKED = {signal.SIGTERM: (143, "terminated: "), signal.SIGHUP: (129, "hung up: ")}


def ended(world: World, actions: list[Action], tries: int, chance: random.Random) -> list[Tried]:
    """End each of the actions so often, at random moments; the world's archive is `kept`."""
    tried = Tried("ended during any of these", "SIGTERM or SIGHUP at a random moment")
    for action in actions:
        before, after, took = _undisturbed(world, action)
        for number in range(tries):
            world.restore()
            action.prepare()
            asked = chance.choice(list(_ASKED))
            child = world.start(*action.arguments)
            time.sleep(chance.uniform(0, took))
            child.send(asked)
            status, said = child.wait()
            when = f"{action.name}, {asked.name} {number + 1}: {status}, {said!r}"
            tried.expect(not child.survivors(), f"a process lives on ({when})")
            held = world.verify(tried, when, chance, damaged=action.damaged) | action.made()
            if action.atomic:
                tried.expect(held in (before, after), f"half of it was done ({when})")
            litter = world.litter()
            tried.expect(not litter, f"{litter[:3]} lie about ({when})")
            wanted, word = _ASKED[asked]
            # Python itself ends by the signal once the command is done, and has said so.
            done = status == -asked and held == after and word not in said
            if status in action.statuses or done:
                tried.came("had ended before")
            else:
                told = status == wanted and word in said
                tried.expect(told, f"not told well ({when})")
                tried.came("exit 143 or 129, what is kept is told, and nothing lies about")
    return [tried]


def _undisturbed(world: World, action: Action) -> tuple[State, State, float]:
    world.restore()
    action.prepare()
    before = world.held() | action.made()
    begun = time.monotonic()
    world.run(*action.arguments)
    return before, world.held() | action.made(), time.monotonic() - begun


def places(world: World, tries: int, chance: random.Random) -> list[Tried]:
    """Have something odd where a command is to write, with --force or without; `tries` at most."""
    tried = Tried(
        "something odd in the place of a file",
        "a folder, pipe, socket or device, a link to one, to itself or of another user, the "
        "archive, and what SQLite has beside it",
    )
    world.restore()
    spare = world.folder / "odd.db"
    world.run("backup", str(spare), "--force")
    path = world.made / "odd.jsonl"
    kinds = [[str(path) if one == "FILE" else one for one in line] for line in _WRITING]
    cases = [(make, line) for make in (*_ODD, _archive, _log) for line in kinds]
    cases += [(make, ["--archive", str(path), "restore", str(spare)]) for make in _ODD]
    forced = [(make, [*line, "--force"]) for make, line in cases]
    # A folder is where `export` may write, whatever its name.
    odd = [one for one in (*cases, *forced) if one[0] is not _folder or one[1][0] != "export"]
    for make, line in _some(odd, tries, chance):
        world.restore()
        if not make(world, path):
            continue
        before, held = _look(path), world.held()
        status, said = world.run(*line)
        when = f"{status}: {said!r} ({' '.join(line)} over {make.__name__})"
        tried.expect(status == 2 and bool(said), f"not told well: {when}")
        tried.expect(_look(path) == before, f"it was replaced: {when}")
        tried.expect(world.held() == held, f"the archive is another: {when}")
        tried.came("exit 2 and a message; it is as it was, and so is the archive")
    return [tried]


def _some(cases: list[T], most: int, chance: random.Random) -> list[T]:
    return cases if len(cases) <= most else chance.sample(cases, most)


_WRITING = [
    ["backup", "FILE"],
    ["export", "FILE"],
    ["dossier", "FILE", "*", "--markdown"],
    ["timeline", "--svg", "FILE", "*"],
]


def _look(path: Path) -> tuple[int, int, bytes | None]:
    status = path.lstat()
    content = path.read_bytes() if path.is_file() and not path.is_symlink() else None
    return status.st_mode, status.st_ino, content


def _folder(_: World, path: Path) -> bool:
    path.mkdir()
    (path / "inside").touch()
    return True


def _pipe(_: World, path: Path) -> bool:
    os.mkfifo(path)
    return True


def _socket(_: World, path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as bound:
        try:
            bound.bind(str(path))
        except OSError:  # its path is too long
            return False
    return True


def _device(_: World, path: Path) -> bool:
    try:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 3))
    except OSError:  # that takes root
        return False
    return True


def _link_to_a_pipe(_: World, path: Path) -> bool:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to("pipe")
    return True


def _link_to_itself(_: World, path: Path) -> bool:
    path.symlink_to(path.name)
    return True


def _link_of_another(_: World, path: Path) -> bool:
    path.symlink_to("elsewhere")
    try:
        os.lchown(path, 65534, -1)
    except OSError:  # that takes root
        return False
    return True


def _archive(world: World, path: Path) -> bool:
    path.symlink_to(world.archive)
    return True


def _log(world: World, path: Path) -> bool:
    path.symlink_to(f"{world.archive}-wal")
    return True


_ODD: list[Callable[[World, Path], bool]] = [
    _folder, _pipe, _socket, _device, _link_to_a_pipe, _link_to_itself, _link_of_another,
]  # fmt: skip


def closed(world: World, tries: int, chance: random.Random) -> list[Tried]:
    """Run each command with some of its streams closed; `tries` at most."""
    tried = Tried("streams that are closed", "stdin, stdout, stderr, two of them or all")
    world.restore()
    lines = _lines(next(iter(world.held())), str(world.made / "closed"))
    ways = ("<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-")
    for line, streams in _some([(line, way) for line in lines for way in ways], tries, chance):
        world.restore()
        program = [sys.executable, "-m", "newsarchive", *line.split()]
        ran = subprocess.run(
            ["bash", "-c", f'exec "$@" {streams}', "-", *program],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=60,
            env=os.environ | dict(world.environment),
        )
        said = ran.stderr.decode("utf-8", "replace")
        bad = "Traceback" in said or "internal error" in said
        when = f"{line} {streams}: {ran.returncode} {said[-200:]!r}"
        tried.expect(not bad and ran.returncode in (0, 1, 2), when)
        tried.expect(world.run("check")[0] == 0, f"the archive is damaged ({when})")
        tried.came("a clean end, and the archive is sound")
    return [tried]


def _lines(id_: str, made: str) -> Iterable[str]:
    return (
        "--version", "--help", "help query", "completion bash", "nonsense", "ingest -",
        "search *", "list --json", f"show {id_}", f"diff {id_}", "stats", "timeline *", "authors",
        "duplicates", "audit", "status", "check", "check --repair", f"edit {id_} --add-tag x",
        "edit - --add-tag x", f"remove {id_}", "rebuild", f"backup {made}.db", "export -",
        f"export {made}.jsonl", f"export {made}", "dossier - * --html", f"dossier {made}.md *",
    )  # fmt: skip
