"""Options under headings in the help of commands with many options."""

from __future__ import annotations

from typing import Any

import click

Rows = list[tuple[str, str]]


class Option(click.Option):
    """An option that stands under a heading."""

    def __init__(self, *args: Any, heading: str = "", **attributes: Any) -> None:
        """`heading` is "" for the common one, "Options"."""
        super().__init__(*args, **attributes)
        self.heading = heading


class Command(click.Command):
    """A command whose help has its options under their headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write them."""
        for heading, rows in headed(self, ctx):
            with formatter.section(heading):
                formatter.write_dl(rows)


def headed(command: click.Command, context: click.Context) -> list[tuple[str, Rows]]:
    """Headings with their options and help texts, in order; the common heading is last."""
    groups: dict[str, Rows] = {}
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if record and not isinstance(param, click.Argument):
            heading = param.heading if isinstance(param, Option) else ""
            groups.setdefault(heading, []).append(record)
    common = groups.pop("", [])
    return [*groups.items(), ("Options", common)]
