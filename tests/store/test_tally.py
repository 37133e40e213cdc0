"""The tally of an archive is what counting its articles gives, whatever changed them."""

from __future__ import annotations

import lzma
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from newsarchive import Archive, session
from newsarchive.model.article import ArchivedArticle
from newsarchive.store import Store, tally
from newsarchive.store.tally import DETAILS
from tests.store.test_old_archives import FOLDER as ARCHIVES
from tests.store.test_packed import assert_agreement, followed
from tests.store.world import put, put_record, record, remove

A = """{"body": "One.", "date": "2020-05-02", "authors": ["Ana Ruiz", "Bo Lee"], "tags": ["x"]}
{"body": "Two two.", "source": "The Daily", "language": "en"}
"""


@pytest.fixture
def archive(tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with Archive(path, engine="scan") as archive:
        _ingest(archive, tmp_path, A)
    return archive


def _ingest(archive: Archive, folder: Path, text: str) -> None:
    (folder / "a.jsonl").write_text(text, encoding="utf-8")
    archive.ingest(folder / "a.jsonl")


def _found(archive: Archive, query: str) -> list[ArchivedArticle]:
    return [hit.archived for hit in archive.search(query)]


def _version(archive: Archive, folder: Path) -> None:
    _ingest(archive, folder, A.replace("Two two.", "Two two three."))


def _more(archive: Archive, folder: Path) -> None:
    _ingest(archive, folder, A + '{"body": "Two two.", "url": "https://example.org/1"}\n')


def _edit(archive: Archive, folder: Path) -> None:
    archive.edit(_found(archive, "*"), authors=["Cy Dow"], date="2021-01-01", add_tags=["y"])


def _undo(archive: Archive, folder: Path) -> None:
    _edit(archive, folder)
    archive.undo(_found(archive, "two"))


def _remove(archive: Archive, folder: Path) -> None:
    _version(archive, folder)
    archive.remove(_found(archive, "two"))


def _import(archive: Archive, folder: Path) -> None:
    _undo(archive, folder)
    archive.export(folder / "all.jsonl")
    archive.remove(_found(archive, "*"))
    archive.ingest(folder / "all.jsonl")


def _settle(archive: Archive, folder: Path) -> None:
    for name, day in (("b", "25/05/2018"), ("c", "04/05/2018")):
        (folder / f"{name}.txt").write_text(f"Title {name}\n{day}\nBy Jane Doe\n\nCocoa {name}.\n")
    archive.ingest(folder / "b.txt", folder / "c.txt")


def _fail(archive: Archive, folder: Path) -> None:
    """A transaction that ends with an error leaves nothing for the next one."""
    with Store.open(archive.path) as store:
        with suppress(KeyError), store.changing("test"):
            store.remove([1])
            raise KeyError
        put(store, "three", "c.txt")


CHANGES: list[Callable[[Archive, Path], None]] = [
    _version, _more, _edit, _undo, _remove, _import, _settle, _fail,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_right_after_every_change(
    archive: Archive, tmp_path: Path, change: Callable[[Archive, Path], None]
) -> None:
    with Store.open(archive.path, readonly=True) as store:
        followed(tmp_path / "counts", store)
    with archive:
        change(archive, tmp_path)
        counts = archive.counts(DETAILS)
        assert {one: counts[one].total() > 0 for one in DETAILS} == dict.fromkeys(DETAILS, True)
        chosen = archive.counts(DETAILS, archive.search("* OR nothing"))
    assert counts == chosen
    with Store.open(archive.path, readonly=True) as store:
        assert tally.is_kept(store._db)
        assert tally.stored(store._db) == tally.counted(store._db)
        assert_agreement(followed(tmp_path / "counts", store), store, store.keys())


def test_many_articles_are_counted_from_a_file_which_follows(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "FEW", 1)
    with Archive(archive.path, engine="scan") as again:
        again.ingest(tmp_path / "a.jsonl")
        assert not list((tmp_path / "cache").rglob("counts-*")), "nothing is new"
        again.edit([hit.archived for hit in again.search("two")], add_tags=["z"])
        found = again.counts(["tags"], again.search("* OR nothing"))
        assert found == {"tags": Counter({"x": 1, "z": 1})}
        assert len(list((tmp_path / "cache").rglob("counts-*"))) == 1


def test_one_that_is_wrong_is_found_and_repaired(archive: Archive) -> None:
    with Store.open(archive.path) as store:
        store._db.run("UPDATE tally SET count = 7 WHERE field = 'words'")
    with archive:
        [problem] = archive.check()
        assert problem.reason == "its counts of articles do not agree with the articles"
        assert archive.repair().mended
        assert list(archive.check()) == []


def test_an_archive_without_one_counts_its_articles_and_makes_it_at_the_next_change(
    store: Store,
) -> None:
    for n in range(3):
        put(store, f"text {n}", f"{n}.txt")
    summary, counts = store.summary(), store.counts(DETAILS)
    store._db.run("DELETE FROM tally")
    assert (store.summary(), store.counts(DETAILS)) == (summary, counts)
    remove(store, 2)
    assert tally.stored(store._db) == tally.counted(store._db)
    assert store.counts(["words"])["words"].total() == 2


def test_a_damaged_article_that_cannot_be_counted_stops_no_other(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an archive from before there was a tally, in which the next change counts all."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path.write_bytes(lzma.decompress((ARCHIVES / "schema-7.db.xz").read_bytes()))
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("UPDATE version SET source = CAST(x'ff' AS TEXT) WHERE article = 2")
    with Archive(path, engine="scan") as archive:
        _ingest(archive, tmp_path, A)
        assert len(_found(archive, "*")) == 4
        assert archive.counts(["source"])["source"].total() == 4
    with Store.open(path) as store:
        assert not tally.is_kept(store._db)
        assert remove(store, 2) == 1
    with Store.open(path) as store:
        put(store, "three", "c.txt")
        assert tally.stored(store._db) == tally.counted(store._db)


def test_a_damaged_article_can_be_removed_though_it_was_counted(store: Store) -> None:
    """Nobody knows any more as what: the next run counts all articles anew."""
    for n in range(3):
        put(store, f"text {n}", f"{n}.txt")
    store._db.run("UPDATE version SET source = CAST(x'ff' AS TEXT) WHERE article = 2")
    assert remove(store, 2) == 1
    assert store.counts(["words"])["words"].total() == 2
    with Store.open(store.path) as again:
        put(again, "three", "c.txt")
        assert tally.stored(again._db) == tally.counted(again._db)


def test_a_damaged_page_in_an_archive_without_one_stops_no_new_article(path: Path) -> None:
    with Store.open(path, create=True) as store:
        with store.changing("test"):
            for n in range(200):
                put_record(store, record(f"{n} {'word ' * 9}"), f"{n}.txt")
        store._db.run("DELETE FROM tally")
        (root,) = store._db.one("SELECT rootpage FROM sqlite_schema WHERE name = 'version'")
        (size,) = store._db.one("PRAGMA page_size")
    data = bytearray(path.read_bytes())
    begin = (root - 1) * size
    cell = begin + int.from_bytes(data[begin + 12 : begin + 14])
    leaf = int.from_bytes(data[cell : cell + 4])
    assert (data[begin], data[(leaf - 1) * size]) == (5, 13)
    data[(leaf - 1) * size : leaf * size] = b"U" * size
    path.write_bytes(data)
    with Store.open(path) as store:
        put(store, "new", "new.txt")
        assert "new" in [one.article.body for one in store.articles()]
        assert not tally.is_kept(store._db)
