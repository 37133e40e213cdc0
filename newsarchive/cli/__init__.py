"""The command line: `main` runs a command, and decides what is said and returned when it fails.

This is the only place that catches errors for a person. It imports next to nothing, because
`newsarchive --version` and a typing error should be answered at once.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import click

from newsarchive.cli import complaints
from newsarchive.cli.commands import newsarchive
from newsarchive.cli.exits import Exit
from newsarchive.cli.session import Session
from newsarchive.errors import BusyError, NewsArchiveError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments (default: the process's) name; its exit status."""
    session = Session()
    _speak_utf8()
    try:
        return _run(session, list(sys.argv[1:] if arguments is None else arguments))
    except BrokenPipeError:
        # Who reads has seen enough (`| head`): a normal end.
        _drop_output()
        return Exit.DONE
    except KeyboardInterrupt:
        session.say(
            "interrupted; what was archived so far is kept, run the same command again to go on"
        )
        return Exit.INTERRUPTED
    except click.ClickException as error:
        complaints.usage(error)
        return Exit.ERROR
    except NewsArchiveError as error:
        complaints.error(error, debug=session.debug)
        return Exit.BUSY if isinstance(error, BusyError) else Exit.ERROR
    except OSError as error:
        complaints.system(error, debug=session.debug)
        _drop_output()
        return Exit.ERROR
    except Exception as error:
        complaints.internal(error, debug=session.debug)
        return Exit.ERROR


def _run(session: Session, arguments: list[str]) -> int:
    """Let click find the command. Not by its own `main`, which would answer errors its own way."""
    asked = os.environ.get("_NEWSARCHIVE_COMPLETE")
    if asked:
        from click.shell_completion import shell_complete

        return shell_complete(newsarchive, {}, "newsarchive", "_NEWSARCHIVE_COMPLETE", asked)
    try:
        with newsarchive.make_context(
            "newsarchive", arguments or ["--help"], obj=session
        ) as context:
            status = int(newsarchive.invoke(context))
            sys.stdout.flush()  # here, where a full disk or a closed pipe can still be answered
            return status
    except click.exceptions.Exit as end:  # after --help and --version
        return end.exit_code


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says: archived text is in every script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def _drop_output() -> None:
    """Let what is unwritten go nowhere: Python would try again on its way out, and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
