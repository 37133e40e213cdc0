"""`newsarchive search`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from newsarchive.cli import complaints, completion, timing
from newsarchive.cli import output as outputs
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import HIT_FORMATS, Output, output_options
from newsarchive.cli.grouping import Command
from newsarchive.cli.options import (
    Filters,
    Listing,
    View,
    dups_option,
    facet_option,
    filter_options,
    listing_options,
    timeout_option,
    view_options,
    word_options,
)
from newsarchive.cli.run import Run
from newsarchive.model.errors import QueryError
from newsarchive.model.frozen import frozen, replaced

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.model.progress import Advance
    from newsarchive.search.facets import Facet
    from newsarchive.search.results import Dups, Results


@frozen
class Question:
    """How a query is to be read and answered, whatever it says."""

    filters: Filters
    listing: Listing
    output: Output
    any_word: bool = False
    literal: bool = False
    recent: bool = False
    dups: Dups = "show"
    view: View = View()
    timeout: float | None = None
    """Seconds after which what was found so far has to do."""

    def ask(self, archive: Archive, query: str, advance: Advance | None = None) -> Results:
        """Search for it. Raises QueryError."""
        return archive.search(
            query,
            any_word=self.any_word,
            literal=self.literal,
            recent=self.recent,
            dups=self.dups,
            sort=self.listing.sort,
            # Of places it is they that are counted, not the articles.
            offset=0 if self.view.kwic else self.listing.offset,
            limit=None if self.view.kwic else outputs.limit(self.listing, self.output),
            deadline=timing.deadline(self.timeout),
            advance=advance,
            **self.filters,
        )


def search(run: Run, query: str, question: Question, *, explain: bool) -> int:
    """Write what one query finds; whether there was any, as an exit status."""
    began = time.monotonic()
    with run.archive() as archive:
        with run.progress() as advance:
            results = run.asked(question.ask(archive, query, advance))
        if explain:
            _explain(run, archive, results, "" if question.literal else query)
        listing, output, view = question.listing, question.output, question.view
        if view.kwic:
            from newsarchive.cli import concordance

            status = concordance.write(run, results, listing, output, view, began=began)
        else:
            status = outputs.write(run, archive, results, listing, output, view, began=began)
        if results.cut_short:
            return timing.cut_short(run, question.timeout, anything=status == Exit.DONE)
        if status == Exit.NOTHING and not results.total:
            _advise(run, results)
        return status


def count(run: Run, query: str, question: Question, facets: Sequence[Facet]) -> int:
    """Write how often each value occurs among all that match; whether any article does."""
    from newsarchive.cli import numbers

    most, output = question.listing.limit, question.output
    with run.archive() as archive:
        with run.progress() as advance:
            results = run.asked(question.ask(archive, query, advance))
            found = archive.tally(facets, results, advance, results.deadline)
        sheet = None if output.records else run.sheet(output.color)
        if sheet and found.articles:
            sheet.facets(found, facets, numbers.limit(most, outputs.FOR_PEOPLE))
        else:
            numbers.write(found, facets, most, output)
        sys.stdout.flush()
        if timing.is_up(results.deadline, results):
            return timing.cut_short(run, question.timeout, anything=found.articles > 0)
        if not found.articles:
            run.say(numbers.nothing(results.query))
            _advise(run, results)
            return Exit.NOTHING
    return Exit.DONE


def check(view: View, output: Output) -> None:
    """Refuse what cannot be laid out so. Raises UsageError."""
    text = ""
    if view.group_by and view.kwic:
        text = "--group-by and --kwic exclude each other"
    elif view.kwic_sort and not view.kwic:
        text = "--kwic-sort orders what --kwic shows: give that too"
    elif view.group_by and output.is_of_articles:
        text = f"--group-by does not go with --{output.form}"
    elif view.kwic and output.is_of_articles and output.form != "count":
        text = f"--kwic does not go with --{output.form}"
    elif view.kwic and output.body:
        text = "--kwic does not go with --body"
    if text:
        raise click.UsageError(text, click.get_current_context())


def search_all(run: Run, source: str, question: Question) -> int:
    """Write what each query of a file finds, the query with every result.

    A line that is no query is reported, and the others are asked all the same.
    """
    status = Exit.NOTHING
    with run.archive() as archive:
        batch = outputs.Batch(run, question.output, "query")
        for number, query in _queries(source):
            try:
                results = question.ask(archive, query)
                found = batch.write(results, query)
            except QueryError as error:
                run.say(f"{'standard input' if source == '-' else source} line {number}:")
                complaints.error(error, debug=run.debug)
                status = Exit.ERROR
            else:
                if results.cut_short:
                    status = timing.cut_short(run, question.timeout, anything=found > 0)
                if found and status == Exit.NOTHING:
                    status = Exit.DONE
        batch.end()
    return status


def _queries(source: str) -> Iterator[tuple[int, str]]:
    """The lines that are neither empty nor a comment, with their numbers; "-" is standard input."""
    text = (sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()).decode(
        "utf-8-sig", "surrogateescape"
    )
    for number, line in enumerate(text.splitlines(), start=1):
        query = line.strip()
        if query and not query.startswith("#"):
            yield number, query


def _explain(run: Run, archive: Archive, results: Results, query: str) -> None:
    from itertools import islice

    from newsarchive.query.leaves import without_questions
    from newsarchive.render.explanation import query_lines, score_lines
    from newsarchive.search.explain import explain

    deadline = results.deadline
    explained = explain(results)
    for line in query_lines(explained) if explained else ():
        run.say(line)
    if without_questions(query) != query:
        run.say("  a ? that no letter follows is punctuation, no wildcard")
    shown = list(islice(results, outputs.FOR_PEOPLE))
    parts = archive.score_parts(shown, results.query, deadline)
    if parts:
        run.say("")
        for line in score_lines(shown, parts):
            run.say(line)
        run.say("")


def _advise(run: Run, results: Results) -> None:
    from newsarchive.render.explanation import advice_lines
    from newsarchive.search.explain import advise

    for line in advice_lines(advise(results)):
        run.say(line)


def _check_facets(
    facets: Sequence[Facet], queries: str | None, explain: bool, question: Question
) -> None:
    """Raise UsageError for what makes no sense where values are counted instead of hits shown."""
    form, context = question.output.form, click.get_current_context()
    given = {
        "--queries": queries is not None,
        "--explain": explain,
        "--offset": bool(question.listing.offset),
        "--body": question.output.body,
        "--kwic": question.view.kwic,
        "--group-by": question.view.group_by is not None,
        "--recent": question.recent,
        "--sort": context.get_parameter_source("sort") is ParameterSource.COMMANDLINE,
        f"--{form}": question.output.is_of_articles,
    }
    for name, is_given in given.items():
        if facets and is_given:
            raise click.UsageError(f"{name} does not go with --facet", context)


@click.command("search", cls=Command)
@click.argument("query", nargs=-1, metavar="QUERY...", shell_complete=completion.query)
@word_options
@click.option("--recent", is_flag=True, help="Rank newer articles slightly higher.")
@dups_option("show")
@click.option("--explain", is_flag=True, help="Explain the query and the scores on stderr.")
@click.option(
    "--queries",
    type=click.Path(),
    metavar="FILE",
    help='Run every line of a file as a query; "-" is standard input, # begins a comment.',
)
@filter_options
@listing_options("relevance")
@timeout_option
@facet_option
@view_options()
@output_options(HIT_FORMATS, pager=True, about=True)
@click.pass_obj
def command(
    run: Run,
    query: tuple[str, ...],
    any_word: bool,
    literal: bool,
    recent: bool,
    dups: Dups,
    explain: bool,
    queries: str | None,
    filters: Filters,
    listing: Listing,
    timeout: float | None,
    facets: tuple[Facet, ...],
    view: View,
    output: Output,
) -> int:
    """Find articles.

    All words of the query must occur. Queries may have "phrases", OR, NOT, (groups), prefixes
    (energ*), NEAR/5, fields (title:solar) and more: see "newsarchive help query" and "help dates".
    Write a query that begins with "-" after "--", or begin it with "^". After a search on a
    terminal, @3 in the next command is the third result. In a pipe each article is one line of
    tab-separated columns: short id, date, authors, title (with --body the text; with several
    queries or groups, the query or group). With --kwic, -n counts matches, and the columns are
    short id, date, left context, match, right context.

    \b
    newsarchive search azerbaijan energy
    newsarchive search 'solar NEAR/5 plant' --since 2018 --json
    """
    sorted_by = click.get_current_context().get_parameter_source("sort")
    # A saved search may have an order, and --recent comes before a configured one.
    if sorted_by is ParameterSource.DEFAULT or (
        recent and sorted_by is not ParameterSource.COMMANDLINE
    ):
        listing = replaced(listing, sort=None)
    question = Question(filters, listing, output, any_word, literal, recent, dups, view, timeout)
    check(view, output)
    _check_facets(facets, queries, explain, question)
    if recent and listing.sort not in (None, "relevance"):
        raise click.UsageError(f"--recent does not go with --sort {listing.sort}")
    if queries is not None:
        if view != View():
            raise click.UsageError("--queries goes without --kwic and without --group-by")
        if query or explain:
            raise click.UsageError("--queries goes without a query and without --explain")
        if output.table:
            raise click.UsageError("--queries does not go with --parquet")
        return search_all(run, queries, question)
    if not any(map(str.strip, query)):
        raise click.UsageError("what to search for? (newsarchive list shows everything)")
    if facets:
        return count(run, " ".join(query), question, tuple(dict.fromkeys(facets)))
    return search(run, " ".join(query), question, explain=explain)
