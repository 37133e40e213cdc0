"""Options of commands with much work: processes, memory, and what takes sizes (500K, 64M, 2G)."""

from __future__ import annotations

import re
from collections.abc import Callable

import click

Callback = Callable[..., int]

_SIZE = re.compile(r"(\d{1,15})\s*(?:([kmgt])i?)?b?", re.IGNORECASE)
_UNITS = "kmgt"


def size(context: click.Context, parameter: click.Parameter, given: str | None) -> int | None:
    """The size in bytes, for an option. K, M, G and T are powers of 1,024.

    Raises BadParameter for anything else, and for 0.
    """
    if given is None:
        return None
    found = _SIZE.fullmatch(given.strip())
    number = int(found[1]) if found else 0
    if not found or not number:
        message = f"{given} is not a size: write it as 500K, 64M or 2G"
        raise click.BadParameter(message, context, parameter)
    return number * 1024 ** (_UNITS.index(found[2].lower()) + 1) if found[2] else number


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
