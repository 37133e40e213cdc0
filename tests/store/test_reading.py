"""Articles come out of the archive as they went in."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.article import Article
from newsarchive.model.errors import ArchiveError, DamagedError
from newsarchive.model.record import Record
from newsarchive.store import Fingerprint, Store
from newsarchive.store.database import Database
from tests.store.world import put, put_record, remove
from tests.surroundings import held_open

FULL = Article(
    body="First.\n\nSecond.",
    title="Ölpreis fällt",
    title_source="header line 1",
    date=dt.date(1987, 4, 2),
    date_source="front matter",
    published="1987-04-02T23:30:00+02:00",
    updated="1987-04-03",
    authors=("Ana Ruiz", "Gülşən Əliyeva"),
    authors_source="front matter",
    agency="AP",
    source="The Daily",
    url="https://example.org/1?a=b",
    language="de",
    section="Business",
    tags=("oil", 'a "quoted" tag'),
)


def put_article(store: Store, article: Article, original: bytes) -> None:
    with store.changing("test"):
        put_record(
            store, Record(article, original, "latin-1"), "a.txt", reader="markdown", words=42
        )


@pytest.mark.parametrize("article", [FULL, Article(body="")])
def test_every_field_of_an_article_comes_back(store: Store, article: Article) -> None:
    put_article(store, article, b"bytes")
    found = next(store.articles())
    assert found.article == article
    assert (found.words, found.reader, found.encoding) == (42, "markdown", "latin-1")
    assert dt.datetime.fromisoformat(found.added).utcoffset() == dt.timedelta(0)
    assert (found.version, found.paths) == (1, ("a.txt",))


@given(
    st.binary(max_size=300) | st.binary(max_size=9).map(lambda data: data * 100),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]))),
)
def test_originals_and_texts_come_back_exactly(data: bytes, text: str, texts: list[str]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder, "archive.db"), create=True) as store,
    ):
        article = Article(body=text, title=text, authors=tuple(texts), tags=tuple(texts))
        put_article(store, article, data)
        found = next(store.articles())
        assert found.article == article
        assert store.original(found.digest) == data


def test_articles_come_in_the_order_of_their_keys(store: Store) -> None:
    for n in range(5):
        put(store, f"text {n}", f"{n}.txt")
    remove(store, 2)
    assert store.keys() == [1, 3, 4, 5]
    assert [article.key for article in store.articles()] == [1, 3, 4, 5]
    assert [article.key for article in store.articles(iter([5, 2, 3, 3, 99]))] == [3, 5]
    assert set(store.get([5, 1, 99])) == {1, 5}
    assert store.get([]) == {}


def test_dates_are_given_with_ids_for_sorting(store: Store) -> None:
    put_article(store, FULL, b"dated")
    put(store, "undated", "b.txt")
    first, second = store.articles()
    expected = {1: (dt.date(1987, 4, 2), first.id), 2: (None, second.id)}
    assert store.dates(None) == expected
    assert store.dates([2, 99]) == {2: expected[2]}


def test_a_stamp_is_what_was_last_set(store: Store) -> None:
    assert store.unchanged({"a.txt": (1, 2)}) == {}
    for fingerprint in (Fingerprint(1, 2, 3), Fingerprint(4, 1_700_000_000_123_456_789, 6)):
        with store.changing("test"):
            store.set_fingerprints({"a.txt": fingerprint})
        size, time, records = fingerprint
        assert store.unchanged({"a.txt": (size, time)}) == {"a.txt": records}
        for other in ((size + 1, time), (size, time - 1), (None, time), (size, None)):
            assert store.unchanged({"a.txt": other}) == {}


def test_the_summary_counts_what_is_there(store: Store, path: Path) -> None:
    put_article(store, Article(body="abc", authors=("Ana", "Bo")), b"12345")
    put_article(store, Article(body="äöü", date=dt.date(2001, 1, 1), authors=("Ana",)), b"123")
    with store.changing("test"):
        article = Article(body="x", date=dt.date(1999, 1, 1), authors=("Cy",))
        put_record(store, Record(article, b"1", "utf-8"), path=None)
    summary = store.summary()
    assert (summary.articles, summary.versions, summary.dated) == (2, 3, 2)
    assert (summary.first, summary.last) == (dt.date(1999, 1, 1), dt.date(2001, 1, 1))
    assert (summary.authors, summary.originals_bytes, summary.text_bytes) == (2, 9, 10)
    store.close()
    assert summary.file_bytes == path.stat().st_size


def test_the_summary_of_nothing_is_zeros(store: Store) -> None:
    summary = store.summary()
    assert (summary.articles, summary.first, summary.last) == (0, None, None)
    assert (summary.authors, summary.originals_bytes, summary.text_bytes) == (0, 0, 0)


def test_an_original_that_is_not_there_is_an_error(store: Store) -> None:
    with pytest.raises(ArchiveError, match="holds no original with the SHA-256 00"):
        store.original("00" * 32)


@pytest.mark.parametrize("read", [lambda db, sql: db.row(sql), lambda db, sql: list(db.rows(sql))])
def test_nothing_stays_open_behind_an_error_that_is_still_held(
    tmp_path: Path, read: Callable[[Database, str], object]
) -> None:
    with Store.open(tmp_path / "a.db", create=True) as store, pytest.raises(DamagedError) as error:
        read(store._db, "SELECT CAST(x'ff' AS TEXT) FROM archive")
    assert not held_open(tmp_path), error
