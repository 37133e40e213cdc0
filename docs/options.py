"""The tables of docs/options.md: every command with its arguments, and every option."""

from __future__ import annotations

from collections import defaultdict

import click

from newsarchive.cli.commands import COMMANDS
from newsarchive.cli.commands import newsarchive as program

_TOP = click.Context(program, info_name="newsarchive", **program.context_settings)
_PROGRAM = "newsarchive"
SETS = {"that search": "--since", "that write records": "--csv"}
"""What commands with this option are called together."""


def _commands() -> dict[str, click.Command]:
    found = {name: program.get_command(_TOP, name) for name in COMMANDS}
    return {_PROGRAM: program} | {name: one for name, one in found.items() if one}


def commands() -> str:
    """Commands, their arguments, and what they do."""
    lines = ["| command | arguments | |", "|---|---|---|"]
    for name, command in list(_commands().items())[1:]:
        pieces = [text for one in command.params for text in one.get_usage_pieces(_TOP)]
        written = " ".join(f"`{_cell(text)}`" for text in pieces)
        lines.append(f"| `{name}` | {written} | {_cell(command.get_short_help_str(200))} |")
    return "\n".join(lines) + "\n"


def options() -> str:
    """Options by name; one with several meanings has a row for each."""
    rows: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, command in _commands().items():
        for one in command.get_params(_TOP):
            if isinstance(one, click.Option):
                names, value = written(one)
                key = (names.split(", ")[-1], names, value, one.help or "")
                rows[key].append(name)
    sets = {
        called: [name for key, have in rows.items() if key[0] == option for name in have]
        for called, option in SETS.items()
    }
    said = [f"Commands {called}: {_listed(names)}.\n" for called, names in sets.items()]
    lines = ["| option | value | what it means | commands |", "|---|---|---|---|"]
    for (_, names, value, about), have in sorted(rows.items()):
        shown = f"`{_cell(value)}`" if value else ""
        lines.append(f"| `{names}` | {shown} | {_cell(about)} | {_who(have, sets)} |")
    return "\n".join([*said, *lines]) + "\n"


def written(option: click.Option) -> tuple[str, str]:
    """The names of an option, and what stands for its value."""
    record = option.get_help_record(_TOP)
    assert record is not None
    names, _, value = record[0].rpartition(" ")
    return (record[0], "") if option.is_flag else (names, value)


def _who(have: list[str], sets: dict[str, list[str]]) -> str:
    """The commands, those of a set by its name."""
    if len(have) == len(COMMANDS) + 1:
        return "all"
    for called, names in sets.items():
        if set(names) <= set(have):
            others = [name for name in have if name not in names]
            return f"those {called}" + (f"; {_listed(others)}" if others else "")
    return _listed(have)


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
