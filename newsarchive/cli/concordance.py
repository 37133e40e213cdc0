"""`search --kwic`: every place that a query finds, a line or a record each.

Here `-n` and `--offset` count places, as a concordance does, and so does `--count`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import count, islice
from operator import itemgetter
from typing import TYPE_CHECKING

from newsarchive.cli import output as outputs
from newsarchive.cli.exits import Exit
from newsarchive.cli.forms import Output
from newsarchive.cli.options import Listing, View
from newsarchive.cli.pager import paged
from newsarchive.cli.run import Run
from newsarchive.render import plain, structured
from newsarchive.render.record import FIELDS, OCCURRENCE_FIELDS, ON_REQUEST, occurrence

if TYPE_CHECKING:
    from newsarchive.query.concordance import Occurrence
    from newsarchive.search.hit import Hit
    from newsarchive.search.results import Results

    Places = Iterable[tuple[Hit, Occurrence]]

FOR_PEOPLE = 100
"""Places on a terminal without `-n`."""


def write(
    run: Run, results: Results, listing: Listing, output: Output, view: View, *, began: float
) -> int:
    """Write the places; whether there were any, as an exit status."""
    seen = outputs.Watched(results)
    numbers = count()  # the first comes first: where places end, the next number is how many
    places = ((hit, place) for hit in seen for place in hit.occurrences())
    found: Places = (one for one, _ in zip(places, numbers, strict=False))
    if view.kwic_sort:
        found = _sorted(found, view)
    limit = outputs.limit(listing, output, FOR_PEOPLE)
    if limit and not view.kwic_sort and output.form != "count":
        results.expect(listing.offset + limit)  # nearly every article has a place
    if output.form == "count":
        shown = sum(1 for _ in found)
        sys.stdout.write(f"{shown}\n")
    else:
        wanted = islice(found, listing.offset, limit and listing.offset + limit)
        shown = _write(run, wanted, output)
    sys.stdout.flush()
    if not shown:
        if results.cut_short or not results.total:
            return outputs.nothing(run, results, listing)
        if known := next(numbers):
            first = f"nothing is left after the first {listing.offset:,}"
            run.say(f"only {_counted(known)}: {first}")
        else:
            run.say("what was found was not found by words in title or text: there is no context")
        return Exit.NOTHING
    if outputs.for_a_person(output):
        run.say("")
        run.say(_told(shown, results, seen.first - began, more=shown == limit))
    return Exit.DONE


def _sorted(found: Places, view: View) -> Iterator[tuple[Hit, Occurrence]]:
    from newsarchive.query.concordance import order  # loads stemming, which not every form needs

    by = view.kwic_sort
    assert by
    # The keys are made as the places come, so that a deadline ends that too.
    keyed = [(order(place, by), (hit, place)) for hit, place in found]
    keyed.sort(key=itemgetter(0))
    yield from map(itemgetter(1), keyed)


def _write(run: Run, found: Places, output: Output) -> int:
    if output.records:
        more = (*FIELDS, *ON_REQUEST)
        out = structured.writer(OCCURRENCE_FIELDS, output.records, sys.stdout, more=more)
        asked = [name for name in out.names if name not in OCCURRENCE_FIELDS]
        for hit, place in found:
            out.write(occurrence(hit, place, asked))
        out.end()
        return out.count
    with paged(run, wanted=output.pager) as stream:
        page = run.page(output.color, stream)
        return page.occurrences(found) if page else plain.occurrences(found, stream)


def _told(shown: int, results: Results, seconds: float, *, more: bool) -> str:
    articles = "1 article matches" if results.total == 1 else f"{results.total:,} articles match"
    rest = "; -n 0 shows all" if more else ""
    return f"{_counted(shown)}; {articles}{rest} ({seconds:.2f} s)"


def _counted(places: int) -> str:
    return "1 place" if places == 1 else f"{places:,} places"
