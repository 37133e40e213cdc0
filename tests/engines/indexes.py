"""Small indexes of the same articles, by our writer and codec and by Whoosh's own."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

from whoosh import fields, index
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import EmptyReader, IndexReader

from newsarchive.article import ArchivedArticle
from newsarchive.engines.whoosh.postings import Words
from newsarchive.engines.whoosh.schema import Terms, document, make_schema
from newsarchive.engines.whoosh.writer import ArrayWriter, merge_small

Posting = tuple[bytes, int, float, bytes]
Found = dict[tuple[str, bytes], list[tuple[int, float, list[int]]]]
"""(field, term) → (key of the article, weight, places), by key."""


class Posted(Terms):
    """A field that gives Whoosh's own writer its terms one posting at a time."""

    def index(self, value: object, **_: object) -> Iterator[Posting]:
        if isinstance(value, Words):
            for term, places in value.places.items():
                weight = len(places) + value.extra.get(term, 0)
                yield self.to_bytes(term), 1, float(weight), array("I", places).tobytes()
        else:
            assert isinstance(value, set)
            for term in value:
                yield self.to_bytes(term), 1, 1.0, b""


def stock_schema() -> fields.Schema:
    """Our schema for Whoosh's own writer."""
    schema = make_schema()
    return fields.Schema(
        **{name: Posted(field.format) if field.indexed else field for name, field in schema.items()}
    )


def stock_index(folder: Path, articles: Iterable[ArchivedArticle]) -> index.FileIndex:
    """An index of Whoosh's own codec."""
    folder.mkdir()
    made = FileStorage(str(folder)).create_index(stock_schema())
    writer = made.writer()
    for archived in articles:
        writer.add_document(**document(archived))
    writer.commit()
    return made


def array_index(folder: Path) -> index.FileIndex:
    """An empty index, for `ArrayWriter`."""
    folder.mkdir()
    return FileStorage(str(folder)).create_index(make_schema())


def write(
    made: index.FileIndex,
    articles: Iterable[ArchivedArticle],
    gone: Iterable[int] = (),
    *,
    memory: int = 2**20,
    merge: object = merge_small,
) -> None:
    """Add articles in one commit, and delete those with the keys given."""
    writer = ArrayWriter(made, timeout=1.0, memory=memory)
    for archived in articles:
        writer.add_document(**document(archived))
    writer.delete_by_column("key", set(gone))
    writer.commit(mergetype=merge)


def postings(reader: IndexReader) -> Found:
    """All postings of an index, through Whoosh's matchers; no term without articles."""
    found: Found = {}
    for leaf, _ in reader.leaf_readers():
        if isinstance(leaf, EmptyReader):
            continue
        keys = leaf.column_reader("key", translate=False).load()
        for name, term in leaf.all_terms():
            matcher = leaf.postings(name, term)
            placed = leaf.schema[name].format.supports("positions")
            while matcher.is_active():
                places = matcher.value_as("positions") if placed else []
                posting = (keys[matcher.id()], matcher.weight(), places)
                found.setdefault((name, term), []).append(posting)
                matcher.next()
    return {term: sorted(several) for term, several in found.items()}
