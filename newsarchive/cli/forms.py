"""Options that say in which form a command gives its answer, and where.

The answer goes to standard output unless a file is named. How a form looks is `render`'s.
"""

from __future__ import annotations

import functools
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.grouping import HEADINGS, Callback, Decorator, Option, gathered
from newsarchive.model.frozen import frozen

if TYPE_CHECKING:
    from newsarchive.cli.colour import Color
    from newsarchive.render.structured import Shape

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
PICTURES = ("png", "svg")
"""Forms of a picture, which a command writes beside its answer."""
ENDINGS = {
    ".json": "json", ".jsonl": "jsonl", ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet",
    ".bib": "bibtex", ".ris": "ris",
}  # fmt: skip
"""How the name of a file ends → the form of what is in it."""
_PLAIN = ("text", "Markdown", "log", "backup")
"""Kinds of files that plain lines may be."""
HIT_FORMATS = RECORD_FORMATS | TABLE | CITATION_FORMATS | LIST_FORMATS


@frozen
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
    table: Path | None = None
    """The file that is a table, with the form "parquet"."""
    file: Path | None = None
    """Where any other form goes in place of standard output."""
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
                from newsarchive.render.structured import Shape

                return Shape(form, self.only, self.template, raw=self.raw, null=self.null)
            case _:
                return None


def form_option(*names: str, **settings: Any) -> Decorator:
    """An option under the heading of forms."""
    return click.option(*names, cls=Option, heading=HEADINGS[2], **settings)


def file_option(*names: str, about: str) -> Decorator:
    """The name of a file that is written."""
    kind = click.Path(dir_okay=False, path_type=Path)
    return form_option(*names, type=kind, metavar="FILE", help=about)


output_option: Decorator = file_option(
    "-o", "--output", "target", about="Write to a file, in the form that its name says (sel.csv)."
)
force_option: Decorator = form_option("--force", is_flag=True, help="Replace FILE if it is there.")


def _known_version(
    context: click.Context, _parameter: click.Parameter, version: int | None
) -> None:
    if version not in (None, FORMAT_VERSION):
        raise click.UsageError(
            f"there is version {FORMAT_VERSION} of the formats, not {version}", context
        )


format_version_option: Decorator = form_option(
    "--format-version", type=int, metavar="N", expose_value=False, callback=_known_version,
    help="Fail if the output formats have another version than N (now 1).",
)  # fmt: skip


def json_option(about: str) -> Decorator:
    """`--json`, as `as_json`, for commands that have no other form for programs."""

    def decorate(command: Callback) -> Callback:
        return form_option("--json", "as_json", is_flag=True, help=about)(
            format_version_option(command)
        )

    return decorate


color_option: Decorator = form_option(
    "--color", type=click.Choice(("auto", "always", "never")), default="auto",
    help="Colours on a terminal, everywhere, or never.",
)  # fmt: skip


