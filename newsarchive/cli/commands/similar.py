"""`newsarchive similar`."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from newsarchive.cli import completion, timing
from newsarchive.cli import output as outputs
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import HIT_FORMATS, Output, output_options
from newsarchive.cli.grouping import Command
from newsarchive.cli.ids import look_up
from newsarchive.cli.options import (
    Filters,
    amount_option,
    dups_option,
    filter_options,
    timeout_option,
)
from newsarchive.cli.run import Run
from newsarchive.model.deadline import DeadlineError
from newsarchive.model.errors import ReadError, UnknownIdError
from newsarchive.render.columns import lined_up

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.model.article import ArchivedArticle
    from newsarchive.search.results import Dups
    from newsarchive.search.similar import Similar

FORMATS = {name: about for name, about in HIT_FORMATS.items() if name != "count"}
MOST = 10
WORDS = 25
_ID = re.compile(r"[0-9a-fA-F]{4,16}|@\d+")


def _article(run: Run, archive: Archive, like: str) -> ArchivedArticle:
    """The article that is named, or the one of a file. Raises UnknownIdError, ReadError."""
    unknown: list[str] = []
    if _ID.fullmatch(like):
        for archived in look_up(archive, [like], unknown.append):
            run.like = archived.id
            return archived
    try:
        found = archive.read(like)
    except ReadError as error:
        raise (UnknownIdError(unknown[0]) if unknown else error) from None
    if len(found) > 1:
        raise ReadError(f"{like} holds {len(found):,} articles; name a file or an id of one")
    return found[0]


def _explain(run: Run, found: Similar) -> None:
    rows = [("word", "here", "articles", "weight")]
    rows += ((w.word, f"{w.count:,}", f"{w.articles:,}", f"{w.weight:.1f}") for w in found.words)
    for line in lined_up(rows, 80, right=frozenset({1, 2, 3})):
        run.say(line)
    run.say("")


@click.command("similar", cls=Command)
@click.argument("like", metavar="ID|FILE|-", shell_complete=completion.ids)
@click.option("--explain", is_flag=True, help="List the words that were used on stderr.")
@click.option(
    "--words", type=click.IntRange(1, 100), default=WORDS, metavar="N",
    help=f"How many of its words are used. Default: {WORDS}.",
)  # fmt: skip
@dups_option("hide")
@filter_options
@amount_option(f"At most N; 0 for all that have any of the words. Default: {MOST}.")
@timeout_option
@output_options(FORMATS, pager=True, about=True)
@click.pass_obj
def command(
    run: Run,
    like: str,
    explain: bool,
    words: int,
    dups: Dups,
    filters: Filters,
    limit: int | None,
    timeout: float | None,
    output: Output,
) -> int:
    """Find articles like one.

    Looks for the most telling words of an article: those that it has often and few others have, in
    any language that has them. The article is one of the archive (an id, or @3 for the third
    result), or a file, or standard input. Itself and its near duplicates are left out, and of other
    near duplicates the best is shown.

    \b
    newsarchive similar f3dbb26f -n 3
    newsarchive similar f3dbb26f --since 2018 --explain --csv
    """
    deadline = timing.deadline(timeout)
    with run.archive() as archive:
        article = _article(run, archive, like)
        try:
            with run.progress() as advance:
                among = archive.search(advance=advance, deadline=deadline, **filters)
                most = MOST if limit is None else limit or None
                found = among.similar(article, words=words, dups=dups, limit=most, advance=advance)
                run.asked(found.results)
        except DeadlineError:
            return timing.cut_short(run, timeout, anything=False)
        if explain:
            _explain(run, found)
        with outputs.watching(archive, found, found.query, output) as watched:
            outputs.hits(run, watched, output)
        sys.stdout.flush()
        if found.alike:
            if outputs.for_a_person(output) and watched.ids:
                run.say("")
            left = "near duplicate of it is" if found.alike == 1 else "near duplicates of it are"
            run.say(f"{found.alike:,} {left} left out")
        if found.results.cut_short:
            return timing.cut_short(run, timeout, anything=bool(watched.ids))
        if not watched.ids:
            run.say("no other article has any of its telling words")
            return Exit.NOTHING
    return Exit.DONE
