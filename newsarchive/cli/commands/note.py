"""`newsarchive note`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from newsarchive.cli import completion
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import json_option
from newsarchive.cli.ids import look_up_parts
from newsarchive.cli.run import Run
from newsarchive.model.errors import UnknownNoteError
from newsarchive.render import safe, structured
from newsarchive.render.facts import note_line, note_record

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.cli.ids import Wanted
    from newsarchive.model.article import ArchivedArticle, Note

_ACTS = {
    "edit": "Change a note of the article in your editor ($VISUAL, $EDITOR), or write one there.",
    "remove": "Remove notes: all, or that of --number.",
    "undo": "Bring back the note that was removed last.",
    "list": "List notes, numbered: those of all articles, if none is named.",
}


def _add(
    run: Run,
    archive: Archive,
    found: Sequence[Wanted],
    text: str,
    at: int | None,
    quote: str | None,
) -> int:
    named = {wanted.paragraphs[0] for wanted in found if wanted.paragraphs}
    if named and (len(found) > 1 or at is not None or quote is not None):
        message = "ID#p4 goes with one article, without --paragraph and without --quote"
        raise click.UsageError(message, click.get_current_context())
    articles = [wanted.archived for wanted in found]
    count = archive.notes.add(articles, text, paragraph=at or next(iter(named), None), quote=quote)
    run.say(f"noted at {count:,} article{'' if count == 1 else 's'}")
    return Exit.DONE


def _edit(run: Run, archive: Archive, archived: ArchivedArticle, number: int | None) -> int:
    notes = _chosen(archived, number)
    if len(notes) > 1:
        raise UnknownNoteError(
            f"article {archived.id[:8]} has {len(notes)} notes: say which, as in --number 2"
        )
    before = notes[0].text if notes else ""
    text = click.edit(before)
    if text is None or text.strip() in ("", before):
        run.say("nothing was changed")
        return Exit.NOTHING
    if notes:
        archive.notes.change(archived, notes[0], text)
    else:
        archive.notes.add([archived], text)
    run.say("noted")
    return Exit.DONE


def _chosen(archived: ArchivedArticle, number: int | None) -> tuple[Note, ...]:
    """The notes that are meant. Raises UnknownNoteError if there is none of this number."""
    if number is None:
        return archived.notes
    if number > len(archived.notes):
        raise UnknownNoteError(f"article {archived.id[:8]} has no note {number}")
    return (archived.notes[number - 1],)


def _list(found: Sequence[ArchivedArticle], *, as_json: bool) -> int:
    rows = [(one, number, note) for one in found for number, note in enumerate(one.notes, start=1)]
    if as_json:
        records = ({"id": one.id, "number": n} | note_record(one, note) for one, n, note in rows)
        structured.write(records, (), "json", sys.stdout)
    else:
        for one, number, note in rows:
            text = f"{one.id[:8]}\t{number}\t{safe.line(note_line(one, note))}"
            sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
    return Exit.DONE if rows else Exit.NOTHING


@click.command("note")
@click.argument("ids", nargs=-1, metavar="ID... [TEXT]", shell_complete=completion.ids)
@click.option("--paragraph", type=click.IntRange(min=1), metavar="N", help="At this paragraph.")
@click.option("--quote", metavar="TEXT", help="At the passage with these words.")
@click.option("--edit", is_flag=True, help=_ACTS["edit"])
@click.option("--remove", is_flag=True, help=_ACTS["remove"])
@click.option("--undo", is_flag=True, help=_ACTS["undo"])
@click.option("--list", "listed", is_flag=True, help=_ACTS["list"])
@click.option("--number", type=click.IntRange(min=1), metavar="N", help="The note of this number.")
@json_option("One JSON array of the notes, with --list.")
@click.pass_obj
def command(
    run: Run,
    ids: tuple[str, ...],
    paragraph: int | None,
    quote: str | None,
    edit: bool,
    remove: bool,
    undo: bool,
    listed: bool,
    number: int | None,
    as_json: bool,
) -> int:
    """Write notes about articles.

    The last word is the note: note ID... 'TEXT'. With --quote or --paragraph (or ID#p4) it stands
    at a passage, and stays there when the article changes; if the passage is gone, the note says
    so. "show" has the notes, has:note and note:WORD find them. "-" reads ids from standard input,
    one a line. If an id is unknown, nothing is changed.

    \b
    newsarchive note f3dbb26f 'Ask for the training plan' --paragraph 2
    newsarchive note --list f3dbb26f 77b19844
    """
    context = click.get_current_context()
    acts = {"--edit": edit, "--remove": remove, "--undo": undo, "--list": listed}
    given = [name for name, is_given in acts.items() if is_given]
    given += ["--paragraph"] * (paragraph is not None) + ["--quote"] * (quote is not None)
    if len(given) > 1:
        raise click.UsageError(f"{given[0]} and {given[1]} exclude each other", context)
    if (number is not None and not (edit or remove)) or (as_json and not listed):
        name = "--json goes with --list" if as_json else "--number goes with --edit or --remove"
        raise click.UsageError(name, context)
    adds = not given or given[0] in ("--paragraph", "--quote")
    *named, text = ids if adds and ids else (*ids, "")
    if not named and not listed:
        what = "article, and what the note is: ID 'TEXT'" if adds else "articles"
        raise click.UsageError(f"say which {what}", context)
    unknown: list[str] = []
    with run.archive() as archive:
        if not named:
            noted = archive.search("has:note", sort="date")
            return _list([hit.archived for hit in noted], as_json=as_json)
        found = list(look_up_parts(archive, named, unknown.append))
        for message in unknown:
            run.say(f"newsarchive: {message}")
        if unknown or not found:
            if not listed:
                run.say("nothing was changed" if unknown else "no ids, nothing was changed")
            return Exit.ERROR if unknown else Exit.NOTHING
        if adds:
            return _add(run, archive, found, text, paragraph, quote)
        articles = [one.archived for one in found]
        if listed:
            return _list(articles, as_json=as_json)
        if edit:
            if len(articles) > 1:
                raise click.UsageError("--edit goes with one article", context)
            return _edit(run, archive, articles[0], number)
        if undo:
            done = [one for one in articles if archive.notes.restore(one)]
            run.say(f"{len(done):,} note{'' if len(done) == 1 else 's'} brought back")
            return Exit.DONE if done else Exit.NOTHING
        going = [(one, _chosen(one, number)) for one in articles]
        for one, notes in going:
            archive.notes.remove(one, notes)
        count = sum(len(notes) for _, notes in going)
        run.say(f"{count:,} note{'' if count == 1 else 's'} removed")
        return Exit.DONE if count else Exit.NOTHING
