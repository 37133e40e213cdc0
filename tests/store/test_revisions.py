"""Revisions tell what changed, and tell two histories of one archive apart."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.store import Fingerprint, Store, follow
from newsarchive.store.follow import Changed
from tests.store.world import bodies, put, put_record, record, remove


def test_a_new_archive_is_at_revision_0(store: Store) -> None:
    assert store.revision().number == 0
    assert store.has_revision(store.revision())
    assert store.changes(0) == ([], [])


def test_each_transaction_that_changes_something_is_one_revision(store: Store) -> None:
    with store.changing("ingest"):
        for text in ("one", "two"):
            put_record(store, record(text), path=text)
    assert store.revision().number == 1
    assert store.changes(0) == ([1, 2], [])


def test_a_transaction_that_changes_no_article_is_no_revision(store: Store) -> None:
    put(store, "one", "a.txt")
    before = store.revision()
    with store.changing("ingest"):
        store.set_fingerprints({"a.txt": Fingerprint(3, 5, 1)})
    put(store, "one", "a.txt")
    assert remove(store, 99) == 0
    assert store.revision() == before


def test_changes_are_those_after_a_revision(store: Store) -> None:
    put(store, "one", "a.txt")
    put(store, "two", "b.txt")
    put(store, "three", "c.txt")
    seen = store.revision().number
    put(store, "four", "b.txt")
    remove(store, 3)
    assert store.changes(seen) == ([2], [3])
    assert store.changes(store.revision().number) == ([], [])


def test_an_article_whose_paths_change_has_changed(store: Store) -> None:
    """Paths can be searched for, so followers have to learn of them."""
    put(store, "one", "a.txt")
    put(store, "two", "b.txt")
    seen = store.revision().number
    put(store, "two", "a.txt")
    assert store.changes(seen) == ([1, 2], [])


def test_a_copy_that_went_another_way_does_not_have_the_revision(
    store: Store, path: Path, tmp_path: Path
) -> None:
    put(store, "one", "a.txt")
    common = store.revision()
    store.close()
    shutil.copy(path, tmp_path / "copy.db")
    with Store.open(path) as store, Store.open(tmp_path / "copy.db") as copy:
        put(store, "two", "b.txt")
        put(copy, "three", "b.txt")
        assert store.uid == copy.uid
        assert store.revision().number == copy.revision().number
        assert copy.has_revision(common)
        assert not copy.has_revision(store.revision())
        assert not copy.has_revision(Revision(9, store.revision().token))


def test_two_archives_are_told_apart(store: Store, tmp_path: Path) -> None:
    with Store.open(tmp_path / "other.db", create=True) as other:
        assert store.uid != other.uid
        assert not store.has_revision(other.revision())


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt])
def test_an_exception_undoes_the_whole_transaction(store: Store, kind: type[BaseException]) -> None:
    put(store, "one", "a.txt")
    before = store.revision()

    def failing_run() -> None:
        with store.changing("ingest"):
            put_record(store, record("two"), path="a.txt")
            store.set_fingerprints({"a.txt": Fingerprint(3, 5, 1)})
            raise kind

    with pytest.raises(kind):
        failing_run()
    assert (store.revision(), bodies(store)) == (before, {"one": ("a.txt",)})
    assert store.unchanged({"a.txt": (3, 5)}) == {}
    put(store, "two", "a.txt")
    assert store.revision().number == before.number + 1


def test_articles_that_changed_are_read_some_at_a_time_and_none_is_lost(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of articles and their length decide how many are held."""
    monkeypatch.setattr(follow, "_AHEAD", 3)
    monkeypatch.setattr(follow, "_AHEAD_CHARACTERS", 20)
    texts = ["a", "b", "c", "d", "e" * 30, "f" * 19, "g" * 2, "h", "i"]
    for text in texts:
        put(store, text, f"{text[0]}.txt")
    held = list[int]()
    articles = store.articles

    def counted(keys: Iterable[int] | None = None) -> Iterator[ArchivedArticle]:
        for archived in articles(keys):
            held.append(archived.key)
            yield archived

    monkeypatch.setattr(store, "articles", counted)
    changed = Changed(store.path, store.keys(), store)
    assert [(one.article.body, len(held)) for one in changed] == list(
        zip(texts, [3, 3, 3, 5, 5, 7, 7, 9, 9], strict=True)
    )
