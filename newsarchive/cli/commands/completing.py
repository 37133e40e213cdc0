"""`newsarchive completion`."""

from __future__ import annotations

import sys

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.scripts import SCRIPTS


@click.command("completion")
@click.argument("shell", type=click.Choice(tuple(SCRIPTS)), metavar="SHELL")
def command(shell: str) -> int:
    """Print what teaches a shell to complete with the Tab key.

    SHELL is bash, zsh or fish. Commands and options are completed, and from the archive ids and
    the names of authors, sources, tags and languages. It works after this line in ~/.bashrc
    (4.4 or later), in ~/.zshrc (after compinit), or in ~/.config/fish/config.fish:

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
