"""The default engine: a Whoosh index in a folder of its own.

The folder also holds one small file a generation, `state.N.json`, which says what revision of
the archive the index of generation N has reached. It is written before Whoosh commits that
generation, so the two are never out of step. Whoosh pickles its table of contents: the folder is
private to its user, and nothing else may ever be opened as an index.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import LockError
from whoosh.query import Query
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from newsarchive import text
from newsarchive.article import ArchivedArticle, Revision
from newsarchive.engines import Matches, ScorePart
from newsarchive.engines.whoosh.compile import Compiler
from newsarchive.engines.whoosh.schema import FORMAT, document, key_term, make_schema
from newsarchive.errors import BusyError
from newsarchive.query.ranking import (
    Everything,
    rarity,
    saturation,
    scoring_words,
    word_score,
)
from newsarchive.query.spelling import closest
from newsarchive.query.tree import Caps, Exact, Leaf, Node, Word

MEMORY_MB = 256
"""How much Whoosh may hold before it sorts a run of postings onto the disk."""


class WhooshEngine:
    """An `Engine` on a Whoosh index in the folder given, which it makes when it must."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._storage = FileStorage(str(folder))
        self._index: index.FileIndex | None = None
        self._searcher: Searcher | None = None

    def revision(self) -> Revision | None:
        """See `Engine`. None too for an index of another format or another analysis of words."""
        found = self._open()
        if found is None:
            return None
        try:
            state = json.loads(self._state(found.latest_generation()).read_bytes())
            if (state["format"], state["analysis"]) != (FORMAT, text.ANALYSIS):
                return None
            return Revision(state["revision"], state["token"])
        except (OSError, ValueError, KeyError):
            return None

    def update(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        """See `Engine`."""
        existing = self._open()
        if existing is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            existing = self._index = self._storage.create_index(make_schema())
        fresh = existing.doc_count_all() == 0
        try:
            writer = existing.writer(timeout=5.0, limitmb=MEMORY_MB)
        except LockError:
            raise BusyError("another process is bringing the index up to date") from None
        try:
            for key in gone:
                writer.delete_by_term("key", key_term(key))
            for archived in changed:
                if not fresh:
                    writer.delete_by_term("key", key_term(archived.key))
                writer.add_document(**document(archived))
                if advance:
                    advance(1)
            generation = existing.latest_generation() + 1
            self._write_state(generation, revision)
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        self._close_searcher()
        self._index = existing.refresh()
        self._forget_states(generation)

    def reset(self) -> None:
        """See `Engine`."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def search(self, tree: Node) -> Matches:
        """See `Engine`."""
        searcher = self._search()
        if searcher is None:
            return Matches({}, exact=True)
        compiler = Compiler(searcher.reader())
        compiled = compiler.compile(tree)
        segments = [
            _Segment(leaf.reader(), dict.fromkeys(_documents(leaf, compiled.query), 0.0))
            for leaf in _leaves(searcher)
        ]
        for word in _scored(tree, compiler, searcher.reader(), segments):
            for segment, counts in zip(segments, word.counts, strict=True):
                for number, count in counts.items():
                    score = word_score(count, segment.saturation(number), word.weight)
                    segment.documents[number] += score
        scores = {
            segment.keys[number]: score
            for segment in segments
            for number, score in segment.documents.items()
        }
        return Matches(scores, compiled.exact)

    def score_parts(self, tree: Node, keys: Collection[int]) -> dict[int, list[ScorePart]]:
        """See `Engine`."""
        parts: dict[int, list[ScorePart]] = {key: [] for key in keys}
        searcher = self._search()
        if searcher is None:
            return parts
        segments = []
        for leaf in _leaves(searcher):
            reader = leaf.reader()
            terms = [("key", key_term(key)) for key in keys]
            numbers = [reader.postings(*term).id() for term in terms if term in reader]
            segments.append(_Segment(reader, dict.fromkeys(numbers, 0.0)))
        for word in _scored(tree, Compiler(searcher.reader()), searcher.reader(), segments):
            for segment, counts in zip(segments, word.counts, strict=True):
                for number, count in counts.items():
                    score = word_score(count, segment.saturation(number), word.weight)
                    part = ScorePart(str(word.leaf), word.articles, count, score)
                    parts[segment.keys[number]].append(part)
        return parts

    def spellings(self, word: str) -> list[tuple[str, int]]:
        """See `Engine`."""
        searcher = self._search()
        if searcher is None:
            return []
        reader = searcher.reader()
        known = (term.decode() for term in reader.lexicon("form"))
        return closest(word, known, lambda form: int(reader.doc_frequency("form", form)))

    def holdings(self) -> dict[int, int]:
        """See `Engine`."""
        searcher = self._search()
        found: dict[int, int] = {}
        for leaf in _leaves(searcher) if searcher else ():
            reader = leaf.reader()
            keys = reader.column_reader("key_column")
            versions = reader.column_reader("version_column")
            found.update((keys[number], versions[number]) for number in reader.all_doc_ids())
        return found

    def size(self) -> int:
        """See `Engine`."""
        return sum(file.stat().st_size for file in self._folder.glob("*") if file.is_file())

    def close(self) -> None:
        """See `Engine`."""
        self._close_searcher()
        if self._index is not None:
            self._index.close()
            self._index = None

    # The index and its state

    def _open(self) -> index.FileIndex | None:
        if self._index is None:
            try:
                self._index = self._storage.open_index()
            except (index.EmptyIndexError, OSError):
                return None
        return self._index

    def _search(self) -> Searcher | None:
        if self._searcher is None:
            found = self._open()
            self._searcher = found.searcher() if found else None
        return self._searcher

    def _close_searcher(self) -> None:
        if self._searcher is not None:
            self._searcher.close()
            self._searcher = None

    def _state(self, generation: int) -> Path:
        return self._folder / f"state.{generation}.json"

    def _write_state(self, generation: int, revision: Revision) -> None:
        state = {
            "format": FORMAT,
            "analysis": text.ANALYSIS,
            "revision": revision.number,
            "token": revision.token,
        }
        self._state(generation).write_text(json.dumps(state), encoding="ascii")

    def _forget_states(self, generation: int) -> None:
        for file in self._folder.glob("state.*.json"):
            if file != self._state(generation):
                with contextlib.suppress(OSError):
                    file.unlink()


class _Segment:
    """The documents of one segment that a query found, with what scoring needs of them."""

    def __init__(self, reader: IndexReader, documents: dict[int, float]) -> None:
        self.reader = reader
        self.documents = documents
        self.keys = reader.column_reader("key_column")
        self.everything = Everything(0, 0.0)
        self._lengths = reader.column_reader("length_column")
        self._saturations: dict[int, float] = {}

    def saturation(self, number: int) -> float:
        """See `ranking.saturation`; worked out once a document."""
        part = self._saturations.get(number)
        if part is None:
            part = self._saturations[number] = saturation(self._lengths[number], self.everything)
        return part


@dataclass(frozen=True, slots=True)
class _ScoredWord:
    """One word of a query, and how often it occurs in the documents found, segment by segment."""

    leaf: Leaf
    articles: int
    weight: float
    counts: list[dict[int, float]]


def _leaves(searcher: Searcher) -> Iterator[Searcher]:
    return (leaf for leaf, _ in searcher.leaf_searchers())


def _documents(leaf: Searcher, wanted: Query) -> Iterator[int]:
    return iter(wanted.matcher(leaf, leaf.boolean_context()).all_ids())


def _scored(
    tree: Node, compiler: Compiler, whole: IndexReader, segments: list[_Segment]
) -> Iterator[_ScoredWord]:
    """The words that make up the scores of the segments' documents."""
    articles = whole.doc_count_all()
    average = whole.field_length("text") / articles if articles else 0.0
    everything = Everything(articles, average)
    for segment in segments:
        segment.everything = everything
    for leaf, times in scoring_words(tree):
        match leaf:
            case Word(word) | Exact(word) | Caps(word):
                field, terms = "text", compiler.stems(word)
            case _:
                field, terms = "form", compiler.forms(leaf)
        having = min(sum(whole.doc_frequency(field, term) for term in terms), articles)
        if having:
            weight = times * rarity(having, everything)
            counts = [_counts(segment, field, terms) for segment in segments]
            yield _ScoredWord(leaf, having, weight, counts)


def _counts(segment: _Segment, field: str, terms: list[str]) -> dict[int, float]:
    """How often the terms occur, together, in each of the documents that has any."""
    counts: dict[int, float] = {}
    for term in terms:
        if (field, term.encode()) not in segment.reader:
            continue
        matcher = segment.reader.postings(field, term.encode())
        while matcher.is_active():
            number = matcher.id()
            if number in segment.documents:
                counts[number] = counts.get(number, 0.0) + matcher.weight()
            matcher.next()
    return counts
