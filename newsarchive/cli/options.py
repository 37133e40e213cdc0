"""Options that several commands share. Each group reaches the command as one small dataclass."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from newsarchive.cli import completion
from newsarchive.cli.grouping import HEADINGS, Option
from newsarchive.query.filters import FILTERS
from newsarchive.query.filters import Filters as QueryFilters
from newsarchive.render.structured import Shape

if TYPE_CHECKING:
    from newsarchive.cli.colour import Color
    from newsarchive.query.concordance import KwicOrder as KwicSort
    from newsarchive.render.groups import By as GroupBy
    from newsarchive.search.order import Sort
    from newsarchive.search.results import Dups

Callback = Callable[..., int]
Decorator = Callable[[Callback], Callback]

SORTS = ("relevance", "date", "date-asc", "title", "author", "words", "added")
FACETS = ("author", "source", "agency", "section", "tag", "language", "year", "month", "length")
"""Those of `search.facets.FACETS`, which would be slow to load for a help text; a test holds them
together, as it does for the sorts."""
GROUPS = ("day", "month", "year", "author", "source")
KWIC_SORTS = ("left", "right", "match")
FORMAT_VERSION = 1
"""That of `render.record.SCHEMA_VERSION`; a test holds the two together."""
RECORD_FORMATS = {
    "json": "One JSON array of records.",
    "jsonl": "One JSON record a line.",
    "csv": "CSV with a header line.",
    "tsv": "Tab-separated values with a header line.",
}
CITATION_FORMATS = {
    "bibtex": "References for LaTeX (BibTeX, BibLaTeX).",
    "ris": "References in RIS, for Zotero, EndNote and others.",
    "csl": "References in CSL-JSON.",
}
"""Those of `render.structured.CITATIONS`; with --body the text is the abstract."""
LIST_FORMATS = RECORD_FORMATS | {
    "ids": "Only the ids, one a line.",
    "paths": "Only the paths, one a line.",
    "count": "Only how many match.",
}
TABLE = {"parquet": "Write a Parquet file (needs newsarchive[parquet])."}
HIT_FORMATS = RECORD_FORMATS | TABLE | CITATION_FORMATS | LIST_FORMATS


class Filters(QueryFilters, total=False):
    """The filters of a search, and how their dates are to be read: for `Archive.search`."""

    order: Literal["dmy", "mdy"] | None


@dataclass(frozen=True, slots=True)
class Listing:
    """Which part of what was found, in which order."""

    limit: int | None
    """None when the person did not say; 0 for all."""
    offset: int
    sort: Sort | None
    """None: as a saved search says, else by relevance."""


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
    """A key of HIT_FORMATS or "format"; None for people, or plain lines in a pipe."""
    body: bool = False
    only: str | None = None
    """The names of the fields chosen, as given."""
    template: str = ""
    raw: bool = False
    null: bool = False
    """Whether lines end with NUL."""
    color: Color = "auto"
    pager: bool = True
    """Whether a person reads it in a pager, if it is longer than the screen."""
    file: Path | None = None
    """What is written, with the form "parquet"."""
    force: bool = False
    """Whether the file is replaced if it is there."""
    about: bool = False
    """Whether it says how it was made."""
    about_file: Path | None = None
    """Where that is written."""

    @property
    def is_of_articles(self) -> bool:
        """Whether the form can hold nothing but articles, each once."""
        return self.form is not None and (self.records is None or self.form in CITATION_FORMATS)

    @property
    def records(self) -> Shape | None:
        """The form, if it is one of records."""
        match self.form:
            case "json" | "jsonl" | "csv" | "tsv" | "bibtex" | "ris" | "csl" | "format" as form:
                return Shape(form, self.only, self.template, raw=self.raw, null=self.null)
            case _:
                return None


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
    return _gathered(
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
    return _gathered(
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
    return _gathered("view", View, *options, names=names)


def output_options(
    formats: dict[str, str], *, body: bool = True, pager: bool = False, about: bool = False,
    fields: str = "id,date,title", template: str = "{date} {title:<40.40} {url|no url}",
) -> Decorator:  # fmt: skip
    """Options that say in which form, as `output`: these formats, which exclude each other.

    With `about` the command answers a question, and can say how the answer was made. `fields` and
    `template` are examples for the help.
    """
    options = [
        file_option(name, text) if name in TABLE else _form(f"--{name}", is_flag=True, help=text)
        for name, text in formats.items()
    ]
    options += [force_option] * ("parquet" in formats)
    options += [
        _form(
            "--format", "template", metavar="TEMPLATE",
            help=f"A line for each from a template: '{template}'.",
        ),
        _form("--fields", "only", metavar="FIELDS", help=f"Only these fields: {fields}."),
        _form("--raw", is_flag=True, help="Keep cells that look like formulas."),
        _form("-0", "--null", "null", is_flag=True, help="End lines with NUL, for xargs -0."),
        format_version_option,
    ]  # fmt: skip
    if body:
        options.append(_form("--body", is_flag=True, help="Include the whole text."))
    if about:
        options += [
            _form("--about", is_flag=True, help="Say in the output how it was made."),
            _form(
                "--about-file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
                help='Say so in a file: "newsarchive rerun" asks again.',
            ),
        ]  # fmt: skip
    options.append(color_option)
    if pager:
        options.append(click.option("--no-pager", is_flag=True, help="Do not use a pager."))

    def chosen(
        *,
        template: str | None,
        only: str | None,
        raw: bool,
        null: bool,
        color: Color,
        body: bool = False,
        no_pager: bool = False,
        parquet: Path | None = None,
        force: bool = False,
        about: bool = False,
        about_file: Path | None = None,
        **flags: bool,
    ) -> Output:
        asked = [name for name, given in flags.items() if given]
        asked += [] if template is None else ["format"]
        asked += [] if parquet is None else ["parquet"]
        if len(asked) > 1:
            raise _refused(f"--{asked[0]} and --{asked[1]} exclude each other")
        form = asked[0] if asked else None
        if template is not None and "{" not in template:
            known = f": write --{template}" if template in formats else ", as in '{date} {title}'"
            raise _refused(f"--format needs a template with fields{known}")
        for option, given, forms in (
            ("--body", body, (None, *RECORD_FORMATS, *TABLE, *CITATION_FORMATS)),
            ("--fields", only is not None, (*RECORD_FORMATS, *TABLE)),
            ("--raw", raw, ("csv", "tsv")),
            ("-0", null, ("ids", "paths", "format")),
            ("--force", force, tuple(TABLE)),
        ):
            if given and form not in forms:
                if form:
                    raise _refused(f"{option} does not go with --{form}")
                names = " or ".join(f"--{name}" for name in forms if name in (*formats, "format"))
                raise _refused(f"{option} goes with {names}")
        return Output(
            form, body, only, template or "", raw, null, color, not no_pager, parquet, force,
            about, about_file,
        )  # fmt: skip

    names = (*formats, "template", "only", "raw", "null", "color")
    names += ("body",) * body + ("no_pager",) * pager + ("force",) * ("parquet" in formats)
    names += ("about", "about_file") * about
    gathered = _gathered("output", chosen, *options, names=names)
    return lambda command: gathered(_recorded(command))


def _recorded(command: Callback) -> Callback:
    """The command; asked for an about, it writes one with its answer."""

    @functools.wraps(command)
    def record(*args: object, output: Output, **given: object) -> int:
        if not (output.about or output.about_file):
            return command(*args, output=output, **given)
        from newsarchive.cli import recording

        run = click.get_current_context().obj
        return recording.recorded(run, lambda: command(*args, output=output, **given), output)

    return record


def _form(*names: str, **settings: Any) -> Decorator:
    return click.option(*names, cls=Option, heading=HEADINGS[2], **settings)


def _part(*names: str, **settings: Any) -> Decorator:
    return click.option(*names, cls=Option, heading=HEADINGS[1], **settings)


def _refused(message: str) -> click.UsageError:
    return click.UsageError(message, click.get_current_context())


def _known_version(
    context: click.Context, _parameter: click.Parameter, version: int | None
) -> None:
    if version not in (None, FORMAT_VERSION):
        raise click.UsageError(
            f"there is version {FORMAT_VERSION} of the formats, not {version}", context
        )


format_version_option: Decorator = _form(
    "--format-version", type=int, metavar="N", expose_value=False, callback=_known_version,
    help="Fail if the output formats have another version than N (now 1).",
)  # fmt: skip


def json_option(about: str) -> Decorator:
    """`--json`, as `as_json`, for commands that have no other form for programs."""

    def decorate(command: Callback) -> Callback:
        return _form("--json", "as_json", is_flag=True, help=about)(format_version_option(command))

    return decorate


color_option: Decorator = _form(
    "--color", type=click.Choice(("auto", "always", "never")), default="auto",
    help="Colours on a terminal, everywhere, or never.",
)  # fmt: skip


def amount_option(text: str) -> Decorator:
    """`-n`, as `limit`: None when the person did not say, 0 for all."""
    return _part("-n", "--limit", type=click.IntRange(min=0), metavar="N", help=text)


timeout_option: Decorator = _part(
    "--timeout", type=click.FloatRange(min=0), metavar="SECONDS",
    help="Stop after so long with the results so far; exit status 2.",
)  # fmt: skip
"""As `timeout`: None for no end."""

facet_option: Decorator = _form(
    "--facet", "facets", type=click.Choice(FACETS), multiple=True,
    help="Count the values of matching articles instead. Repeatable.",
)  # fmt: skip


def file_option(name: str, about: str) -> Decorator:
    """`--png FILE` and the like: a form that is written to a file."""
    return _form(
        f"--{name}", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help=about
    )


force_option: Decorator = _form("--force", is_flag=True, help="Replace FILE if it is there.")


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
            chosen = {name: given.pop(name) for name in names}
            return command(*args, **given, **{parameter: make(**chosen)})

        gathering: Callback = gather
        for option in reversed(options):
            gathering = option(gathering)
        return gathering

    return decorate
