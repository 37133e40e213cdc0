"""Ids on the command line, or from another command through "-", → articles.

An id may be a prefix, or `@3`: the third result of the last search on the terminal
(`@3-5`, `@1,4`). `#p4` after it is its fourth paragraph (`#p4-6`).
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from newsarchive.cli import completion
from newsarchive.model import clock
from newsarchive.model.errors import QueryError, UnknownIdError
from newsarchive.model.frozen import frozen
from newsarchive.model.progress import Progress

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.cli.recall import Shown
    from newsarchive.model.article import ArchivedArticle
    from newsarchive.model.progress import Advance
    from newsarchive.query.tree import Node
    from newsarchive.search.hit import Hit

id_argument = click.argument(
    "ids", nargs=-1, required=True, metavar="ID...", shell_complete=completion.ids
)

MOST = 10_000
"""Results that one @ may name."""
_PARAGRAPHS = re.compile(r"#p(\d{1,9})(?:-(\d{1,9}))?")
_RECORDS = re.compile(r"[\[{#]|id[,\t]")
"""How JSON, CSV and TSV begin, with an about or without."""
_NUMBERS = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


@frozen
class Wanted:
    """An article that was named."""

    archived: ArchivedArticle
    paragraphs: tuple[int, int] | None = None
    """The first and the last that are meant, from 1; None for the whole article."""
    query: str | None = None
    """The search of which it is a result, if it was named as one."""


def hit_of(wanted: Wanted, tree: Node | None, rank: int = 0) -> Hit:
    """The article as a hit of what is to be marked in it: `tree`, or the search that found it."""
    from newsarchive.query.parse import parse_query
    from newsarchive.query.tree import Every
    from newsarchive.search.hit import Hit

    if tree is None and wanted.query:
        with contextlib.suppress(QueryError):  # it was remembered, perhaps by another release
            tree = parse_query(wanted.query, now=clock.today())
    return Hit(wanted.archived, 0.0, rank, tree or Every())


def look_up(
    archive: Archive,
    ids: Sequence[str],
    unknown: Callable[[str], None],
    advance: Advance | None = None,
) -> Iterator[ArchivedArticle]:
    """The articles with these ids or prefixes. `unknown` gets a message for each other one."""
    for wanted in look_up_whole(archive, ids, unknown, advance):
        yield wanted.archived


def look_up_whole(
    archive: Archive,
    ids: Sequence[str],
    unknown: Callable[[str], None],
    advance: Advance | None = None,
) -> Iterator[Wanted]:
    """The same, with the searches of which they are results."""
    for wanted in look_up_parts(archive, ids, unknown, advance):
        if wanted.paragraphs is None:
            yield wanted
        else:
            unknown(
                f"#p{wanted.paragraphs[0]} is a part of an article, and here only whole ones go"
            )


def look_up_parts(
    archive: Archive,
    ids: Sequence[str],
    unknown: Callable[[str], None],
    advance: Advance | None = None,
) -> Iterator[Wanted]:
    """The articles or paragraphs named. `unknown` gets a message for each unknown name."""
    for number, given in enumerate(_spelt_out(ids)):
        if advance:
            advance(Progress("finding", number, 0, number))
        named, mark, part = given.partition("#")
        try:
            paragraphs = _paragraphs(mark + part) if mark else None
            meant = _ids(archive, named)
        except UnknownIdError as error:
            unknown(str(error))
            continue
        for id_, query in meant:
            try:
                archived = _article(archive, named, id_)
            except UnknownIdError as error:
                unknown(str(error))
            else:
                yield Wanted(archived, paragraphs, query)


def _spelt_out(ids: Sequence[str]) -> Iterator[str]:
    """The ids, with "-" replaced by the first word of each line of standard input.

    So not only `--ids` can be piped here, but plain search results too. With -0 lines end with NUL.
    Records are refused as a whole, rather than line by line.
    """
    for id_ in ids:
        if id_ == "-":
            for number, line in enumerate(sys.stdin):
                if not number and _RECORDS.match(line):
                    raise click.UsageError(
                        "standard input has records, not ids; the command before it writes ids "
                        "with --ids",
                        click.get_current_context(),
                    )
                yield from (one.split()[0] for one in line.split("\0") if one.strip())
        else:
            yield id_


def _ids(archive: Archive, named: str) -> list[tuple[str, str | None]]:
    """The ids that are meant, and the search that they are results of."""
    if not named.startswith("@"):
        return [(named, None)]
    from newsarchive.cli.recall import recall

    shown = recall(archive.path)
    if shown is None:
        raise UnknownIdError(
            f"{named}: no results of this archive have been shown to you yet; search first, "
            "in a terminal"
        )
    return [(_id(shown, named, number), shown.query) for number in _numbers(named)]


def _id(shown: Shown, named: str, number: int) -> str:
    if number in shown.ids:
        return shown.ids[number]
    first, last = min(shown.ids, default=0), max(shown.ids, default=0)
    raise UnknownIdError(f"{named}: the last results you were shown are {first} to {last}")


def _numbers(named: str) -> list[int]:
    """The numbers of "@3-5,8", in the order given."""
    numbers: list[int] = []
    for piece in named[1:].split(","):
        found = _NUMBERS.fullmatch(piece)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if last < first or last - first >= MOST:
            raise UnknownIdError(f"{named} names no results; say @3, @3-5 or @1,4")
        numbers += range(first, last + 1)
    return numbers


def _paragraphs(given: str) -> tuple[int, int]:
    found = _PARAGRAPHS.fullmatch(given)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if not 1 <= first <= last:
        raise UnknownIdError(f"{given} names no paragraphs; say #p4 or #p4-6")
    return first, last


def _article(archive: Archive, named: str, id_: str) -> ArchivedArticle:
    try:
        return archive.get(id_)
    except UnknownIdError as error:
        if named.startswith("@"):
            raise UnknownIdError(
                f"{named}: article {id_[:8]} is no longer in the archive"
            ) from error
        if named.isdigit() and len(named) < 4:
            raise UnknownIdError(
                f"{error}; the result with the number {named} is @{named}"
            ) from error
        raise
