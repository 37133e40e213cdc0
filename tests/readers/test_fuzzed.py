"""Inputs that fuzzing once found are read well, and so are the seeds of fuzzing."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fuzzing.targets import TARGETS, Target

pytestmark = pytest.mark.long

FOUND = sorted((Path(__file__).parents[1] / "data" / "fuzzed").iterdir())


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_an_input_that_was_found_is_harmless_now(path: Path) -> None:
    """`TARGET-DIGITS` is an input that once broke a promise of the target."""
    TARGETS[path.name.rpartition("-")[0]].try_(path.read_bytes())


_OTHER_PROCESS = {"pdf": (pytest.mark.surroundings,)}


@pytest.mark.parametrize(
    "target",
    [
        pytest.param(target, id=target.name, marks=_OTHER_PROCESS.get(target.name, ()))
        for target in TARGETS.values()
    ],
)
def test_every_target_has_seeds_and_they_keep_the_promises(target: Target) -> None:
    seeds = list(target.seeds())
    assert seeds
    for seed in seeds:
        target.try_(seed)
        target.try_(seed[: len(seed) // 2])
