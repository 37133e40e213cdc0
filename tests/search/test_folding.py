"""The best hit of each cluster stands for the others, whatever the order in which hits come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.search.folding import Folding

_keys = st.lists(st.integers(1, 30), unique=True)
_clusters = st.dictionaries(st.integers(1, 30), st.integers(1, 4))


@given(_keys, _clusters, st.integers(0, 30))
def test_the_first_of_each_cluster_stays(
    keys: list[int], clusters: dict[int, int], part: int
) -> None:
    folding = Folding(clusters, reversed(keys))
    pairs = [(key, 1.0) for key in keys]
    kept = [key for key, _ in folding.firsts(pairs[:part]) + folding.firsts(pairs[part:])]
    assert kept == sorted(kept, key=keys.index)
    named = [clusters.get(key, -key) for key in kept]
    assert named == list(dict.fromkeys(clusters.get(key, -key) for key in keys))
    assert len(folding) == len(keys) - len(kept)
    behind = {key: folding.behind(key) for key in kept}
    assert sorted([*kept, *(other for others in behind.values() for other in others)]) == sorted(
        keys
    )
    assert all(clusters[other] == clusters[key] for key in kept for other in behind[key])
