"""`newsarchive ingest`."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Literal

import click

from newsarchive.cli import completion, configuration, streams
from newsarchive.cli.configuration import Named
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import json_option
from newsarchive.cli.labour import labour, size
from newsarchive.cli.run import Run
from newsarchive.model.article import Mistake
from newsarchive.readers.limits import Limits, size_text
from newsarchive.render import safe

if TYPE_CHECKING:
    from newsarchive.ingest.report import IngestReport


_KINDS = 6
"""Kinds of files that a line names; the others are counted together."""


def _by_kind(counts: Mapping[str, int]) -> str:
    """How many files there are of the most frequent kinds: "40 PDF, 60 Word"."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    named = [f"{count:,} {kind}" for kind, count in sorted(ranked[:_KINDS])]
    rest = sum(count for _, count in ranked[_KINDS:])
    return ", ".join([*named, f"{rest:,} others"] if rest else named)


def kept(report: IngestReport) -> str:
    """The message of an interrupted run: its committed articles stay."""
    new = report.added + report.updated
    if not new:
        return "nothing new was archived"
    is_are = "article is" if new == 1 else "articles are"
    return f"{new:,} {is_are} kept; run the same command again to go on"


def summary(report: IngestReport, *, dry_run: bool) -> str:
    """The report on one line, without counts of 0."""
    articles = _counted(
        "article",
        (report.added, "would be added" if dry_run else "added"),
        (report.updated, "would be updated" if dry_run else "updated"),
        (report.unchanged, "unchanged"),
        (report.duplicates, "known from another place"),
    )
    kinds = f" ({_by_kind(of)})" if (of := report.kinds.get("")) else ""
    as_before = "failed as before (newsarchive audit unread)"
    unread = [
        *_counted("file", (report.unsupported, f"not supported{kinds}")),
        *_counted("", (report.failed, "failed"), (report.known, as_before)),
    ]
    folders = _counted("folder", (report.page_folders, "saved with a page passed over"))
    pages = _counted("page", (report.pages, "read through METS"))
    settled = "would be settled" if dry_run else "settled"
    dates = [
        *_counted("date", (report.settled, settled), (report.unsettled, "open again")),
        *_counted("header", (report.settled_headers, settled)),
        *_counted("header", (report.unsettled_headers, "open again")),
        *_counted("language", (report.settled_languages, settled)),
        *_counted("language", (report.unsettled_languages, "open again")),
    ]
    left = _counted("file", (report.left, "left for the next run"))
    groups = (articles, pages, dates, unread, folders, left)
    counts = "; ".join(", ".join(group) for group in groups if group)
    return f"{counts or 'no articles found'} ({report.seconds:.1f} s)"


def line(inbox: str, report: IngestReport, *, dry_run: bool) -> str:
    """The report of an inbox: what is new, and what newly failed."""
    would = "would be " * dry_run
    articles = _counted(
        "article", (report.added, f"{would}added"), (report.updated, f"{would}updated")
    )
    parts = [", ".join(articles) or "nothing new"]
    if report.failed:
        first = report.flaws[0]
        (failed,) = _counted("", (report.failed, "failed"))
        which = ", the first " if report.failed > 1 else ": "
        parts.append(f"{failed}{which}{first.place}: {first.reason}")
    parts += _counted("note", (len(report.notes), "(--json has them)"))
    parts += _counted("file", (report.left, "left for the next run"))
    return f"{inbox}: {'; '.join(parts)} ({report.seconds:.1f} s)"


def _counted(noun: str, *counts: tuple[int, str]) -> list[str]:
    """ "3 articles added", "2 updated": the counts above 0, the first one with the noun."""
    phrases: list[str] = []
    for count, what in counts:
        if count:
            named = f"{noun}{'s' if count > 1 else ''} " if noun and not phrases else ""
            phrases.append(f"{count:,} {named}{what}")
    return phrases


