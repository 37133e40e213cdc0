"""Kill -9 at random moments of everything that changes an archive, its index or files made of it.

What must hold of each kill is in `_kill_one`; what must hold however a process ended, in `world`.
"""

from __future__ import annotations

import random
import sys
import time

from benchmarks.faults.actions import Action, State
from benchmarks.faults.trying import Tried
from benchmarks.faults.world import Held, One, World, held_by


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
        known = _state(world, action)
        when = f"{action.name}, kill {number + 1}"
        child = world.start(*action.arguments)
        time.sleep(chance.uniform(0, took * 1.1))
        seen = {} if action.atomic else _state(world, action)
        child.kill(group=chance.random() < 0.5)
        ended = child.process.exitcode == 0
        tried.expect(not child.survivors(), f"a process lives on ({when})")
        held = world.verify(tried, when, chance, damaged=action.damaged)
        state = held | action.made()
        _hold(tried, action, when, known | seen, state, before, after)
        _kept(tried, world, when, before, after)
        tried.came("had ended before" if ended else _outcome(state, before, after))
        # Sometimes it is killed again where it was killed before.
        fresh = (state == after != before) or chance.random() < 0.6
        if fresh:
            status, said = world.run(*action.arguments)
            tried.expect(
                status in action.statuses, f"run again it ends with {status}, {said!r} ({when})"
            )
            held = world.verify(tried, f"{when}, run again", chance)
            final = held | action.made()
            tried.expect(final == after, f"run again it does not finish the work ({when})")
            _kept(tried, world, f"{when}, run again", before, after)
            litter = world.litter()
            tried.expect(not litter, f"{litter[:3]} lie about ({when})")
    print(f"{tried.fault}: {tried.tries}, {len(tried.broken)} broken", file=sys.stderr, flush=True)
    return tried


def _state(world: World, action: Action) -> State:
    return world.held() | action.made()


def _undisturbed(world: World, action: Action, tried: Tried) -> tuple[State, State, float]:
    """What is there before and after, and how many seconds it takes."""
    world.restore()
    action.prepare()
    before = _state(world, action)
    begun = time.monotonic()
    status, said = world.run(*action.arguments)
    took = time.monotonic() - begun
    done = status in action.statuses and status != 2
    tried.expect(done, f"undisturbed it ends with {status}: {said}")
    return before, _state(world, action), took


def _hold(
    tried: Tried, action: Action, when: str, seen: State, held: State, before: State, after: State
) -> None:
    """What was seen before the kill is there after it, and nothing is half."""
    if action.atomic:
        tried.expect(held in (before, after), f"half of it was done ({when})")
        return
    lost = [name for name, one in seen.items() if held.get(name) not in (one, after.get(name))]
    tried.expect(not lost, f"{len(lost)} that had been done are lost ({when})")
    # What a run settles, it settles at its end; until then articles are as they were read.
    read = {name: one.as_read() for name, one in after.items() if isinstance(one, One)}
    odd = [
        name
        for name, one in held.items()
        if not any(name in known and known[name] == one for known in (before, after, read))
    ]
    tried.expect(not odd, f"{len(odd)} are neither as before nor as after ({when})")


def _kept(tried: Tried, world: World, when: str, before: State, after: State) -> None:
    """What was kept when another archive took its place is whole, and is not kept twice."""
    kept: list[Held] = [held_by(path) for path in world.kept_beside()]
    for number, one in enumerate(kept):
        whole = any(state.items() >= one.items() and one for state in (before, after))
        tried.expect(whole, f"what was kept is neither as before nor as after ({when})")
        tried.expect(one not in kept[:number], f"the same is kept twice ({when})")


def _outcome(held: State, before: State, after: State) -> str:
    if held == before:
        return "as before"
    return "all was there" if held == after else "a part was there, whole"
