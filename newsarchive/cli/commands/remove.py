"""`newsarchive remove`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.ids import id_argument, look_up
from newsarchive.cli.run import Run

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.model.article import ArchivedArticle


def _kept(archive: Archive, going: Sequence[ArchivedArticle]) -> str:
    """They go together or not at all, so that the first one tells."""
    with archive:  # it may have been closed on the way out: it opens itself again
        there = archive.ids(going[0].id)
    return "nothing was removed" if there else f"{_articles(len(going))} removed"


def _agreed(run: Run, going: Sequence[ArchivedArticle]) -> bool:
    """Show the articles to be removed and ask. Raises UsageError without a terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError(
            "removing is for good, and there is no terminal to ask on: pass --yes",
            click.get_current_context(),
        )
    for archived in going:
        day = archived.article.date or "undated"
        run.say(f"{archived.id[:8]}  {day}  {archived.article.title or '[untitled]'}")
    run.say(f"this takes {_articles(len(going))} out for good, versions and originals too")
    sys.stderr.write("Remove? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _articles(count: int) -> str:
    return f"{count:,} article" if count == 1 else f"{count:,} articles"


@click.command("remove")
@id_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(run: Run, ids: tuple[str, ...], yes: bool) -> int:
    """Delete articles from the archive for good.

    Deletes all versions and originals of the articles. The files that they came from stay, and an
    ingest of these archives them again. "-" reads ids from standard input, one a line; @3 is the
    third result of the last search. If an id is unknown, nothing is deleted.

    \b
    newsarchive remove $(newsarchive list --title rowing --ids)
    newsarchive list --on 2018-05-23 --ids | newsarchive remove - --yes
    """
    unknown: list[str] = []
    with run.archive() as archive:
        with run.progress() as advance:
            articles = look_up(archive, ids, unknown.append, advance)
            found = {archived.id: archived for archived in articles}
        for message in unknown:
            run.say(f"newsarchive: {message}")
        if unknown:
            run.say("nothing was removed")
            return Exit.ERROR
        if not found or not (yes or _agreed(run, list(found.values()))):
            run.say("nothing was removed")
            return Exit.NOTHING
        run.kept = lambda: _kept(archive, list(found.values()))
        with run.progress() as advance:
            count = archive.remove(found.values(), advance)
    run.say(f"{_articles(count)} removed")
    return Exit.DONE
