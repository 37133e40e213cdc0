"""Options that several commands share. Each group reaches the command as one small value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from newsarchive.cli import completion
from newsarchive.cli.forms import form_option
from newsarchive.cli.grouping import HEADINGS, Callback, Decorator, Option, gathered
from newsarchive.model.frozen import frozen
from newsarchive.query.filters import FILTERS
from newsarchive.query.filters import Filters as QueryFilters

if TYPE_CHECKING:
    from newsarchive.query.concordance import KwicOrder as KwicSort
    from newsarchive.render.groups import By as GroupBy
    from newsarchive.search.order import Sort
    from newsarchive.search.results import Dups

SORTS = ("relevance", "date", "date-asc", "title", "author", "words", "added")
FACETS = ("author", "source", "agency", "section", "tag", "language", "year", "month", "length")
"""Those of `search.facets.FACETS`, which would be slow to load for a help text; a test holds them
together, as it does for the sorts."""
GROUPS = ("day", "month", "year", "author", "source")
KWIC_SORTS = ("left", "right", "match")


class Filters(QueryFilters, total=False):
    """The filters of a search, and how their dates are to be read: for `Archive.search`."""

    order: Literal["dmy", "mdy"] | None


@frozen
class Listing:
    """Which part of what was found, in which order."""

    limit: int | None
    """None when the person did not say; 0 for all."""
    offset: int
    sort: Sort | None
    """None: as a saved search says, else by relevance."""


@frozen
class View:
    """How what was found is laid out."""

    group_by: GroupBy | None = None
    kwic: bool = False
    """Every place in its context, instead of every article."""
    kwic_sort: KwicSort | None = None


def _filter(name: str, metavar: str, about: str) -> Decorator:
    return click.option(
        f"--{name}", metavar=metavar, multiple=True, help=about,
        cls=Option, heading=HEADINGS[0],
        shell_complete=completion.OF_OPTIONS.get(name),
    )  # fmt: skip


_FILTERS = {
    "author": ("NAME", "The byline has these words. Given twice: either (as for all)."),
    "title": ("WORDS", "Words in the title."),
    "source": ("NAME", "The paper or site of publication."),
    "tag": ("TAG", "A tag."),
    "language": ("CODE", "A language: en, az."),
    "date": ("DATES", 'A day, month, year or range: 2018-04, 2016..2018, none.'),
    "on": ("DATE", "Published on this day (or in this month, year)."),
    "since": ("DATE", "Published on this day or later."),
    "until": ("DATE", "Published on this day or earlier."),
    "added": ("DATES", "Archived on these days (UTC), new or in a new version."),
}  # fmt: skip
"""Filter → what its value is called in help texts, and its help."""


def filter_options(command: Callback) -> Callback:
    """Options that say what to search in, as `filters`."""
    return gathered(
        "filters",
        Filters,
        *(_filter(name, *_FILTERS[name]) for name in FILTERS),
        click.option(
            "--date-order", "order", type=click.Choice(("dmy", "mdy")),
            cls=Option, heading=HEADINGS[0],
            help="How to read 04/05/2018; without it, such a date is an error.",
        ),
        names=(*FILTERS, "order"),
    )(command)  # fmt: skip


def word_options(command: Callback) -> Callback:
    """How the words of a query are joined and read, as `any_word` and `literal`."""
    either = click.option(
        "--any", "any_word", is_flag=True, help="Match any of the words, not all."
    )
    literal = click.option(
        "--literal", is_flag=True, help="Take the query as words: no operators, no fields."
    )
    return either(literal(command))


def query_options(command: Callback) -> Callback:
    """Any words of a query, as `query`, with `filters` and `timeout`."""
    words = click.argument("query", nargs=-1, metavar="[QUERY]...", shell_complete=completion.query)
    return words(filter_options(timeout_option(command)))


def listing_options(sort: Sort) -> Decorator:
    """Options that say how many and in which order, as `listing`; `sort` is the usual order."""
    return gathered(
        "listing",
        Listing,
        amount_option("At most N; 0 for all. On a terminal 20 (places: 100), otherwise all."),
        _part(
            "--offset", type=click.IntRange(min=0), default=0, metavar="N", help="Skip the first N."
        ),
        sort_option(sort),
    )


def sort_option(usual: Sort | None) -> Decorator:
    """`--sort`; None if the order is a command's own unless the person names one."""
    about = f"The order. Default: {usual}." if usual else "Another order than that of the command."
    return _part("--sort", type=click.Choice(SORTS), default=usual, help=about)


def dups_option(usual: Dups) -> Decorator:
    """`--dups`, and what it is if not given."""
    return click.option(
        "--dups", type=click.Choice(("show", "hide", "only")), default=usual,
        help="Near duplicates: show all, hide them behind the best hit, or show only them. "
        f"Default: {usual}.",
    )  # fmt: skip


def view_options(*, kwic: bool = True) -> Decorator:
    """Options that say how it is laid out, as `view`."""
    options: list[Decorator] = [
        click.option(
            "--group-by", type=click.Choice(GROUPS), help="Group under headings, with counts."
        ),
    ]
    if kwic:
        options += [
            click.option("--kwic", is_flag=True, help="Show every match in its context."),
            click.option(
                "--kwic-sort", type=click.Choice(KWIC_SORTS),
                help="Sort the matches by the words beside them, or by themselves.",
            ),
        ]  # fmt: skip
    names = ("group_by", "kwic", "kwic_sort") if kwic else ("group_by",)
    return gathered("view", View, *options, names=names)


def _part(*names: str, **settings: Any) -> Decorator:
    return click.option(*names, cls=Option, heading=HEADINGS[1], **settings)


def amount_option(text: str) -> Decorator:
    """`-n`, as `limit`: None when the person did not say, 0 for all."""
    return _part("-n", "--limit", type=click.IntRange(min=0), metavar="N", help=text)


timeout_option: Decorator = _part(
    "--timeout", type=click.FloatRange(min=0), metavar="SECONDS",
    help="Stop after so long with the results so far; exit status 2.",
)  # fmt: skip
"""As `timeout`: None for no end."""


facet_option: Decorator = form_option(
    "--facet", "facets", type=click.Choice(FACETS), multiple=True,
    help="Count the values of matching articles instead. Repeatable.",
)  # fmt: skip
