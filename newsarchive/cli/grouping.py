"""Options under headings in the help, and groups of options that a command gets as one value."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

Callback = Callable[..., int]
"""A command."""
Decorator = Callable[[Callback], Callback]
Rows = list[tuple[str, str]]

HEADINGS = ("Which articles", "How many, in which order", "In which form")
"""What options stand under, in this order; "Options" comes last."""


class Option(click.Option):
    """An option that stands under a heading."""

    def __init__(self, *args: Any, heading: str = "", old: str = "", **attributes: Any) -> None:
        """`heading` is "" for "Options"; `old` is a name that works but is not shown."""
        super().__init__(*args, **attributes)
        self.heading = heading
        self.old = old

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Its names of today, and its help."""
        record = super().get_help_record(ctx)
        if record and self.old:
            return record[0].replace(f", {self.old}", ""), record[1]
        return record


class Command(click.Command):
    """A command whose help has its options under their headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write them."""
        for heading, rows in headed(self, ctx):
            with formatter.section(heading):
                formatter.write_dl(rows)


def headed(command: click.Command, context: click.Context) -> list[tuple[str, Rows]]:
    """Headings with their options and help texts, in order; the common heading is last."""
    groups: dict[str, Rows] = {heading: [] for heading in (*HEADINGS, "")}
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if record and not isinstance(param, click.Argument):
            heading = param.heading if isinstance(param, Option) else ""
            groups[heading].append(record)
    return [(heading or "Options", rows) for heading, rows in groups.items() if rows]


def gathered(
    parameter: str,
    make: Callable[..., object],
    *options: Decorator,
    names: tuple[str, ...] | None = None,
) -> Decorator:
    """Add the options to a command, and hand it what they say as one parameter.

    `names` are the options' names, if they are not just the fields of the class `make`.
    """
    if names is None:
        names = tuple(make.__match_args__)  # type: ignore[attr-defined]

    def decorate(command: Callback) -> Callback:
        @functools.wraps(command)
        def gather(*args: object, **given: object) -> int:
            chosen = {name: given.pop(name) for name in names}
            return command(*args, **given, **{parameter: make(**chosen)})

        gathering: Callback = gather
        for option in reversed(options):
            gathering = option(gathering)
        return gathering

    return decorate
