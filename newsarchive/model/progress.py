"""The progress of a long run, as data. This module must not know how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from newsarchive.model.frozen import frozen

Stage = Literal[
    "reading", "indexing", "checking", "comparing", "counting", "finding", "copying", "exporting",
    "repairing", "compacting",
]  # fmt: skip


@frozen
class Progress:
    """The progress of a long run."""

    stage: Stage
    done: int
    """Of `total`: bytes read, or articles indexed, checked, counted."""
    total: int
    """0 if unknown."""
    articles: int
    """Articles that this stage has seen."""
    files: int = 0
    """Files that are done, of `all_files`; 0 of 0 where there are none."""
    all_files: int = 0


Advance = Callable[[Progress], None]


def counter(advance: Advance | None, stage: Stage, total: int) -> Callable[[int], None]:
    """A function for a stage to call with the number of articles seen since its last call."""
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        if advance:
            advance(Progress(stage, done, total, done))

    return tell
