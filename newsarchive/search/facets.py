"""Facets: how many articles have each author, source, year, length and so on, as data.

It must not know how numbers look.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from newsarchive.model.deadline import Deadline
from newsarchive.model.progress import Advance
from newsarchive.search.counting import Counted, counts
from newsarchive.search.results import Results
from newsarchive.session import Session
from newsarchive.store import CountedValue

Facet = Literal[
    "author", "source", "agency", "section", "tag", "language", "year", "month", "length"
]
FACETS: tuple[Facet, ...] = get_args(Facet)
IN_ORDER: tuple[Facet, ...] = ("year", "month", "length")
"""Facets whose values have an order of their own; of the others the most frequent come first."""

CLASSES = 10
"""Lengths are put into about so many classes."""
_MOST = 0.98
"""The share of articles that get a class of the usual width; the longest share the last class."""


@dataclass(frozen=True, slots=True)
class Count:
    """A value of a facet, and how many articles have it."""

    facet: Facet
    value: str | None
    """None stands for the articles of which it is unknown. A length is a range of words as a
    query has it: "0..99", "1000.."."""
    articles: int
    share: float
    """Of all the articles that were counted, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Articles, counted by several facets."""

    articles: int
    undated: int
    first: dt.date | None
    last: dt.date | None
    words: int
    """The median length; 0 if there is no article."""
    counts: dict[Facet, list[Count]]


def tally(
    session: Session,
    facets: Sequence[Facet],
    results: Results | None = None,
    advance: Advance | None = None,
    deadline: Deadline | None = None,
) -> Tally:
    """Count the articles that were found (None: all) by these facets, in one pass.

    An article with two authors counts for each of them. Articles without a value are counted too,
    as the last of a facet. If the `deadline` ends this, only some articles are counted.
    """
    named: list[Counted] = ["words" if facet == "length" else facet for facet in facets]
    found = counts(session, ["date", "words", *named], results, advance, deadline)
    articles = found["words"].total()
    days = sorted(str(day) for day in found["date"] if day is not None)
    return Tally(
        articles=articles,
        undated=found["date"][None],
        first=dt.date.fromisoformat(days[0]) if days else None,
        last=dt.date.fromisoformat(days[-1]) if days else None,
        words=_quantile(found["words"], 0.5),
        counts={
            facet: [
                Count(facet, value, count, count / articles)
                for value, count in _sorted(facet, _values(facet, found[name]))
            ]
            for facet, name in zip(facets, named, strict=True)
        },
    )


def shortened(counts: Sequence[Count], limit: int | None) -> list[Count]:
    """At most `limit` values and the unknown ones: the most frequent, of dates the latest.

    Lengths are few, and make sense only together.
    """
    if limit is None or any(count.facet == "length" for count in counts):
        return list(counts)
    known = [count for count in counts if count.value is not None]
    unknown = [count for count in counts if count.value is None]
    late = bool(known) and known[0].facet in ("year", "month")
    return (known[max(len(known) - limit, 0) :] if late else known[:limit]) + unknown


def _values(facet: Facet, counted: Counter[CountedValue]) -> Counter[str | None]:
    if facet == "length":
        return _classes(counted)
    values: Counter[str | None] = Counter()
    for value, count in counted.items():
        values[None if value in (None, "") else str(value)] += count
    return values


def _sorted(facet: Facet, values: Counter[str | None]) -> list[tuple[str | None, int]]:
    def place(pair: tuple[str | None, int]) -> tuple[bool, int, str, str]:
        value, count = pair
        given = value or ""
        if facet == "length":
            return (value is None, int(given.partition("..")[0] or 0), "", "")
        return (value is None, 0 if facet in IN_ORDER else -count, given.casefold(), given)

    return sorted(values.items(), key=place)


def _classes(lengths: Counter[CountedValue]) -> Counter[str | None]:
    """The lengths in classes of one width, a round number; the last has no upper end."""
    classes: Counter[str | None] = Counter()
    longest = _quantile(lengths, 1)
    width = _round(_quantile(lengths, _MOST) / CLASSES)
    last = min(longest // width, CLASSES)
    names = [f"{n * width}..{(n + 1) * width - 1}" for n in range(last)]
    names.append(f"{last * width}..")
    if lengths:
        classes.update(dict.fromkeys(names, 0))  # empty classes are part of the picture
    for length, count in lengths.items():
        classes[names[min(int(length or 0) // width, last)]] += count
    return classes


def _round(least: float) -> int:
    """The smallest of 10, 20, 50, 100, 200 … that is not less."""
    width, steps = 10, (2.0, 2.5, 2.0)
    turn = 0
    while width < least:
        width = int(width * steps[turn % 3])
        turn += 1
    return width


def _quantile(lengths: Counter[CountedValue], part: float) -> int:
    """The length that this share of the articles does not exceed; 0 if there is no article."""
    wanted, passed = part * lengths.total(), 0
    for length, count in sorted((int(n or 0), c) for n, c in lengths.items()):
        passed += count
        if passed >= wanted:
            return length
    return 0
