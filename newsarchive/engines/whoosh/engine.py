"""The default engine: a Whoosh index in a folder of its own.

The folder also holds one small file a generation, `state.N.json`, which says what revision of
the archive the index of generation N has reached, and how the index is made. It is written before
Whoosh commits that generation, so the two are never out of step; and it is read before Whoosh
opens the index, so that one of another format is never opened. Whoosh pickles its table of
contents: the folder is private to its user, and nothing else may ever be opened as an index.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import LockError
from whoosh.reading import EmptyReader, IndexReader, SegmentReader
from whoosh.util.filelock import try_for

from newsarchive import text
from newsarchive.article import ArchivedArticle, Revision
from newsarchive.engines import Matches, ScorePart, Shareable
from newsarchive.engines.whoosh.codec import postings
from newsarchive.engines.whoosh.compile import Compiler
from newsarchive.engines.whoosh.evaluate import articles
from newsarchive.engines.whoosh.inverted import ForeignFileError
from newsarchive.engines.whoosh.schema import FORMAT, make_schema
from newsarchive.engines.whoosh.writer import MEMORY, ArrayWriter, merge_small
from newsarchive.errors import BusyError
from newsarchive.garbage import uncollected
from newsarchive.query.ranking import (
    Everything,
    rarity,
    saturation,
    scoring_words,
    word_score,
)
from newsarchive.query.spelling import closest
from newsarchive.query.tree import Caps, Exact, Leaf, Node, Word

SHARED = 4000
"""Articles from which on it is worth while to start processes that take them in."""
WAIT = 0.3
"""Seconds to wait for another process that is writing: a search can do with an old index."""

_LOCK = "MAIN_WRITELOCK"
"""The file that Whoosh locks while it writes."""
_BUSY = "another process is bringing the index up to date"


class WhooshEngine:
    """An `Engine` on a Whoosh index in the folder given, which it makes when it must."""

    def __init__(self, folder: Path, *, jobs: int = 1, memory: int = MEMORY) -> None:
        """`jobs` processes build it where there is much to do, in `memory` bytes together."""
        self._folder = folder
        self._jobs = jobs
        self._memory = memory
        self._storage = FileStorage(str(folder))
        self._reader: IndexReader | None = None
        self._reached: tuple[int, Revision] | None = None
        """The generation of the reader, and its state."""

    def revision(self) -> Revision | None:
        """See `Engine`. None too for an index of another format or another analysis of words."""
        try:
            self._read()
        except (ForeignFileError, index.IndexError, OSError):
            return None
        return self._state(self._latest())

    def update(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        """See `Engine`."""
        if self._state(self._latest()) is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)  # it may have been there, open to others
            existing = self._storage.create_index(make_schema())
        else:
            existing = self._storage.open_index(schema=make_schema())
        try:
            writer = ArrayWriter(existing, timeout=WAIT, memory=self._memory)
        except LockError:
            raise BusyError(_BUSY) from None
        with uncollected():
            try:
                replaced = {*gone, *self._add(writer, changed, advance)}
                writer.delete_by_column("key", replaced)
                self._write_state(writer.generation, revision)
            except BaseException:
                writer.cancel()
                raise
            writer.commit(mergetype=merge_small)
        self._forget_states(writer.generation)

    def _add(
        self,
        writer: ArrayWriter,
        changed: Iterable[ArchivedArticle],
        advance: Callable[[int], None] | None,
    ) -> set[int]:
        """Add the articles; their keys."""
        if self._jobs > 1 and isinstance(changed, Shareable) and len(changed) >= SHARED:
            from newsarchive.engines.whoosh.building import add_shared

            return add_shared(
                writer, self._folder, changed, jobs=self._jobs, memory=self._memory, advance=advance
            )
        keys: set[int] = set()
        for archived in changed:
            keys.add(archived.key)
            writer.add(archived)
            if advance:
                advance(1)
        return keys

    def reset(self) -> None:
        """See `Engine`. Raises BusyError while another process is writing the index."""
        self.close()
        if not self._folder.exists():
            return
        lock = self._storage.lock(_LOCK)
        if not try_for(lock.acquire, timeout=WAIT, delay=0.1):
            raise BusyError(_BUSY)
        try:
            for file in self._folder.iterdir():
                if file.is_dir():
                    shutil.rmtree(file, ignore_errors=True)
                elif file.name != _LOCK:
                    file.unlink(missing_ok=True)
        finally:
            lock.release()

    def search(self, tree: Node) -> Matches:
        """See `Engine`."""
        reader = self._read()
        if reader is None:
            return Matches({}, exact=True)
        compiler = Compiler(reader)
        compiled = compiler.compile(tree)
        segments = [
            _Segment(leaf, dict.fromkeys(articles(compiled.query, leaf), 0.0))
            for leaf in _leaves(reader)
        ]
        for word in _scored(tree, compiler, reader, segments):
            for segment, counts in zip(segments, word.counts, strict=True):
                for number, count in counts.items():
                    score = word_score(count, segment.saturation(number), word.weight)
                    segment.articles[number] += score
        scores = {
            segment.keys[number]: score
            for segment in segments
            for number, score in segment.articles.items()
        }
        return Matches(scores, compiled.exact)

    def score_parts(self, tree: Node, keys: Collection[int]) -> dict[int, list[ScorePart]]:
        """See `Engine`."""
        parts: dict[int, list[ScorePart]] = {key: [] for key in keys}
        reader = self._read()
        if reader is None:
            return parts
        segments = []
        for leaf in _leaves(reader):
            of_all = _column(leaf, "key")
            numbers = [number for number in leaf.all_doc_ids() if of_all[number] in parts]
            segments.append(_Segment(leaf, dict.fromkeys(numbers, 0.0)))
        for word in _scored(tree, Compiler(reader), reader, segments):
            for segment, counts in zip(segments, word.counts, strict=True):
                for number, count in counts.items():
                    score = word_score(count, segment.saturation(number), word.weight)
                    part = ScorePart(str(word.leaf), word.articles, count, score)
                    parts[segment.keys[number]].append(part)
        return parts

    def spellings(self, word: str) -> list[tuple[str, int]]:
        """See `Engine`."""
        reader = self._read()
        if reader is None:
            return []
        known = (term.decode() for term in reader.lexicon("form"))
        near = closest(word, known, lambda form: _articles_with(reader, "form", [form]))
        return [(form, articles) for form, articles in near if articles]

    def holdings(self) -> dict[int, int]:
        """See `Engine`."""
        reader = self._read()
        found: dict[int, int] = {}
        for leaf in _leaves(reader) if reader else ():
            keys, versions = _column(leaf, "key"), _column(leaf, "version")
            found.update((keys[number], versions[number]) for number in leaf.all_doc_ids())
        return found

    def size(self) -> int:
        """See `Engine`."""
        return sum(file.stat().st_size for file in self._folder.glob("*") if file.is_file())

    def close(self) -> None:
        """See `Engine`."""
        if self._reader is not None:
            self._reader.close()
        self._reader = self._reached = None

    # The index and its state

    def _latest(self) -> int:
        """The generation of the index in the folder; -1 if there is none that can be trusted."""
        if not _is_private(self._folder):
            return -1
        generations = (file.stem.rpartition("_")[2] for file in self._folder.glob("_MAIN_*.toc"))
        return max(map(int, generations), default=-1)

    def _read(self) -> IndexReader | None:
        """A reader of the latest generation; None if there is none, or nothing in it."""
        latest = self._latest()
        state = self._state(latest)
        if (latest, state) != self._reached:
            self.close()
            if state is None:
                return None
            reader = self._storage.open_index(schema=make_schema()).reader()
            self._reader = None if isinstance(reader, EmptyReader) else reader
            self._reached = (latest, state)
        return self._reader

    def _state_file(self, generation: int) -> Path:
        return self._folder / f"state.{generation}.json"

    def _state(self, generation: int) -> Revision | None:
        """What the index of a generation has reached; None if it is not made as it is today."""
        try:
            state = json.loads(self._state_file(generation).read_bytes())
            if (state["format"], state["analysis"]) != (FORMAT, text.ANALYSIS):
                return None
            return Revision(state["revision"], state["token"])
        except (OSError, ValueError, KeyError):
            return None

    def _write_state(self, generation: int, revision: Revision) -> None:
        state = {
            "format": FORMAT,
            "analysis": text.ANALYSIS,
            "revision": revision.number,
            "token": revision.token,
        }
        self._state_file(generation).write_text(json.dumps(state), encoding="ascii")

    def _forget_states(self, generation: int) -> None:
        for file in self._folder.glob("state.*.json"):
            if file != self._state_file(generation):
                with contextlib.suppress(OSError):
                    file.unlink()


def _is_private(folder: Path) -> bool:
    """Whether only this user can have written there: what is read from an index can run code."""
    try:
        status = folder.stat()
    except OSError:
        return False
    mine = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return mine and not status.st_mode & 0o022


class _Segment:
    """The articles of one segment that a query found, with what scoring needs of them."""

    def __init__(self, reader: SegmentReader, found: dict[int, float]) -> None:
        self.reader = reader
        self.articles = found
        """Number → score."""
        self.keys = _column(reader, "key")
        self.lengths = _column(reader, "length")
        self.everything = Everything(0, 0.0)
        self._saturations: dict[int, float] = {}

    def total_length(self) -> int:
        """Of all its articles that are not deleted."""
        deleted: frozenset[int] = self.reader.deleted_docs_set
        return sum(self.lengths) - sum(self.lengths[number] for number in deleted)

    def saturation(self, number: int) -> float:
        """See `ranking.saturation`; worked out once a length."""
        length = self.lengths[number]
        part = self._saturations.get(length)
        if part is None:
            part = self._saturations[length] = saturation(length, self.everything)
        return part


@dataclass(frozen=True, slots=True)
class _ScoredWord:
    """One word of a query, and how often it occurs in the articles found, segment by segment."""

    leaf: Leaf
    articles: int
    weight: float
    counts: list[dict[int, float]]


def _leaves(reader: IndexReader) -> Iterator[SegmentReader]:
    return (leaf for leaf, _ in reader.leaf_readers())


def _articles_with(reader: IndexReader, field: str, terms: list[str]) -> int:
    """In how many articles the terms occur: the sum over the terms, without deleted articles."""
    count = 0
    for leaf in _leaves(reader):
        deleted = leaf.deleted_docs_set
        for term in terms:
            found = postings(leaf, field, term)
            if found is not None:
                count += len(found.articles) if not deleted else len({*found.articles} - deleted)
    return count


def _column(reader: SegmentReader, name: str) -> Sequence[int]:
    numbers: Sequence[int] = reader.column_reader(name, translate=False).load()
    return numbers


def _scored(
    tree: Node, compiler: Compiler, whole: IndexReader, segments: list[_Segment]
) -> Iterator[_ScoredWord]:
    """The words that make up the scores of the segments' articles."""
    total = whole.doc_count()
    average = sum(map(_Segment.total_length, segments)) / total if total else 0.0
    everything = Everything(total, average)
    for segment in segments:
        segment.everything = everything
    for leaf, times in scoring_words(tree):
        match leaf:
            case Word(word) | Exact(word) | Caps(word):
                field, terms = "text", compiler.stems(word)
            case _:
                field, terms = "form", compiler.forms(leaf)
        having = min(_articles_with(whole, field, terms), total)
        if having:
            weight = times * rarity(having, everything)
            counts = [_counts(segment, field, terms) for segment in segments]
            yield _ScoredWord(leaf, having, weight, counts)


def _counts(segment: _Segment, field: str, terms: list[str]) -> dict[int, float]:
    """How often the terms occur, together, in each of the articles that has any."""
    counts: dict[int, float] = {}
    wanted = segment.articles
    for term in terms:
        found = postings(segment.reader, field, term)
        if found is not None:
            for number, weight in zip(found.articles, found.weights, strict=True):
                if number in wanted:
                    counts[number] = counts.get(number, 0.0) + weight
    return counts
