"""`newsarchive completion`."""

from __future__ import annotations

import sys

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.scripts import SCRIPTS


@click.command("completion")
@click.argument("shell", type=click.Choice(tuple(SCRIPTS)), metavar="SHELL")
def command(shell: str) -> int:
    """Print the script that sets up completion in a shell.

    SHELL is bash, zsh or fish. Completes commands, options, and from the archive ids, authors,
    sources, tags and languages. Add one of these lines to ~/.bashrc (bash 4.4 or later), to
    ~/.zshrc (after compinit), or to ~/.config/fish/config.fish:

    \b
      eval "$(newsarchive completion bash)"
      eval "$(newsarchive completion zsh)"
      newsarchive completion fish | source

    \b
    newsarchive completion bash
    newsarchive completion fish
    """
    sys.stdout.write(SCRIPTS[shell])
    return Exit.DONE
