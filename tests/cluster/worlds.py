"""An archive whose index is on nodes that tests may harm, and what must hold of it afterwards."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import time
from collections.abc import Callable, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

from benchmarks.faults.trying import Tried
from benchmarks.faults.world import World, held_by, quiet, written
from newsarchive import Archive
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
        """The number of the node that the newest index is written on."""
        parts = [one for one in self.shards() if one["prirep"] == "p" and one["node"]]
        return int(max(parts, key=itemgetter("index"))["node"].removeprefix("node-"))

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


Seen = frozenset[tuple[str, bool]]
"""What is in an archive: the id of each article, and whether it has a tag."""


def seen(archive: Archive) -> Seen:
    """What a search for everything finds."""
    return frozenset((hit.id, bool(hit.article.tags)) for hit in archive.search(""))


class Reader:
    """Another process, that looks again and again at an archive on the cluster."""

    def __init__(self, world: ClusterWorld, name: str) -> None:
        self._over, self._file = world.folder / f"{name}.over", world.folder / f"{name}.seen"
        self._file.touch()
        self._process = multiprocessing.get_context("forkserver").Process(
            target=_read, args=(world.address, dict(world.environment), self._over, self._file)
        )
        self._process.start()

    @property
    def answers(self) -> list[Seen]:
        """All that it has seen, in this order."""
        whole = self._file.read_text().rpartition("\n")[0]
        return [
            frozenset((id_, tagged) for id_, tagged in json.loads(one))
            for one in whole.split("\n")
            if one
        ]

    def look(self) -> None:
        """Wait until it has looked at what is there now. Its end is a failure."""
        enough = len(self.answers) + 2
        until(lambda: len(self.answers) >= enough or not self._process.is_alive())
        assert self._process.is_alive()

    def end(self) -> None:
        """Let it end."""
        self._over.touch()
        self._process.join(PATIENCE)
        assert self._process.exitcode == 0


def _read(address: str, environment: dict[str, str], over: Path, file: Path) -> None:
    os.environ.update(environment)
    with Archive(address) as archive, file.open("w") as out:
        while not over.exists():
            out.write(json.dumps(sorted(seen(archive))) + "\n")
            out.flush()


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
