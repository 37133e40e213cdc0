"""`newsarchive browse`."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Literal

import click

from newsarchive.cli.colour import Color
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import color_option
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import Filters, filter_options, sort_option
from newsarchive.cli.run import Run
from newsarchive.model.errors import NewsArchiveError
from newsarchive.query.filters import narrows

if TYPE_CHECKING:
    from newsarchive.search.order import Sort


def _check() -> None:
    """Raise NewsArchiveError if the extra is missing, UsageError where there is no terminal."""
    try:
        import textual  # noqa: F401 - whether it is there
    except ImportError as error:
        raise NewsArchiveError(
            "browse needs textual, which is not installed: pip install 'newsarchive[browse]'"
        ) from error
    is_terminal = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    if not is_terminal or os.environ.get("TERM") == "dumb":
        context = click.get_current_context()
        raise click.UsageError("browse needs a terminal that can be drawn on", context)


def _query(words: tuple[str, ...], filters: Filters, order: Literal["dmy", "mdy"] | None) -> str:
    """The whole question as one text: options become the fields that they stand for."""
    query = " ".join(words)
    if narrows(filters):
        from newsarchive.cli.browse.narrowing import narrowed
        from newsarchive.model import clock
        from newsarchive.query.flags import filter_texts

        now = clock.today()
        for part in filter_texts(filters, now=now, order=order):
            query = narrowed(query, part, now=now)
    return query


def _loaded() -> None:
    """From now on there is garbage, and no key is to wait for a search of it, or for a thread."""
    gc.freeze()  # none of it is among what was loaded
    gc.enable()
    sys.setswitchinterval(0.001)  # seconds until a thread that counts makes way


@click.command("browse", cls=Command)
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@filter_options
@sort_option(None)
@color_option
@click.pass_obj
def command(
    run: Run, query: tuple[str, ...], filters: Filters, sort: Sort | None, color: Color
) -> int:
    """Search and read in full screen.

    The query stands in the first line, with everything that options and facets ask for: "?" shows
    the keys. No mouse is needed, so the terminal's own way of selecting text works. Needs
    newsarchive[browse].

    \b
    newsarchive browse energy
    newsarchive browse 'flood insur*' --since 2018
    """
    _check()
    from newsarchive.cli.browse.asking import Asking
    from newsarchive.cli.browse.questions import Question

    gc.disable()  # until the screen is drawn: before that there is no garbage
    order = filters.pop("order", None)
    question = Question(_query(query, filters, order), sort, order)
    look, plain = run.look(color) or "monochrome", not run.draws_blocks
    asking = Asking(lambda notify: run.archive(notify=notify), look, plain=plain)
    asking.begin(question)
    from newsarchive.cli.browse.app import Browser  # slow to load

    browser = Browser(asking, question, plain=plain, ready=_loaded)
    status = browser.run(mouse=False)
    if browser.failure is not None:
        raise browser.failure
    return Exit.ERROR if status is None else status
