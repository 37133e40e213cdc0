"""An archive whose index is on nodes that tests may harm, and what must hold of it afterwards."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.faults.trying import Tried
from benchmarks.faults.world import World, held_by, quiet, written
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.store import Store
from tests.cluster.nodes import Nodes

A_FILE = 25
PATIENCE = 60.0
"""Seconds until a cluster has done what it does by itself."""


class ClusterWorld(World):
    """A world in which any of the nodes is asked."""

    def __init__(self, folder: Path, nodes: Nodes, articles: int) -> None:
        """`articles` are in files of A_FILE; none is archived yet."""
        super().__init__(folder, written(None, articles, random.Random(17)), A_FILE)
        self.nodes = nodes
        self.inputs = [str(path) for path in sorted(self.files.iterdir())]

    @property
    def environment(self) -> Mapping[str, str]:
        """What keeps the program in this world."""
        return {**super().environment, "NEWSARCHIVE_OPENSEARCH_URL": " ".join(self.nodes.urls)}

    @property
    def alias(self) -> str:
        """What the index is called; known once there is an archive."""
        with Store.open(self.archive, readonly=True) as store:
            return f"newsarchive-{store.uid}"

    @property
    def address(self) -> str:
        """The archive for who has only the cluster."""
        return f"{self.nodes.url}/{self.alias}"

    def ask(self, *arguments: str) -> tuple[int, str, str]:
        """Run the program in this process: exit status, stdout, stderr."""
        with self.at_home():
            return quiet(list(arguments))

    def done(self, *arguments: str) -> str:
        """Run the program, which must do what is asked; what it prints."""
        status, printed, said = self.ask(*arguments)
        assert status == 0, said
        return printed

    def on_cluster(self, files: int, *, replicas: int = 1, url: str = "") -> None:
        """Archive the first files, and let the cluster find the articles."""
        self.done("ingest", *self.inputs[:files])
        self.done("index", "opensearch", url or self.nodes.url, "--replicas", str(replicas))

    def tell(self, method: str, path: str, body: Any = None, **told: Any) -> Any:
        """Ask the cluster itself, as anybody may who has the rights: the first that runs."""
        node = min(self.nodes.running)
        return Cluster(self.nodes.urls[node]).ask(method, path, body, **told)

    def shards(self) -> list[dict[str, Any]]:
        """The copies of the parts of every index of this archive."""
        query = {"format": "json", "h": "index,prirep,state,node,docs"}
        found = self.tell("GET", f"/_cat/shards/{self.alias}*", params=query, missing=[])
        return list(found)

    def holder(self) -> int:
        """The number of the node that has the only part, or the copy of it that is written."""
        (node,) = {one["node"] for one in self.shards() if one["prirep"] == "p"}
        return int(node.removeprefix("node-"))

    def green(self) -> None:
        """Wait until every part has all of its copies."""
        until(lambda: {one["state"] for one in self.shards()} == {"STARTED"})

    def sound(self) -> None:
        """What must hold whatever happened: every article is found, and by its words alone."""
        tried = Tried("", "")
        self.verify(tried, "after a fault", random.Random(1))
        assert tried.broken == []

    def ids(self) -> set[str]:
        """What is archived."""
        return set(held_by(self.archive))

    def forget(self) -> None:
        """Remove what is on the cluster."""
        if self.archive.exists():
            self.tell("DELETE", f"/{self.alias}-*", missing=None)


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
