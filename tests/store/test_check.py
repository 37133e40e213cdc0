"""Damage is found and located."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ArchiveError
from newsarchive.store import Store
from tests.store.world import put


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """An archive of one article with two versions."""
    with Store.open(path, create=True) as store:
        put(store, "one", "a.txt")
        put(store, "two " * 50, "a.txt")
        yield store


ID = hashlib.sha256(b"one").hexdigest()[:8]


def flaws(store: Store) -> list[Problem]:
    return list(store.check())


def test_a_sound_archive_has_no_flaws_and_each_version_is_counted(store: Store) -> None:
    counted: list[int] = []
    assert list(store.check(counted.append)) == []
    assert sum(counted) == 2


@pytest.mark.parametrize(
    ("damage", "version", "reason"),
    [
        ("SET data = x'74776f', deflated = 0 WHERE rowid = 1", 1, "SHA-256"),
        ("SET data = substr(data, 1, 5) WHERE rowid = 2", 2, "cannot be decompressed"),
        ("SET deflated = 1 WHERE rowid = 1", 1, "cannot be decompressed"),
        ("SET deflated = 99 WHERE rowid = 1", 1, "a dictionary that is missing"),
        ("SET size = 2 WHERE rowid = 1", 1, "SHA-256"),
    ],
)
def test_a_damaged_original_is_found(store: Store, damage: str, version: int, reason: str) -> None:
    digest = store.versions(1)[version - 1].digest
    store._db.run("DELETE FROM tally")
    store._db.run(f"UPDATE original {damage}")
    (flaw,) = flaws(store)
    assert flaw.place == f"article {ID} version {version}"
    assert reason in flaw.reason
    with pytest.raises(ArchiveError, match="is damaged: "):
        store.original(digest)


def test_a_missing_original_is_found(store: Store) -> None:
    store._db.run("PRAGMA foreign_keys = OFF")
    store._db.run("DELETE FROM original WHERE rowid = 1")
    assert Problem(f"article {ID} version 1", "the original is missing") in flaws(store)


def test_a_missing_version_is_found(store: Store) -> None:
    store._db.run("PRAGMA foreign_keys = OFF")
    store._db.run("DELETE FROM version WHERE number = 2")
    found = flaws(store)
    assert Problem(f"article {ID}", "its latest version is missing") in found
    assert any("refers to a version that is missing" in flaw.reason for flaw in found)


@pytest.mark.parametrize(
    "damage",
    ["date = 'soon'", "authors = '{'", "tags = '[1]'", "authors = '{\"a\": 1}'"],
)
def test_details_that_cannot_be_read_are_found(store: Store, damage: str) -> None:
    store._db.run(f"UPDATE version SET {damage} WHERE number = 2")
    (flaw,) = flaws(store)
    assert flaw.place == f"article {ID} version 2"
    assert flaw.reason.startswith("its details cannot be read: ")
    with pytest.raises(ArchiveError, match=r"is damaged: .*; restore a copy, or run `newsarchive"):
        store.versions(1)


@pytest.mark.parametrize(
    "damage", ["body = 'two'", "title = 'Two'", "date = '2018-04-10'", "words = 7", "url = ''"]
)
def test_a_text_or_detail_that_has_changed_by_itself_is_found(store: Store, damage: str) -> None:
    """It would look like any other."""
    store._db.run(f"UPDATE version SET {damage} WHERE number = 1")
    (flaw,) = flaws(store)
    assert flaw.place == f"article {ID} version 1"
    assert "its checksum differs" in flaw.reason


def test_an_id_that_has_changed_by_itself_is_found_and_named(path: Path) -> None:
    with Store.open(path, create=True) as store:
        put(store, "one", "a.txt")
    data = path.read_bytes()
    place = data.index(hashlib.sha256(b"one").hexdigest()[:16].encode())
    path.write_bytes(data[:place] + b"g" + data[place + 1 :])
    with Store.open(path, readonly=True) as damaged:
        named = {flaw.place for flaw in flaws(damaged)}
    assert {f"article {ID}", f"article g{ID[1:]}"} <= named


def test_versions_from_before_there_were_checksums_are_taken_as_they_are(store: Store) -> None:
    store._db.run("UPDATE version SET checksum = NULL, words = 7")
    store._db.run("DELETE FROM tally")
    assert flaws(store) == []
    assert [article.words for article in store.articles()] == [7]


def test_a_damaged_article_is_left_out_and_said_to_be(path: Path) -> None:
    messages: list[str] = []
    with Store.open(path, create=True, tell=messages.append) as store:
        for n in range(9):
            put(store, f"text {n}", f"{n}.txt")
        store._db.run("UPDATE version SET body = 'else' WHERE article IN (3, 9)")
        assert [article.key for article in store.articles()] == [1, 2, 4, 5, 6, 7, 8]
        assert sorted(store.get([2, 3, 4])) == [2, 4]
        assert sorted(store.damaged) == [3, 9]
        assert sorted(store.dates(None)) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert len(messages) == 2
    assert all("is left out: what was read of it is not as it was written" in t for t in messages)


def test_a_damaged_page_costs_the_articles_on_it_and_no_others(path: Path) -> None:
    """Any page but the first of each table: what cannot be entered is lost. So is the schema."""
    texts = [f"text {n} {hashlib.shake_256(b'%d' % n).hexdigest(1000)}" for n in range(60)]
    ids = {hashlib.sha256(text.encode()).hexdigest()[:8]: text for text in texts}
    with Store.open(path, create=True) as store:
        for n, text in enumerate(texts):
            put(store, text, f"{n}.txt")
        roots = {root for (root,) in store._db.rows("SELECT rootpage FROM sqlite_schema")}
        (size,), (count,) = (
            store._db.one(f"PRAGMA {what}") for what in ("page_size", "page_count")
        )
    whole = path.read_bytes()
    pages = [
        page
        for page in range(2, count + 1)
        if page not in roots and b"CREATE " not in whole[(page - 1) * size : page * size]
    ]
    lost = 0
    for page in pages:
        start = (page - 1) * size
        path.write_bytes(whole[:start] + b"\xff" * 200 + whole[start + 200 :])
        with Store.open(path, readonly=True) as store:
            read = {article.article.body for article in store.articles()}
            named = {flaw.place[8:16] for flaw in store.check() if flaw.place[:8] == "article "}
        assert read <= set(texts)
        assert set(texts) - read <= {ids[id_] for id_ in named}
        assert len(read) > 40
        lost += len(texts) - len(read)
    assert lost


def test_damaged_pages_are_found_and_do_not_end_the_check(store: Store, path: Path) -> None:
    for n in range(200):
        put(store, f"text {n} " * 100, f"{n}.txt")
    (page,) = store._db.one("SELECT rootpage FROM sqlite_schema WHERE name = 'version_digest'")
    (size,) = store._db.one("PRAGMA page_size")
    store.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 100)
    with Store.open(path, readonly=True) as damaged:
        found = flaws(damaged)
    assert found
    assert {flaw.place for flaw in found} == {str(path)}
    assert not any(str(path) in flaw.reason for flaw in found)


@pytest.mark.parametrize("undone", ["undone + 1", "NULL"])
def test_whether_a_correction_was_undone_is_covered(store: Store, undone: str) -> None:
    put(store, "one", "a.txt")
    [article] = store.articles()
    for title in ("Two", "Three", "Four"):
        with store.changing("edit"):
            store.correct(article, {"title": title})
    with store.changing("undo"):
        store.undo(article.key)
    assert flaws(store) == []
    store._db.run("PRAGMA foreign_keys = OFF")
    store._db.run(f"UPDATE correction SET undone = {undone} WHERE undone IS NOT NULL")
    assert "a correction of its title is not as it was written" in {
        flaw.reason for flaw in flaws(store)
    }


def test_a_correction_that_is_damaged_is_not_sealed_by_undoing_it(store: Store) -> None:
    put(store, "one", "a.txt")
    [article] = store.articles()
    with store.changing("edit"):
        store.correct(article, {"title": "Two"})
    store._db.run("""UPDATE correction SET after = '"Tow"'""")
    with store.changing("undo"):
        store.undo(article.key)
    [flaw] = flaws(store)
    assert flaw.reason == "a correction of its title is not as it was written"
