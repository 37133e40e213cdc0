"""Small indexes of the same articles, by our writer and codec and by Whoosh's own."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from whoosh import fields, index
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import EmptyReader, IndexReader

from newsarchive.engines.whoosh.schema import make_schema
from newsarchive.engines.whoosh.terms import (
    GAP,
    NAME_ZONES,
    number_term,
    stem_term,
    stemmer_code,
)
from newsarchive.engines.whoosh.writer import ArrayWriter, merge_small
from newsarchive.model.article import ArchivedArticle
from newsarchive.query.matches import has_own_title, names
from newsarchive.query.ranking import (
    LEAD_WEIGHT,
    LEAD_WORDS,
    TITLE_WEIGHT,
    title_again,
    weighted_length,
)
from newsarchive.text.words import Text, forms
from tests.engines.reader import TermField, readable_schema

Posting = tuple[bytes, int, float, bytes]
Found = dict[tuple[str, bytes], list[tuple[int, float, list[int]]]]
"""(field, term) → (key of the article, weight, places), by key."""


class Words(NamedTuple):
    """The words of one article in a field with positions."""

    places: dict[str, list[int]]
    """Term → its positions, ascending."""
    extra: dict[str, int]
    """Term → its weight above its count."""

    @property
    def weights(self) -> dict[str, int]:
        """Term → its weight."""
        return {term: len(at) + self.extra.get(term, 0) for term, at in self.places.items()}


class _Terms(dict[str, str]):
    """Folded word → its term in one language."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    def __missing__(self, form: str) -> str:
        return stem_term(form, self._code)


def document(archived: ArchivedArticle) -> dict[str, object]:
    """An article for stock Whoosh: the same contents as in our index."""
    article = archived.article
    code = stemmer_code(article.language)
    title = forms(article.title or "")
    own = title if has_own_title(article) else []
    analysed = Text(article.body)
    body = analysed.forms
    values: dict[str, object] = {
        "text": _weighted(own, body, _Terms(code)),
        "form": _weighted(own, body, {form: form for form in (*own, *body)}).weights,
        "title": _placed([map(_Terms(code).__getitem__, title)]),
        "bounds": Words(
            {
                "sentence": [len(own) + GAP + n for n in analysed.sentence_bounds],
                "paragraph": [len(own) + GAP + n for n in analysed.paragraph_bounds],
            },
            {},
        ),
        "path": set(archived.paths),
        "language": {article.language.lower()} if article.language else set(),
        "id": {archived.id},
        "url": {article.url} if article.url else set(),
        "has": _present(archived),
        "stemmer": {code},
        "day": {number_term(article.date.toordinal())} if article.date else set(),
        "added": {number_term(dt.date.fromisoformat(archived.added[:10]).toordinal())},
        "words": {number_term(archived.words)},
        "key": archived.key,
        "version": archived.version,
        "length": weighted_length(len(own), len(body), title_again(own, body)),
        "ordinal": article.date.toordinal() if article.date else 0,
        "digits": int(archived.id, 16),
    }
    for zone in NAME_ZONES:
        if found := names(archived, zone):
            values[zone] = _placed(map(forms, found))
    return values


def _weighted(own: Sequence[str], body: Sequence[str], terms: dict[str, str]) -> Words:
    """The words of an article's own title and of its body, weighted for scoring."""
    places: dict[str, list[int]] = {}
    _place(map(terms.__getitem__, own), 0, places)
    again = title_again(own, body)
    more = TITLE_WEIGHT - (2 if again else 1)
    extra = {term: len(found) * more for term, found in places.items()}
    for form in body[again:LEAD_WORDS]:
        term = terms[form]
        extra[term] = extra.get(term, 0) + LEAD_WEIGHT - 1
    _place(map(terms.__getitem__, body), len(own) + GAP, places)
    return Words(places, extra)


def _place(words: Iterable[str], start: int, places: dict[str, list[int]]) -> int:
    """Add a position for each word, the first at `start`; returns the last."""
    place = start
    for place, word in enumerate(words, start):
        if word in places:
            places[word].append(place)
        else:
            places[word] = [place]
    return place


def _placed(runs: Iterable[Iterable[str]]) -> Words:
    """Separate runs of words, so far apart that no phrase reaches across."""
    places: dict[str, list[int]] = {}
    start = 0
    for run in runs:
        start = _place(run, start, places) + 1 + GAP
    return Words(places, {})


def _present(archived: ArchivedArticle) -> set[str]:
    article = archived.article
    present = {
        "date": article.date,
        "author": article.authors,
        "title": has_own_title(article),
        "url": article.url,
        "note": archived.notes,
    }
    return {what for what, value in present.items() if value}


class Posted(TermField):
    """A field that gives Whoosh's own writer its terms one posting at a time."""

    def index(self, value: object, **_: object) -> Iterator[Posting]:
        if isinstance(value, Words):
            for term, weight in value.weights.items():
                places = array("I", value.places[term]).tobytes()
                yield self.to_bytes(term), 1, float(weight), places
        else:
            assert isinstance(value, set | dict)
            for term in value:
                weight = value[term] if isinstance(value, dict) else 1
                yield self.to_bytes(term), 1, float(weight), b""


def stock_schema() -> fields.Schema:
    """Our schema for Whoosh's own writer."""
    schema = readable_schema()
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
    writer = ArrayWriter(made, memory=memory)
    for archived in articles:
        writer.add(archived)
    writer.delete_by_column("key", set(gone))
    writer.commit(mergetype=merge)
    index.clean_files(writer.storage, writer.indexname, writer.generation, made._segments())


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


class File(BytesIO):
    """What was written, when its writer has closed it."""

    written = b""

    def close(self) -> None:
        self.written = self.getvalue()
        super().close()
