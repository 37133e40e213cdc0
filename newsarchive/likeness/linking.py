"""From sketches to pairs of near duplicates, and from pairs to clusters.

It knows keys and numbers; a function that it is given compares the texts.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress, islice
from operator import eq

Pair = tuple[int, int]

MOST_REPRESENTATIVES = 16
"""A text is compared with at most so many others of a band: thousands of filled-in forms ("the
company paid a dividend of ...") can share one."""


class Clusters:
    """Near duplicates, directly or by links of others: a disjoint-set forest."""

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        self._parent: dict[int, int] = {}
        for one, other in pairs:
            self.join(one, other)

    def first(self, key: int) -> int:
        """The lowest key of the article's cluster: its own, if it is alone."""
        root = key
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while (parent := self._parent.get(key, key)) != root:
            self._parent[key] = root
            key = parent
        return root

    def join(self, one: int, other: int) -> None:
        """Make one cluster of the clusters of the two."""
        low, high = sorted((self.first(one), self.first(other)))
        self._parent[high] = low
        self._parent.setdefault(low, low)

    def members(self) -> dict[int, int]:
        """Every article in a cluster with others → its lowest key."""
        return {key: self.first(key) for key in sorted(self._parent)}


def link(
    keys: Sequence[int],
    bands: Sequence[array[int]],
    fresh: set[int] | None,
    known: Iterable[Pair],
    alike: Callable[[int, int], bool],
) -> Iterator[Pair]:
    """Pairs that link the `fresh` keys to all others: enough of them to form the clusters.

    None: all keys are fresh, which need not be listed then.
    `bands` has a column of sketch numbers for each band, a number for each of `keys`. `known` are
    earlier pairs. `alike` decides, for likely pairs only; it may be asked of a pair again, for each
    band that the two share.
    """
    clusters = Clusters(known)
    for column in bands:
        for group in _groups(keys, column, fresh):
            representatives: list[int] = []
            for key in group:
                for other in representatives:
                    if clusters.first(other) == clusters.first(key):
                        break
                    if fresh is not None and key not in fresh and other not in fresh:
                        continue
                    if alike(other, key):
                        clusters.join(other, key)
                        yield other, key
                        break
                else:
                    if len(representatives) < MOST_REPRESENTATIVES:
                        representatives.append(key)


def _groups(keys: Sequence[int], column: array[int], fresh: set[int] | None) -> Iterator[list[int]]:
    """The keys that share a number in this band, one of them fresh; in the order of `keys`."""
    if fresh is None:
        ordered = sorted(column)  # takes far less memory than a place for each number
        wanted = set(compress(ordered, map(eq, ordered, islice(ordered, 1, None))))
        del ordered
    else:
        wanted = {column[bisect_left(keys, key)] for key in fresh}
    first: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    for place in compress(range(len(keys)), map(wanted.__contains__, column)):
        key, number = keys[place], column[place]
        if (earlier := first.setdefault(number, key)) != key:
            groups.setdefault(number, [earlier]).append(key)
    yield from groups.values()
