"""Nodes that are killed, cut off, full or confused: nothing is lost, and no answer is wrong.

Each fault has a message that says what to do, and the test does it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.model.errors import ArchiveError
from tests.cluster.nodes import Nodes
from tests.cluster.proxy import Proxy
from tests.cluster.worlds import ClusterWorld, Reader, Seen, seen, until


@pytest.fixture
def world(tmp_path: Path, three_nodes: Nodes) -> Iterator[ClusterWorld]:
    world = ClusterWorld(tmp_path / "world", three_nodes, 100)
    yield world
    three_nodes.restore()
    world.forget()


def explained(status: int | None, said: str) -> bool:
    """Whether a run did its work, or says what a person can do."""
    assert "internal error" not in said
    assert "Traceback" not in said
    return status == 0 or (status in (2, 75) and "the cluster at http://127.0.0.1:" in said)


@pytest.mark.parametrize("command", ["ingest", "rebuild"])
def test_a_node_killed_during_indexing_costs_nothing(
    world: ClusterWorld, three_nodes: Nodes, command: str
) -> None:
    world.on_cluster(2)
    world.green()
    before = world.tell("GET", f"/{world.alias}*/_stats/indexing")["_all"]["total"]
    writer = world.start(command, *(world.inputs if command == "ingest" else []))

    def writes() -> bool:
        now = world.tell("GET", f"/{world.alias}*/_stats/indexing")["_all"]["total"]
        return bool(now != before) or not writer.process.is_alive()

    until(writes)
    holder = world.holder()
    three_nodes.kill(holder)
    three_nodes.start(holder)
    status, said = writer.wait()
    assert explained(status, said), said
    world.done("search", "harbour", "--count")
    world.sound()


def test_a_node_killed_during_searches_costs_nothing(
    world: ClusterWorld, three_nodes: Nodes
) -> None:
    world.on_cluster(3)
    world.green()
    known = world.ids()
    answers = 0
    for killed in (None, 0, None):
        readers = [
            world.start(*where, "list", "--ids", "-n", "0", name=f"reader{number}")
            for number, where in enumerate(([], ["--archive", world.address], []))
        ]
        if killed is not None:
            time.sleep(random.Random(1).random() / 2)
            three_nodes.kill(killed)
        for number, reader in enumerate(readers):
            status, said = reader.wait()
            assert explained(status, said), said
            if status == 0:
                answers += 1
                ids = (world.folder / f"reader{number}.out").read_text().split()
                assert sorted(ids) == sorted(known)
    assert answers >= 6
    world.sound()


def test_who_is_cut_off_is_told_so_and_goes_on_when_there_is_a_way(
    world: ClusterWorld, three_nodes: Nodes
) -> None:
    with Proxy(three_nodes.url) as proxy:
        world.on_cluster(1, url=proxy.url)
        proxy.cut()
        status, _, said = world.ask("search", "harbour")
        assert (status, f"the cluster at {proxy.url} cannot be reached" in said) == (2, True), said
        assert "newsarchive index whoosh" in said
        status, _, said = world.ask("ingest", *world.inputs)
        assert (status, "the archive is fine, but its index on the cluster" in said) == (0, True)
        proxy.mend()
        world.sound()  # the next question has brought the index up to date
        world.done("index", "whoosh")
        world.sound()


def test_who_gets_no_answer_waits_no_longer_than_they_want(
    world: ClusterWorld, three_nodes: Nodes
) -> None:
    with Proxy(three_nodes.url) as proxy:
        world.on_cluster(1, url=proxy.url)
        proxy.hold()
        status, _, said = world.ask("search", "harbour", "--timeout", "1")
        assert (status, "stopped after 1 s" in said) == (2, True), said
        world.done("index", "whoosh")
        world.sound()


@pytest.mark.parametrize("request_", ["_bulk", "_aliases", "/_doc/state?if_seq_no"])
def test_a_way_that_is_lost_in_the_middle_of_an_update_is_found_again(
    world: ClusterWorld, three_nodes: Nodes, request_: str
) -> None:
    with Proxy(three_nodes.url) as proxy:
        world.on_cluster(1, url=proxy.url)
        proxy.cut_at(request_.encode())
        writer = world.start("rebuild")
        until(lambda: proxy.is_cut or not writer.process.is_alive())
        assert proxy.is_cut, writer.wait()
        proxy.mend()
        status, said = writer.wait()
        assert explained(status, said), said
        world.sound()


def test_a_full_disk_stops_changes_and_nothing_else(world: ClusterWorld) -> None:
    world.on_cluster(2)
    block = "index.blocks.read_only_allow_delete"
    world.tell("PUT", f"/{world.alias}/_settings", {block: True})
    world.done("search", "harbour", "--count")
    status, _, said = world.ask("ingest", *world.inputs)
    assert (status, "a disk of it is full" in said) == (0, True), said
    world.done("--archive", world.address, "search", "harbour", "--count")
    status, _, said = world.ask("search", "harbour")
    assert (status, "a disk of it is full" in said) == (0, True), said
    world.tell("PUT", f"/{world.alias}/_settings", {block: None})
    world.sound()


def test_fields_that_somebody_adds_change_no_answer(world: ClusterWorld) -> None:
    world.on_cluster(1)
    added = {"dynamic": "true", "properties": {"theirs": {"type": "keyword"}}}
    world.tell("PUT", f"/{world.alias}/_mapping", added)
    world.done("ingest", *world.inputs[:2])
    world.sound()


def test_an_index_that_is_another_now_is_not_asked_and_a_rebuild_is_the_way_back(
    world: ClusterWorld,
) -> None:
    world.on_cluster(1)
    (index,) = {one["index"] for one in world.shards()}
    world.tell("DELETE", f"/{index}")
    world.tell(
        "PUT", f"/{index}/_doc/1", {"from": 1, "text": "harbour"}, params={"refresh": "true"}
    )
    status, _, said = world.ask("search", "harbour")
    assert explained(status, said), said
    world.ask("rebuild")
    world.sound()


def test_a_red_cluster_is_told_and_green_when_the_node_is_back(
    world: ClusterWorld, three_nodes: Nodes
) -> None:
    world.on_cluster(1, replicas=0)
    holder = world.holder()
    three_nodes.kill(holder)
    status, _, said = world.ask("search", "harbour")
    assert (status, "(red)" in said) == (2, True), said
    status, _, said = world.ask("ingest", *world.inputs[:2])
    assert (status, "(red)" in said) == (0, True), said
    assert "red" in world.done("status")
    three_nodes.start(holder)
    world.green()
    world.sound()


def test_a_rebuild_is_the_way_back_from_red_without_the_node(
    world: ClusterWorld, three_nodes: Nodes
) -> None:
    world.on_cluster(1, replicas=0)
    three_nodes.kill(world.holder())
    world.done("rebuild")
    world.sound()


def test_an_index_deleted_under_a_search_is_made_again(world: ClusterWorld) -> None:
    world.on_cluster(4)
    known = world.ids()
    with world.at_home(), Archive(world.archive) as archive, Archive(world.address) as remote:
        hits, far = iter(archive.search("")), iter(remote.search(""))
        found, there = {next(hits).id}, {next(far).id}
        world.tell("DELETE", f"/{world.alias}-*")
        assert found | {hit.id for hit in hits} == known
        try:
            assert there | {hit.id for hit in far} == known
        except ArchiveError as error:
            assert world.alias in str(error)
        assert {hit.id for hit in archive.search("")} == known
    status, _, said = world.ask("--archive", world.address, "search", "harbour", "--count")
    assert status == 0, said


def test_who_reads_elsewhere_sees_whole_revisions(world: ClusterWorld) -> None:
    """Two clients read while the archive is written: all of an update at once, or nothing."""

    def there() -> Seen:
        with Archive(world.archive, engine="scan") as archive:
            return seen(archive)

    world.on_cluster(1)
    allowed = [there()]
    readers = [Reader(world, "one"), Reader(world, "two")]
    for arguments in (["ingest", *world.inputs], ["edit", *world.ids(), "--add-tag", "checked"]):
        for reader in readers:
            reader.look()
        world.done(*arguments)
        allowed.append(there())
    for reader in readers:
        reader.look()
        assert set(reader.answers) <= set(allowed)
        assert reader.answers[-1] == allowed[-1]
        reader.end()
