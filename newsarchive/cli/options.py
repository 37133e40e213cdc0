"""Options that several commands share. Each group reaches the command as one small dataclass."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli import completion
from newsarchive.cli.grouping import Option

if TYPE_CHECKING:
    from newsarchive.cli.session import Color
    from newsarchive.ordering import Sort
    from newsarchive.query.concordance import By as KwicSort
    from newsarchive.render.groups import By as GroupBy
    from newsarchive.render.structured import Format

Callback = Callable[..., int]
Decorator = Callable[[Callback], Callback]

SORTS = ("relevance", "date", "date-asc", "title", "author", "words")
FACETS = ("author", "source", "agency", "section", "tag", "language", "year", "month", "length")
"""Those of `counting.FACETS`, which would be slow to load for a help text; a test holds the two
together, as it does for the sorts."""
GROUPS = ("day", "month", "year", "author", "source")
KWIC_SORTS = ("left", "right", "match")
RECORD_FORMATS = {
    "json": "One JSON array of records.",
    "jsonl": "One JSON record a line.",
    "csv": "CSV with a header line.",
    "tsv": "Tab-separated values with a header line.",
}
LIST_FORMATS = RECORD_FORMATS | {
    "ids": "Only the ids, one a line.",
    "paths": "Only the paths, one a line.",
    "count": "Only how many match.",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What to search in; the names are those of `Archive.search`."""

    author: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    order: str | None = None
    """How 04/05/2018 is to be read: dmy or mdy."""

    def given(self) -> dict[str, Any]:
        """As keyword arguments of `Archive.search`."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


@dataclass(frozen=True, slots=True)
class Listing:
    """Which part of what was found, in which order."""

    limit: int | None
    """None when the person did not say; 0 for all."""
    offset: int
    sort: Sort


@dataclass(frozen=True, slots=True)
class View:
    """How what was found is laid out."""

    group_by: GroupBy | None = None
    kwic: bool = False
    """Every place in its context, instead of every article."""
    kwic_sort: KwicSort | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """In which form."""

    form: str | None
    """A key of LIST_FORMATS; None for people, or plain lines in a pipe."""
    body: bool = False
    color: Color = "auto"
    pager: bool = True
    """Whether a person reads it in a pager, if it is longer than the screen."""

    @property
    def records(self) -> Format | None:
        """The form, if it is one of records."""
        match self.form:
            case "json" | "jsonl" | "csv" | "tsv" as form:
                return form
            case _:
                return None


def _filter(name: str, metavar: str, said: str) -> Decorator:
    return click.option(
        f"--{name}", metavar=metavar, multiple=True, help=said,
        cls=Option, heading="Which articles",
        shell_complete=completion.OF_OPTIONS.get(name),
    )  # fmt: skip


def filter_options(command: Callback) -> Callback:
    """Options that say what to search in, as `filters`."""
    return _gathered(
        "filters",
        Filters,
        _filter("author", "NAME", "A byline with these words. Given twice: either (so for all)."),
        _filter("title", "WORDS", "Words in the title."),
        _filter("source", "NAME", "The paper or site it appeared in."),
        _filter("tag", "TAG", "A tag."),
        _filter("language", "CODE", "A language: en, az."),
        _filter("date", "DATES", 'A day, month, year or range: 2018-04, 2016..2018, none.'),
        _filter("on", "DATE", "Published on this day (or in this month, year)."),
        _filter("since", "DATE", "Published on this day or later."),
        _filter("until", "DATE", "Published on this day or earlier."),
        click.option(
            "--date-order", "order", type=click.Choice(("dmy", "mdy")),
            cls=Option, heading="Which articles",
            help="How 04/05/2018 is to be read; without it, such a date is refused.",
        ),
    )(command)  # fmt: skip


def listing_options(sort: Sort) -> Decorator:
    """Options that say how many and in which order, as `listing`; `sort` is the usual order."""
    return _gathered(
        "listing",
        Listing,
        click.option(
            "-n", "--limit", type=click.IntRange(min=0), metavar="N",
            cls=Option, heading="How many, in which order",
            help="At most N; 0 for all. On a terminal 20 (places: 100), otherwise all.",
        ),
        click.option(
            "--offset", type=click.IntRange(min=0), default=0, metavar="N",
            cls=Option, heading="How many, in which order",
            help="Leave out the first N.",
        ),
        click.option(
            "--sort", type=click.Choice(SORTS), default=sort, show_default=True,
            cls=Option, heading="How many, in which order",
            help="The order.",
        ),
    )  # fmt: skip


def view_options(*, kwic: bool = True) -> Decorator:
    """Options that say how it is laid out, as `view`."""
    options: list[Decorator] = [
        click.option("--group-by", type=click.Choice(GROUPS), help="Under headings, with numbers."),
    ]
    if kwic:
        options += [
            click.option("--kwic", is_flag=True, help="Every place that matches, in its context."),
            click.option(
                "--kwic-sort", type=click.Choice(KWIC_SORTS),
                help="Order the places by the words on one side, or by the match.",
            ),
        ]  # fmt: skip
    names = ("group_by", "kwic", "kwic_sort") if kwic else ("group_by",)
    return _gathered("view", View, *options, names=names)


def output_options(formats: dict[str, str], *, body: bool = True, pager: bool = False) -> Decorator:
    """Options that say in which form, as `output`: these formats, which exclude each other."""
    options: list[Decorator] = [
        click.option(f"--{name}", is_flag=True, help=said, cls=Option, heading="In which form")
        for name, said in formats.items()
    ]
    if body:
        options.append(
            click.option(
                "--body", is_flag=True, help="With the whole text.",
                cls=Option, heading="In which form",
            )
        )  # fmt: skip
    options.append(color_option)
    if pager:
        options.append(click.option("--no-pager", is_flag=True, help="Write past the pager."))

    def chosen(
        *, body: bool = False, color: Color, no_pager: bool = False, **flags: bool
    ) -> Output:
        asked = [name for name, given in flags.items() if given]
        if len(asked) > 1:
            raise click.UsageError(
                f"--{asked[0]} and --{asked[1]} exclude each other", click.get_current_context()
            )
        if body and asked and asked[0] not in RECORD_FORMATS:
            raise click.UsageError(
                f"--body does not go with --{asked[0]}", click.get_current_context()
            )
        return Output(asked[0] if asked else None, body, color, not no_pager)

    names = (*formats, "color", *(["body"] if body else []), *(["no_pager"] if pager else []))
    return _gathered("output", chosen, *options, names=names)


color_option: Decorator = click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    cls=Option,
    heading="In which form",
    help="Colours: on a terminal, also in a pipe, never.",
)


def amount_option(said: str) -> Decorator:
    """`-n`, as `limit`: None when the person did not say, 0 for all."""
    return click.option(
        "-n", "--limit", type=click.IntRange(min=0), metavar="N", help=said,
        cls=Option, heading="How many, in which order",
    )  # fmt: skip


facet_option: Decorator = click.option(
    "--facet",
    "facets",
    type=click.Choice(FACETS),
    multiple=True,
    cls=Option,
    heading="In which form",
    help="Instead of articles, the values among all that match. Can be given again.",
)


def picture_options(command: Callback) -> Callback:
    """Files to draw a picture in, as `pictures`: format → file."""

    def chosen(**asked: Path | None) -> dict[str, Path]:
        return {form: path for form, path in asked.items() if path is not None}

    return _gathered(
        "pictures",
        chosen,
        *(
            click.option(
                f"--{form}", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
                cls=Option, heading="In which form",
                help=f"Draw it in a {form.upper()} file (needs newsarchive[plot]).",
            )
            for form in ("png", "svg")
        ),
        names=("png", "svg"),
    )(command)  # fmt: skip


def _gathered(
    parameter: str,
    make: Callable[..., object],
    *options: Decorator,
    names: tuple[str, ...] | None = None,
) -> Decorator:
    """Add the options to a command, and hand it what they say as one parameter.

    `names` are the options' names, if they are not just the fields of the dataclass `make`.
    """
    if names is None:
        names = tuple(make.__dataclass_fields__)  # type: ignore[attr-defined]

    def decorate(command: Callback) -> Callback:
        @functools.wraps(command)
        def gather(*args: object, **given: object) -> int:
            said = {name: given.pop(name) for name in names}
            return command(*args, **given, **{parameter: make(**said)})

        gathering: Callback = gather
        for option in reversed(options):
            gathering = option(gathering)
        return gathering

    return decorate
