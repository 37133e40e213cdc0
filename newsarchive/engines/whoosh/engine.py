"""The default engine: a Whoosh index in a folder of its own.

The folder also holds one small file a generation (`state.py`), which says what revision of the
archive the index of generation N has reached, how it is made, and what its files should be. It is
read before Whoosh opens the index, so that one of another format, or a damaged one, is never
opened. Whoosh pickles its table of contents: the folder is private to its user, and nothing else
may ever be opened as an index.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import LockError, clean_files
from whoosh.reading import EmptyReader, IndexReader
from whoosh.util.filelock import try_for

from newsarchive.article import ArchivedArticle, Revision
from newsarchive.engines import ScorePart, Shareable
from newsarchive.engines.whoosh import state as states
from newsarchive.engines.whoosh.compile import Compiler
from newsarchive.engines.whoosh.evaluate import articles
from newsarchive.engines.whoosh.found import Found, Lengths, ScoredWord, weighted_counts
from newsarchive.engines.whoosh.inverted import ForeignFileError
from newsarchive.engines.whoosh.schema import make_schema
from newsarchive.engines.whoosh.segment import Segment
from newsarchive.engines.whoosh.state import State
from newsarchive.engines.whoosh.writer import MEMORY, ArrayWriter, merge_small
from newsarchive.errors import BusyError, IndexDamagedError
from newsarchive.garbage import uncollected
from newsarchive.query.ranking import (
    Everything,
    rarity,
    scoring_words,
    word_score,
)
from newsarchive.query.spelling import closest
from newsarchive.query.tree import Caps, Exact, Node, Or, Word

SHARED = 4000
"""Articles from which on it is worth while to start processes that take them in."""
WAIT = 0.3
"""Seconds to wait for another process that is writing: a search can do with an old index."""

_TICK = 2_500_000_000
"""Nanoseconds after which a change has another time than the one before, on any file system."""
_TRIES = 20
"""Times to open an index that other processes replace under our hands."""

_NAME = "MAIN"
"""What Whoosh calls an index that is given no name."""
_LOCK = f"{_NAME}_WRITELOCK"
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
        self._stamp: tuple[int, ...] | None = None
        self._seen: tuple[int, State | None] = (-1, None)
        """The latest generation and its state, when the folder was as `_stamp` says."""
        self._see(None)
        self._reached: tuple[int, State | None] | None = None
        """The generation of the reader, and its state."""

    def revision(self) -> Revision | None:
        """See `Engine`. None too for an index of another format or another analysis of words."""
        try:
            self._read()
        except IndexDamagedError:
            return None
        state = self._reached[1] if self._reached else None
        return state.revision if state else None

    def update(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        """See `Engine`."""
        began = self._known()
        self._make_ready()
        self._sweep()
        before: State | None = None

        def announce(segments: list[str], name: str, contents: bytes) -> None:
            states.write(
                self._folder,
                writer.generation,
                revision,
                segments=segments,
                contents=(name, contents),
                before=before,
            )

        existing = self._storage.open_index(schema=make_schema())
        try:
            writer = ArrayWriter(existing, timeout=WAIT, memory=self._memory, announce=announce)
        except LockError:
            raise BusyError(_BUSY) from None
        with uncollected():
            try:
                before = self._same(began, writer.generation - 1)
                replaced = {*gone, *self._add(writer, changed, advance)}
                writer.delete_by_column("key", replaced)
            except BaseException:
                writer.cancel()
                self._sweep()
                raise
            try:
                writer.commit(mergetype=merge_small)
            except BaseException:
                self._sweep()
                raise
        states.forget_others(self._folder, writer.generation)
        self.close()  # what is open is the generation before

    def _known(self) -> State | None:
        """What the caller of `update` goes by: the state that `revision` found."""
        if self._reached is None:
            self.revision()
        return self._reached[1] if self._reached else None

    def _same(self, known: State | None, generation: int) -> State | None:
        """What is known, if it is still so under the lock. Raises BusyError.

        If another process came further meanwhile, or began anew, what changed since the state that
        was known is not all that the index lacks.
        """
        if states.read(self._folder, generation) != known:
            raise BusyError(_BUSY)
        return known

    def _make_ready(self) -> None:
        """See to it that there is an index, if only an empty one. Raises BusyError."""
        if states.read(self._folder, self._latest()) is not None:
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)  # it may have been there, open to others
        with self._locked():
            if states.read(self._folder, self._latest()) is None:
                self._storage.create_index(make_schema())

    def _sweep(self) -> None:
        """Delete what is in no table of contents: writers left it that were killed, or failed.

        A disk that they filled has room again. While another process writes, it is left to that.
        """
        with suppress(BusyError), self._locked():
            contents = index.TOC.read(self._storage, _NAME, schema=make_schema())
            clean_files(self._storage, _NAME, contents.generation, contents.segments)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = self._storage.lock(_LOCK)
        if not try_for(lock.acquire, timeout=WAIT, delay=0.1):
            raise BusyError(_BUSY)
        try:
            yield
        finally:
            lock.release()

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
        with self._locked():
            for file in self._folder.iterdir():
                if file.is_dir():
                    shutil.rmtree(file, ignore_errors=True)
                elif file.name != _LOCK:
                    file.unlink(missing_ok=True)

    def search(self, tree: Node, step: Callable[[], None] | None = None) -> Found:
        """See `Engine`."""
        self._read()
        if self._compiler is None:
            return Found((), lambda _: (), list, self._lengths, exact=True)
        for segment in self._segments:
            segment.forget()
        self._compiler.step = step
        try:
            compiled = self._compiler.compile(tree)
        finally:
            self._compiler.step = None  # what follows is asked for later, by somebody else
        words = tree.children if isinstance(tree, Or) else (tree,)
        return Found(
            self._segments,
            lambda segment: articles(compiled.query, segment),
            lambda: self._scored(tree),
            self._lengths,
            exact=compiled.exact,
            is_any=all(isinstance(word, Word) for word in words),
        )

    def score_parts(self, tree: Node, keys: Collection[int]) -> dict[int, list[ScorePart]]:
        """See `Engine`."""
        parts: dict[int, list[ScorePart]] = {key: [] for key in keys}
        self._read()
        for word in self._scored(tree):
            for segment in self._segments:
                numbers = [n for n in segment.reader.all_doc_ids() if segment.keys[n] in parts]
                counts = weighted_counts(word, segment, numbers)
                for number, count in zip(numbers, counts, strict=True):
                    if count:
                        score = word_score(
                            count, self._lengths[segment.lengths[number]], word.weight
                        )
                        part = ScorePart(str(word.leaf), word.articles, count, score)
                        parts[segment.keys[number]].append(part)
        return parts

    def _scored(self, tree: Node) -> list[ScoredWord]:
        """The words that make up scores."""
        words: list[ScoredWord] = []
        everything, compiler = self._lengths.everything, self._compiler
        if compiler is None:
            return words
        for leaf, times in scoring_words(tree):
            match leaf:
                case Word(word) | Exact(word) | Caps(word):
                    field, terms = "text", compiler.stems(word)
                case _:
                    field, terms = "form", compiler.forms(leaf)
            having = min(self._articles_with(field, terms), everything.articles)
            if having:
                weight = times * rarity(having, everything)
                words.append(ScoredWord(leaf, field, terms, having, weight))
        return words

    def _articles_with(self, field: str, terms: list[str]) -> int:
        """In how many articles the terms occur: the sum over the terms."""
        return sum(segment.frequency(field, term) for segment in self._segments for term in terms)

    def spellings(self, word: str) -> list[tuple[str, int]]:
        """See `Engine`."""
        reader = self._read()
        if reader is None:
            return []
        known = (term.decode() for term in reader.lexicon("form"))
        near = closest(word, known, lambda form: self._articles_with("form", [form]))
        return [(form, articles) for form, articles in near if articles]

    def holdings(self) -> dict[int, int]:
        """See `Engine`."""
        self._read()
        found: dict[int, int] = {}
        for segment in self._segments:
            numbers = segment.reader.all_doc_ids()
            found.update((segment.keys[number], segment.versions[number]) for number in numbers)
        return found

    def size(self) -> int:
        """See `Engine`."""
        return sum(file.stat().st_size for file in self._folder.glob("*") if file.is_file())

    def close(self) -> None:
        """See `Engine`."""
        if self._reader is not None:
            self._reader.close()
        self._see(None)
        self._reached = None

    def _see(self, reader: IndexReader | None) -> None:
        """Make ready to search what a reader reads."""
        self._reader = reader
        leaves = reader.leaf_readers() if reader else ()
        self._segments = [Segment(leaf) for leaf, _ in leaves]
        self._compiler = Compiler(reader) if reader else None
        total = reader.doc_count() if reader else 0
        length = sum(segment.total_length for segment in self._segments)
        self._lengths = Lengths(Everything(total, length / total if total else 0.0))

    # The index and its state

    def _latest(self) -> int:
        """The generation of the index in the folder; -1 if there is none that can be trusted."""
        if not _is_private(self._folder):
            return -1
        generations = (file.stem.rpartition("_")[2] for file in self._folder.glob("_MAIN_*.toc"))
        return max(map(int, generations), default=-1)

    def _looked_up(self) -> tuple[int, State | None]:
        """The latest generation and its state.

        As they were, if the folder has not changed since: each commit makes files in it. What
        changed a moment ago could change again within one tick of the clock of the disk.
        """
        try:
            status = self._folder.stat()
        except OSError:
            return -1, None
        stamp = (status.st_mtime_ns, status.st_mode, status.st_uid, status.st_ino)
        if stamp != self._stamp:
            latest = self._latest()
            self._seen = latest, states.read(self._folder, latest)
            settled = time.time_ns() - status.st_mtime_ns > _TICK
            self._stamp = stamp if settled else None
        return self._seen

    def _read(self) -> IndexReader | None:
        """A reader of the latest generation; None if there is none, or nothing in it.

        Raises IndexDamagedError if the files are not those that were written.
        """
        for _ in range(_TRIES):
            known = latest, state = self._looked_up()
            if known == self._reached:
                return self._reader
            self.close()
            try:
                if state is not None:
                    state.check(self._folder)
                    reader = self._storage.open_index(schema=make_schema()).reader()
                    self._see(None if isinstance(reader, EmptyReader) else reader)
                    self._reached = known
                    return self._reader
            except (ForeignFileError, IndexDamagedError, index.IndexError, OSError) as error:
                if self._latest() == latest:
                    raise IndexDamagedError(f"the index cannot be read: {error}") from error
            if self._latest() == latest:
                return None
            # Another process has just replaced these files by newer ones.
            self._stamp = None
        return None


def _is_private(folder: Path) -> bool:
    """Whether only this user can have written there: what is read from an index can run code."""
    try:
        status = folder.stat()
    except OSError:
        return False
    mine = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return mine and not status.st_mode & 0o022
