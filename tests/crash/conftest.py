"""A small world to abuse, of real articles where there are some."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from benchmarks.faults.world import World, written

SHARED = Path(__file__).parents[2].parent / "shared"
ARTICLES, A_FILE = 24, 12
SEED = 1987


@pytest.fixture(autouse=True)
def _only_where_processes_are_forked() -> None:
    if sys.platform != "linux":
        pytest.skip("faults are injected by means of Linux")


@pytest.fixture
def chance() -> random.Random:
    return random.Random(SEED)


@pytest.fixture
def articles(chance: random.Random) -> list[dict[str, object]]:
    return written(SHARED if SHARED.exists() else None, ARTICLES, chance)


@pytest.fixture
def world(tmp_path: Path, articles: list[dict[str, object]]) -> World:
    return World(tmp_path / "world", articles, A_FILE)


@pytest.fixture
def half(world: World) -> World:
    """The first file is archived."""
    assert world.run("ingest", str(min(world.files.iterdir())))[0] == 0
    world.keep()
    return world
