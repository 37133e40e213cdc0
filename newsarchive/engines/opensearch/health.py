"""How an index is doing on its cluster, and what those do with it who look after it.

It must not know articles, or what an index holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.engines.opensearch.answers import number_at, object_at, text_at
from newsarchive.engines.opensearch.generations import Generations

_PATIENCE = 20.0
"""Seconds that a node may be silent: who looks after a cluster wants to know of those that are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """An index as its cluster sees it."""

    url: str
    name: str
    """Of the index, for those who search it."""
    generation: str
    """The index that the name leads to now."""
    health: str
    """green: every copy of every shard is there; yellow: one of each; red: some shards are not."""
    nodes: int
    """Those of the cluster that hold data."""
    shards: int
    """Parts of the index."""
    replicas: int
    """Further copies of each."""
    unassigned: int
    """Copies that no node holds."""
    documents: int
    """With those that await their removal; without copies."""
    bytes: int
    """On disk, all copies together."""
    pending: int
    """Updates that have begun and are not seen yet: 0 or 1."""
    aborted: int
    """Updates that were begun and never ended. Nobody sees what they wrote."""


def health(generations: Generations) -> Health | None:
    """How the index in use is; None if there is none. Raises ClusterError."""
    stored = generations.current()
    if stored is None:
        return None
    ask, index, state = generations.cluster.ask, stored.index, stored.state
    params = {"timeout": "5s", "level": "indices"}
    whole = ask("GET", f"/_cluster/health/{index}", params=params, seconds=_PATIENCE)
    own = object_at(whole, "indices", index)
    counted = ask("GET", f"/{index}/_stats/docs,store", seconds=_PATIENCE)
    return Health(
        url=generations.cluster.url,
        name=generations.name,
        generation=index,
        health=text_at(whole, "status"),
        nodes=number_at(whole, "number_of_data_nodes"),
        shards=number_at(own, "number_of_shards"),
        replicas=number_at(own, "number_of_replicas"),
        unassigned=number_at(whole, "unassigned_shards"),
        documents=number_at(counted, "_all", "primaries", "docs", "count"),
        bytes=number_at(counted, "_all", "total", "store", "size_in_bytes"),
        pending=int(state.holder is not None),
        aborted=len(state.aborted),
    )


def copy(generations: Generations, replicas: int) -> None:
    """Have so many further copies of each shard, from soon on. Raises ClusterError."""
    for index in generations.in_use():
        settings = {"index": {"number_of_replicas": replicas}}
        generations.cluster.ask("PUT", f"/{index}/_settings", settings)


def remove(generations: Generations) -> int:
    """Delete the archive's indexes of this name; how many there were. Raises ClusterError."""
    found = generations.all()
    for index in found:
        generations.remove(index)
    return len(found)
