"""Timelines: the articles that match in each day, week, month or year, and all articles in it.

They can be told apart by source, section and the like: then each period has a part for each value.

It must not know how numbers look, nor what day it is.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, get_args

from newsarchive.dates.ranges import EARLIEST, LATEST, Precision, around, one_day
from newsarchive.model.deadline import Deadline
from newsarchive.model.frozen import frozen, replaced
from newsarchive.model.progress import Advance
from newsarchive.query.tree import And, Dates, Every, Node, scope_of
from newsarchive.search.counting import by_period, counts, crossed, period
from newsarchive.search.results import Results
from newsarchive.session import Session
from newsarchive.store import CountedValue

Unit = Literal["day", "week", "month", "year"]
UNITS: tuple[Unit, ...] = get_args(Unit)

_SPANS: tuple[tuple[int, Unit], ...] = ((45, "day"), (400, "week"), (6 * 366, "month"))
"""The usual unit of a timeline of up to so many days; longer ones go by years."""


Division = Literal["source", "agency", "section", "language"]
"""Of these an article has one or none, so that the parts of a period add up."""
DIVISIONS: tuple[Division, ...] = get_args(Division)


@frozen
class Part:
    """The articles of a period that have one value, or one of several."""

    articles: int
    """That match."""
    total: int
    """As in a period."""

    @property
    def share(self) -> float | None:
        """As in a period."""
        return self.articles / self.total if self.total else None


@frozen
class Period:
    """A day, a week from Monday, a month or a year."""

    name: str
    """As a date expression: "2018-04-10", "2018-W15", "2018-04", "2018"."""
    first: dt.date
    last: dt.date
    articles: int
    """That match."""
    total: int
    """In the same sources, tags and so on, whether they have the words of the query or not."""
    parts: Sequence[Part] = ()
    """One for each of `Timeline.columns`."""

    @property
    def share(self) -> float | None:
        """Of the total, from 0 to 1; None if there is no article of this period."""
        return self.articles / self.total if self.total else None


@frozen
class Timeline:
    """Periods without a gap, the earliest first."""

    by: Unit
    periods: list[Period]
    articles: int
    """That match, undated ones included."""
    undated: int
    whole: Node = Every()
    """The query of the totals: where the query looks for its words (`scope_of`)."""
    division: Division | None = None
    columns: Sequence[Column] = ()
    """What the parts of each period are: most articles first, then the unknown, then others."""


@frozen
class Column:
    """A part of each period."""

    values: frozenset[str | None]
    """None stands for the articles of which the value is unknown."""
    others: bool = False
    """Whether these are all values that have no column of their own."""

    @property
    def value(self) -> str | None:
        """The value, if it is a single one and known."""
        return None if self.others else next(iter(self.values))


def timeline(
    results: Results,
    by: Unit | None = None,
    advance: Advance | None = None,
    *,
    division: Division | None = None,
    most: int | None = None,
) -> Timeline:
    """Count the articles found in each period.

    The periods go from the first article found to the last one; if the query names dates, they go
    up to these, as far as the archive has articles. `by` is chosen from that span if it is None. If
    the deadline of the results ends this, only the articles counted until then are matching; the
    totals are complete, or there are no periods. With a `division` each period has parts: one for
    each of the `most` frequent values (None: of all) among the articles found, one for unknown ones
    and one for all others, as far as there are such. They add up to the numbers of the period.
    """
    every = results.members() is None  # now it is known whether there was time enough for all
    deadline = None if results.cut_short else results.deadline
    whole = scope_of(results.query)
    of = None
    if whole != Every():
        of = Results(results.session, whole, deadline=deadline, advance=advance)
    all_parts = _days_of(results.session, division, of, advance, deadline)
    if deadline and deadline.ended:
        return Timeline(by or "year", [], 0, 0, whole, division)
    found_parts = all_parts
    if of is not None or not every:
        found_parts = _days_of(results.session, division, results, advance, deadline)
    found, everything = _summed(found_parts.values()), _summed(all_parts.values())
    span = _span(found, everything, results.query)
    matching, undated = found.total(), found[None]
    if span is None:
        return Timeline(by or "year", [], matching, undated, whole, division)
    first, last = span
    unit = by or _unit((last - first).days + 1)
    periods = list(_periods(unit, first, last, found, everything))
    columns = _columns(found_parts, all_parts, most) if division else []
    each = [
        _periods(
            unit,
            first,
            last,
            *(
                _summed(parts[value] for value in column.values & parts.keys())
                for parts in (found_parts, all_parts)
            ),
        )
        for column in columns
    ]
    divided = [
        replaced(whole_period, parts=[Part(part.articles, part.total) for part in parts])
        for whole_period, *parts in zip(periods, *each, strict=True)
    ]
    return Timeline(unit, divided, matching, undated, whole, division, columns)


Days = Counter[CountedValue]
"""Day → articles."""


def _days_of(
    session: Session,
    division: Division | None,
    results: Results | None,
    advance: Advance | None,
    deadline: Deadline | None,
) -> dict[str | None, Days]:
    """The days of the articles found (None: of all), for each value; without a division in one."""
    if division is None:
        return {None: counts(session, ["date"], results, advance, deadline)["date"]}
    parts: dict[str | None, Days] = {}
    pairs = crossed(session, ("date", division), results, advance, deadline)
    for (day, value), count in pairs.items():
        parts.setdefault(str(value) if value else None, Counter())[day] += count
    return parts


def _summed(several: Iterable[Days]) -> Days:
    total: Days = Counter()
    for days in several:
        total.update(days)
    return total


def _columns(
    found: Mapping[str | None, Days], everything: Mapping[str | None, Days], most: int | None
) -> list[Column]:
    """The columns of a timeline, each with the values that count for it."""
    having = {value: days.total() - days[None] for value, days in found.items()}
    known = sorted(
        (value for value, count in having.items() if value is not None and count),
        key=lambda value: (-having[value], value.casefold(), value),
    )
    columns = [Column(frozenset((value,))) for value in known[:most]]
    if having.get(None):
        columns.append(Column(frozenset((None,))))
    own = frozenset[str | None]().union(*(column.values for column in columns))
    others = (found.keys() | everything.keys()) - own
    if others:
        columns.append(Column(frozenset(others), others=True))
    return columns


def _unit(days: int) -> Unit:
    return next((unit for most, unit in _SPANS if days <= most), "year")


def _periods(
    by: Unit,
    first: dt.date,
    last: dt.date,
    found: Days,
    everything: Days,
) -> Iterator[Period]:
    matching, total = (by_period(by, counted) for counted in (found, everything))
    day = first
    while day <= last:
        start, end = _around(by, day)
        name = period(by, start.isoformat())
        yield Period(name, start, end, matching[name], total[name])
        day = end + dt.timedelta(days=1)


def _around(by: Unit, day: dt.date) -> tuple[dt.date, dt.date]:
    days = one_day(day) if by == "day" else around(day, Precision(by))
    return days.first, days.last


def _span(
    found: Counter[CountedValue], everything: Counter[CountedValue], query: Node
) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of the timeline; None if no article found has a date."""
    days = _days(found)
    if not days:
        return None
    every_day = _days(everything) or days
    since, until = _limits(query)
    first = min(days[0], max(since, every_day[0])) if since else days[0]
    last = max(days[-1], min(until, every_day[-1])) if until else days[-1]
    return first, last


def _days(counted: Counter[CountedValue]) -> list[dt.date]:
    """The first and the last one, if there is any."""
    days = [str(day) for day in counted if day is not None]
    return [dt.date.fromisoformat(day) for day in (min(days), max(days))] if days else []


def _limits(query: Node) -> tuple[dt.date | None, dt.date | None]:
    """The days between which every match must lie, as far as the query names them directly."""
    nodes = query.children if isinstance(query, And) else (query,)
    dates = [node for node in nodes if isinstance(node, Dates) and not node.undated]
    since = max((node.first or EARLIEST for node in dates), default=EARLIEST)
    until = min((node.last or LATEST for node in dates), default=LATEST)
    return (since if since > EARLIEST else None), (until if until < LATEST else None)
