"""What anybody who can write to the cluster may have put there: checked as an archive's file is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from newsarchive import Archive
from newsarchive.engines.opensearch import connection
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.engine import OpenSearchEngine
from newsarchive.model.errors import ArchiveError
from newsarchive.search.counting import Counted
from newsarchive.store.follow import follow
from tests.cluster.test_remote import followed

LONG = "\U0001f30a" * 40_000
ARTICLES: list[dict[str, object]] = [
    {"title": "Oil", "date": "2018-04-10", "source": "Daily", "tags": [LONG + "a", LONG + "b"],
     "body": "Oil rose."},
    {"title": LONG + "z", "date": "2018-04-11", "source": LONG, "body": "Oil fell."},
    {"title": LONG + "a", "authors": [LONG], "body": "Oil stood."},
]  # fmt: skip


class Index:
    """The index of three articles, as anybody can change it."""

    def __init__(self, file: Path, address: str) -> None:
        self.file = file
        self.address = address
        self.told: list[str] = []
        url, _, self._name = address.rpartition("/")
        self._cluster = Cluster(url)

    def open(self) -> Archive:
        return Archive(self.address, notify=self.told.append)

    def rebuild(self, archive: Archive) -> None:
        """Make another generation, which takes the place of the one in use."""
        store = archive._session.stored()
        engine = OpenSearchEngine(self._cluster, self._name, store.uid)
        engine.reset()
        follow(engine, store)

    @contextmanager
    def forged(self, key: int, **fields: Any) -> Iterator[None]:
        """Fields of the document of an article, and of its record, are others for a while."""
        asked = {"query": {"term": {"key": key}}, "docvalue_fields": ["id"]}
        answer = self._cluster.ask("POST", f"/{self._name}/_search", asked)
        (hit,) = answer["hits"]["hits"]
        before = hit["_source"] | {"id": hit["fields"]["id"][0]}
        record = before["record"] | fields.pop("record", {})
        try:
            self._put(hit, {**before, "record": record, **fields})
            yield
        finally:
            self._put(hit, before)

    def _put(self, hit: dict[str, Any], document: dict[str, Any]) -> None:
        where = f"/{hit['_index']}/_doc/{hit['_id']}"
        self._cluster.ask("PUT", where, document, params={"refresh": "true"})


@pytest.fixture(scope="module")
def _followed(tmp_path_factory: pytest.TempPathFactory, cluster_url: str) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("forged")
    for number, fields in enumerate(ARTICLES):
        (folder / f"{number}.json").write_text(json.dumps(fields))
    file = folder / "news.db"
    with Archive(file) as archive:
        archive.ingest(*sorted(folder.glob("*.json")))
    with followed(file, cluster_url, "remote-forged", shards=1) as address:
        yield Index(file, address)


@pytest.fixture
def index(_followed: Index) -> Index:
    _followed.told.clear()
    return _followed


def test_values_that_no_column_holds_are_counted_and_sorted_whole(index: Index) -> None:
    """They stop no update, and none is taken for another."""
    details: list[Counted] = ["source", "authors", "tags", "date"]
    with index.open() as there, Archive(index.file) as here:
        assert there.counts(details) == here.counts(details)
        assert there.counts(details, there.search("words:1..")) == here.counts(details)
        one = there._session.reading().crossed(("date", "source"))
        assert one == here._session.reading().crossed(("date", "source"))
        by_title = [hit.id for hit in there.search(sort="title")]
        assert by_title == [hit.id for hit in here.search(sort="title")]


def test_articles_that_make_a_large_answer_come_in_several(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LARGEST", 1_100_000)
    with index.open() as there, Archive(index.file) as here:
        found = [hit.archived for hit in there.search()]
        assert found == [hit.archived for hit in here.search()]


@pytest.mark.parametrize(
    "record",
    [
        {"id": "\x1b[2J"}, {"key": 2}, {"key": "1"}, {"words": 1e9}, {"paths": "/etc"},
        {"article": []}, {"article": {"body": None}}, {"article": {"body": "a", "date": "soon"}},
        {"notes": [{"uid": "x"}]},
    ],
)  # fmt: skip
def test_a_forged_record_is_left_out_with_a_word(index: Index, record: dict[str, Any]) -> None:
    with index.forged(1, record=record), index.open() as archive:
        assert len(list(archive.search())) == 2
        assert list(archive.damaged) == [1]
    (message,) = index.told
    assert message.startswith("article number 1 is left out: its ")
    assert "\x1b" not in message


@pytest.mark.parametrize(
    "fields",
    [
        {"detail": {"source": "x" * 8064}},
        {"detail": {"language": "\x1b[2J"}},
        {"day": 2**31 - 1},
        {"words": -1},
    ],
)
def test_a_forged_value_ends_what_counts_it(index: Index, fields: dict[str, Any]) -> None:
    """A wrong number would be worse than none."""
    with (
        index.forged(1, **fields),
        index.open() as archive,
        pytest.raises(ArchiveError, match="is damaged") as raised,
    ):
        archive.counts(["source", "language", "date", "words"])
    assert "newsarchive rebuild" in str(raised.value)
    assert "\x1b" not in str(raised.value)


def test_a_forged_id_is_no_id(index: Index) -> None:
    with (
        index.forged(1, id="\x1b[2J"),
        index.open() as archive,
        pytest.raises(ArchiveError, match="is damaged"),
    ):
        archive.ids()


def test_an_index_that_is_made_anew_is_read_on(index: Index) -> None:
    """The generation that was read at first is deleted meanwhile."""
    with index.open() as archive, Archive(index.file) as here:
        results = archive.search()
        before = results.keys()
        index.rebuild(here)
        assert [hit.archived.key for hit in results] == before
        assert archive.counts(["tags"], results) == here.counts(["tags"])


def test_an_index_without_a_state_is_no_archive(index: Index) -> None:
    with pytest.raises(ArchiveError, match="there is no archive at"):
        Archive(f"{index.address}-2").get("abcd")
