"""Kill -9 at random moments of everything that changes an archive or its index."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.faults.trying import Tried
from benchmarks.faults.world import Held, World
from newsarchive import Archive


@dataclass(frozen=True)
class Action:
    """Something that can be killed: what is done, from which state, and how it may be found."""

    name: str
    arguments: list[str]
    atomic: bool
    """Whether all of it must have happened or none; else any part, batch by batch."""
    statuses: tuple[int, ...] = (0,)
    """How the same command may end when it is run again: 2, if all was done already."""
    prepare: Callable[[], None] = lambda: None


def actions(world: World, articles: list[dict[str, object]]) -> list[Action]:
    """All that are killed; leaves the world with the archive that they begin with, kept.

    The first half of the articles is in that archive, in an index of several segments.
    """
    half = len(articles) // 2
    files = sorted(world.files.iterdir())
    first, rest = files[: len(files) // 2], files[len(files) // 2 :]
    for file in first:
        world.run("ingest", str(file))
    with world.at_home(), Archive(world.archive) as archive:
        ids = [hit.id for hit in archive.search("", sort="date")]
    world.keep()
    changed = [article | {"url": f"http://localhost/{n}"} for n, article in enumerate(articles)]

    def give_addresses() -> None:
        """Archive all articles with addresses, that they are known by when they change."""
        world.write("addresses.jsonl", changed[:half])
        world.run("ingest", str(world.files / "addresses.jsonl"))
        again = [one | {"body": f"{one['body']}\n\nCorrected."} for one in changed[:half]]
        world.write("addresses.jsonl", again)

    def forget_index() -> None:
        """Let the archive run far ahead of its index."""
        world.run("ingest", *map(str, rest), XDG_CACHE_HOME=str(world.folder / "elsewhere"))

    return [
        Action("ingest", ["ingest", *map(str, files)], atomic=False),
        Action("ingest of a new archive", ["ingest", *map(str, files)], False, prepare=world.clear),
        Action(
            "ingest of changed articles", ["ingest", str(world.files / "addresses.jsonl")], False,
            prepare=give_addresses,
        ),
        Action("edit", ["edit", *ids, "--add-tag", "checked"], atomic=True),
        Action("remove", ["remove", *ids[::2], "--yes"], atomic=True, statuses=(0, 2)),
        Action("rebuild", ["rebuild"], atomic=True),
        Action("merging of the index", ["search", "*", "--count"], True, prepare=forget_index),
        Action("duplicates", ["duplicates", "*", "--ids"], atomic=True, statuses=(0, 1)),
    ]  # fmt: skip


def kill(world: World, actions: list[Action], tries: int, chance: random.Random) -> list[Tried]:
    """Kill each of the actions so often, at random moments; the world's archive is `kept`."""
    return [_kill_one(world, action, tries, chance) for action in actions]


def _kill_one(world: World, action: Action, tries: int, chance: random.Random) -> Tried:
    tried = Tried(
        f"killed during {action.name}",
        "SIGKILL at a random moment, to the process or to all of its group",
    )
    before, after, took = _undisturbed(world, action, tried)
    fresh = True
    for number in range(tries):
        if fresh:
            world.restore()
            action.prepare()
        known = world.held()
        when = f"{action.name}, kill {number + 1}"
        child = world.start(*action.arguments)
        time.sleep(chance.uniform(0, took * 1.1))
        seen = world.held() if not action.atomic else {}
        child.kill(group=chance.random() < 0.5)
        ended = child.process.exitcode == 0
        tried.expect(not child.survivors(), f"a process lives on ({when})")
        held = world.verify(tried, when, chance)
        _hold(tried, action, when, known | seen, held, before, after)
        tried.came("had ended before" if ended else _outcome(held, before, after))
        # Sometimes it is killed again where it was killed before.
        fresh = held == after or chance.random() < 0.6
        if fresh:
            status, said = world.run(*action.arguments)
            tried.expect(
                status in action.statuses, f"run again it ends with {status}, {said!r} ({when})"
            )
            final = world.verify(tried, f"{when}, run again", chance)
            tried.expect(final == after, f"run again it does not finish the work ({when})")
            litter = world.litter()
            tried.expect(not litter, f"{litter[:3]} lie about ({when})")
    print(f"{tried.fault}: {tried.tries}, {len(tried.broken)} broken", file=sys.stderr, flush=True)
    return tried


def _undisturbed(world: World, action: Action, tried: Tried) -> tuple[Held, Held, float]:
    """What is there before and after, and how many seconds it takes."""
    world.restore()
    action.prepare()
    before = world.held()
    begun = time.monotonic()
    status, said = world.run(*action.arguments)
    took = time.monotonic() - begun
    done = status in action.statuses and status != 2
    tried.expect(done, f"undisturbed it ends with {status}: {said}")
    return before, world.held(), took


def _hold(
    tried: Tried, action: Action, when: str, seen: Held, held: Held, before: Held, after: Held
) -> None:
    """What was seen before the kill is there after it, and nothing is half."""
    if action.atomic:
        tried.expect(held in (before, after), f"half of it was done ({when})")
        return
    lost = [id_ for id_, one in seen.items() if held.get(id_) not in (one, after.get(id_))]
    tried.expect(not lost, f"{len(lost)} articles that had been archived are lost ({when})")
    odd = [id_ for id_, one in held.items() if one not in (before.get(id_), after.get(id_))]
    tried.expect(not odd, f"{len(odd)} articles are neither as before nor as after ({when})")


def _outcome(held: Held, before: Held, after: Held) -> str:
    if held == after:
        return "all was there"
    return "as before" if held == before else "a part was there, whole"
