"""`newsarchive dossier`."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click
from click.core import ParameterSource

from newsarchive.cli import completion, numbers
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import form_option
from newsarchive.cli.grouping import Command
from newsarchive.cli.ids import hit_of, look_up_whole
from newsarchive.cli.options import Filters, amount_option, dups_option, filter_options, sort_option
from newsarchive.cli.run import Run
from newsarchive.model import clock
from newsarchive.model.progress import counter
from newsarchive.query.filters import narrows
from newsarchive.render.numbers import articles

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.model.progress import Advance
    from newsarchive.search.hit import Hit
    from newsarchive.search.order import Sort
    from newsarchive.search.results import Dups

FORMS = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}
"""The ending of a file → the form of the document."""
_NAMED = re.compile(r"-|@\d[\d,-]*")
"""Not words of a query, but ids from standard input, or results of the last search."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The articles of a document."""

    hits: list[Hit]
    total: int
    """How many match, whatever the limit."""
    query: str | None
    """What found them, as it was understood; None if they are named, not results of one search."""
    marked: str | None = None
    """What else is marked in them."""


def _form(file: str, asked: list[str]) -> str:
    """The form of the document. Raises UsageError."""
    context = click.get_current_context()
    if len(asked) > 1:
        raise click.UsageError("--html and --markdown exclude each other", context)
    if asked:
        return asked[0]
    if file == "-":
        raise click.UsageError("in which form? give --html or --markdown with -", context)
    form = FORMS.get(Path(file).suffix.lower())
    if form is None:
        raise click.UsageError(
            f"dossier writes FILE{', FILE'.join(FORMS)}, not {file}; --html or --markdown write "
            "to a file of any name",
            context,
        )
    return form


def _named(
    run: Run, archive: Archive, ids: tuple[str, ...], mark: str | None, limit: int | None,
    advance: Advance | None,
) -> Selection | None:  # fmt: skip
    """The articles that are named, each once; None, with messages, if one is unknown."""
    tree = None if mark is None else archive.parse(mark)
    unknown: list[str] = []
    found = {w.archived.key: w for w in look_up_whole(archive, ids, unknown.append, advance)}
    for message in unknown:
        run.say(f"newsarchive: {message}")
    if unknown:
        return None
    chosen = islice(found.values(), limit or None)
    hits = [hit_of(wanted, tree, rank) for rank, wanted in enumerate(chosen, start=1)]
    searches = {wanted.query for wanted in found.values()}
    query = searches.pop() if len(searches) == 1 else None
    return Selection(hits, len(found), query, None if tree is None else str(tree))


def _made(archive: Archive, selection: Selection) -> list[tuple[str, str]]:
    """How the document was made: names and values."""
    shown, total = len(selection.hits), selection.total
    asked = "chosen one by one" if selection.query is None else selection.query
    marked = [("Marked", selection.marked)] if selection.marked else []
    return [
        ("Query", asked),
        *marked,
        ("Archive", archive.path.name),
        ("Articles", f"{shown:,}" if shown == total else f"{shown:,} of {total:,}"),
        ("Made", clock.today().isoformat()),
    ]


@contextmanager
def _written(file: str, archive: Archive, *, force: bool) -> Iterator[TextIO]:
    """Where the document is written: stdout, or a file that appears whole or not at all."""
    if file == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    from newsarchive.files.atomic import written_whole

    with (
        written_whole(Path(file), force=force, archive=archive.path) as part,
        part.open("w", encoding="utf-8", newline="\n") as stream,
    ):
        yield stream


def _parts(form: str) -> Callable[..., Iterator[str]]:
    """What makes the document in this form."""
    from newsarchive.render import dossier_html, dossier_markdown

    return dossier_html.parts if form == "html" else dossier_markdown.parts


