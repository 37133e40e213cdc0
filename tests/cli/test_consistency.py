"""Commands, options and arguments: one name for one thing, in all commands alike."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module

import click
import pytest

from newsarchive.cli.commands import COMMANDS
from newsarchive.cli.commands import newsarchive as program
from newsarchive.cli.grouping import Command, Option
from newsarchive.query.filters import FILTERS
from tests.cli.conftest import Here
from tests.surroundings import ROOT

DOCS = ROOT / "docs"

TOP = click.Context(program, info_name="newsarchive", **program.context_settings)


def _commands() -> Iterator[tuple[str, click.Command]]:
    yield "", program
    for name in COMMANDS:
        command = program.get_command(TOP, name)
        assert command is not None
        yield name, command


ALL = dict(_commands())
OPTIONS = [
    (name, option)
    for name, command in ALL.items()
    for option in command.get_params(TOP)
    if isinstance(option, click.Option)
]
"""Command, and an option of it."""
ARGUMENTS = {
    (name, piece)
    for name, command in ALL.items()
    for argument in command.params
    for piece in argument.get_usage_pieces(TOP)
}


def _long(option: click.Option) -> str:
    return next(name for name in option.opts if name.startswith("--"))


def _value(option: click.Option) -> str:
    """What stands for its value in the help: NAME, [a|b], or nothing for a flag."""
    record = option.get_help_record(TOP)
    return "" if option.is_flag or record is None else record[0].rpartition(" ")[2]


def _of(*names: str) -> set[str]:
    """The commands that have one of these options."""
    return {command for command, option in OPTIONS if _long(option) in names}


SETS = "edit sets what others search by: one value, which replaces what is there"
EXCEPTIONS = {
    ("edit", "--title"): SETS,
    ("edit", "--date"): SETS,
    ("edit", "--source"): SETS,
    ("edit", "--language"): SETS,
    ("show", "--version"): "a version of an article has no other name; the program's is a flag",
    ("saved", "--remove"): "saved takes no argument; in note the articles are the arguments",
}
"""Where an option takes another kind of value than elsewhere, and why."""
FORMS = ("--jsonl", "--csv", "--tsv", "--format", "--fields", "--raw", "--null", "--color")
"""Options of whatever writes records."""
WHOLE = {
    "authors": "it can be cut by head, and was always whole",
    "saved": "a person has few, and names are looked for in all",
    "show": "what is shown is what was named",
}
"""Commands that write records without --limit, and why."""
ALIKE = {
    "--jsonl", "--csv", "--tsv", "--bibtex", "--ris", "--csl", "--paths", "--raw", "--null",
    "--format-version", "--body", "--color", "--no-pager", "--timeout", "--debug", "--wait",
    "--jobs", "--memory", "--min-count", "--any", "--literal", "--dry-run", "--added", "--on",
    "--since", "--until",
}  # fmt: skip
"""Options that mean exactly the same in each command that has them."""
VALUES = re.compile(r"[A-Z]+(\|NAME)?(\|URL)?|FIELD=NAME|\[[a-z0-9|-]+\]")
"""How the value of an option is written."""
ARGUMENT = re.compile(
    r"\[?(ID|FILE|FOLDER|PATH|NAME|QUERY|WORD|PROBLEM|SHELL|TOPIC|N|M)(\|(FILE|-|@N))*\]?(\.\.\.)?"
    r"|ID\.\.\. (\[TEXT\]|\+TAG\.\.\. -TAG\.\.\.)|\[edit\|path\]"
    r"|\[opensearch\|whoosh\]|\[URL\[/NAME\]\]",
)
"""How an argument is written: an article is ID everywhere."""


def test_a_name_takes_the_same_kind_of_value_everywhere() -> None:
    kinds: dict[str, set[tuple[str, bool]]] = defaultdict(set)
    for command, option in OPTIONS:
        if (command, _long(option)) not in EXCEPTIONS:
            choice = isinstance(option.type, click.Choice)
            value = "choice" if choice and not option.is_flag else _value(option)
            kinds[_long(option)].add((value, option.multiple))
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}
    assert all(
        (command, long) in {(c, _long(o)) for c, o in OPTIONS} for command, long in EXCEPTIONS
    )


def test_a_letter_means_the_same_everywhere_and_whatever_has_the_name_has_the_letter() -> None:
    letters = [
        (_long(option), [name for name in option.opts if not name.startswith("--")])
        for _, option in OPTIONS
    ]
    assert {long: names for long, names in letters if names} == {
        "--help": ["-h"], "--limit": ["-n"], "--null": ["-0"], "--output": ["-o"],
    }  # fmt: skip
    with_letter = ("--limit", "--null", "--output")
    assert not [long for long, names in letters if not names and long in with_letter]


def test_what_means_the_same_is_said_in_the_same_words() -> None:
    helps: dict[str, set[str | None]] = defaultdict(set)
    for _, option in OPTIONS:
        helps[_long(option)].add(option.help)
    assert {name: helps[name] for name in ALIKE if len(helps[name]) != 1} == {}


@pytest.mark.parametrize("name", ALL)
def test_a_help_text_is_a_sentence(name: str) -> None:
    for command, option in OPTIONS:
        if command == name:
            assert re.fullmatch(r"[A-Z][^\n]*[^\s.,]\.", option.help or ""), option.opts
            assert "  " not in (option.help or "")
            assert not option.show_default, "the help says so: Default: 5."
            assert option.is_flag or VALUES.fullmatch(_value(option)), option.opts


def test_arguments_have_the_same_names() -> None:
    assert [one for one in sorted(ARGUMENTS) if not ARGUMENT.fullmatch(one[1])] == []


def test_whatever_searches_can_be_narrowed_alike_and_tags_are_tag_everywhere() -> None:
    narrowed = _of("--since")
    for name in FILTERS:
        assert _of(f"--{name}") - {"edit"} == narrowed
    assert _of("--date-order") == narrowed | {"edit", "ingest"}
    assert {long for _, one in OPTIONS if "tag" in (long := _long(one))} == {
        "--tag", "--add-tag", "--remove-tag",
    }  # fmt: skip


def test_whatever_writes_records_writes_all_forms_of_them_and_can_be_cut() -> None:
    records = _of("--csv")
    for name in FORMS:
        assert _of(name) - {"browse", "diff"} == records
    assert records < _of("--json")
    assert records - set(WHOLE) <= _of("--limit")
    assert _of("--json") == _of("--format-version")
    assert all(
        option.help.startswith("One JSON ")
        for _, option in OPTIONS
        if option.help and _long(option) == "--json"
    )


UNFILED = {"new": "what it shows counts as seen, and must not be lost with a file"}
"""Commands that write records to standard output only, and why."""


def test_a_file_is_the_first_argument_or_that_of_an_option_and_never_over_another() -> None:
    """`backup FILE`, `search -o FILE`, `timeline --png FILE`: with --force it is replaced."""
    assert _of("--output") == _of("--csv") - set(UNFILED) | {"rerun"}
    written = {name for name, value in ARGUMENTS if value.startswith(("FILE", "FOLDER"))}
    assert written | _of("--output") == _of("--force")
    assert _of("--png", "--svg", "--parquet") < _of("--force")


@pytest.mark.parametrize("name", COMMANDS)
def test_options_stand_under_headings_where_they_have_one(name: str) -> None:
    command = ALL[name]
    headings = {one.heading for one in command.params if isinstance(one, Option)} - {""}
    assert isinstance(command, Command) or not headings or headings == {"In which form"}


CALLS = {
    "show": ["show", "@"], "similar": ["similar", "@"], "new": ["new", "--peek"],
    "search": ["search", "oil"], "keywords": ["keywords", "oil"],
    "collocates": ["collocates", "oil"], "audit": ["audit", "any"],
}  # fmt: skip
"""Commands that need more than their name → a call; @ stands for the id of an article."""


def test_the_examples_of_templates_and_fields_are_of_their_command(here: Here) -> None:
    here("save", "oil", "oil")
    examples = {
        (command, _long(option)): re.split(": '?", option.help or "")[1]
        .removesuffix(".")
        .strip("'")
        for command, option in OPTIONS
        if _long(option) in ("--fields", "--format")
    }
    for (name, option), example in examples.items():
        call = [here.id_of("rain") if word == "@" else word for word in CALLS.get(name, [name])]
        form = ["--csv"] if option == "--fields" else []
        ran = here(*call, *form, option, example)
        assert ran.status in (0, 1), ran.err
        assert not ran.err.startswith("newsarchive:"), ran.err


@pytest.mark.surroundings
def test_the_tables_in_the_documentation_are_those_of_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(DOCS)
    tables = import_module("options")
    page = (DOCS / "options.md").read_text(encoding="utf-8")
    assert f"\n\n{tables.commands()}\n<!--" in page
    assert f"\n\n{tables.options()}\n<!--" in page


def test_an_old_name_works_and_is_not_shown(here: Here) -> None:
    assert here("timeline", "--group", "source").out == here("timeline", "--group-by", "source").out
    assert "--group," not in here("timeline", "--help").out
    assert "--group-by [" in here("timeline", "--help").out
