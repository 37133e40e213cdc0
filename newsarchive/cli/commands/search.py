"""`newsarchive search`."""

from __future__ import annotations

import time

import click

from newsarchive.cli import output as outputs
from newsarchive.cli.options import (
    LIST_FORMATS,
    Filters,
    Listing,
    Output,
    filter_options,
    listing_options,
    output_options,
)
from newsarchive.cli.session import Session


def search(
    session: Session,
    query: str,
    filters: Filters,
    listing: Listing,
    output: Output,
    *,
    any_word: bool = False,
    literal: bool = False,
) -> int:
    """Write what the query and the filters find; whether there was any, as an exit status."""
    began = time.monotonic()
    with session.archive() as archive:
        with session.progress() as advance:
            results = archive.search(
                query,
                any_word=any_word,
                literal=literal,
                sort=listing.sort,
                offset=listing.offset,
                limit=outputs.limit(listing, output),
                advance=advance,
                **filters.given(),
            )
        return outputs.write(session, results, listing, output, began=began)


@click.command("search")
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--any", "any_word", is_flag=True, help="Any of the words, not all of them.")
@click.option("--literal", is_flag=True, help="Only words: no operators, no fields.")
@filter_options
@listing_options("relevance")
@output_options(LIST_FORMATS)
@click.pass_obj
def command(
    session: Session,
    query: tuple[str, ...],
    any_word: bool,
    literal: bool,
    filters: Filters,
    listing: Listing,
    output: Output,
) -> int:
    """Find articles.

    All words of the query have to occur. It may hold "phrases", OR, NOT, (groups), prefixes
    (energ*), NEAR/5, fields (title:solar) and more. A query with -WORD in it goes after "--".
    In a pipe each article is one line: short id, date, authors, title, separated by tabs (then
    the text, with --body).

    \b
    newsarchive search azerbaijan energy
    newsarchive search 'solar NEAR/5 plant' --since 2018 --json
    """
    return search(
        session, " ".join(query), filters, listing, output, any_word=any_word, literal=literal
    )
