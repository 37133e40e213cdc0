"""How far a longer run has come, as data for whoever watches. It must not know who that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Stage = Literal[
    "reading",
    "indexing",
    "checking",
    "comparing",
    "counting",
    "finding",
    "copying",
    "exporting",
    "repairing",
]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a longer run has come."""

    stage: Stage
    done: int
    """Of `total`: bytes read, or articles indexed, checked, counted."""
    total: int
    """0 if nobody knows."""
    articles: int
    """Articles that this stage has seen."""
    files: int = 0
    """Files that are done, of `all_files`; 0 of 0 where there are none."""
    all_files: int = 0


Advance = Callable[[Progress], None]


def counter(advance: Advance | None, stage: Stage, total: int) -> Callable[[int], None]:
    """What a stage calls with the number of articles that it has seen since it last did."""
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        if advance:
            advance(Progress(stage, done, total, done))

    return tell
