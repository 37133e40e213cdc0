"""Near duplicates among what was found: the best hit of each cluster stands for the others.

Which one that is shows as the hits come, best first, so nothing has to be put in order for it. This
module knows keys only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping


class Folding:
    """What stands behind what."""

    def __init__(self, clusters: Mapping[int, int], found: Iterable[int]) -> None:
        """`clusters` has the cluster of every article with near duplicates."""
        self._clusters = clusters
        self._found: defaultdict[int, list[int]] = defaultdict(list)
        """Cluster → the keys that were found, ascending."""
        for key in sorted(filter(clusters.__contains__, found)):
            self._found[clusters[key]].append(key)
        self._firsts: dict[int, int] = {}
        """Cluster → the first of its keys that came."""

    def __len__(self) -> int:
        """How many stand behind others."""
        return sum(map(len, self._found.values())) - len(self._found)

    def firsts(self, pairs: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
        """Those of the next keys, with their scores, that stand behind none that came before."""
        return [pair for pair in pairs if self._is_first(pair[0])]

    def _is_first(self, key: int) -> bool:
        cluster = self._clusters.get(key)
        return cluster is None or self._firsts.setdefault(cluster, key) == key

    def behind(self, key: int) -> list[int]:
        """The keys that stand behind this one, ascending."""
        found = self._found.get(self._clusters.get(key, key), [])
        return [other for other in found if other != key]
