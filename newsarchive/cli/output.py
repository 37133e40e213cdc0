"""Results → stdout in the chosen form; summaries → stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import Output
from newsarchive.cli.options import Listing, View
from newsarchive.cli.pager import paged
from newsarchive.cli.run import Run
from newsarchive.render import plain, safe

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.query.tree import Node
    from newsarchive.render import structured
    from newsarchive.render.groups import By as GroupBy
    from newsarchive.render.groups import Group
    from newsarchive.render.record import Record
    from newsarchive.search.hit import Hit
    from newsarchive.search.results import Results
    from newsarchive.search.saved import News

FOR_PEOPLE = 20
"""Hits on a terminal without `-n`."""


def limit(listing: Listing, output: Output, usual: int = FOR_PEOPLE) -> int | None:
    """The number of hits to show; None for all. `usual` is that on a terminal without `-n`."""
    if listing.limit is not None:
        return listing.limit or None
    return usual if for_a_person(output) else None


def for_a_person(output: Output) -> bool:
    """Whether the output goes to a terminal, for people."""
    return output.form is None and sys.stdout.isatty()


def write(
    run: Run,
    archive: Archive,
    results: Results,
    listing: Listing,
    output: Output,
    view: View,
    *,
    began: float,
) -> int:
    """Write the results; whether there were any, as an exit status.

    `began` is the monotonic time at which the search began.
    """
    if output.form == "count":
        sys.stdout.write(f"{results.total}\n")
        sys.stdout.flush()
        return Exit.DONE if results.total else nothing(run, results, listing)
    with watching(archive, results, results.query, output) as watched:
        if view.group_by:
            shown = _groups(run, _grouped(results, watched, view.group_by, listing, output), output)
        else:
            shown = hits(run, watched, output)
    if not shown:
        return nothing(run, results, listing)
    if for_a_person(output):
        more = "1 more is" if results.folded == 1 else f"{results.folded:,} more are"
        folded = f", {more} alike" if results.folded else ""
        part = _part(listing.offset, len(watched.ids), results.total)
        run.say("")
        run.say(f"{part}{folded} ({watched.first - began:.2f} s)")
    return Exit.DONE


class Watched:
    """Hits that are recorded as they pass: their ranks, and when the first one came."""

    def __init__(self, found: Iterable[Hit]) -> None:
        self._found = found
        self.ids: dict[int, str] = {}
        self.first = 0.0
        """Monotonic time. Later hits may wait for the pager."""

    def __iter__(self) -> Iterator[Hit]:
        for hit in self._found:
            self.first = self.first or time.monotonic()
            self.ids[hit.rank] = hit.id
            yield hit


@contextmanager
def watching(
    archive: Archive, found: Iterable[Hit], query: Node, output: Output
) -> Iterator[Watched]:
    """The hits as they are written; what a person was shown can be named as @3 afterwards."""
    watched = Watched(found)
    try:
        yield watched
        sys.stdout.flush()
    finally:
        if for_a_person(output) and watched.ids:
            from newsarchive.cli.recall import Shown, remember

            remember(archive.path, Shown(str(query), watched.ids))


def hits(
    run: Run,
    found: Iterable[Hit],
    output: Output,
    *more: str,
    values: Callable[[Hit], Record] = lambda _: {},
) -> int:
    """Write the hits, records with the `values` of `more` at their end; how many there were."""
    rows_of = ((hit, values(hit)) for hit in found)
    if output.records:
        return hit_records(rows_of, output, output.records, *more)
    if output.table:
        from newsarchive.cli import parquet

        return parquet.write(run, rows_of, output, output.table, *more)
    match output.form:
        case "ids":
            return rows(((hit.id,) for hit in found), output)
        case "paths":
            return rows(((path,) for hit in found for path in hit.archived.paths), output)
    with paged(run, wanted=output.pager) as stream:
        page = run.page(output.color, stream)
        if page:
            return page.hits(found, body=output.body)
        return plain.hits(found, stream, body=output.body)


def _grouped(
    results: Results, watched: Watched, by: GroupBy, listing: Listing, output: Output
) -> Sequence[Group]:
    """The hits by groups; for people they know how many match even where only some are shown."""
    from newsarchive.render.groups import grouped, matching

    found, of_all = list(watched), None
    if not output.records and (listing.offset or len(found) < results.total):
        of_all = matching(results, by)
    return grouped(found, by, of_all, oldest_first=listing.sort == "date-asc")


def _groups(run: Run, found: Sequence[Group], output: Output) -> int:
    """Write the hits by groups; how many there were, those of several groups counted in each."""
    if output.records:
        records: Iterator[tuple[Hit, Record]] = (
            (hit, {"group": group.name}) for group in found for hit in group.hits
        )
        return hit_records(records, output, output.records, "group")
    with paged(run, wanted=output.pager) as stream:
        page = run.page(output.color, stream)
        if page:
            page.groups(found, body=output.body)
        else:
            for group in found:
                plain.hits(group.hits, stream, body=output.body, last=group.name or plain.NONE)
    return sum(len(group.hits) for group in found)


class Batch:
    """The results of several queries in one output, each with the query that found it.

    Records have it as their last field, whose name is given: "query".
    """

    def __init__(self, run: Run, output: Output, name: str) -> None:
        self._session = run
        self._output = output
        self._name = name
        self._records: structured.Writer | None = None
        if output.records:
            self._records = _writer(output, output.records, name)

    def write(self, results: Results | News, query: str) -> int:
        """Write what one query found; how many hits it was."""
        if self._records:
            from newsarchive.render.record import record

            count = 0
            for hit in results:
                self._records.write(record(hit, only=self._records.names) | {self._name: query})
                count += 1
            return count
        match self._output.form:
            case "count":
                rows([(str(results.total), query)], self._output)
                return results.total
            case "ids":
                return rows(((hit.id, query) for hit in results), self._output)
            case "paths":
                paths = ((path, query) for hit in results for path in hit.archived.paths)
                return rows(paths, self._output)
        page = self._session.page(self._output.color)
        if page:
            page.heading(query)
            return page.hits(results, body=self._output.body)
        return plain.hits(results, sys.stdout, body=self._output.body, last=query)

    def end(self) -> None:
        """Finish the output."""
        if self._records:
            self._records.end()
        sys.stdout.flush()


def hit_records(
    rows: Iterable[tuple[Hit, Record]], output: Output, shape: structured.Shape, *more: str
) -> int:
    """Write a record a hit, with the values of `more` at its end; how many there were."""
    from newsarchive.render.record import record

    out = _writer(output, shape, *more)
    for hit, values in rows:
        out.write(record(hit, only=out.names) | values)
    out.end()
    return out.count


def _writer(output: Output, shape: structured.Shape, *more: str) -> structured.Writer:
    from newsarchive.render import structured
    from newsarchive.render.record import ON_REQUEST, fields

    names = (*fields(body=output.body), *more)
    return structured.writer(names, shape, sys.stdout, more=ON_REQUEST)


def rows(found: Iterable[tuple[str, ...]], output: Output) -> int:
    """Write a line each. With -0 into a program they are exact, whatever characters they have."""
    exact = output.null and not sys.stdout.isatty()
    end = "\0" if output.null else "\n"
    count = 0
    for cells in found:
        sys.stdout.write("\t".join(cells if exact else map(safe.line, cells)) + end)
        if not count:
            sys.stdout.flush()  # the reader gets the first one at once
        count += 1
    return count


def _part(offset: int, shown: int, total: int) -> str:
    if offset:
        return f"{offset + 1:,} to {offset + shown:,} of {total:,}"
    return f"{shown:,} of {total:,}"


def nothing(run: Run, results: Results, listing: Listing) -> int:
    """Say that there is nothing to show, and why; the exit status.

    A search that was cut short cannot say why; its caller reports the cut.
    """
    total, first = results.total, listing.offset
    if results.cut_short:
        return Exit.NOTHING
    if total > first:
        run.say("what was found has no path")
    elif total:
        match = "matches" if total == 1 else "match"
        run.say(f"only {total:,} {match}: nothing is left after the first {first:,}")
    else:
        from newsarchive.cli import numbers

        run.say(numbers.nothing(results.query))
    return Exit.NOTHING
