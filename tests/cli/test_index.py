"""`newsarchive index`, and what an archive does whose cluster cannot be reached."""

from __future__ import annotations

import json
import socket

import pytest

from newsarchive.archive import Archive
from newsarchive.files import choices
from newsarchive.files.choices import Choice
from tests.cli.conftest import Here

WAY_BACK = "; `newsarchive index whoosh` goes back to an index on this machine\n"


@pytest.fixture
def nowhere(here: Here) -> str:
    """The address of a cluster that is the archive's engine, and that nobody has started."""
    pytest.importorskip("opensearchpy")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with Archive(here.world.archive) as archive:
        uid = archive._session.stored().uid
    choices.write(here.world.archive, uid, Choice(url, "news", 1, 1))
    return url


def test_a_new_archive_has_its_index_on_this_machine(here: Here) -> None:
    (line,) = here("index").out.splitlines()
    assert line.startswith(f"index      up to date, {here.world.folder / 'cache'}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("opensearch", "say where the cluster is: index opensearch https://HOST:9200"),
        ("whoosh https://h:9200", "an address goes with opensearch"),
        ("whoosh --shards 2", "--shards goes with index opensearch"),
        ("--replicas 0", "--replicas goes with index opensearch"),
        ("opensearch https://h:9200 --remove", "--remove goes with index whoosh"),
        ("opensearch news", "it is no URL of a node"),
        ("opensearch https://ann:secret@h:9200", "an address has no user name and no password"),
    ],
)
def test_what_makes_no_sense_is_an_error(empty: Here, words: str, said: str) -> None:
    ran = empty("index", *words.split())
    assert (ran.status, ran.out, said in ran.err, "secret" in ran.err) == (2, "", True, False)


def test_a_cluster_that_cannot_be_reached_loses_no_change(here: Here, nowhere: str) -> None:
    here.world.article("snow.json", {"title": "Snow", "body": "It snowed oil."})
    added = here("--wait", "0", "ingest", str(here.world.news))
    assert added.status == 0
    assert added.err.startswith("the archive is fine, but its index on the cluster is behind")
    assert nowhere in added.err
    assert "1 article added" in added.err
    asked = here("--wait", "0", "search", "oil")
    assert (asked.status, asked.out, asked.err.endswith(WAY_BACK)) == (2, "", True)
    known = json.loads(here("--wait", "0", "status", "--json").out)
    assert (known["engine"], known["index"], known["articles"]) == ("opensearch", "unreachable", 4)
    assert (known["index_path"], nowhere in known["problem"]) == (f"{nowhere}/news", True)
    back = here("index", "whoosh")
    assert (back.status, f"the index {nowhere}/news stays" in back.err) == (0, True)
    assert len(here("search", "oil", "--ids").out.split()) == 3


def test_an_engine_that_cannot_be_made_leaves_the_one_before(here: Here, nowhere: str) -> None:
    assert here("index", "whoosh").status == 0
    tried = here("--wait", "0", "index", "opensearch", nowhere)
    assert (tried.status, nowhere in tried.err) == (2, True)
    assert here("search", "oil", "--ids").status == 0
