"""Random samples of what a search found: drawn by a hash, so that anybody can check them.

An article's number is the SHA-256 of "SEED:ID", and those with the smallest numbers are drawn,
smallest first. So a sample is the same on every machine, the first ones of a sample are a smaller
sample, and an article that comes in later replaces one at most. It must not know how hits look.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from heapq import nsmallest
from typing import TYPE_CHECKING, Literal, get_args

from newsarchive.model.frozen import frozen
from newsarchive.search.hit import Hit
from newsarchive.search.results import Results

if TYPE_CHECKING:
    from newsarchive.store.reading import Reading

By = Literal["month", "year", "source", "agency", "section", "language"]
BYS: tuple[By, ...] = get_args(By)
SEED = 1

_DIGITS = {"month": 7, "year": 4}
"""The characters of a day that name its period."""
_SPARE = 1_000
"""Numbers that are kept for a moment beside those that may be drawn."""


@frozen
class Stratum:
    """The articles of one month, source and so on, among those that were found."""

    name: str | None
    """None for the articles of which it is unknown."""
    population: int
    size: int
    """How many of them are in the sample."""

    @property
    def weight(self) -> float:
        """How many articles each one of the sample stands for."""
        return self.population / self.size


@frozen
class Sample:
    """What was drawn, from how many, and how."""

    seed: int
    size: int
    population: int
    by: By | None
    strata: tuple[Stratum, ...]
    """In the order of their names, the unknown one last; a single one without `by`."""
    of: Mapping[int, Stratum]
    """The key of an article of the sample → its stratum."""

    def stratum(self, hit: Hit) -> Stratum:
        """The stratum from which a hit was drawn."""
        return self.of[hit.archived.key]


def draw(results: Results, size: int, seed: int, by: By | None, *, in_order: bool) -> Sample:
    """See `Results.sample`. Raises ValueError for a number below 0."""
    for name, number in (("size", size), ("seed", seed)):
        if number < 0:
            raise ValueError(f"{name} is 0 or more, not {number}")
    found = results.keys()
    store = results.session.reading()
    known = store.dates(found)
    names = _names(store, by, known)
    populations = Counter(map(names.get, known))
    least: dict[str | None, list[tuple[bytes, int]]] = defaultdict(list)
    """Stratum → the numbers that are drawn first there, with their keys."""
    for key, (_, id_) in known.items():
        drawn_first = least[names.get(key)]
        drawn_first.append((_number(seed, id_), key))
        if len(drawn_first) > 2 * size + _SPARE:
            drawn_first[:] = nsmallest(size, drawn_first)
    for drawn_first in least.values():
        drawn_first.sort()
    # Equal remainders are decided by the draw too: else the first months would always win.
    order = sorted(least, key=least.__getitem__)
    shares = allocation([populations[name] for name in order], min(size, populations.total()))
    strata = [
        Stratum(name, populations[name], share) for name, share in zip(order, shares, strict=True)
    ]
    drawn = sorted(
        (number, key, part) for part in strata for number, key in least[part.name][: part.size]
    )
    of = {key: stratum for _, key, stratum in drawn}
    results.keep([key for key in found if key in of] if in_order else list(of))
    strata.sort(key=lambda one: (one.name is None, one.name or ""))
    return Sample(seed, len(of), populations.total(), by, tuple(strata), of)


def _names(
    store: Reading, by: By | None, known: Mapping[int, tuple[dt.date | None, str]]
) -> dict[int, str]:
    """Key → the name of the stratum; none where it is unknown."""
    match by:
        case None:
            return {}
        case "month" | "year":
            days = ((key, day) for key, (day, _) in known.items() if day)
            return {key: day.isoformat()[: _DIGITS[by]] for key, day in days}
        case _:
            return {key: str(value) for key, value in store.values(by, list(known)) if value}


def allocation(populations: Sequence[int], size: int) -> list[int]:
    """How many of a sample come from each stratum: in proportion, by the largest remainder.

    If the sample is as large as there are strata, each gives at least one: those whose share is
    less than one give one, and the others share the rest. Of equal remainders the first one counts.
    """
    shares = [0] * len(populations)
    left, open_ = size, set(range(len(populations)))
    while size >= len(populations):
        total = sum(populations[n] for n in open_)
        small = {n for n in open_ if populations[n] * left < total}
        if not small:
            break
        for n in small:
            shares[n] = 1
        left -= len(small)
        open_ -= small
    total = sum(populations[n] for n in open_)
    for n in open_:
        shares[n] = populations[n] * left // total
    rest = left - sum(shares[n] for n in open_)
    by_remainder = sorted(open_, key=lambda n: (-(populations[n] * left % total), n))
    for n in by_remainder[:rest]:
        shares[n] += 1
    return shares


def _number(seed: int, id_: str) -> bytes:
    return sha256(f"{seed}:{id_}".encode()).digest()
