"""A progress bar on stderr, for runs that take long enough to make a person wonder."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import rich.progress

    from newsarchive.ingest import Progress

PATIENCE = 0.5
"""Seconds before the bar appears: most runs are over by then."""


class ProgressBar:
    """Called with each Progress, it draws one bar a stage."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._bar: rich.progress.Progress | None = None
        self._tasks: dict[str, rich.progress.TaskID] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, progress: Progress) -> None:
        """Draw how far the run has come."""
        if self._bar is None:
            if time.monotonic() - self._begun < PATIENCE:
                return
            self._bar = _bar()
        if progress.stage not in self._tasks:
            self._tasks[progress.stage] = self._bar.add_task(progress.stage, articles=0)
        self._bar.update(
            self._tasks[progress.stage],
            completed=progress.done,
            total=progress.total,
            articles=progress.articles,
        )


def _bar() -> rich.progress.Progress:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn("{task.description:<8}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[articles]:,} articles"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,  # it goes when the run is over; the summary stays
    )
    bar.start()
    return bar
