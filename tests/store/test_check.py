"""Damage is found, and said to be where it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.article import Flaw
from newsarchive.errors import ArchiveError
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


def flaws(store: Store) -> list[Flaw]:
    return list(store.check())


def test_a_sound_archive_has_no_flaws_and_each_version_is_counted(store: Store) -> None:
    counted: list[int] = []
    assert list(store.check(counted.append)) == []
    assert sum(counted) == 2


@pytest.mark.parametrize(
    ("damage", "version", "reason"),
    [
        ("SET data = x'74776f' WHERE deflated = 0", 1, "SHA-256"),
        ("SET data = substr(data, 2) WHERE deflated = 1", 2, "cannot be decompressed"),
        ("SET deflated = 1 WHERE deflated = 0", 1, "cannot be decompressed"),
    ],
)
def test_a_damaged_original_is_found(store: Store, damage: str, version: int, reason: str) -> None:
    store._db.run(f"UPDATE original {damage}")
    (flaw,) = flaws(store)
    assert flaw.place == f"article {ID} version {version}"
    assert reason in flaw.reason
    with pytest.raises(ArchiveError, match="is damaged: the original"):
        store.original(store.versions(1)[version - 1].digest)


def test_a_missing_original_is_found(store: Store) -> None:
    store._db.run("PRAGMA foreign_keys = OFF")
    store._db.run("DELETE FROM original WHERE deflated = 0")
    assert Flaw(f"article {ID} version 1", "the original is missing") in flaws(store)


def test_a_missing_version_is_found(store: Store) -> None:
    store._db.run("PRAGMA foreign_keys = OFF")
    store._db.run("DELETE FROM version WHERE number = 2")
    found = flaws(store)
    assert Flaw(f"article {ID}", "its latest version is missing") in found
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
        list(store.articles())


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
