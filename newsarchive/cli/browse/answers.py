"""What the browser asks the archive, and the answers as lines that are ready to be drawn.

All of this runs in the threads of `errands`; it must not know the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from newsarchive.cli.browse.questions import ROWS, Answer, Names, Question, Reading, Rows, Value
from newsarchive.cli.browse.suggestions import DETAILS
from newsarchive.render import bars, safe
from newsarchive.render.columns import clipped, lined_up
from newsarchive.render.numbers import HEADINGS, articles, label
from newsarchive.render.terminal import Lines, Look, Page
from newsarchive.search.facets import Count, Facet, shortened
from newsarchive.text import graphemes

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.model.article import ArchivedArticle
    from newsarchive.model.deadline import Deadline
    from newsarchive.model.progress import Advance
    from newsarchive.search.hit import Hit
    from newsarchive.search.timeline import Timeline

FACETS: tuple[Facet, ...] = ("year", "author", "source", "section", "tag", "language", "length")
VALUES = 5
"""Values of a facet that are shown."""
YEARS = 8
COLUMN = 3
"""Lines of the timeline's columns."""
BAR = 6
MOST_ALIKE = 40
"""Near duplicates that a query is made of."""


def rows(found: Answer, width: int, look: Look) -> Rows:
    """The hits on so many columns, each on `ROWS` lines."""
    laid_out = []
    for hit in found.hits:
        lines = Lines()
        Page(lines, width=width, look=look).brief(hit)
        laid_out.append([*lines, *[Text()] * ROWS][:ROWS])
    return Rows(found, laid_out)


def reading(hit: Hit, width: int, look: Look) -> Reading:
    """What `show` prints of it."""
    lines = Lines()
    page = Page(lines, width=width, look=look)
    page.article(hit)
    matches = [
        (number, span.start, span.end)
        for number, line in enumerate(lines)
        for span in sorted(line.spans)
        if span.style == page.match
    ]
    return Reading(lines, matches)


def versions(archive: Archive, archived: ArchivedArticle, width: int, look: Look) -> list[Text]:
    """The versions of the article, and how the last two differ."""
    from newsarchive.render.versions import difference_lines, version_rows

    known = archive.versions(archived)
    head = ("version", "archived (UTC)", "date", "words", "format", "what has changed")
    table = [head, *(tuple(map(safe.line, row)) for row in version_rows(known))]
    found = [Text(line) for line in lined_up(table, width, right=frozenset({0, 3}))]
    if len(known) > 1:
        changes = difference_lines(archive.diff(archived), full=False, width=width, look=look)
        found += [Text(), *map(Text.from_ansi, changes)]
    return found


def alike(
    archive: Archive, archived: ArchivedArticle, deadline: Deadline, advance: Advance | None
) -> list[str]:
    """The ids of the article and of its near duplicates; none if it has none."""
    results = archive.search(f"id:{archived.id}", deadline=deadline)
    found = next(archive.duplicates(results, advance), [])
    others = [one.archived.id for one in found if one.archived.id != archived.id]
    return [archived.id, *others[: MOST_ALIKE - 1]] if others else []


def side(
    archive: Archive, question: Question, deadline: Deadline, width: int, *, plain: bool
) -> list[Value]:
    """The timeline and the facets of what the question finds."""
    from newsarchive.search.timeline import timeline

    results = question.ask(archive, deadline)
    found = archive.tally(FACETS, results, deadline=deadline)
    drawn = list(map(Value, _columns(timeline(results), width, plain=plain)))
    for facet in FACETS:
        known = [count for count in found.counts[facet] if count.articles]
        shown = shortened(known, YEARS if facet == "year" else VALUES)
        if any(count.value is not None for count in shown):
            drawn += [Value(Text()), Value(Text(HEADINGS[facet], "bold"))]
            most = max(count.articles for count in shown)
            drawn += [Value(_row(count, most, width, plain=plain), count) for count in shown]
    return drawn


def _columns(found: Timeline, width: int, *, plain: bool) -> list[Text]:
    if not found.periods:
        return [Text(f"{articles(found.articles)}, none dated" if found.articles else "nothing")]
    numbers = [period.articles for period in found.periods]
    summed, size = bars.merged(numbers, width)
    wide = max(width // len(summed), 1)
    columns = [n for n in summed for _ in range(wide)]
    first, last = found.periods[0].name, found.periods[-1].name
    axis = first if first == last else f"{first}{last:>{max(len(columns) - len(first), 12)}}"
    unit = f"one {found.by}" if size == 1 else f"{size} {found.by}s"
    scale = f"a column is {unit}, at most {max(summed):,}"
    return [
        *(Text(line, "cyan") for line in bars.upright(columns, COLUMN, plain=plain)),
        Text(clipped(axis, width), "dim"),
        *(Text(scale[start:end], "dim") for start, end in graphemes.wrap(scale, width)),
    ]


def _row(count: Count, most: int, width: int, *, plain: bool) -> Text:
    number = f"{count.articles:,}"
    room = max(width - BAR - len(number) - 2, 4)
    name = clipped(safe.line(label(count)), room)
    if graphemes.is_right_to_left(name):
        name = f"{graphemes.ISOLATE}{name}{graphemes.POP}"
    bar = bars.across(count.articles, most, BAR, plain=plain)
    pad = " " * (room - graphemes.width(name))
    style = "dim" if count.value is None else ""
    return Text.assemble((name, style), pad, " ", (f"{bar:<{BAR}}", "cyan"), " ", number)


def names(archive: Archive, deadline: Deadline) -> Names:
    """What the archive's fields are called, for completion."""
    counted = archive.counts(list(DETAILS.values()), deadline=deadline)
    return {
        field: [str(name) for name, _ in counted[detail].most_common() if name]
        for field, detail in DETAILS.items()
    }
