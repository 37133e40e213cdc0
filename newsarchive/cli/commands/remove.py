"""`newsarchive remove`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.ids import id_argument, look_up
from newsarchive.cli.session import Session

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.model.article import ArchivedArticle


def remove(session: Session, ids: tuple[str, ...], *, yes: bool) -> int:
    """Take the articles out if the person agrees: all of them, or none if an id is unknown."""
    unknown: list[str] = []
    with session.archive() as archive:
        with session.progress() as advance:
            articles = look_up(archive, ids, unknown.append, advance)
            found = {archived.id: archived for archived in articles}
        for message in unknown:
            session.say(f"newsarchive: {message}")
        if unknown:
            session.say("nothing was removed")
            return Exit.ERROR
        if not found or not (yes or _agreed(session, list(found.values()))):
            session.say("nothing was removed")
            return Exit.NOTHING
        session.kept = lambda: _kept(archive, list(found.values()))
        with session.progress() as advance:
            count = archive.remove(found.values(), advance)
    session.say(f"{_articles(count)} removed")
    return Exit.DONE


def _kept(archive: Archive, going: Sequence[ArchivedArticle]) -> str:
    """They go together or not at all, so that the first one tells."""
    with archive:  # it may have been closed on the way out: it opens itself again
        there = archive.ids(going[0].id)
    return "nothing was removed" if there else f"{_articles(len(going))} removed"


def _agreed(session: Session, going: Sequence[ArchivedArticle]) -> bool:
    """Show what would go and ask. Raises UsageError where nobody can answer."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError(
            "removing is for good, and there is no terminal to ask on: pass --yes",
            click.get_current_context(),
        )
    for archived in going:
        day = archived.article.date or "undated"
        session.say(f"{archived.id[:8]}  {day}  {archived.article.title or '[untitled]'}")
    session.say(f"this takes {_articles(len(going))} out for good, versions and originals too")
    sys.stderr.write("Remove? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _articles(count: int) -> str:
    return f"{count:,} article" if count == 1 else f"{count:,} articles"


@click.command("remove")
@id_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(session: Session, ids: tuple[str, ...], yes: bool) -> int:
    """Take articles out of the archive, for good.

    With all their versions and originals; the files they came from are left alone. "-" reads ids
    from standard input, one a line; @3 is the third result that you were last shown. If one id is
    unknown, nothing is removed.

    \b
    newsarchive remove $(newsarchive list --title rowing --ids)
    newsarchive list --on 2018-05-23 --ids | newsarchive remove - --yes
    """
    return remove(session, ids, yes=yes)
