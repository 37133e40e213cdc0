"""What a cluster does not take: each with a message that says what to do, and a way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from newsarchive import Archive
from newsarchive.engines.opensearch import bulk, updater
from newsarchive.engines.opensearch.bulk import Bulk, Operation
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.engine import OpenSearchEngine
from newsarchive.engines.opensearch.generations import Generations
from newsarchive.model.errors import BusyError, ClusterError
from newsarchive.store import Contents
from newsarchive.store.follow import follow
from tests.cluster.following import Interrupted, World


@pytest.fixture
def world(cluster_url: str) -> Iterator[World]:
    made = World(cluster_url)
    yield made
    made.clear()


@pytest.fixture
def index(world: World) -> str:
    """The index of the world."""
    view = world.follow().view()
    assert view is not None
    return view.index


@contextmanager
def blocked(world: World, index: str) -> Iterator[None]:
    """As a cluster does with the indexes on a disk that is full."""
    ask, path = Cluster(world.url).ask, f"/{index}/_settings"
    ask("PUT", path, {"index.blocks.read_only_allow_delete": True})
    try:
        yield
    finally:
        ask("PUT", path, {"index.blocks.read_only_allow_delete": None})


def test_a_full_disk(world: World, index: str) -> None:
    world.change({1: 2, 4: 1})
    with blocked(world, index):
        with pytest.raises(ClusterError, match=r"a disk of it is full .*make room"):
            world.follow()
        assert world.read() == world.history[1]
    world.follow()
    assert world.read() == world.held


def test_a_disk_that_fills_up_during_an_update(world: World, index: str) -> None:
    world.change({1: 2, 4: 1})
    ask = Cluster(world.url).ask

    def fill() -> None:
        ask("PUT", f"/{index}/_settings", {"index.blocks.read_only_allow_delete": True})

    for at in (6, 8):
        with pytest.raises(ClusterError, match="a disk of it is full"):
            world.follow(world.engine(Interrupted(world.url, fill, at)))
        with blocked(world, index):
            assert world.read() == world.history[1]
    world.follow()
    assert world.read() == world.held


def test_an_index_that_is_closed(world: World, index: str) -> None:
    ask = Cluster(world.url).ask
    ask("POST", f"/{index}/_close")
    world.change({1: 2})
    with pytest.raises(ClusterError, match=r"is closed .*opens it again"):
        world.follow()
    ask("POST", f"/{index}/_open", params={"wait_for_active_shards": "1"})
    world.follow()
    assert world.read() == world.held


def test_an_article_that_is_refused_is_named(world: World, index: str) -> None:
    strange = Operation("7.2", "the article 7", {"key": "seven"})
    for operations in ([strange], [Operation("8.2", "the article 8", {"key": 8}), strange]):
        with pytest.raises(ClusterError, match=r"the article 7: .*failed to parse"):
            list(Bulk(Cluster(world.url), index).send(operations))


class Stubborn(Cluster):
    """A cluster that does not take some items the first time, or never."""

    def __init__(self, url: str, times: int) -> None:
        super().__init__(url)
        self.left = times
        self.asked: list[int] = []

    def ask(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        if not path.endswith("_bulk"):
            return super().ask(method, path, body, **options)
        lines = body.splitlines(keepends=True)
        self.asked.append(len(lines) // 2)
        if not self.left:
            return super().ask(method, path, body, **options)
        self.left -= 1
        answer = super().ask(method, path, "".join(lines[:2]), **options)
        error = {"type": "rejected_execution_exception", "reason": "the queue is full"}
        for line in lines[2::2]:
            name = line.split('"')[5]
            answer["items"].append({"index": {"_id": name, "status": 429, "error": error}})
        return answer


def test_items_that_are_not_taken_are_sent_again_alone(world: World) -> None:
    cluster = Stubborn(world.url, 2)
    world.follow(world.engine(cluster))
    assert cluster.asked == [3, 2, 1]
    assert world.read() == world.held


def test_nothing_is_counted_before_it_is_taken(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "WAIT", 0.3)
    counts: list[int] = []
    engine = world.engine(Stubborn(world.url, 99))
    with pytest.raises(BusyError, match="the queue is full"):
        engine.update(world.articles([1, 2, 3]), [], world.revision(), counts.append)
    assert not any(counts)
    assert world.read() == {}


def test_several_processes_write(
    cluster_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updater, "SHARED", 4)
    path = tmp_path / "a.db"
    for number in range(9):
        (tmp_path / f"{number}.txt").write_text(f"The number is {number}.\n", "utf-8")
    with Archive(path) as archive:
        archive.ingest(tmp_path)
    with Contents.open(path, readonly=True) as store:
        engine = OpenSearchEngine(Cluster(cluster_url), f"follow-{store.uid}", store.uid, jobs=2)
        counts: list[int] = []
        follow(engine, store, lambda progress: counts.append(progress.done))
        assert engine.holdings() == {one.key: one.version for one in store.articles()}
        assert counts[-1] == 9
        world = World(cluster_url)
        world.uid, world.name = store.uid, engine.name
        world.clear()


def close(cluster: Cluster, index: str) -> None:
    """As somebody does to spare memory."""
    cluster.ask("POST", f"/{index}/_close")


def redden(cluster: Cluster, index: str) -> None:
    """As if the only node that had it were gone: an index of its name, and on no node.

    One that some node has on its disk would come back there, whatever its settings say.
    """
    made = cluster.ask("GET", f"/{index}")[index]
    cluster.ask("DELETE", f"/{index}")
    kept = {name: made["settings"]["index"][name] for name in ("analysis", "similarity")}
    settings = kept | {"routing.allocation.require._name": "nowhere"}
    body = {"aliases": made["aliases"], "mappings": made["mappings"], "settings": settings}
    cluster.ask("PUT", f"/{index}", body, params={"wait_for_active_shards": "0"})


@pytest.mark.parametrize(("how", "spoil"), [("closed", close), ("red", redden)])
def test_a_new_generation_is_the_way_back(
    world: World, index: str, how: str, spoil: Callable[[Cluster, str], None]
) -> None:
    spoil(Cluster(world.url, wait=0), index)
    engine = world.engine(Cluster(world.url, wait=0))
    with pytest.raises(ClusterError, match=how):
        engine.revision()
    engine.reset()
    world.follow(engine)
    assert world.read() == world.held
    assert Generations(Cluster(world.url), world.name, world.uid).all() != [index]
