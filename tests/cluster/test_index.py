"""`newsarchive index`: the index of an archive goes to a cluster, is kept there, and comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from newsarchive import Archive
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.generations import Generations
from newsarchive.engines.opensearch.health import remove
from tests.cli.conftest import Here, empty, here, world

__all__ = ["empty", "here", "world"]  # fixtures


@pytest.fixture
def address(cluster_url: str, here: Here) -> Iterator[str]:
    """Where an index of the archive can be; nothing of it is left there."""
    name = f"tend-{uuid4().hex[:12]}"
    yield f"{cluster_url}/{name}"
    with Archive(here.world.archive) as archive:
        cluster = Cluster(cluster_url)
        remove(Generations(cluster, name, archive._session.stored().uid))
        cluster.close()


def status(here: Here) -> dict[str, object]:
    known = json.loads(here("status", "--json").out)
    assert isinstance(known, dict)
    return known


def found(here: Here, query: str = "oil") -> list[str]:
    return here("search", query, "--format", "{title}").out.splitlines()


def test_the_index_goes_to_a_cluster_follows_there_and_comes_back(here: Here, address: str) -> None:
    before = found(here)
    there = here("index", "opensearch", address, "--replicas", "0")
    assert (there.status, there.err.startswith("opensearch finds articles: 3 ")) == (0, True)
    assert (found(here), status(here)["engine"]) == (before, "opensearch")
    assert here("index").out.startswith(f"index      up to date, {address} (")
    here.world.article("snow.json", {"title": "Snow", "body": "It snowed oil."})
    assert "1 article added" in here("ingest", str(here.world.news)).err
    known = status(here)
    assert (known["index"], known["articles_behind"]) == ("up to date", 0)
    assert sorted(found(here)) == sorted([*before, "Snow"])
    assert here("remove", "--yes", here.id_of("snowed")).status == 0
    assert (found(here), here("check").err) == (before, "check found no problems\n")
    here.world.article("fog.json", {"title": "Fog", "body": "Nobody saw it."})
    with Archive(here.world.archive, engine="scan") as archive:
        archive.ingest(here.world.news)  # snow again, too; the index does not learn of it
    assert here("index").out.startswith("index      behind by 1 revision and 2 articles, http")
    back = here("index", "whoosh", "--remove", "--yes")
    assert (back.status, f"the index {address} is deleted" in back.err) == (0, True)
    assert (len(found(here)), status(here)["engine"]) == (3, "whoosh")


def test_who_has_no_file_sees_what_the_index_knows_and_moves_nothing(
    here: Here, address: str
) -> None:
    assert here("index", "opensearch", address, "--replicas", "0").status == 0
    known = json.loads(here("--archive", address, "status", "--json").out)
    assert (known["index"], known["articles"], known["versions"]) == ("alone", 3, None)
    assert known["cluster"]["health"] == "green"
    assert here("--archive", address, "index").out.startswith("index      without the archive's ")
    moved = here("--archive", address, "index", "whoosh")
    assert (moved.status, "this needs the archive's file" in moved.err) == (2, True)


def test_a_choice_that_is_interrupted_leaves_the_engine_and_can_be_made_again(
    here: Here, address: str
) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    with Archive(here.world.archive) as archive:
        with pytest.raises(KeyboardInterrupt):
            archive.index.on_cluster(address, advance=interrupt)
        assert archive.index.cluster is None
        assert archive.search("oil").total == 2
        assert archive.index.on_cluster(address) == 3
        assert str(archive.index.cluster) == address


def test_shards_make_the_index_anew_and_replicas_do_not(here: Here, address: str) -> None:
    def shape(*options: str) -> list[object]:
        assert here("index", "opensearch", address, *options).status == 0
        cluster = status(here)["cluster"]
        assert isinstance(cluster, dict)
        return [cluster[name] for name in ("shards", "replicas", "generation")]

    *first, generation = shape("--replicas", "0")
    assert first == [1, 0]
    assert shape("--replicas", "1") == [1, 1, generation]
    *second, anew = shape("--shards", "2")
    assert (second, anew != generation) == ([2, 1], True)
    assert shape() == [2, 1, anew]


def test_a_rebuild_goes_on_beside_searches_and_mends_what_check_finds(
    here: Here, address: str, cluster_url: str
) -> None:
    assert here("index", "opensearch", address, "--replicas", "0").status == 0
    cluster = Cluster(cluster_url)
    hit = cluster.ask(
        "GET", f"/{address.rpartition('/')[2]}/_search", {"query": {"term": {"key": 1}}}
    )
    (gone,) = hit["hits"]["hits"]
    cluster.ask("DELETE", f"/{gone['_index']}/_doc/{gone['_id']}", params={"refresh": "true"})
    cluster.close()
    flawed = here("check")
    assert (flawed.status, "the index lacks it; run `newsarchive rebuild`" in flawed.out) == (
        2,
        True,
    )
    meanwhile: list[int] = []

    def search(_: object) -> None:
        with Archive(here.world.archive) as other:
            meanwhile.append(other.search("*").total)

    with Archive(here.world.archive) as archive:
        assert archive.rebuild(search) == 3
        assert (set(meanwhile), list(archive.check())) == ({2}, [])


def test_what_belongs_to_others_is_not_taken(here: Here, address: str, cluster_url: str) -> None:
    cluster, name = Cluster(cluster_url), address.rpartition("/")[2]
    cluster.ask("PUT", f"/{name}")
    try:
        ran = here("index", "opensearch", address)
        assert (ran.status, "is not an index of this archive" in ran.err) == (2, True)
        assert (status(here)["engine"], cluster.ask("HEAD", f"/{name}")) == ("whoosh", True)
    finally:
        cluster.ask("DELETE", f"/{name}")
        cluster.close()