@click.command("dossier", cls=Command)
@click.argument("file", type=click.Path(), metavar="FILE|-")
@click.argument("query", nargs=-1, metavar="[QUERY|-|@N]...", shell_complete=completion.query)
@filter_options
@dups_option("show")
@amount_option("At most N; 0, as without it, for all.")
@sort_option("relevance")
@form_option("--html", is_flag=True, help="HTML, whatever the name of FILE.")
@form_option("--markdown", is_flag=True, help="Markdown, whatever the name of FILE.")
@form_option("--full", is_flag=True, help="Whole texts, not only the passages that match.")
@form_option("--heading", metavar="TEXT", help="The title of the document. Default: the query.")
@click.option("--query", "mark", metavar="QUERY", help="With ids: mark matches of this query.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@click.option("--quiet", is_flag=True, help="No progress and no summary; only what failed.")
@click.pass_obj
def command(
    run: Run,
    file: str,
    query: tuple[str, ...],
    filters: Filters,
    dups: Dups,
    limit: int | None,
    sort: Sort | None,
    html: bool,
    markdown: bool,
    full: bool,
    heading: str | None,
    mark: str | None,
    force: bool,
    quiet: bool,
) -> int:
    """Write articles as one document to read, print and hand over.

    FILE.html is a page that needs nothing but itself, FILE.md is Markdown, "-" is standard output.
    Each article has a number, title, day, authors, source, tags, notes, and the paragraphs that
    match or have a note (with --full the whole text); numbered references follow. The articles are
    those that a query finds, results of the last search (@3, @1-5) or, with "-" in place of the
    query, those whose ids are on standard input, in their order.

    \b
    newsarchive dossier floods.html 'flood OR drought' --since 2018 --sort date
    newsarchive search title:river --ids | newsarchive dossier rivers.md - --full
    """
    context, began = click.get_current_context(), time.monotonic()
    form = _form(file, ["html"] * html + ["markdown"] * markdown)
    by_id = bool(query) and all(map(_NAMED.fullmatch, query))
    source = {name: context.get_parameter_source(name) for name in ("sort", "dups")}
    if by_id and (narrows(filters) or ParameterSource.COMMANDLINE in source.values()):
        raise click.UsageError("ids, and options of a search, exclude each other", context)
    if mark is not None and not by_id:
        raise click.UsageError("--query goes with ids; a query stands behind FILE", context)
    if not any(map(str.strip, query)) and not narrows(filters):
        raise click.UsageError("a dossier of which articles?", context)
    if file != "-":
        run.kept = lambda: f"{file} was not written"
    with run.archive() as archive, run.progress(quiet=quiet) as advance:
        if file != "-":
            from newsarchive.files.atomic import place

            # Now, or it would be refused at the end.
            place(Path(file), force=force, archive=archive.path)
        if by_id:
            named = _named(run, archive, query, mark, limit, advance)
            if named is None:
                run.say("nothing was written")
                return Exit.ERROR
            selection = named
        else:
            results = archive.search(
                " ".join(query), dups=dups, limit=limit or None, advance=advance,
                # A saved search may have an order of its own.
                sort=None if source["sort"] is ParameterSource.DEFAULT else sort, **filters,
            )  # fmt: skip
            selection = Selection(list(results), results.total, str(results.query))
        if not selection.hits:
            run.say("no id was given" if by_id else numbers.nothing(results.query))
            return Exit.NOTHING
        from newsarchive.render.dossier import dossier

        asked = "" if by_id else " ".join(query)
        title = heading or asked or selection.query or "Dossier"
        document = dossier(title, _made(archive, selection), selection.hits, full=full)
        tell = counter(advance, "exporting", len(selection.hits))
        with _written(file, archive, force=force) as stream:
            stream.writelines(_parts(form)(document, tell))
    if not quiet:
        where = "" if file == "-" else f" written to {file}"
        run.say(f"{articles(len(selection.hits))}{where} ({time.monotonic() - began:.1f} s)")
    return Exit.DONE
