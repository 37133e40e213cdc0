"""The command line: `main` runs a command and turns its failures into messages and statuses.

This is the only place that catches errors for a person. It imports next to nothing, because
`newsarchive --version` and a typing error should be answered at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from newsarchive.cli import complaints, completion, signals, streams
from newsarchive.cli.commands import newsarchive
from newsarchive.cli.exits import Exit
from newsarchive.cli.run import Run
from newsarchive.model.errors import BusyError, NewsArchiveError

GETTING_STARTED = """\
newsarchive keeps a collection of news articles and finds things in it.

  newsarchive ingest FOLDER            archive the articles in a folder; makes the archive
  newsarchive search WORDS             find articles with all of the words
  newsarchive list --since 2024        the newest articles first
  newsarchive show ID                  read one: ID is what stands at the end of a result
  newsarchive stats                    the archive in numbers
  newsarchive timeline WORDS           when articles with the words appeared

  newsarchive --help                   all commands
  newsarchive help query               how to ask: "phrases", OR, NEAR/5, title:word, dates
  newsarchive completion --help        teach your shell to complete with the Tab key
"""
"""What a person reads who types the name alone."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments (default: the process's) name; its exit status."""
    run = Run()
    signalled: list[Exit] = []
    try:
        with signals.raised(signalled):
            streams.prepare()
            return _run(run, list(sys.argv[1:] if arguments is None else arguments))
    except (KeyboardInterrupt, signals.EndedError):
        return _ended(run, signalled)
    except BrokenPipeError:
        # The reader has seen enough (`| head`): a normal end.
        streams.drop()
        return Exit.DONE
    except click.ClickException as error:
        complaints.usage(error)
        return Exit.ERROR
    except NewsArchiveError as error:
        complaints.error(error, debug=run.debug)
        return Exit.BUSY if isinstance(error, BusyError) else Exit.ERROR
    except OSError as error:
        if signalled:  # it came first: what was closed with the terminal cannot be written to
            return _ended(run, signalled)
        complaints.system(error, debug=run.debug)
        streams.drop()
        return Exit.ERROR
    except Exception as error:
        complaints.internal(error, debug=run.debug)
        return Exit.ERROR
    finally:
        run.forget()


def _ended(run: Run, signalled: list[Exit]) -> int:
    """Report what is kept; the exit status of an interrupted run."""
    status = signalled[0] if signalled else Exit.INTERRUPTED
    run.say(f"{status.name.lower().replace('_', ' ')}: {run.kept()}")
    streams.drop()
    return status


def _run(run: Run, arguments: list[str]) -> int:
    """Let click find the command. Not by its own `main`, which would answer errors its own way."""
    shell, _, asked = os.environ.get(completion.VARIABLE, "").partition("_")
    if asked == "complete":
        word = os.environ.get(completion.WORD) if shell == "bash" else None
        completion.answer(newsarchive, os.environ.get(completion.LINE, ""), word)
        return Exit.DONE
    if asked == "source":
        arguments = ["completion", shell]
    if not arguments:
        sys.stdout.write(GETTING_STARTED)
        return Exit.DONE
    try:
        with newsarchive.make_context("newsarchive", arguments, obj=run) as context:
            status = int(newsarchive.invoke(context))
            sys.stdout.flush()  # here, where a full disk or a closed pipe can still be answered
            if any(archive.damaged for archive in run.archives):
                run.say("what is damaged was left out; `newsarchive check` says more")
                return Exit.ERROR
            return status
    except click.exceptions.Exit as end:  # after --help and --version
        return end.exit_code
