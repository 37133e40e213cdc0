"""The command `newsarchive` and the table of its subcommands, each loaded when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from newsarchive.cli import completion, configuration
from newsarchive.cli.complaints import nearest
from newsarchive.cli.run import Run
from newsarchive.model.version import __version__

COMMANDS = {
    "ingest": "newsarchive.cli.commands.ingest",
    "search": "newsarchive.cli.commands.search",
    "save": "newsarchive.cli.commands.save",
    "saved": "newsarchive.cli.commands.saved",
    "new": "newsarchive.cli.commands.new",
    "list": "newsarchive.cli.commands.listing",
    "browse": "newsarchive.cli.commands.browse",
    "sample": "newsarchive.cli.commands.sample",
    "similar": "newsarchive.cli.commands.similar",
    "rerun": "newsarchive.cli.commands.rerun",
    "show": "newsarchive.cli.commands.show",
    "diff": "newsarchive.cli.commands.diff",
    "authors": "newsarchive.cli.commands.authors",
    "duplicates": "newsarchive.cli.commands.duplicates",
    "audit": "newsarchive.cli.commands.audit",
    "edit": "newsarchive.cli.commands.edit",
    "tag": "newsarchive.cli.commands.tag",
    "note": "newsarchive.cli.commands.note",
    "stats": "newsarchive.cli.commands.stats",
    "timeline": "newsarchive.cli.commands.timeline",
    "keywords": "newsarchive.cli.commands.keywords",
    "collocates": "newsarchive.cli.commands.collocates",
    "status": "newsarchive.cli.commands.status",
    "log": "newsarchive.cli.commands.log",
    "remove": "newsarchive.cli.commands.remove",
    "backup": "newsarchive.cli.commands.backup",
    "restore": "newsarchive.cli.commands.restore",
    "dossier": "newsarchive.cli.commands.dossier",
    "export": "newsarchive.cli.commands.export",
    "index": "newsarchive.cli.commands.index",
    "compact": "newsarchive.cli.commands.compact",
    "rebuild": "newsarchive.cli.commands.rebuild",
    "check": "newsarchive.cli.commands.check",
    "config": "newsarchive.cli.commands.configuring",
    "completion": "newsarchive.cli.commands.completing",
    "help": "newsarchive.cli.commands.helping",
}
"""The name of a command → the module whose `command` it is, in the order of the help.

A module may not be called like a builtin: once imported, it would hide that builtin here."""

HEADINGS = {
    "ingest": "Collect, find and read",
    "audit": "Mark and correct",
    "stats": "Count and compare",
    "status": "Keep and run",
    "completion": "Get help",
}
"""A command → what it, and those after it in the table, stand under in the help."""


UNCONFIGURED = frozenset({"completion", "config", "help"})
"""Commands that a mistake in the configuration file does not stop."""


class Commands(click.Group):
    """A group whose commands are modules that are not imported before they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their headings."""
        groups: dict[str, list[tuple[str, str]]] = {}
        heading = ""
        widest = max(map(len, COMMANDS))
        for name in COMMANDS:
            heading = HEADINGS.get(name, heading)
            command = self.get_command(ctx, name)
            assert command is not None
            short = command.get_short_help_str(formatter.width - 4 - widest)
            groups.setdefault(heading, []).append((name.ljust(widest), short))
        for heading, rows in groups.items():
            with formatter.section(heading):
                formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names. Raises UsageError with the nearest name."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            hint = nearest(name, COMMANDS) or "; to search: newsarchive search WORDS"
            raise click.UsageError(f'there is no command "{name}"{hint}', ctx)
        found = super().resolve_command(ctx, args)
        if isinstance(ctx.obj, Run) and name not in UNCONFIGURED and not _asks_for_help(args[1:]):
            _set_defaults(ctx, ctx.obj, found[1])
        return found


def _asks_for_help(args: list[str]) -> bool:
    words = args[: args.index("--")] if "--" in args else args
    return not {"-h", "--help"}.isdisjoint(words)


def _set_defaults(top: click.Context, run: Run, command: click.Command | None) -> None:
    """Let the configuration say what the command line does not."""
    if command is not None and (values := run.settings.commands.get(str(command.name))):
        top.default_map = {str(command.name): configuration.parameters(command, values)}


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--archive",
    type=click.Path(),
    metavar="FILE|NAME|URL",
    shell_complete=completion.archives,
    help="The archive, its name in the configuration, or its address on a cluster. Default: "
    "$NEWSARCHIVE, else the configuration's, else a file in your data folder.",
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="How long to wait while another process writes. Default: 5.",
)
@click.option("--debug", is_flag=True, help="Show a traceback for errors.")
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_obj
def newsarchive(run: Run, archive: str | None, wait: float | None, debug: bool) -> None:
    """Keep a collection of news articles and search it.

    \b
    newsarchive ingest sample_articles
    newsarchive search azerbaijan energy --since 2018

    Exit status: 0 found or done, 1 nothing matched, 2 error, 75 the archive is busy.
    """
    run.archive_path = archive
    run.wait = wait
    run.debug = debug
