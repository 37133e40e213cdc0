"""One run of the program: the archive, the terminal, and messages to the user."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO, cast

from newsarchive.cli import colour, configuration, streams
from newsarchive.cli.colour import Color
from newsarchive.cli.configuration import Named, Settings
from newsarchive.render import safe

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.model.progress import Advance
    from newsarchive.render.charts import Sheet
    from newsarchive.render.terminal import Look, Page
    from newsarchive.search.results import Results


WAIT = 5.0
"""Seconds to wait for another process that is writing, if nobody says otherwise."""


class Run:
    """One run of the program."""

    archive_path: str | None = None
    """The archive that the command line names: a file, or a name in the configuration."""
    debug: bool = False
    wait: float | None = None
    """Seconds to wait for another process that is writing, if the command line says so."""
    recording: bool = False
    """Whether it has to be known how the answer was made."""
    columns: tuple[str, ...] = ()
    """Of a table that is held back until it is known how it was made."""
    like: str | None = None
    """The id of the article that others are to be like."""
    _settings: Settings | None = None

    def __init__(self) -> None:
        """A run that has not done anything."""
        self.kept: Callable[[], str] = lambda: "nothing was changed"
        """What an interrupted run reports as kept; commands that change the archive set it."""
        self.archives: list[Archive] = []
        """The archives opened in this run."""
        self.results: list[Results] = []
        """What was asked of them and is answered, in order."""

    @property
    def settings(self) -> Settings:
        """What the configuration file says. Raises ConfigError."""
        if self._settings is None:
            self._settings = configuration.load()
        return self._settings

    @property
    def patience(self) -> float:
        """Seconds to wait for another process that is writing to the archive."""
        if self.wait is not None:
            return self.wait
        return cast("float", self.settings.common.get("wait", WAIT))

    def archive(
        self, *, jobs: int | None = None, memory: int | None = None, usual: Named | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> Archive:  # fmt: skip
        """The archive named by the user. Nothing is opened yet. See `Archive` for the rest.

        `usual` is the one to take if the command line names none. Raises ArchiveError, ConfigError.
        """
        from newsarchive.archive import Archive

        if usual is None or self.archive_path is not None:
            named = configuration.named_archive(self.archive_path, self.settings)
        else:
            named = usual
        if named is not None:
            named.ensure_folder()
        archive = Archive(
            named.target if named else None, wait=self.patience, notify=notify or self.say,
            jobs=jobs, memory=memory, clusters=tuple(self.settings.clusters.values()),
        )  # fmt: skip
        self.archives.append(archive)
        return self.archives[-1]

    def asked(self, results: Results) -> Results:
        """Note what is answered, so that an about can say it; the same results."""
        if self.recording:
            results.keys()  # while the archive is open
        self.results.append(results)
        return results

    def forget(self) -> None:
        """Let go of archives and answers, and of their files with them: a process may run more."""
        self.archives.clear()
        self.results.clear()

    def say(self, message: str) -> None:
        """Write one message to stderr; stdout carries data only."""
        streams.tell(safe.line(message) + "\n")

    @contextmanager
    def progress(self, *, quiet: bool = False) -> Iterator[Advance | None]:
        """A progress bar on stderr if that is a terminal that can move one, else None."""
        look = colour.look("auto", os.environ, terminal=True) if sys.stderr.isatty() else None
        if quiet or look is None or look == "bare":
            yield None
            return
        from newsarchive.cli.progress import ProgressBar

        with ProgressBar(look) as bar:
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
