"""A progress bar on stderr, for runs that take longer than a moment."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import rich.progress

    from newsarchive.model.progress import Progress
    from newsarchive.render.terminal import Look

PATIENCE = 0.5
"""Seconds before the bar appears: most runs have ended by then."""

SETTLED = 0.5
"""Seconds of a stage after which its rate is meaningful."""

WITH_BAR = 60
"""Columns from which on there is room for a bar beside the numbers,"""
WITH_ALL = 76
"""and for files and the rate."""


class ProgressBar:
    """Called with each Progress, it draws one bar a stage."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._begun = time.monotonic()
        self._bar: rich.progress.Progress | None = None
        self._stages: dict[str, tuple[rich.progress.TaskID, float, int]] = {}
        """Its task; when it was first heard of, and how many articles it had seen by then."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, progress: Progress) -> None:
        """Draw how far the run has come."""
        now = time.monotonic()
        if self._bar is None:
            if now - self._begun < PATIENCE:
                return
            self._bar = _bar(self._look)
        if progress.stage not in self._stages:
            task = self._bar.add_task(progress.stage, total=None, told="", more="")
            self._stages[progress.stage] = task, now, progress.articles
        task, since, before = self._stages[progress.stage]
        seconds = now - since
        rate = (progress.articles - before) / seconds if seconds >= SETTLED else 0.0
        self._bar.update(
            task,
            completed=progress.done,
            total=progress.total or None,
            told=f"{progress.articles:,} articles",
            more=_more(progress, rate),
        )


def _more(progress: Progress, rate: float) -> str:
    files = f"{progress.files:,}/{progress.all_files:,} files" if progress.all_files > 1 else ""
    return "  ".join(part for part in (files, f"{rate:,.0f}/s" if rate else "") if part)


def _bar(look: Look) -> rich.progress.Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        ProgressColumn,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar
    from rich.table import Column

    def text(shown: str) -> TextColumn:
        return TextColumn(shown, table_column=Column(no_wrap=True))

    console = Console(
        stderr=True,
        no_color=look != "colour",
        force_terminal=True,  # rich would judge by other rules
    )
    columns: list[ProgressColumn] = [text("{task.description}"), TaskProgressColumn()]
    if console.width >= WITH_BAR:
        columns.insert(1, BarColumn(bar_width=None if console.width >= WITH_ALL else 12))
    columns.append(text("{task.fields[told]}"))
    if console.width >= WITH_ALL:
        columns.append(text("{task.fields[more]}"))
    columns.append(TimeRemainingColumn(compact=True))
    bar = Bar(
        *columns,
        console=console,
        transient=True,  # it goes when the run is over; the summary stays
        expand=console.width >= WITH_ALL,
        # Output appears above the bar on a terminal; data for a file goes to the file.
        redirect_stdout=sys.stdout.isatty(),
    )
    bar.start()
    return bar
