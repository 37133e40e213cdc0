"""`newsarchive ingest`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

import click

from newsarchive.cli.exits import Exit
from newsarchive.cli.session import Session

if TYPE_CHECKING:
    from newsarchive.ingest import IngestReport


FIELDS = (
    "title", "date", "updated", "authors", "body", "url", "source", "language", "section", "tags",
    "agency", "place", "dateline",
)  # fmt: skip
"""The fields that `--map` can find: those of `readers.fields.ALIASES`, which would be slow to load
for a help text; a test holds the two together."""


def ingest(
    session: Session,
    paths: tuple[str, ...],
    *,
    order: Literal["dmy", "mdy"] | None,
    names: dict[str, str],
    as_json: bool,
    quiet: bool,
    dry_run: bool,
) -> int:
    """Archive the paths and report; whether all of them could be read, as an exit status."""
    stdin = sys.stdin.buffer if "-" in paths else None
    with session.archive() as archive, session.progress(quiet=quiet) as advance:
        report = archive.ingest(
            *paths, stdin=stdin, dry_run=dry_run, order=order, names=names, advance=advance
        )
    for flaw in (*report.notes, *report.flaws):
        session.say(f"{flaw.place}: {flaw.reason}")
    if as_json:
        from newsarchive.render.structured import encoded

        sys.stdout.write(encoded(report.as_dict()) + "\n")
    elif not quiet:
        session.say(summary(report, dry_run=dry_run))
    return Exit.ERROR if report.failed else Exit.DONE


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
    told = "; ".join(", ".join(part) for part in (articles, unread) if part)
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


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--date-order",
    "order",
    type=click.Choice(("dmy", "mdy")),
    help="How 04/05/2018 is to be read, where nothing else tells.",
)
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="FIELD=NAME",
    callback=_names,
    help="The name of a field in JSON or a table: body=content. Can be given again.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON object on stdout.")
@click.option("--quiet", is_flag=True, help="No progress and no summary; only what failed.")
@click.pass_obj
def command(
    session: Session,
    paths: tuple[str, ...],
    order: Literal["dmy", "mdy"] | None,
    mapped: dict[str, str],
    as_json: bool,
    quiet: bool,
    dry_run: bool,
) -> int:
    """Archive articles from files and folders.

    Reads text, Markdown, JSON, JSON lines and CSV; "-" is standard input. The originals are kept.
    Run it again at any time: what is known is skipped, what has changed becomes a new version.

    \b
    newsarchive ingest sample_articles
    newsarchive ingest --dry-run sample_articles/wire/desk_export.csv
    """
    return ingest(
        session,
        paths,
        order=order,
        names=mapped,
        as_json=as_json,
        quiet=quiet,
        dry_run=dry_run,
    )
