"""`newsarchive config`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import click

from newsarchive.cli import configuration
from newsarchive.cli.commands import COMMANDS
from newsarchive.cli.configuration import Settings
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import json_option
from newsarchive.cli.run import WAIT, Run
from newsarchive.files import locations
from newsarchive.files.atomic import led_to
from newsarchive.render import safe

_NEW = """\
# The configuration of newsarchive: docs/configuration.md says what may stand here.

# default = "news"              # the archive if none is named

# [archives]
# news = "~/papers/news.db"     # newsarchive --archive news

# there = "https://search.example.org:9200/news"

# [clusters.search]             # docs/cluster-access.md
# url = "https://search.example.org:9200"
# token-file = "~/.search-token"

# [search]
# limit = 50                    # newsarchive search -n 50

# [inboxes.agency]              # newsarchive ingest --inbox agency
# folders = ["~/in/agency"]
# include = ["*.xml"]
"""
"""What stands in a new file."""


class Setting(NamedTuple):
    """A setting, its value in effect, and where that is from."""

    setting: str
    value: object
    origin: str
    """"command line", "environment", "configuration" or "default"."""
    place: str | None
    """The option, the variable, or the file with its line."""


def _settings(run: Run, commands: click.Group, context: click.Context) -> Iterator[Setting]:
    """Every setting there is."""
    from newsarchive.cli.configfile import DEFAULTS

    found = run.settings
    variable = "$NEWSARCHIVE_CONFIG" if os.environ.get("NEWSARCHIVE_CONFIG") else None
    origin = "environment" if variable else "default"
    yield Setting("configuration", str(found.path), origin, variable)
    named = configuration.named_archive(run.archive_path, found)
    if named is None:
        yield Setting("archive", str(locations.default_archive()), "default", None)
    else:
        yield Setting("archive", str(named.target), named.origin, named.place)
    if run.wait is not None:
        yield Setting("wait", run.wait, "command line", "--wait")
    else:
        yield _of_file(found, ("wait",), found.common.get("wait"), WAIT)
    if found.default is not None:
        yield _of_file(found, ("default",), str(found.default))
    for name, path in found.archives.items():
        yield _of_file(found, ("archives", name), str(path))
    for name, access in found.clusters.items():
        for key, value in access.shown().items():
            yield _of_file(found, ("clusters", name, key), value)
    for name, inbox in found.inboxes.items():
        for key, value in inbox.items():
            plain = str(value) if isinstance(value, Path) else value
            yield _of_file(found, ("inboxes", name, key), plain)
    for name in COMMANDS:
        command = commands.get_command(context, name)
        assert command is not None
        set_ = found.commands.get(name, {})
        for key, option in configuration.options_of(command).items():
            if key in DEFAULTS:
                usual = option.default if isinstance(option.default, str | int | float) else None
                yield _of_file(found, (name, key), set_.get(key), usual)


def _of_file(found: Settings, key: tuple[str, ...], value: object, usual: object = None) -> Setting:
    """A setting that only the file can say."""
    if value is None:
        return Setting(".".join(key), usual, "default", None)
    return Setting(".".join(key), value, "configuration", found.place(*key))


def _show(run: Run, context: click.Context, *, as_json: bool) -> None:
    assert context.parent is not None
    commands = context.parent.command
    assert isinstance(commands, click.Group)
    settings = list(_settings(run, commands, context.parent))
    if as_json:
        from newsarchive.render import structured

        records = (one._asdict() for one in settings)
        structured.write(records, Setting._fields, "json", sys.stdout)
        return
    rows = [
        tuple(map(safe.line, (one.setting, _text(one.value), one.place or one.origin)))
        for one in settings
    ]
    wide = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for name, value, place in rows:
        sys.stdout.write(f"{name:<{wide[0]}}  {value:<{wide[1]}}  {place}\n")


def _text(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return str(value).lower()
        case list():
            return ", ".join(map(str, value))
        case float():
            return f"{value:g}"
    return str(value)


def _edit(path: Path) -> None:
    """Open the file in the user's editor; made if there is none.

    Raises NewsArchiveError, OSError.
    """
    target = led_to(path)
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
            file.write(_NEW)
    from newsarchive.cli import editor

    editor.edit(path)


@click.command("config")
@click.argument("what", required=False, type=click.Choice(("edit", "path")), metavar="[edit|path]")
@json_option("One JSON array of the settings.")
@click.pass_context
def command(context: click.Context, what: Literal["edit", "path"] | None, as_json: bool) -> int:
    """Show the configuration, or edit it.

    Shows every setting with its value and where that is from: the command line, the environment, a
    line of the configuration file, or else the default. "edit" opens the file in $VISUAL or $EDITOR
    and checks what was written; "path" prints where it is.

    \b
    newsarchive config
    newsarchive config path
    """
    run = context.obj
    assert isinstance(run, Run)
    if what and as_json:
        raise click.UsageError(f"--json does not go with {what}", context)
    path = locations.config_file()
    if what == "path":
        sys.stdout.write(f"{safe.line(str(path))}\n")
        return Exit.DONE
    if what == "edit":
        run.kept = lambda: f"{path} is as the editor left it"
        _edit(path)
        configuration.load()
        run.say(f"{path} is sound")
        return Exit.DONE
    _show(run, context, as_json=as_json)
    return Exit.DONE
