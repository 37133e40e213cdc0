"""Ids on the command line, or from another command through "-", → articles."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from newsarchive.cli import completion
from newsarchive.errors import UnknownIdError
from newsarchive.progress import Progress

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.article import ArchivedArticle
    from newsarchive.progress import Advance

id_argument = click.argument(
    "ids", nargs=-1, required=True, metavar="ID...", shell_complete=completion.ids
)


def look_up(
    archive: Archive,
    ids: Sequence[str],
    unknown: Callable[[str], None],
    advance: Advance | None = None,
) -> Iterator[ArchivedArticle]:
    """The articles with these ids (or their beginnings). `unknown` is told of each without one."""
    for number, id_ in enumerate(_spelt_out(ids)):
        if advance:
            advance(Progress("finding", number, 0, number))
        try:
            article = archive.get(id_)
        except UnknownIdError as error:
            unknown(str(error))
        else:
            yield article


def _spelt_out(ids: Sequence[str]) -> Iterator[str]:
    """The ids, with "-" replaced by the first word of each line of standard input.

    So not only `--ids` can be piped here, but plain search results too.
    """
    for id_ in ids:
        if id_ == "-":
            yield from (line.split()[0] for line in sys.stdin if line.strip())
        else:
            yield id_
