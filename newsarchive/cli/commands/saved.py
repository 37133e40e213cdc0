"""`newsarchive saved`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from newsarchive.cli import completion
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import RECORD_FORMATS, Output, output_options
from newsarchive.cli.grouping import Command
from newsarchive.cli.run import Run
from newsarchive.model.errors import QueryError
from newsarchive.render import safe, structured
from newsarchive.render.columns import lined_up

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.render.record import Record
    from newsarchive.store import SavedSearch

FIELDS = ("name", "query", "options", "articles", "new", "asked", "revision", "made")


def _records(run: Run, archive: Archive) -> list[Record]:
    found: list[Record] = []
    for one in archive.searches:
        articles = new = None
        options: list[str] = []
        try:
            options += _words(one)
            articles = archive.search(f"@{one.name}").total
            new = archive.searches.new(one.name).total
        except (QueryError, ValueError) as error:
            run.say(f"@{one.name} cannot be asked: {error}")
        values = (one.name, one.query, options, articles, new, one.asked, one.revision, one.made)
        found.append(dict(zip(FIELDS, values, strict=True)))
    return found


def _words(one: SavedSearch) -> list[str]:
    """Its options as words of a command line. Raises ValueError if they are not known."""
    from newsarchive.query.filters import given
    from newsarchive.search.asking import QueryOptions

    options = QueryOptions.of(one.options)
    words = ["--any"] * options.any_word + ["--literal"] * options.literal
    values = [(name, text) for name, texts in given(options.filters).items() for text in texts]
    values += [("date-order", options.order or ""), ("sort", options.sort or "")]
    return words + [f"--{name}={text}" for name, text in values if text]


def _lines(found: Sequence[Record], *, width: int | None) -> None:
    """A line each: lined up in so many columns, or with tabs."""
    rows: list[list[str]] = []
    for one in found:
        assert isinstance(one["options"], list)
        query = " ".join(filter(None, [str(one["query"]), *one["options"]]))
        cells = (one["name"], one["articles"], one["new"], one["asked"], query)
        rows.append(["-" if cell is None else safe.line(str(cell)) for cell in cells])
    if width is None:
        sys.stdout.writelines("\t".join(row) + "\n" for row in rows)
        return
    head = ["name", "articles", "new", "asked (UTC)", "query"]
    shown = [[*row[:3], row[3].replace("T", " ")[:16], row[4]] for row in rows]
    for line in lined_up([head, *shown], width, right=frozenset({1, 2})):
        sys.stdout.write(f"{line}\n")


@click.command("saved", cls=Command)
@click.option(
    "--remove", "removed", metavar="NAME", multiple=True, shell_complete=completion.saved,
    help="Remove a saved search. Repeatable.",
)  # fmt: skip
@output_options(RECORD_FORMATS, body=False, fields="name,query,new", template="{name}: {query}")
@click.pass_obj
def command(run: Run, removed: tuple[str, ...], output: Output) -> int:
    """List saved searches.

    Each with how many articles match now, how many of them are new, and when "newsarchive new" was
    last asked. In a pipe each is one line: name, articles, new, time (UTC), query with its options,
    separated by tabs.

    \b
    newsarchive saved
    newsarchive saved --csv
    """
    with run.archive() as archive:
        if removed:
            names = list(dict.fromkeys(name.removeprefix("@") for name in removed))
            archive.searches.remove(*names)
            run.say(f"{', '.join(f'@{name}' for name in names)} removed")
            return Exit.DONE
        with run.progress():
            found = _records(run, archive)
    if output.records:
        structured.write(found, FIELDS, output.records, sys.stdout)
    elif found:
        _lines(found, width=None if run.look(output.color) is None else run.width)
    if not found:
        run.say("no search is saved; newsarchive save NAME QUERY saves one")
    return Exit.DONE if found else Exit.NOTHING
