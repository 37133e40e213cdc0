"""`newsarchive audit`."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from newsarchive.cli import output as outputs
from newsarchive.cli import timing
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import LIST_FORMATS, Output, output_options
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import (
    Filters,
    Listing,
    filter_options,
    listing_options,
    timeout_option,
)
from newsarchive.cli.pager import paged
from newsarchive.cli.run import Run
from newsarchive.render import safe, structured
from newsarchive.render.columns import lined_up

if TYPE_CHECKING:
    from newsarchive.render.record import Record
    from newsarchive.search.audit import Finding
    from newsarchive.search.hit import Hit
    from newsarchive.search.results import Results

DEFECTS = ("undated", "ambiguous", "no-author", "derived", "short", "garbled", "duplicate")
"""Those of `auditing.DEFECTS`, which would be slow to load for a help text."""
ANY = "any"
UNREAD = "unread"
"""Not of articles: files that were not read."""


def _sum_up(
    run: Run, found: Iterable[Finding], among: Results, output: Output, timeout: float | None
) -> int:
    """Write how many articles have each problem."""
    from newsarchive.render.audit import Tally

    tally = Tally()
    for finding in found:
        tally.add(finding)
    look = run.look(output.color)
    if output.records:
        names = ("problem", "articles", "example")
        structured.write(tally.records(), names, output.records, sys.stdout)
    elif look is None:
        for row in tally.rows():
            sys.stdout.write("\t".join((*row[:2], *row[3:])) + "\n")
    else:
        table = [("problem", "articles", "what it is", "example", ""), *tally.rows()]
        for line in lined_up(table, run.width, right=frozenset({1})):
            sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    if timing.is_up(among.deadline, among):
        return timing.cut_short(run, timeout, anything=bool(tally.examples))
    if not tally.examples:
        run.say(f"no problems found in {_articles(among.total)}")
        return Exit.NOTHING
    if output.form is None and look is not None:
        run.say("")
        run.say(f"{_articles(among.total)}; to list them: newsarchive audit undated")
    return Exit.DONE


def _list(
    run: Run,
    found: Iterator[Finding],
    among: Results,
    problems: tuple[str, ...],
    listing: Listing,
    output: Output,
    timeout: float | None,
) -> int:
    """Write the articles that have one of the problems."""
    skipped = sum(1 for _ in islice(found, listing.offset))
    part = islice(found, outputs.limit(listing, output))
    if output.form == "count":
        shown = skipped + sum(1 for _ in found)
        sys.stdout.write(f"{shown}\n")
    else:
        shown = _write(run, part, output)
    sys.stdout.flush()
    if timing.is_up(among.deadline, among):
        return timing.cut_short(run, timeout, anything=shown > 0)
    if not shown:
        named = "suspicious" if ANY in problems else " or ".join(problems)
        run.say(f"only {skipped:,} have that" if skipped else f"no article is {named}")
        return Exit.NOTHING
    if output.form is None and sys.stdout.isatty():
        total = skipped + shown + sum(1 for _ in found)
        run.say("")
        run.say(f"{shown:,} of {total:,}")
    return Exit.DONE


def _write(run: Run, part: Iterable[Finding], output: Output) -> int:
    if output.records:
        records: Iterator[tuple[Hit, Record]] = (
            (finding.hit, {"problems": list(finding.problems)}) for finding in part
        )
        return outputs.hit_records(records, output, output.records, "problems")
    if output.form is not None:
        hits: Iterator[Hit] = (finding.hit for finding in part)
        return outputs.hits(run, hits, output)
    from newsarchive.render.audit import finding_row

    look = run.look(output.color)
    count = 0
    if look is not None:
        rows = [finding_row(finding) for finding in part]
        with paged(run, wanted=output.pager) as stream:
            for line in lined_up(rows, run.width) if rows else ():
                stream.write(f"{line}\n")
        return len(rows)
    for count, finding in enumerate(part, start=1):  # noqa: B007 - the last is the number of rows
        cells = list(finding_row(finding))
        if output.body:
            cells.append(finding.hit.article.body)
        sys.stdout.write("\t".join(map(safe.line, cells)) + "\n")
    return count


def _expect_files(problems: tuple[str, ...], filters: Filters, output: Output) -> None:
    """Raises UsageError for what does not go with files that were not read."""
    sources = click.get_current_context().get_parameter_source
    names = {"order": "date-order"}
    typed = (  # what is configured is for articles
        name for name in (*filters, "sort") if sources(name) is ParameterSource.COMMANDLINE
    )
    wrong = [f"--{names.get(name, name)}" for name in typed]
    wrong += [f"--{output.form}"] * (output.form == "ids") + ["--body"] * output.body
    wrong += ["--about"] * output.about + ["--about-file"] * bool(output.about_file)
    wrong += [one for one in problems if one != UNREAD]
    if wrong:
        raise click.UsageError(f"unread lists files, not articles: {wrong[0]} does not go with it")


def _unread(run: Run, listing: Listing, output: Output) -> int:
    """Write the files that were not read."""
    from newsarchive.render import unread as rendering

    with run.archive() as archive:
        found = archive.unread()
        skipped = sum(1 for _ in islice(found, listing.offset))
        part = islice(found, outputs.limit(listing, output))
        if output.form == "count":
            shown = skipped + sum(1 for _ in found)
            sys.stdout.write(f"{shown}\n")
        elif output.records:
            records = map(rendering.record, part)
            shown = structured.write(records, rendering.FIELDS, output.records, sys.stdout)
        elif output.form == "paths":
            shown = outputs.rows(((one.path,) for one in part), output)
        elif run.look(output.color) is not None:
            rows = [(*row[:3], ": ".join(row[3:])) for row in map(rendering.row, part)]
            shown = len(rows)
            with paged(run, wanted=output.pager) as stream:
                for line in lined_up(rows, sys.maxsize) if rows else ():  # no reason is cut
                    stream.write(f"{line}\n")
        else:
            shown = outputs.rows(map(rendering.row, part), output)
        sys.stdout.flush()
        if not shown:
            run.say(f"only {skipped:,} were not read" if skipped else "every file was read")
            return Exit.NOTHING
        if outputs.for_a_person(output):
            run.say("")
            run.say(f"{shown:,} of {skipped + shown + sum(1 for _ in found):,}")
    return Exit.DONE


@contextmanager
def _noted(run: Run, found: Iterator[Finding], among: Results) -> Iterator[Iterator[Finding]]:
    """The findings; for an about the results are those that have a problem, shown or not."""
    if not run.recording:
        yield found
        return
    keys: list[int] = []

    def passing() -> Iterator[Finding]:
        for finding in found:
            keys.append(finding.hit.archived.key)
            yield finding

    noted = passing()
    yield noted
    deque(noted, maxlen=0)
    among.keep(keys)


def _articles(count: int) -> str:
    return f"{count:,} article{'' if count == 1 else 's'}"


@click.command("audit", cls=Command)
@click.argument(
    "problems", nargs=-1, type=click.Choice((*DEFECTS, ANY, UNREAD)), metavar="[PROBLEM]..."
)
@click.option(
    "--short",
    type=click.IntRange(min=1),
    default=50,
    metavar="N",
    help="Texts of fewer than N words are short. Default: 50.",
)
@filter_options
@listing_options("date")
@timeout_option
@output_options(LIST_FORMATS, pager=True, about=True)
@click.pass_obj
def command(
    run: Run,
    problems: tuple[str, ...],
    short: int,
    filters: Filters,
    listing: Listing,
    timeout: float | None,
    output: Output,
) -> int:
    """Find articles with missing or doubtful metadata.

    Without arguments it counts them. With a PROBLEM it lists the articles that have it, as "list"
    does: undated, ambiguous (a date with two readings), no-author, derived (a title made from the
    first sentence), short, garbled (lost or misread characters), duplicate (the same text as
    another article), or any. In a pipe each article is one line: short id, date, problems, title,
    separated by tabs. "newsarchive edit" corrects them. With "unread" it lists the files that were
    not taken in, or not whole: day, state (unsupported, refused, failed, passed over), kind, path
    and reason.

    \b
    newsarchive audit
    newsarchive audit derived short --since 2018
    """
    if UNREAD in problems:
        _expect_files(problems, filters, output)
        return _unread(run, listing, output)
    if not problems and (output.form in {"ids", "paths", "count"} or output.body):
        name = "body" if output.body else output.form
        raise click.UsageError(
            f"--{name} needs to know which problem: newsarchive audit any --{name}",
            click.get_current_context(),
        )
    from newsarchive.search.audit import DEFECTS as ALL

    asked = [one for one in ALL if one in problems or ANY in problems or not problems]
    with run.archive() as archive:
        with run.progress() as advance:
            deadline = timing.deadline(timeout)
            among = run.asked(
                archive.search(sort=listing.sort, advance=advance, deadline=deadline, **filters)
            )
        found = archive.audit(asked, among=among, short=short, deadline=among.deadline)
        if problems:
            with _noted(run, found, among) as noted:
                return _list(run, noted, among, problems, listing, output, timeout)
        return _sum_up(run, found, among, output, timeout)
