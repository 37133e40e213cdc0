"""The options of commands with much work: how many processes, and how much memory."""

from __future__ import annotations

from collections.abc import Callable

import click

from newsarchive.cli.sizes import size

Callback = Callable[..., int]


def labour(command: Callback) -> Callback:
    """Add `--jobs` and `--memory` to a command, as `Archive` takes them."""
    jobs = click.option(
        "--jobs",
        type=click.IntRange(1),
        metavar="N",
        help="Processes that share the work. Default: one for each processor.",
    )
    memory = click.option(
        "--memory",
        metavar="SIZE",
        callback=size,
        help="Memory for the index before it is written. Default: 512M.",
    )
    return jobs(memory(command))
