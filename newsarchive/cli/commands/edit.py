"""`newsarchive edit`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import json_option
from newsarchive.cli.grouping import Decorator
from newsarchive.cli.ids import id_argument, look_up
from newsarchive.cli.run import Run
from newsarchive.model.article import CORRECTABLE
from newsarchive.render import safe, structured

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.curate.edit import Edited
    from newsarchive.model.article import ArchivedArticle

TOLD = 10
"""Up to so many changed fields are listed one by one."""


def log(run: Run, ids: tuple[str, ...], *, as_json: bool) -> int:
    """Write all corrections of the articles; whether there are any, as an exit status."""
    from newsarchive.render import corrections as rendering

    with run.archive() as archive:
        found = articles(run, archive, ids)
        made = [(one, mark) for one in found or () for mark in archive.corrections(one)]
    if as_json:
        records = ({"id": one.id} | rendering.correction_record(mark) for one, mark in made)
        structured.write(records, (), "json", sys.stdout)
    else:
        for one, mark in made:
            text = f"{one.id[:8]}  {rendering.correction_line(mark)}"
            sys.stdout.write(safe.line(text) + "\n")
    sys.stdout.flush()
    if found is None:
        return Exit.ERROR
    if not made:
        run.say("nothing was ever corrected here")
    return Exit.DONE if made else Exit.NOTHING


def articles(run: Run, archive: Archive, ids: tuple[str, ...]) -> list[ArchivedArticle] | None:
    """The articles, each once; None, and a message, if an id is unknown."""
    unknown: list[str] = []
    found = {archived.key: archived for archived in look_up(archive, ids, unknown.append)}
    for message in unknown:
        run.say(f"newsarchive: {message}")
    return None if unknown else list(found.values())


def _report(run: Run, edited: Sequence[Edited], *, as_json: bool, dry_run: bool) -> None:
    from newsarchive.render import corrections as rendering

    if as_json:
        structured.write(rendering.edited_records(edited), (), "json", sys.stdout)
        sys.stdout.flush()
    elif dry_run or sum(len(one.fields) for one in edited) <= TOLD:
        for line in rendering.edited_lines(edited):
            run.say(line)


def _summary(asked: int, done: int, *, undo: bool, dry_run: bool) -> str:
    if undo:
        if not done:
            which = "this article has" if asked == 1 else "these articles have"
            return f"nothing to undo: {which} no correction"
        message = ("would undo" if dry_run else "undid") + " the last correction of {}"
    else:
        if not done:
            return "nothing to change: it is all so already"
        message = "{} " + ("would be corrected" if dry_run else "corrected")
    rest = f", {asked - done:,} unchanged" if asked > done else ""
    return message.format(f"{done:,} article{'' if done == 1 else 's'}") + rest


def correct(
    run: Run,
    ids: tuple[str, ...],
    changes: dict[str, Any],
    *,
    undo: bool = False,
    as_json: bool = False,
    dry_run: bool = False,
) -> int:
    """Change these articles, or undo their last correction, and report it; the exit status."""
    with run.archive() as archive:
        found = articles(run, archive, ids)
        if not found:
            run.say("nothing was changed" if found is None else "no ids, nothing was changed")
            return Exit.ERROR if found is None else Exit.NOTHING
        if undo:
            edited = archive.undo(found, dry_run=dry_run)
        else:
            edited = archive.edit(found, **changes, dry_run=dry_run)
    _report(run, edited, as_json=as_json, dry_run=dry_run)
    run.say(_summary(len(found), len(edited), undo=undo, dry_run=dry_run))
    return Exit.NOTHING if undo and not edited else Exit.DONE


def _text(name: str, about: str, metavar: str = "TEXT") -> Decorator:
    return click.option(f"--{name}", metavar=metavar, help=about)


def _texts(name: str, parameter: str, about: str, metavar: str) -> Decorator:
    return click.option(f"--{name}", parameter, metavar=metavar, multiple=True, help=about)


@click.command("edit")
@id_argument
@_text("title", "The title.")
@_text("date", 'The day of publication: 2018-04-10, "10 April 2018".', "DATE")
@_texts("author", "authors", "An author. Given again: a further one.", "NAME")
@_texts("tag", "tags", "A tag. Given again: a further one. Replaces those there are.", "TAG")
@_texts("add-tag", "add_tags", "Add a tag.", "TAG")
@_texts("remove-tag", "remove_tags", "Remove a tag.", "TAG")
@_text("source", "The paper or site it appeared in.", "NAME")
@_text("agency", "The news agency.", "NAME")
@_text("language", "The language: en, az.", "CODE")
@_text("section", "The section.")
@_text("url", "The address.", "URL")
@_text("place", "The place of writing.")
@click.option(
    "--date-order",
    "order",
    type=click.Choice(("dmy", "mdy")),
    help="How to read 04/05/2018; without it, such a date is an error.",
)
@click.option("--undo", is_flag=True, help="Undo the last correction. Repeatable.")
@click.option("--log", "as_log", is_flag=True, help="List all corrections, undone ones too.")
@click.option("--dry-run", is_flag=True, help="Report what would change; change nothing.")
@json_option("One JSON array of what changed.")
@click.pass_obj
def command(
    run: Run,
    /,
    ids: tuple[str, ...],
    undo: bool,
    as_log: bool,
    dry_run: bool,
    as_json: bool,
    order: Literal["dmy", "mdy"] | None,
    add_tags: tuple[str, ...],
    remove_tags: tuple[str, ...],
    **given: str | tuple[str, ...] | None,
) -> int:
    """Correct metadata, and undo corrections.

    Originals and versions stay as they are. Corrections apply on top of them, also when a file
    changes later, and can be undone one by one (--undo). An empty text empties a field: --author
    "". "-" reads ids from standard input, one a line. If an id is unknown, nothing is changed.
    "newsarchive tag" is the short way for tags; notes are written with "newsarchive note".

    \b
    newsarchive edit f3dbb26f --date '10 April 2018' --add-tag energy
    newsarchive audit undated --ids | newsarchive edit - --date 2018-05-23
    """
    # Of what can be given several times, nothing given is an empty tuple.
    changes: dict[str, Any] = {
        name: given[name] for name in CORRECTABLE if given[name] not in (None, ())
    }
    more = {"add_tags": add_tags, "remove_tags": remove_tags, "order": order}
    changes |= {name: value for name, value in more.items() if value}
    if undo and as_log:
        raise click.UsageError("--undo and --log exclude each other", click.get_current_context())
    if (undo or as_log) and changes:
        raise click.UsageError(
            f"--{'undo' if undo else 'log'} goes without new values", click.get_current_context()
        )
    if as_log:
        return log(run, ids, as_json=as_json)
    return correct(run, ids, changes, undo=undo, as_json=as_json, dry_run=dry_run)