def _names(
    context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    """The names in `--map FIELD=NAME`. Raises UsageError if there is no such field."""
    if not given:
        return {}
    from newsarchive.readers.fields import ALIASES

    names: dict[str, str] = {}
    for pair in given:
        field, equals, name = (part.strip() for part in pair.partition("="))
        if not (field in ALIASES and equals and name):
            raise click.UsageError(
                f"--map takes FIELD=NAME with a field of {', '.join(ALIASES)}: not {pair}", context
            )
        names[field] = name
    return names


def _columns(
    context: click.Context, _parameter: click.Parameter, given: str | None
) -> tuple[str, ...]:
    """The columns in `--columns date,title,body`. Raises UsageError unless one is the body."""
    if given is None:
        return ()
    from newsarchive.readers.fields import ALIASES

    columns = tuple(part.strip() for part in given.split(","))
    if "body" not in columns or not {*columns} <= {*ALIASES, "-"}:
        raise click.UsageError(
            f"--columns takes a field for each column, one of them body: {', '.join(ALIASES)};"
            f' "-" is a column to pass over: not {given}',
            context,
        )
    return columns


def _patterns(
    context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    """The patterns. Raises UsageError for an empty one, which matches nothing."""
    if not all(pattern.strip("/.") for pattern in given):
        raise click.UsageError(f"--{parameter.name} takes a pattern such as '*.txt'", context)
    return given


def _inbox(context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    """Let the inbox say what the command line does not: options left out come after this one."""
    if given is not None and isinstance(context.obj, Run):
        options = configuration.parameters(context.command, context.obj.settings.inbox(given))
        context.default_map = {**(context.default_map or {}), **options}
    return given


def _places(
    run: Run, paths: tuple[str, ...], inbox: str | None
) -> tuple[tuple[str, ...], Named | None]:
    """What is to be read, and the archive that an inbox names. Raises UsageError."""
    context = click.get_current_context()
    if inbox is None:
        if not paths:
            raise click.MissingParameter(ctx=context, param=context.command.params[0])
        return paths, None
    if paths:
        raise click.UsageError("--inbox names the folders: give it without PATH", context)
    found = run.settings.inbox(inbox)
    archive = found.get("archive")
    place = run.settings.place("inboxes", inbox, "archive")
    return tuple(found["folders"]), archive and Named(archive, "configuration", place)


def _limits(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that raise limits; the command gets those that were given, as `limits`."""
    raised = [one for one in fields(Limits) if one.metadata]

    @functools.wraps(command)
    def gather(*args: object, **given: object) -> int:
        values = {one.name: given.pop(one.name) for one in raised}
        limits = {name: value for name, value in values.items() if value is not None}
        return command(*args, **given, limits=limits)

    gathering: Callable[..., int] = gather
    for one in reversed(raised):
        option, what = one.metadata["option"], one.metadata["what"]
        if one.name.endswith("_bytes"):
            default = size_text(one.default)
            kind: dict[str, Any] = {"metavar": "SIZE", "callback": size}
        else:
            default, kind = str(one.default), {"metavar": "N", "type": click.IntRange(1)}
        text = f"{what} Default: {default}."
        gathering = click.option(option, one.name, help=text, **kind)(gathering)
    return gathering


@click.command("ingest")
@click.argument(  # reading says what cannot be read, and goes on with the rest
    "paths", nargs=-1, type=click.Path(readable=False), metavar="PATH..."
)
@click.option(
    "--inbox",
    metavar="NAME",
    callback=_inbox,
    shell_complete=completion.inboxes,
    help="Read the folders that the configuration names so, with its options, one run at a time.",
)
@click.option(
    "--date-order",
    "order",
    type=click.Choice(("dmy", "mdy")),
    help="How to read 04/05/2018 where nothing else decides.",
)
@click.option(
    "--map",
    "names",
    multiple=True,
    metavar="FIELD=NAME",
    callback=_names,
    help="The name of a field in JSON or a table: body=content. Repeatable.",
)
@click.option(
    "--columns",
    metavar="FIELDS",
    callback=_columns,
    help="The columns of tables without a header row: date,title,-,body.",
)
@click.option(
    "--include",
    multiple=True,
    metavar="PATTERN",
    callback=_patterns,
    help="Of folders, read only files that match: '*.txt', '2018/**/*.html'. Repeatable.",
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="PATTERN",
    callback=_patterns,
    help="Of folders, do not read files or folders that match: 'drafts'. Repeatable.",
)
@click.option(
    "--max-seconds",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="Begin no further file after so long; the next run goes on from there.",
)
@click.option("--follow", is_flag=True, help="Follow links that lead out of a folder.")
@click.option(
    "--again", is_flag=True, help="Report files too that failed before and have not changed."
)
@click.option("--dry-run", is_flag=True, help="Report what would change; change nothing.")
@json_option("One JSON object, the report.")
@click.option("--quiet", is_flag=True, help="No progress and no summary; only what failed.")
@labour
@_limits
@click.pass_obj
def command(
    run: Run,
    paths: tuple[str, ...],
    inbox: str | None,
    order: Literal["dmy", "mdy"] | None,
    names: dict[str, str],
    columns: tuple[str, ...],
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    max_seconds: float | None,
    follow: bool,
    again: bool,
    as_json: bool,
    quiet: bool,
    dry_run: bool,
    jobs: int | None,
    memory: int | None,
    limits: dict[str, int],
) -> int:
    """Archive articles from files and folders.

    Reads text, Markdown, JSON and JSON Lines, tables (CSV, TSV, Excel, Parquet), HTML, feeds (RSS,
    Atom, JSON Feed), NITF, NewsML, WordPress, documents (Word, OpenDocument, RTF, EPUB, PDF),
    exports of Nexis, Factiva, ProQuest and Europresse, IPTC 7901, ninjs, RIS, BibTeX, CSL-JSON,
    ALTO, METS, TREC, Reuters SGML, mail, mbox, WARC, WET, ARC, WACZ, HAR, MHTML and exports of an
    archive, packed (gz, bz2, xz, zst, zip, tar) or not; "-" is standard input. The originals are
    kept. Run it again at any time: it skips known files and makes new versions of changed ones. A
    file that cannot be read is reported once, and again when it has changed; "newsarchive audit
    unread" lists all. The exit status is 2 if something is reported. The options that begin with
    --max raise limits; a message says when one is reached.

    With --inbox the report is one line, and the exit status is 0 if something is new, 1 if nothing
    is, 2 if something failed that had not failed before. While another process reads the inbox,
    this one waits (--wait), and then leaves it to that one with exit status 75.

    \b
    newsarchive ingest sample_articles
    newsarchive ingest --dry-run sample_articles/wire/desk_export.csv
    """
    from newsarchive.ingest.report import IngestReport

    paths, usual = _places(run, paths, inbox)
    report = IngestReport()
    if not dry_run:
        run.kept = lambda: kept(report)
    with (
        run.archive(jobs=jobs, memory=memory, usual=usual) as archive,
        run.progress(quiet=quiet) as advance,
    ):
        archive.ingest(
            *paths,
            stdin=sys.stdin.buffer if "-" in paths else None,
            dry_run=dry_run,
            order=order,
            names=names,
            columns=columns,
            limits=Limits(**limits),
            include=include,
            exclude=exclude,
            follow=follow,
            again=again,
            inbox=inbox,
            max_seconds=max_seconds,
            report=report,
            advance=advance,
        )
    for problem in report.flaws:
        if run.debug and isinstance(problem, Mistake):
            streams.tell(safe.block(problem.trace))
    if inbox is None:
        _tell_problems(run, report)
    if as_json:
        from newsarchive.render.structured import encoded

        sys.stdout.write(encoded(report.as_dict()) + "\n")
    elif inbox is not None:
        if report.failed or not quiet:
            run.say(line(inbox, report, dry_run=dry_run))
    elif not quiet:
        for extra in report.needs:
            run.say(f"{_by_kind(report.kinds[extra])}: pip install 'newsarchive[{extra}]'")
        run.say(summary(report, dry_run=dry_run))
    if report.failed:
        return Exit.ERROR
    return Exit.DONE if inbox is None or report.added or report.updated else Exit.NOTHING


def _tell_problems(run: Run, report: IngestReport) -> None:
    for problem in (*report.notes, *report.flaws):
        place = problem.place or '""'  # of a variable of a shell that is not set
        run.say(f"{place}: {problem.reason}")
    if more := report.failed - len(report.flaws):
        run.say(f"{more:,} further one{'s' if more > 1 else ''} failed")
