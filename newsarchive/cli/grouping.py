"""Options under headings in the help of commands with many options."""

from __future__ import annotations

from typing import Any

import click

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
