"""Ids: made from the content, unique, found by their beginning."""

from __future__ import annotations

import hashlib
import re

import pytest

from newsarchive.model.errors import UnknownIdError
from newsarchive.store import Store, originals
from tests.store.world import put, remove


def ids(store: Store) -> list[str]:
    return [article.id for article in store.articles()]


def test_an_id_is_the_beginning_of_the_digest_of_the_first_version(store: Store) -> None:
    put(store, "one", "a.txt")
    put(store, "two", "a.txt")
    assert ids(store) == [hashlib.sha256(b"one").hexdigest()[:16]]


def test_an_article_first_seen_with_what_is_now_an_older_version_has_another_id(
    store: Store,
) -> None:
    for text, path in (("one", "a.txt"), ("two", "a.txt"), ("one", "b.txt"), ("three", "b.txt")):
        put(store, text, path)
    put(store, "one", "c.txt")
    digest = hashlib.sha256(b"one").hexdigest()
    assert ids(store) == [
        digest[:16],
        hashlib.sha256(f"{digest}1".encode()).hexdigest()[:16],
        hashlib.sha256(f"{digest}2".encode()).hexdigest()[:16],
    ]


def test_contents_whose_digests_begin_alike_have_different_ids(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = originals.digest_of

    def colliding(data: bytes) -> bytes:
        return bytes(8) + genuine(data)[8:] if len(data) < 10 else genuine(data)

    monkeypatch.setattr(originals, "digest_of", colliding)
    put(store, "one", "a.txt")
    put(store, "two", "b.txt")
    first, second = ids(store)
    assert first == "0" * 16
    assert re.fullmatch("[0-9a-f]{16}", second)
    assert second != first
    assert [store.original(article.digest) for article in store.articles()] == [b"one", b"two"]


def test_a_removed_article_that_comes_again_has_its_id_and_a_new_key(store: Store) -> None:
    put(store, "one", "a.txt")
    (key,), before = store.keys(), ids(store)
    remove(store, key)
    put(store, "one", "a.txt")
    assert ids(store) == before
    assert store.keys() == [key + 1]


def test_an_article_is_found_by_the_beginning_of_its_id_in_either_case(store: Store) -> None:
    put(store, "one", "a.txt")
    put(store, "two", "b.txt")
    id_ = ids(store)[0]
    for prefix in (id_[:4], id_[:7].upper(), id_):
        assert store.find(prefix).article.body == "one"


def test_a_prefix_that_finds_nothing_is_too_short_or_ambiguous_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = originals.digest_of
    monkeypatch.setattr(originals, "digest_of", lambda data: b"\x12\xab" + genuine(data)[2:])
    for text in ("one", "two", "three"):
        put(store, text, text)
    for prefix in ("12a", ""):
        with pytest.raises(UnknownIdError, match="too short: give at least 4 digits of an id"):
            store.find(prefix)
    for prefix in ("xyz!", "12a\ud800"):
        with pytest.raises(UnknownIdError, match="is not an id"):
            store.find(prefix)
    for prefix in ("ffff", ids(store)[0] + "0"):
        with pytest.raises(UnknownIdError, match="no article has an id that begins with"):
            store.find(prefix)
    with pytest.raises(UnknownIdError) as caught:
        store.find("12AB")
    shown = ", ".join(sorted(id_[:8] for id_ in ids(store)))
    assert str(caught.value) == f"12AB fits 3 articles: {shown}"
