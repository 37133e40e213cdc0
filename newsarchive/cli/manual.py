"""Man pages, made of the same definitions as the help: one for the program, one a command."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from newsarchive.cli.commands import COMMANDS
from newsarchive.cli.grouping import headed
from newsarchive.model.version import __version__

_PROGRAM = "newsarchive"

_STATUS = (
    ("0", "Found, or done."),
    ("1", "Nothing matched."),
    ("2", "An error, a command that makes no sense, or some inputs could not be read."),
    ("75", "Another process is writing to the archive: try again."),
    ("129", "The terminal was closed (SIGHUP); a message says what is kept."),
    ("130", "Interrupted with Ctrl-C; a message says what is kept."),
    ("143", "Ended by SIGTERM; a message says what is kept."),
)
_ENVIRONMENT = (
    ("NEWSARCHIVE", "The archive, its name or its address, if --archive names none."),
    ("NEWSARCHIVE_CONFIG", "The configuration file. /dev/null: none."),
    (
        "NEWSARCHIVE_OPENSEARCH_URL",
        "The cluster that USER, PASSWORD, TOKEN and others, named alike, are for.",
    ),
    ("XDG_CONFIG_HOME", "The folder of the configuration file if no other is named."),
    ("XDG_DATA_HOME", "The folder of the archive if no other is named."),
    ("XDG_CACHE_HOME", "Where the search index is kept."),
    ("NEWSARCHIVE_OPEN", "The program with which show --open opens pages and files."),
    ("NO_COLOR", "If it is not empty, no colours."),
    ("FORCE_COLOR", "If it is not empty, colours on any terminal."),
)


def pages(commands: click.Group) -> dict[str, str]:
    """File name → page, in the language of man: "newsarchive-search.1"."""
    with click.Context(commands, info_name=_PROGRAM, **commands.context_settings) as context:
        made = {f"{_PROGRAM}.1": _program(commands, context)}
        for name in COMMANDS:
            command = commands.get_command(context, name)
            assert command is not None
            with click.Context(command, info_name=name, parent=context) as own:
                made[f"{_PROGRAM}-{name}.1"] = command_page(command, own)
    return made


def _program(commands: click.Group, context: click.Context) -> str:
    listed = []
    for name in COMMANDS:
        command = commands.get_command(context, name)
        assert command is not None
        summary = command.get_short_help_str(limit=200)
        listed.append((f"{_PROGRAM}-{name}(1)", summary))
    body = [
        *_head(commands, context, "COMMAND [ARGUMENT]..."),
        *_section("COMMANDS", _defined(listed)),
        *_options(commands, context),
        *_section("EXIT STATUS", _defined(_STATUS)),
        *_section("ENVIRONMENT", _defined(_ENVIRONMENT)),
        *_examples(commands),
        *_see_also([f"{_PROGRAM}-{name}" for name in COMMANDS]),
    ]
    return "\n".join(body) + "\n"


def command_page(command: click.Command, context: click.Context) -> str:
    """The page of one command."""
    usage = " ".join(command.collect_usage_pieces(context))
    body = [
        *_head(command, context, usage),
        *_options(command, context),
        *_section("EXIT STATUS", _defined(_STATUS)),
        *_examples(command),
        *_see_also([_PROGRAM]),
    ]
    return "\n".join(body) + "\n"


def _head(command: click.Command, context: click.Context, usage: str) -> Iterator[str]:
    called = context.command_path
    page = called.replace(" ", "-")
    yield f'.TH "{_text(page.upper())}" "1" "" "{_PROGRAM} {_text(__version__)}" "User Commands"'
    yield '.SH "NAME"'
    short = command.get_short_help_str(limit=200).rstrip(".")
    yield f"{_text(page)} \\- {_text(short[:1].lower() + short[1:])}"
    yield '.SH "SYNOPSIS"'
    yield f"\\fB{_text(called)}\\fR {_text(usage)}"
    yield from _section("DESCRIPTION", _description(command))


def _description(command: click.Command) -> Iterator[str]:
    for paragraph in _paragraphs(command):
        if paragraph.startswith("\b"):
            if not _is_example(paragraph):
                yield from _verbatim(paragraph)
        else:
            yield ".PP"
            yield _text(" ".join(paragraph.split()))


def _examples(command: click.Command) -> Iterator[str]:
    shown = [line for part in _paragraphs(command) if _is_example(part) for line in _verbatim(part)]
    return _section("EXAMPLES", shown)


def _paragraphs(command: click.Command) -> list[str]:
    return re.split(r"\n\s*\n", inspect.cleandoc(command.help or ""))


def _is_example(paragraph: str) -> bool:
    lines = paragraph.splitlines()[1:]
    return paragraph.startswith("\b") and all(line.startswith(_PROGRAM) for line in lines)


def _verbatim(paragraph: str) -> Iterator[str]:
    yield from (".PP", ".RS 4", ".nf")
    yield from (_text(line.strip()) for line in paragraph.splitlines()[1:])
    yield from (".fi", ".RE")


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for number, (heading, rows) in enumerate(headed(command, context)):
        yield from [] if number else ['.SH "OPTIONS"']
        yield f'.SS "{_text(heading)}"'
        yield from _defined(rows)


def _defined(rows: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> Iterator[str]:
    for name, summary in rows:
        yield ".TP"
        yield f"\\fB{_text(name)}\\fR"
        yield _text(summary)


def _section(name: str, lines: Iterator[str] | list[str]) -> Iterator[str]:
    written = list(lines)
    if written:
        yield f'.SH "{name}"'
        yield from written


def _see_also(names: list[str]) -> Iterator[str]:
    yield '.SH "SEE ALSO"'
    yield ", ".join(f"\\fB{_text(name)}\\fR(1)" for name in names)


def _text(text: str) -> str:
    """The text as roff has it: nothing in it is a command."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return re.sub(r"^(?=[.'])", r"\\&", text, flags=re.MULTILINE)
