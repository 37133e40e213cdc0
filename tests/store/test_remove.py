"""Removing an article removes all that belongs to it alone, and nothing else."""

from __future__ import annotations

import hashlib

import pytest

from newsarchive.model.errors import ArchiveError
from newsarchive.store import Fingerprint, Store
from tests.store.world import bodies, put, put_lines, remove


def test_an_article_goes_with_all_its_versions_and_originals(store: Store) -> None:
    for text in ("one", "two"):
        put(store, text, "a.txt")
    put(store, "three", "b.txt")
    assert remove(store, 1, 1, 99) == 1
    assert bodies(store) == {"three": ("b.txt",)}
    assert store.versions(1) == []
    for original in (b"one", b"two"):
        with pytest.raises(ArchiveError, match="no original"):
            store.original(hashlib.sha256(original).hexdigest())
    assert list(store.check()) == []


def test_an_original_that_another_article_needs_stays(store: Store) -> None:
    put(store, "one", "a.txt")
    put(store, "two", "a.txt")
    put(store, "one", "b.txt")
    remove(store, 1)
    assert store.original(next(store.articles()).digest) == b"one"


def test_the_files_of_a_removed_article_lose_their_stamps(store: Store) -> None:
    fingerprint = Fingerprint(3, 5, 1)
    put(store, "one", "folder/a.txt")
    put_lines(store, "packed.zip/f", "two", "three")
    with store.changing("test"):
        for path in ("folder/a.txt", "packed.zip", "packed.zip/f", "folder/b.txt", "packed"):
            store.set_fingerprints({path: fingerprint})
    remove(store, 1, 2)
    for path in ("folder/a.txt", "packed.zip", "packed.zip/f"):
        assert store.unchanged({path: (3, 5)}) == {}
    kept = ("folder/b.txt", "packed")
    assert store.unchanged(dict.fromkeys(kept, (3, 5))) == dict.fromkeys(kept, 1)


def test_the_other_records_of_the_file_keep_their_places(store: Store) -> None:
    put_lines(store, "f", "one", "two")
    remove(store, 1)
    assert bodies(store) == {"two": ("f#2",)}
