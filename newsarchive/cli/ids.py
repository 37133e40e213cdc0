"""Ids on the command line, or from another command through "-", → articles."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from newsarchive.errors import UnknownIdError

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.article import ArchivedArticle

id_argument = click.argument("ids", nargs=-1, required=True, metavar="ID...")


def look_up(
    archive: Archive, ids: Sequence[str], unknown: Callable[[str], None]
) -> Iterator[ArchivedArticle]:
    """The articles with these ids (or their beginnings). `unknown` is told of each without one."""
    for id_ in _spelt_out(ids):
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
