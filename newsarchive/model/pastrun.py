"""A run of a command that changed an archive, as its log has it: plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from newsarchive.model.frozen import named

State = Literal["done", "failed", "interrupted", "running", "not finished"]
"""`failed`: an error ended it. `not finished`: its process was killed, or its end not recorded."""


@named
class PastRun:
    """A run of a command that changed an archive."""

    number: int
    """Rises with each run."""
    command: str
    """"ingest"."""
    inbox: str | None
    """The inbox that it read, if it read one."""
    began: str
    """When: UTC, ISO 8601, whole seconds."""
    ended: str | None
    """None as long as it has not, or if that was not recorded."""
    seconds: float | None
    """How long it took, without the index."""
    state: State
    counts: Mapping[str, int]
    """What it did: "added" → 3. What is 0 is left out."""
    problems: int
    """How many files or records newly failed."""
    who: str
    """User and machine: "ann@desk"."""


@named
class LatestRuns:
    """The latest of some runs."""

    last_run: PastRun | None = None
    last_success: str | None = None
    """When the last one ended that was done, with or without files that failed."""
    inboxes: Mapping[str, LatestRuns] = {}
    """The same of the runs of each inbox."""
