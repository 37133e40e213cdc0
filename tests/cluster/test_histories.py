"""Changes, crashes and readers in any order: what is read is one revision, and it is the last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from random import Random

import pytest

from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.generations import Generations
from newsarchive.model.errors import BusyError, ClusterError
from newsarchive.store.follow import follow
from tests.cluster.following import Dying, Interrupted, Killed, Losing, World

_STEPS = 10


@pytest.fixture
def world(cluster_url: str) -> Iterator[World]:
    made = World(cluster_url)
    yield made
    made.clear()


class History:
    """What happens to an archive and its index, by chance."""

    def __init__(self, world: World, chance: Random) -> None:
        self._world, self._chance = world, chance

    def change(self) -> None:
        """Articles are added, changed and removed."""
        chance, number = self._chance, len(self._world.history)
        versions = {chance.randint(1, 40): number for _ in range(chance.randint(0, 4))}
        held = set(self._world.held) - versions.keys()
        self._world.change(versions, gone={key for key in held if chance.random() < 0.1})

    def update(self, depth: int = 0) -> None:
        """A process brings the index up to date, unless something comes in between."""
        engine = self._world.engine(self._cluster(depth))
        with suppress(Killed, BusyError, ClusterError):
            if self._chance.random() < 0.15:
                engine.reset()
            follow(engine, self._world.now())  # type: ignore[arg-type]  # as `World.follow`

    def _cluster(self, depth: int) -> Cluster:
        url, at = self._world.url, self._chance.randint(1, 22)
        fate = self._chance.random()
        if fate < 0.25:
            return Dying(url, at)
        if fate < 0.45:
            return Losing(url, at)
        if fate < 0.8 and depth < 2:
            return Interrupted(url, lambda: self._overtaken(depth + 1), at)
        return Cluster(url)

    def _overtaken(self, depth: int) -> None:
        self.change()
        self.update(depth)


def test_histories(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every writer takes over from every other one, which comes back late."""
    monkeypatch.setattr(Generations, "is_at_work", lambda *_: False)
    chance = Random(17)
    history = History(world, chance)
    for _ in range(_STEPS):
        history.change()
        history.update()
        assert world.read() in [{}, *world.history]
        if chance.random() < 0.4:
            world.follow()
            assert world.read() == world.held
