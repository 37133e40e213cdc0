"""One run of the program: the archive, the terminal, and messages to the user."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from newsarchive.cli import colour, streams
from newsarchive.cli.colour import Color
from newsarchive.render import safe

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.model.progress import Advance
    from newsarchive.render.charts import Sheet
    from newsarchive.render.terminal import Look, Page


@dataclass(slots=True)
class Run:
    """One run of the program."""

    archive_path: str | None = None
    debug: bool = False
    wait: float = 5.0
    """Seconds to wait for another process that is writing to the archive."""
    kept: Callable[[], str] = lambda: "nothing was changed"
    """What an interrupted run reports as kept; commands that change the archive set it."""
    archives: list[Archive] = field(default_factory=list)
    """The archives opened in this run."""

    def archive(
        self,
        *,
        jobs: int | None = None,
        memory: int | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> Archive:
        """The archive named by the user. Nothing is opened yet. See `Archive` for the rest."""
        from newsarchive.archive import Archive

        notify = notify or self.say
        self.archives.append(
            Archive(self.archive_path, wait=self.wait, notify=notify, jobs=jobs, memory=memory)
        )
        return self.archives[-1]

    def say(self, message: str) -> None:
        """Write one message to stderr; stdout carries data only."""
        streams.tell(safe.line(message) + "\n")

    @contextmanager
    def progress(self, *, quiet: bool = False) -> Iterator[Advance | None]:
        """A progress bar on stderr if that is a terminal, else None."""
        if quiet or not sys.stderr.isatty():
            yield None
            return
        from newsarchive.cli.progress import ProgressBar

        with ProgressBar(colour.look("auto", os.environ, terminal=True) or "bare") as bar:
            yield bar

    def page(self, color: Color, stream: TextIO | None = None) -> Page | None:
        """The page for a person; None if stdout goes to a file or another program.

        It writes to stdout, or to the stream (a pager) given. Forced colours (`colour.py`) force a
        page whatever stdout is: `| less -R`.
        """
        look = self.look(color)
        if look is None:
            return None
        from newsarchive.render.terminal import Page

        return Page(stream or sys.stdout, width=self.width, look=look)

    def look(self, color: Color) -> Look | None:
        """The colours for a person; None where `page` is None."""
        return colour.look(color, os.environ, terminal=sys.stdout.isatty())

    @property
    def width(self) -> int:
        """Columns of the terminal."""
        import shutil  # with all that it can pack: slow to load

        return shutil.get_terminal_size().columns

    def sheet(self, color: Color) -> Sheet | None:
        """The sheet to draw numbers on for a person; None in a pipe, as for `page`."""
        look = self.look(color)
        if look is None:
            return None
        from newsarchive.render.charts import Sheet

        return Sheet(sys.stdout, width=self.width, look=look, plain=not self.draws_blocks)

    @property
    def draws_blocks(self) -> bool:
        """Whether the terminal is likely to show more than ASCII: by its locale, and its name."""
        import locale

        name = os.environ.get("TERM", "")
        is_plain = name.startswith(("dumb", "linux", "vt"))
        return "utf" in locale.getencoding().lower() and not is_plain
