"""The command `newsarchive`, and `python -m newsarchive`."""

from __future__ import annotations

import gc
import os
import sys

from newsarchive.model.version import __version__

TYPE_CHECKING = False  # as in `newsarchive`
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> int:
    """Run the command line; its exit status. The version is told without loading any of it."""
    if sys.argv[1:] == ["--version"]:
        try:
            sys.stdout.write(f"newsarchive {__version__}\n")
            sys.stdout.flush()
        except (OSError, AttributeError):
            pass  # a full disk, a closed pipe, or no stream: the command line knows what to do
        else:
            return 0
    from newsarchive.model.deferred import defer_what_is_seldom_used

    defer_what_is_seldom_used()
    from newsarchive.cli import main as command_line

    return command_line()


def run() -> NoReturn:
    """Run the command line as a process of its own, and end the process.

    Python would look for garbage twenty times while it loads what a search needs, and finds none;
    and to take everything apart at the end takes as long as the search did. What is open has been
    closed by then, and the system takes the rest.
    """
    gc.set_threshold(100_000)
    status = main()
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 - contextlib takes longer to load than the version to tell
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass  # full, closed or none at all: the command line has said what there is to say
    os._exit(status)


if __name__ == "__main__":
    run()
