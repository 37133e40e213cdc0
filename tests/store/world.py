"""A small world for the tests of the store: records made of a few words, and short questions."""

from __future__ import annotations

from newsarchive.model.article import Article
from newsarchive.model.record import Record
from newsarchive.store import Outcome, Store
from newsarchive.store.prepare import prepare


def record(text: str, *, number: int | None = None, url: str | None = None) -> Record:
    """A record whose original is its text and its URL."""
    original = text if url is None else f"{text} {url}"
    return Record(Article(body=text, url=url), original.encode(), "utf-8", number)


def put(store: Store, text: str, path: str | None, url: str | None = None) -> Outcome:
    """Archive a text in a transaction of its own; "FILE#n" is the nth record of a file."""
    number = int(path.rpartition("#")[2]) if path is not None and "#" in path else None
    with store.changing("test"):
        return put_record(store, record(text, number=number, url=url), path)


def put_record(
    store: Store, record: Record, path: str | None, *, reader: str = "text", words: int = 1
) -> Outcome:
    """Archive a record in the current transaction."""
    (outcome,) = store.put_all([prepare(record, path=path, reader=reader, words=words)])
    return outcome


def put_lines(store: Store, file: str, *texts: str, url: str | None = None) -> list[Outcome]:
    """Archive the records of a file that holds several."""
    return [put(store, text, f"{file}#{n}", url) for n, text in enumerate(texts, start=1)]


def remove(store: Store, *keys: int) -> int:
    """Remove articles in a transaction of its own."""
    with store.changing("test"):
        return store.remove(keys)


def bodies(store: Store) -> dict[str, tuple[str, ...]]:
    """The text of each article as it stands, with its paths."""
    return {article.article.body: article.paths for article in store.articles()}


def histories(store: Store) -> list[list[str]]:
    """The texts of all versions of each article, oldest first."""
    return [
        [version.article.body for version in store.versions(article.key)]
        for article in store.articles()
    ]