def output_options(
    formats: dict[str, str], *, body: bool = True, pager: bool = False, about: bool = False,
    file: bool = True, fields: str = "id,date,title",
    template: str = "{date} {title:<40.40} {url|no url}",
) -> Decorator:  # fmt: skip
    """Options that say in which form, as `output`: these formats, which exclude each other.

    With `about` the command answers a question, and can say how the answer was made. Unless `file`
    is false, the answer can go to a file. `fields` and `template` are examples for the help.
    """
    options = [
        file_option(f"--{name}", about=text)
        if name in TABLE
        else form_option(f"--{name}", is_flag=True, help=text)
        for name, text in formats.items()
    ]
    options += [
        form_option(
            "--format", "template", metavar="TEMPLATE",
            help=f"A line for each from a template: '{template}'.",
        ),
        form_option("--fields", "only", metavar="FIELDS", help=f"Only these fields: {fields}."),
        form_option("--raw", is_flag=True, help="Keep cells that look like formulas."),
        form_option("-0", "--null", "null", is_flag=True, help="End lines with NUL, for xargs -0."),
        format_version_option,
    ]  # fmt: skip
    if body:
        options.append(form_option("--body", is_flag=True, help="Include the whole text."))
    if file:
        options += [output_option, force_option]
    if about:
        options += [
            form_option("--about", is_flag=True, help="Say in the output how it was made."),
            file_option("--about-file", about='Say so in a file: "newsarchive rerun" asks again.'),
        ]
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
        target: Path | None = None,
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
        if parquet and target:
            raise _refused(f"--parquet names a file, and so does -o: write -o {parquet}")
        form = asked[0] if asked else None
        if target and not asked:
            form = ENDINGS.get(target.suffix.lower())
        if form and form not in (*formats, "format"):
            known = _endings(formats)
            raise _refused(f"{target} cannot be written: the forms with a name are {known}")
        if template is not None and "{" not in template:
            known = f": write --{template}" if template in formats else ", as in '{date} {title}'"
            raise _refused(f"--format needs a template with fields{known}")
        for option, given, forms in (
            ("--body", body, (None, *RECORD_FORMATS, *TABLE, *CITATION_FORMATS)),
            ("--fields", only is not None, (*RECORD_FORMATS, *TABLE)),
            ("--raw", raw, ("csv", "tsv")),
            ("-0", null, ("ids", "paths", "format")),
        ):
            if given and form not in forms:
                if form:
                    raise _refused(f"{option} does not go with --{form}")
                names = " or ".join(f"--{name}" for name in forms if name in (*formats, "format"))
                raise _refused(f"{option} goes with {names}")
        table, to = (parquet or target, None) if form in TABLE else (None, target)
        return Output(
            form, body, only, template or "", raw, null, color, not no_pager, table, to,
            force, about, about_file,
        )  # fmt: skip

    names = (*formats, "template", "only", "raw", "null", "color")
    names += ("body",) * body + ("no_pager",) * pager + ("target", "force") * file
    names += ("about", "about_file") * about
    with_output = gathered("output", chosen, *options, names=names)
    return lambda command: with_output(_delivered(command, formats))


def _endings(formats: dict[str, str]) -> str:
    return ", ".join(ending for ending, form in ENDINGS.items() if form in formats)


def _delivered(command: Callback, formats: dict[str, str]) -> Callback:
    """The command, with its answer where the person wants it, and with an about if one is asked."""

    @functools.wraps(command)
    def deliver(*args: object, output: Output, **given: object) -> int:
        answer = partial(command, *args, output=output, **given)
        names_file = output.file or output.table or any(map(given.get, PICTURES))
        if output.force and not names_file:
            others = "".join(f" or --{name}" for name in PICTURES if name in given)
            raise _refused(f"--force goes with -o{others}")
        if not (output.file or output.about or output.about_file):
            return answer()
        if output.file and not output.form and not given.get("original"):
            _check_name(output.file, formats, [name for name in PICTURES if name in given])
        from newsarchive.cli import recording

        run = click.get_current_context().obj
        if output.about or output.about_file:
            answer = partial(recording.recorded, run, answer, output)
        if output.file:
            return recording.filed(run, answer, output.file, force=output.force)
        return answer()

    return deliver


def _check_name(target: Path, formats: dict[str, str], pictures: list[str]) -> None:
    """Refuse a name that promises another kind of file than plain lines. Raises UsageError."""
    from newsarchive.ingest.kinds import NONE, kind_of

    kind, ending = kind_of(target.name), target.suffix[1:].lower()
    if ending in pictures:
        raise _refused(f"-o writes no picture: write --{ending} {target}")
    if kind not in (NONE, *_PLAIN) and not kind.startswith("."):
        raise _refused(
            f"{target} is named like a file ({kind}): -o writes {_endings(formats)}, or plain "
            "lines to a name such as sel.txt"
        )


def _refused(message: str) -> click.UsageError:
    return click.UsageError(message, click.get_current_context())
