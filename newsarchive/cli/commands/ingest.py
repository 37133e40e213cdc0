"""`newsarchive ingest`."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import click

from newsarchive.cli import streams
from newsarchive.cli.exits import Exit
from newsarchive.cli.labour import labour
from newsarchive.cli.options import json_option
from newsarchive.cli.run import Run
from newsarchive.cli.sizes import size
from newsarchive.model.article import Mistake
from newsarchive.render import safe

if TYPE_CHECKING:
    from newsarchive.ingest.run import IngestReport


FIELDS = (
    "title", "date", "updated", "authors", "body", "url", "source", "language", "section", "tags",
    "agency", "place", "dateline",
)  # fmt: skip
"""The fields that `--map` can find: those of `readers.fields.ALIASES`, which would be slow to load
for a help text; a test holds the two together."""

SIZES = {
    "article_bytes": ("--max-article", "The longest text of one article. Default: 16M."),
    "record_bytes": ("--max-record", "The largest line, mail or whole file. Default: 64M."),
    "unpacked_bytes": ("--max-unpacked", "The unpacked size of a packed file. Default: 64G."),
}
NUMBERS = {
    "ratio": ("--max-ratio", "The same as a multiple of its size. Default: 200."),
    "packed_depth": ("--max-depth", "Packed files within packed files. Default: 3."),
    "files": ("--max-files", "Files in one run. Default: 1000000."),
}
"""A field of `readers.limits.Limits` → the option that raises it, and its help; a test holds the
defaults here to those there."""


def ingest(
    run: Run,
    paths: tuple[str, ...],
    *,
    order: Literal["dmy", "mdy"] | None,
    names: dict[str, str],
    limits: dict[str, int],
    follow: bool,
    as_json: bool,
    quiet: bool,
    dry_run: bool,
    jobs: int | None,
    memory: int | None,
) -> int:
    """Archive the paths and report; whether all of them could be read, as an exit status."""
    from newsarchive.ingest.run import IngestReport
    from newsarchive.readers.limits import Limits

    stdin = sys.stdin.buffer if "-" in paths else None
    report = IngestReport()
    if not dry_run:
        run.kept = lambda: kept(report)
    with (
        run.archive(jobs=jobs, memory=memory) as archive,
        run.progress(quiet=quiet) as advance,
    ):
        archive.ingest(
            *paths,
            stdin=stdin,
            dry_run=dry_run,
            order=order,
            names=names,
            limits=Limits(**limits),
            follow=follow,
            report=report,
            advance=advance,
        )
    for flaw in (*report.notes, *report.flaws):
        if run.debug and isinstance(flaw, Mistake):
            streams.tell(safe.block(flaw.trace))
        run.say(f"{flaw.place}: {flaw.reason}")
    if as_json:
        from newsarchive.render.structured import encoded

        sys.stdout.write(encoded(report.as_dict()) + "\n")
    elif not quiet:
        for extra, files in report.needs.items():
            run.say(_needed(extra, files))
        run.say(summary(report, dry_run=dry_run))
    return Exit.ERROR if report.failed else Exit.DONE


def _needed(extra: str, files: int) -> str:
    counted = f"{files:,} files not read: they need" if files > 1 else "1 file not read: it needs"
    return f"{counted} pip install 'newsarchive[{extra}]'"


def kept(report: IngestReport) -> str:
    """What there is to say of a run that was interrupted: what was committed stays."""
    new = report.added + report.updated
    if not new:
        return "nothing new was archived"
    is_are = "article is" if new == 1 else "articles are"
    return f"{new:,} {is_are} kept; run the same command again to go on"


def summary(report: IngestReport, *, dry_run: bool) -> str:
    """The report on one line, without what did not occur."""
    articles = _counted(
        "article",
        (report.added, "would be added" if dry_run else "added"),
        (report.updated, "would be updated" if dry_run else "updated"),
        (report.unchanged, "unchanged"),
        (report.duplicates, "known from another place"),
    )
    unread = [
        *_counted("file", (report.unsupported, "not supported")),
        *_counted("", (report.failed, "failed")),
    ]
    dates = [
        *_counted("date", (report.settled, "would be settled" if dry_run else "settled")),
        *_counted("date", (report.unsettled, "open again")),
    ]
    told = "; ".join(", ".join(part) for part in (articles, dates, unread) if part)
    return f"{told or 'no articles found'} ({report.seconds:.1f} s)"


def _counted(noun: str, *counts: tuple[int, str]) -> list[str]:
    """ "3 articles added", "2 updated": what is not 0, the first with the noun."""
    told: list[str] = []
    for count, what in counts:
        if count:
            named = f"{noun}{'s' if count > 1 else ''} " if noun and not told else ""
            told.append(f"{count:,} {named}{what}")
    return told


def _names(
    context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    """The names in `--map FIELD=NAME`. Raises UsageError if there is no such field."""
    names: dict[str, str] = {}
    for pair in given:
        field, equals, name = (part.strip() for part in pair.partition("="))
        if not (field in FIELDS and equals and name):
            raise click.UsageError(
                f"--map takes FIELD=NAME with a field of {', '.join(FIELDS)}: not {pair}", context
            )
        names[field] = name
    return names


def _limits(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that raise limits, and hand the command those that were given."""

    @functools.wraps(command)
    def gather(*args: object, **given: object) -> int:
        said = {field: given.pop(field) for field in (*SIZES, *NUMBERS)}
        limits = {field: value for field, value in said.items() if value is not None}
        return command(*args, **given, limits=limits)

    options = [
        *(click.option(name, field, metavar="SIZE", callback=size, help=told)
          for field, (name, told) in SIZES.items()),
        *(click.option(name, field, metavar="N", type=click.IntRange(1), help=told)
          for field, (name, told) in NUMBERS.items()),
    ]  # fmt: skip
    gathering: Callable[..., int] = gather
    for option in reversed(options):
        gathering = option(gathering)
    return gathering


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="PATH...")
@click.option(
    "--date-order",
    "order",
    type=click.Choice(("dmy", "mdy")),
    help="How to read 04/05/2018 where nothing else decides.",
)
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="FIELD=NAME",
    callback=_names,
    help="The name of a field in JSON or a table: body=content. Repeatable.",
)
@click.option("--follow", is_flag=True, help="Follow links that lead out of a folder.")
@click.option("--dry-run", is_flag=True, help="Report what would happen; change nothing.")
@json_option("Report as one JSON object on stdout.")
@click.option("--quiet", is_flag=True, help="No progress and no summary; only what failed.")
@labour
@_limits
@click.pass_obj
def command(
    run: Run,
    paths: tuple[str, ...],
    order: Literal["dmy", "mdy"] | None,
    mapped: dict[str, str],
    limits: dict[str, int],
    follow: bool,
    as_json: bool,
    quiet: bool,
    dry_run: bool,
    jobs: int | None,
    memory: int | None,
) -> int:
    """Archive articles from files and folders.

    Reads text, Markdown, JSON, JSON lines, tables and mail, packed (gz, bz2, xz, zip, tar) or not;
    "-" is standard input. The originals are kept. Run it again at any time: what is known is
    skipped, what has changed becomes a new version. The options --max-... raise limits; a message
    says when one is reached.

    \b
    newsarchive ingest sample_articles
    newsarchive ingest --dry-run sample_articles/wire/desk_export.csv
    """
    return ingest(
        run,
        paths,
        order=order,
        names=mapped,
        limits=limits,
        follow=follow,
        as_json=as_json,
        quiet=quiet,
        dry_run=dry_run,
        jobs=jobs,
        memory=memory,
    )
