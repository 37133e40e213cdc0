"""How many of the articles found have each value of a field, or appeared in each period.

It must not know how numbers look.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Literal, get_args

from newsarchive.model.progress import Advance, counter

if TYPE_CHECKING:
    from newsarchive.model.deadline import Deadline
    from newsarchive.search.results import Results
    from newsarchive.session import Session
    from newsarchive.store import CountedValue, Detail

Counted = Literal[
    "date", "day", "week", "month", "year", "words", "source", "agency", "language", "section",
    "authors", "author", "tags", "tag",
]  # fmt: skip
"""What can be counted: a field, in the plural as records have it or as facets are called, or a
period of the date."""
COUNTED: tuple[Counted, ...] = get_args(Counted)


def period(by: Literal["day", "week", "month", "year"], day: str) -> str:
    """The name of the period with this day (ISO 8601): "2018-04-10", "2018-W15", "2018-04"."""
    if by == "week":
        year, week, _ = dt.date.fromisoformat(day).isocalendar()
        return f"{year}-W{week:02}"
    return day[: {"day": 10, "month": 7, "year": 4}[by]]


def by_period(name: Counted, counted: Counter[CountedValue]) -> Counter[CountedValue]:
    """The counts of days as those of the week, month or year that is named; all others as they are.

    Undated articles stay None.
    """
    if name not in ("week", "month", "year"):
        return counted
    periods: Counter[CountedValue] = Counter()
    for day, count in counted.items():
        periods[period(name, str(day)) if day else None] += count
    return periods


def counts(
    session: Session,
    names: Sequence[Counted],
    results: Results | None = None,
    advance: Advance | None = None,
    deadline: Deadline | None = None,
) -> dict[Counted, Counter[CountedValue]]:
    """See `Archive.counts`."""
    details = {name: detail(name) for name in names}
    read = list(dict.fromkeys(details.values()))
    keys, tell, end = _which(results, advance, deadline)
    store = session.reading() if keys is None else session.counting(keys, advance, deadline)
    found = store.counts(read, keys, tell, end)
    return {name: by_period(name, found[field]) for name, field in details.items()}


def crossed(
    session: Session,
    details: tuple[Detail, Detail],
    results: Results | None = None,
    advance: Advance | None = None,
    deadline: Deadline | None = None,
) -> Counter[tuple[CountedValue, CountedValue]]:
    """How many articles have each pair of values of two details; otherwise as `counts`."""
    keys, tell, end = _which(results, advance, deadline)
    return session.counting(keys, advance, deadline).crossed(details, keys, tell, end)


def authors(results: Results) -> list[tuple[str, int]]:
    """See `Archive.authors`."""
    found = counts(results.session, ["authors"], results, deadline=results.deadline)["authors"]
    known = [(str(name), count) for name, count in found.items() if name is not None]
    return sorted(known, key=lambda pair: (-pair[1], pair[0].casefold(), pair[0]))


def detail(name: Counted) -> Detail:
    """The field whose values are counted. Raises ValueError for a name that is none."""
    match name:
        case "day" | "week" | "month" | "year":
            return "date"
        case "author":
            return "authors"
        case "tag":
            return "tags"
        case _ if name in COUNTED:
            return name
    raise ValueError(f"{name!r} cannot be counted; what can be is {', '.join(COUNTED)}")


def _which(
    results: Results | None, advance: Advance | None, deadline: Deadline | None
) -> tuple[Collection[int] | None, Callable[[int], None] | None, Deadline | None]:
    """The keys of what is to be counted, what is called with how many were, and the end."""
    keys = None if results is None else results.members()
    if results is not None and results.cut_short:
        deadline = None
    return keys, counter(advance, "counting", 0 if keys is None else len(keys)), deadline
