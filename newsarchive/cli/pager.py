"""The user's pager, for output that may be longer than the screen.

$NEWSARCHIVE_PAGER, else $PAGER, else less, which by itself ends at once if everything fits. It
starts with the first thing that is written, so that nothing found opens no empty page.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, TextIO, cast

from newsarchive.cli.run import Run
from newsarchive.cli.signals import EndedError

if TYPE_CHECKING:
    import subprocess

SETTINGS = {"LESS": "FRX", "LESSCHARSET": "utf-8", "LV": "-c"}
"""Settings for less and lv where the user has none: quit if everything fits on one screen, pass
colours through, leave the text on the screen."""


@contextmanager
def paged(run: Run, *, wanted: bool = True) -> Iterator[TextIO]:
    """The stream to write to: the pager on a terminal, if wanted and there is one; else stdout.

    Once the user has quit the pager, writing raises BrokenPipeError, as in a pipe.
    """
    command = _command() if wanted and sys.stdout.isatty() else []
    if not command:
        yield sys.stdout
        return
    pager = _Pager(run, command)
    try:
        yield cast("TextIO", pager)
    except KeyboardInterrupt:
        # Ctrl-C for the pager reaches this process too.
        if not pager.running:
            raise
        raise BrokenPipeError from None
    except EndedError:
        pager.end()
        raise
    finally:
        pager.close()


def _command() -> list[str]:
    """The words of the pager's command line; empty for no pager."""
    given = os.environ.get("NEWSARCHIVE_PAGER")
    if given is None:
        given = os.environ.get("PAGER", "less")
    if os.environ.get("TERM", "dumb") == "dumb":
        return []
    import shlex  # only a terminal has a pager

    try:
        words = shlex.split(given)
    except ValueError:  # a quotation mark that is never closed
        words = [given]
    return [] if words == ["cat"] else words


class _Pager:
    """A stream into the pager, with the methods that a page needs."""

    encoding = "utf-8"

    def __init__(self, run: Run, command: list[str]) -> None:
        self._session = run
        self._command = command
        self._process: subprocess.Popen[str] | None = None
        self._stream: IO[str] | None = None

    @property
    def running(self) -> bool:
        """Whether the pager is running."""
        return self._process is not None

    def isatty(self) -> bool:
        """Its output goes to the terminal."""
        return True

    def write(self, text: str) -> int:
        """Write to the pager."""
        if self._stream is None:
            self._stream = self._started()
        return self._stream.write(text)

    def flush(self) -> None:
        """Do nothing: the pager shows a page when it has one."""

    def close(self) -> None:
        """Close the stream and wait until the user quits the pager."""
        if self._process is None:
            return
        assert self._stream is not None
        with contextlib.suppress(BrokenPipeError):
            self._stream.close()
        while True:
            try:
                self._process.wait()
            except KeyboardInterrupt:  # less stays, so do we
                continue
            except EndedError:
                self.end()
                raise
            return

    def end(self) -> None:
        """End the pager, so that it releases the terminal."""
        if self._process is not None:
            self._process.terminate()

    def _started(self) -> IO[str]:
        import subprocess  # slow to load, and only a terminal has a pager

        sys.stdout.flush()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the person's own choice, no shell
                self._command,
                stdin=subprocess.PIPE,
                env={**SETTINGS, **os.environ},
                encoding="utf-8",
                errors="replace",
            )
        except OSError as error:
            if self._command != ["less"]:
                reason = (error.strerror or str(error)).lower()
                self._session.say(f'newsarchive: pager "{self._command[0]}": {reason}')
            return sys.stdout
        assert self._process.stdin is not None
        return self._process.stdin
