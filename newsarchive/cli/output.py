"""Results → stdout, in the form that was asked for; what goes with them → stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from newsarchive.cli.exits import Exit
from newsarchive.cli.options import Listing, Output
from newsarchive.cli.session import Session
from newsarchive.render import plain, safe, structured
from newsarchive.render.record import fields, record

if TYPE_CHECKING:
    from newsarchive.hits import Hit, Results

FOR_PEOPLE = 20
"""How many hits a person is shown who did not say how many."""


def limit(listing: Listing, output: Output) -> int | None:
    """How many hits to ask for; None for all."""
    if listing.limit is not None:
        return listing.limit or None
    person = output.form is None and sys.stdout.isatty()
    return FOR_PEOPLE if person else None


def write(
    session: Session, results: Results, listing: Listing, output: Output, *, began: float
) -> int:
    """Write the results; whether there were any, as an exit status.

    `began` is the monotonic time at which the search began.
    """
    if output.form == "count":
        sys.stdout.write(f"{results.total}\n")
        shown = results.total
    else:
        shown = hits(session, results, output)
    sys.stdout.flush()
    if not shown:
        session.say(_nothing(results, listing))
        return Exit.NOTHING
    if output.form is None and sys.stdout.isatty():
        seconds = time.monotonic() - began
        folded = f", {_more(results.folded)} alike" if results.folded else ""
        session.say("")
        session.say(f"{_part(listing.offset, shown, results.total)}{folded} ({seconds:.2f} s)")
    return Exit.DONE


def hits(session: Session, found: Iterable[Hit], output: Output) -> int:
    """Write the hits; how many there were."""
    if output.records:
        records = (record(hit, body=output.body) for hit in found)
        return structured.write(records, fields(body=output.body), output.records, sys.stdout)
    match output.form:
        case "ids":
            return _rows((hit.id,) for hit in found)
        case "paths":
            return _rows((path,) for hit in found for path in hit.archived.paths)
    page = session.page(output.color)
    if page:
        return page.hits(found, body=output.body)
    return plain.hits(found, sys.stdout, body=output.body)


class Batch:
    """The results of several queries in one output, each with the query that found it."""

    def __init__(self, session: Session, output: Output) -> None:
        self._session = session
        self._output = output
        self._records: structured.Writer | None = None
        if output.records:
            names = (*fields(body=output.body), "query")
            self._records = structured.writer(names, output.records, sys.stdout)

    def write(self, results: Results, query: str) -> int:
        """Write what one query found; how many hits it was."""
        if self._records:
            count = 0
            for hit in results:
                self._records.write(record(hit, body=self._output.body) | {"query": query})
                count += 1
            return count
        match self._output.form:
            case "count":
                _rows([(str(results.total), query)])
                return results.total
            case "ids":
                return _rows((hit.id, query) for hit in results)
            case "paths":
                return _rows((path, query) for hit in results for path in hit.archived.paths)
        page = self._session.page(self._output.color)
        if page:
            page.heading(query)
            return page.hits(results, body=self._output.body)
        return plain.hits(results, sys.stdout, body=self._output.body, query=query)

    def end(self) -> None:
        """Finish the output."""
        if self._records:
            self._records.end()
        sys.stdout.flush()


def _rows(rows: Iterable[tuple[str, ...]]) -> int:
    count = 0
    for cells in rows:
        sys.stdout.write("\t".join(map(safe.line, cells)) + "\n")
        count += 1
    return count


def _more(count: int) -> str:
    return "1 more is" if count == 1 else f"{count:,} more are"


def _part(offset: int, shown: int, total: int) -> str:
    if offset:
        return f"{offset + 1:,} to {offset + shown:,} of {total:,}"
    return f"{shown:,} of {total:,}"


def _nothing(results: Results, listing: Listing) -> str:
    if results.total > listing.offset:
        return "what was found has no path"
    if results.total:
        return f"only {results.total:,} match: nothing is left after the first {listing.offset:,}"
    query = str(results.query)
    if query == "*":
        return "the archive holds no articles"
    return f"nothing matches {query if len(query) <= 200 else query[:199] + '…'}"
