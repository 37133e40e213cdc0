"""Originals hold their texts, compressed with a dictionary; old archives are made so when asked."""

from __future__ import annotations

import hashlib
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsarchive.model.article import Article
from newsarchive.model.errors import ArchiveError
from newsarchive.model.record import Record
from newsarchive.store import Store, compact, dictionaries, originals
from newsarchive.store.database import Temporary
from newsarchive.store.originals import AS_IT_IS, DEFLATED, WITH_TEXT, Stored
from newsarchive.store.prepare import prepare
from tests.store.test_old_archives import FOLDER as ARCHIVES
from tests.store.world import bodies, put

WORDS = "the harbour dredger lifted an oak rib on Tuesday morning"


def pages(count: int) -> list[str]:
    """Texts that have much in common."""
    return [f"Page {n}: {WORDS}, {hashlib.sha256(b'%d' % n).hexdigest()}." for n in range(count)]


@pytest.fixture
def store(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An archive of six articles, four of them compressed with a dictionary."""
    monkeypatch.setattr(compact, "LEAST", 100)
    with Store.open(path, create=True) as store:
        for start, end in ((0, 2), (2, 6)):
            records = [
                prepare(
                    Record(Article(body=text, title="Harbour"), f"<p>{text}</p>".encode(), "utf-8"),
                    path=f"{n}.txt", reader="text", words=9, dictionary=store.dictionary(),
                )
                for n, text in list(enumerate(pages(6)))[start:end]
            ]  # fmt: skip
            store.learn(records)
            with store.changing("test"):
                store.put_all(records)
        yield store


def forms(store: Store) -> list[int]:
    return [form for (form,) in store._db.rows("SELECT deflated FROM original ORDER BY rowid")]


def read(store: Store) -> list[tuple[object, bytes]]:
    """Every version with its original."""
    keys = store.keys()
    return [(one, store.original(one.digest)) for key in keys for one in store.versions(key)]


@pytest.mark.parametrize(
    ("original", "text", "form"),
    [
        (b"", "", WITH_TEXT),
        (b"\xff\x00binary", "Text\nof it, \u00e9\U0001f600", WITH_TEXT),
        (b"<p>" + b"long " * 9000, "a short text", DEFLATED),
        (hashlib.shake_256(b"").digest(40_000), "a short text", AS_IT_IS),
        (b"long " * 9000, "long " * 8999, WITH_TEXT),
    ],
)
def test_an_original_and_its_text_come_back(original: bytes, text: str, form: int) -> None:
    data, found = originals.packed(original, text)
    stored, database = Stored(len(original), found, data), Temporary()
    assert found == form
    assert stored.original(originals.digest_of(original), database) == original
    if form == WITH_TEXT:
        assert stored.text(len(text.encode()), database) == text
    database.close()


def test_a_dictionary_is_made_once_and_later_articles_are_compressed_with_it(store: Store) -> None:
    number = store.dictionary().number
    assert forms(store) == [WITH_TEXT] * 2 + [WITH_TEXT + number] * 4
    assert [one.article.body for one in store.articles()] == pages(6)
    assert list(store.check()) == []


@pytest.mark.parametrize("damage", ["data = x'00'", "digest = zeroblob(32)", "number = 7"])
def test_one_sound_copy_of_a_dictionary_is_enough(path: Path, store: Store, damage: str) -> None:
    for table in ("dictionary", "dictionary_copy"):
        with store.changing("test"):
            store._db.run(f"UPDATE {table} SET {damage}")
        with Store.open(path) as again:
            read_now = len(list(again.articles()))
            named = {flaw.place for flaw in again.check()}
        if table == "dictionary":
            assert read_now == 6
            assert named == {str(path)}
    assert read_now == 2
    assert len(named) == 5  # the archive, and each article that needs it


def test_of_versions_with_one_original_the_first_has_its_text_there(path: Path) -> None:
    with Store.open(path, create=True) as store:
        for text in ("one", "two", "one"):
            put(store, text, "a.txt")
        held = "SELECT body, text_bytes FROM version ORDER BY number"
        assert list(store._db.rows(held)) == [("", 3), ("", 3), ("one", None)]
        assert [one.article.body for one in store.versions(1)] == ["one", "two", "one"]
        assert list(store.check()) == []


def test_an_archive_that_was_replaced_gets_nothing_that_it_could_not_read(store: Store) -> None:
    record = Record(Article(body=WORDS), WORDS.encode(), "utf-8")
    late = prepare(record, path="late.txt", reader="text", words=9, dictionary=store.dictionary())
    with store.changing("test"):
        store._db.run("DELETE FROM dictionary_copy")
    with pytest.raises(ArchiveError, match="was replaced while"), store.changing("test"):
        store.put_all([late])


def test_the_dictionary_is_looked_up_once_a_transaction(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.dictionary() is not dictionaries.NONE
    with monkeypatch.context() as patch:
        patch.delattr(store._db, "_connection")
        assert store.dictionary() is store.dictionary()
    with store.changing("test"):
        store._db.run("DELETE FROM dictionary_copy")
    assert store.dictionary() is dictionaries.NONE


def test_what_unpacks_without_end_is_damage(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(originals, "_LARGEST_TOGETHER", 100_000)
    packing = zlib.compressobj(wbits=-15)
    bomb = packing.compress(bytes(10_000_000)) + packing.flush()
    store._db.run("UPDATE original SET data = ?, deflated = ? WHERE rowid = 1", (bomb, WITH_TEXT))
    assert len(list(store.articles())) == 5
    assert "unpacks to more than" in next(store.check()).reason


@pytest.mark.parametrize("schema", [1, 4, 9])
def test_an_older_archive_becomes_what_a_new_one_is(path: Path, schema: int) -> None:
    path.write_bytes(lzma.decompress((ARCHIVES / f"schema-{schema}.db.xz").read_bytes()))
    with Store.open(path) as store:
        before = read(store)
        assert store.compact(lambda *_: None) == 4
        assert forms(store) == [WITH_TEXT] * 4
        assert store._db.one("SELECT sum(length(body)) FROM version") == (0,)
        assert read(store) == before
        assert list(store.check()) == []
        assert store.compact(lambda *_: None) == 0


def test_what_was_compacted_stays_so_when_the_rest_is_interrupted(
    path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compact, "_SOME", 1)
    before = read(store)

    @contextmanager
    def once() -> Iterator[None]:
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        with store.changing("compact"):
            yield

    calls: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        compact.compact(store._db, once, lambda *_: None)
    assert sorted(forms(store))[:2] == [WITH_TEXT, WITH_TEXT + store.dictionary().number]
    assert read(store) == before
    assert store.compact(lambda *_: None) == 1
    assert read(store) == before
    assert list(store.check()) == []
    assert len(set(forms(store))) == 1


def test_compacting_leaves_what_is_damaged_as_it_is(store: Store) -> None:
    store._db.run("UPDATE version SET words = 8 WHERE article = 1")
    assert store.compact(lambda *_: None) == 1
    assert forms(store)[0] == WITH_TEXT
    assert bodies(store).keys() == set(pages(6)[1:])


def test_a_dictionary_is_what_most_have() -> None:
    """However many they are, it has a limited length, and the same ones make the same."""
    made = dictionaries.trained([page.encode() for page in pages(50)])
    assert WORDS[:40].encode() in made
    assert made == dictionaries.trained([page.encode() for page in pages(50)])
    others = [hashlib.shake_256(b"%d" % n).digest(999) for n in range(99)]
    assert 0 < len(dictionaries.trained(others)) <= dictionaries.WINDOW
