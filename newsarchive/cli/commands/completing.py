"""`newsarchive completion`."""

from __future__ import annotations

import sys
from pkgutil import get_data

import click

from newsarchive.cli.exits import Exit

SHELLS = ("bash", "zsh", "fish")


def script(shell: str) -> str:
    """The script with which a shell asks the program for candidates."""
    return (get_data("newsarchive.cli", f"completion.{shell}") or b"").decode()


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS), metavar="SHELL")
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
    sys.stdout.write(script(shell))
    return Exit.DONE
