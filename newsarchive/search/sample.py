"""Random samples of what a search found: drawn by a hash, so that anybody can check them.

An article's number is the SHA-256 of "SEED:ID", and those with the smallest numbers are drawn,
smallest first. So a sample is the same on every machine, the first ones of a sample are a smaller
sample, and an article that comes in later replaces one at most. It must not know how hits look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from newsarchive.model.frozen import frozen
from newsarchive.search.counting import detail, period
from newsarchive.search.hit import Hit
from newsarchive.search.results import Results

if TYPE_CHECKING:
    from newsarchive.store import CountedValue

By = Literal["month", "year", "source", "agency", "section", "language"]
BYS: tuple[By, ...] = get_args(By)
SEED = 1

Name: TypeAlias = str | None
"""Of a stratum: None for the articles of which it is unknown."""
_LAST = b"\xff" * 33
"""Larger than any number."""


@frozen
class Stratum:
    """The articles of one month, source and so on, among those that were found."""

    name: Name
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
    populations, least = _drawn_first(results, size, seed, by)
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
    results.keep(list(of), in_order=in_order)
    strata.sort(key=lambda one: (one.name is None, one.name or ""))
    return Sample(seed, len(of), populations.total(), by, tuple(strata), of)


def _drawn_first(
    results: Results, size: int, seed: int, by: By | None
) -> tuple[Counter[Name], dict[Name, list[tuple[bytes, int]]]]:
    """How many articles each stratum has; and the numbers drawn first there, with their keys.

    There are as many as the stratum may give, and perhaps more.
    """
    found = results.keys() if results.folded else results.unordered()
    listing = results.session.counting(found).listed(by and detail(by), found)
    populations: Counter[Name] = Counter()
    names: dict[CountedValue, Name] = {}
    for value, articles in Counter(listing.values).items():
        names[value] = _name(value, by)
        populations[names[value]] += articles
    everything = populations.total()
    most = {name: articles * size // everything + 1 for name, articles in populations.items()}
    """What no stratum exceeds: its part, rounded up."""
    least: dict[Name, list[tuple[bytes, int]]] = {name: [] for name in populations}
    limits = dict.fromkeys(populations, _LAST)
    """The numbers that are drawn first in a stratum are less than this."""
    start = f"{seed}:".encode()
    for key, value, id_ in zip(listing.keys, listing.values, listing.each_id(), strict=True):
        number = sha256(start + id_).digest()
        name = names[value]
        if number < limits[name]:
            numbers = least[name]
            numbers.append((number, key))
            if len(numbers) == 2 * most[name]:
                numbers.sort()
                del numbers[most[name] :]
                limits[name] = numbers[-1][0]
    return populations, least


def _name(value: CountedValue, by: By | None) -> Name:
    """The stratum of the articles with this value."""
    if not value:
        return None
    return period(by, str(value)) if by in ("month", "year") else str(value)


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
