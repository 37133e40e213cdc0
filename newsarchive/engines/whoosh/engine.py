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
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import LockError
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from newsarchive import text
from newsarchive.article import ArchivedArticle, Revision
from newsarchive.engines import Matches
from newsarchive.engines.whoosh.compile import Compiler
from newsarchive.engines.whoosh.schema import FORMAT, document, key_term, make_schema
from newsarchive.errors import BusyError
from newsarchive.query.ranking import (
    Collection,
    rarity,
    saturation,
    scoring_words,
    word_score,
)
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
        scores: dict[int, float] = {}
        segments = [(leaf, self._documents(leaf, compiled.query)) for leaf in _leaves(searcher)]
        self._score(tree, compiler, searcher.reader(), segments)
        for leaf, documents in segments:
            keys = leaf.reader().column_reader("key_column")
            for number, score in documents.items():
                scores[keys[number]] = score
        return Matches(scores, compiled.exact)

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

    # Finding and scoring

    def _documents(self, leaf: Searcher, wanted: object) -> dict[int, float]:
        matcher = wanted.matcher(leaf, leaf.boolean_context())  # type: ignore[attr-defined]
        return dict.fromkeys(matcher.all_ids(), 0.0)

    def _score(
        self,
        tree: Node,
        compiler: Compiler,
        whole: IndexReader,
        segments: list[tuple[Searcher, dict[int, float]]],
    ) -> None:
        """Add up the scores of the documents, in place."""
        articles = whole.doc_count_all()
        average = whole.field_length("text") / articles if articles else 0.0
        collection = Collection(articles, average)
        parts: list[dict[int, float]] = [{} for _ in segments]
        for leaf, times in scoring_words(tree):
            field, terms = _scored_by(leaf, compiler)
            having = min(sum(whole.doc_frequency(field, term) for term in terms), articles)
            if not having:
                continue
            weight = times * rarity(having, collection)
            for (searcher, documents), lengths in zip(segments, parts, strict=True):
                counts = _counts(searcher.reader(), field, terms, documents)
                column = searcher.reader().column_reader("length_column")
                for number, count in counts.items():
                    part = lengths.get(number)
                    if part is None:
                        part = lengths[number] = saturation(column[number], collection)
                    documents[number] += word_score(count, part, weight)


def _leaves(searcher: Searcher) -> Iterator[Searcher]:
    return (leaf for leaf, _ in searcher.leaf_searchers())


def _scored_by(leaf: Leaf, compiler: Compiler) -> tuple[str, list[str]]:
    """The field and the terms whose counts make a word's score."""
    match leaf:
        case Word(word) | Exact(word) | Caps(word):
            return "text", compiler.stems(word)
        case _:
            return "form", compiler.forms(leaf)


def _counts(
    reader: IndexReader, field: str, terms: list[str], documents: dict[int, float]
) -> dict[int, float]:
    """How often the terms occur, together, in each of the documents that has any."""
    counts: dict[int, float] = {}
    for term in terms:
        if (field, term.encode()) not in reader:
            continue
        matcher = reader.postings(field, term.encode())
        while matcher.is_active():
            number = matcher.id()
            if number in documents:
                counts[number] = counts.get(number, 0.0) + matcher.weight()
            matcher.next()
    return counts
