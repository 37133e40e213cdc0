"""How the index is changed: with Whoosh, under its lock, whole or not at all.

The only part of the engine that has Whoosh open an index. Whatever it lets Whoosh read has been
compared with the state before.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import LockError, clean_files
from whoosh.reading import SegmentReader
from whoosh.util.filelock import try_for

from newsarchive.article import ArchivedArticle, Revision
from newsarchive.engines import Shareable
from newsarchive.engines.whoosh import state as states
from newsarchive.engines.whoosh.codec import ArraySegment
from newsarchive.engines.whoosh.schema import make_schema
from newsarchive.engines.whoosh.state import Noted, State
from newsarchive.engines.whoosh.writer import ArrayWriter, merge_small
from newsarchive.errors import BusyError, IndexDamagedError
from newsarchive.garbage import uncollected

SHARED = 4000
"""Articles from which on it is worth while to start processes that take them in."""
WAIT = 0.3
"""Seconds to wait for another process that is writing: a search can do with an old index."""

_NAME = "MAIN"
"""What Whoosh calls an index that is given no name."""
_LOCK = f"{_NAME}_WRITELOCK"
"""The file that Whoosh locks while it writes."""
_BUSY = "another process is bringing the index up to date"


class Update:
    """One update of the index in a folder, which is made where there is none."""

    def __init__(self, folder: Path, *, jobs: int, memory: int) -> None:
        self._folder = folder
        self._jobs = jobs
        self._memory = memory
        self._storage = FileStorage(str(folder))

    def make(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        known: State | None,
        advance: Callable[[int], None] | None,
    ) -> None:
        """See `Engine.update`; `known` is the state that the caller goes by.

        Raises BusyError, IndexDamagedError, OSError.
        """
        self._make_ready()
        if known is not None:
            self._check(known)
        self._sweep()
        before: State | None = None

        def announce(segments: list[ArraySegment], name: str, contents: bytes) -> None:
            states.write(
                self._folder,
                writer.generation,
                revision,
                segments=self._noted(segments, before),
                contents=(name, contents),
                before=before,
            )

        existing = self._storage.open_index(schema=make_schema())
        try:
            writer = ArrayWriter(
                existing,
                timeout=WAIT,
                memory=self._memory,
                announce=announce,
                step=partial(advance, 0) if advance else None,
            )
        except LockError:
            raise BusyError(_BUSY) from None
        with uncollected():
            try:
                before = self._same(known, writer.generation - 1)
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

    def _check(self, known: State) -> None:
        """See to it that the index is as it was written: Whoosh is about to read it.

        Raises IndexDamagedError, or BusyError if it is only that another process has changed it.
        """
        try:
            known.check(self._folder)
        except (IndexDamagedError, OSError) as error:
            self._same(known, states.latest(self._folder))
            raise IndexDamagedError(f"the index cannot be read: {error}") from error

    def _noted(self, segments: Iterable[ArraySegment], before: State | None) -> list[Noted]:
        """The segments as a state describes them."""
        known = {one.name: one for one in before.segments} if before else {}
        noted: list[Noted] = []
        for segment in segments:
            name, deleted = segment.segment_id(), tuple(sorted(segment.deleted_docs()))
            one = known.get(name)
            if one is None or one.deleted != deleted:
                reader = SegmentReader(self._storage, make_schema(), segment)
                lengths = reader.column_reader("length", translate=False).load()
                reader.close()
                length = sum(lengths) - sum(lengths[number] for number in deleted)
                one = Noted(name, segment.doc_count_all(), length, deleted)
            noted.append(one)
        return noted

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
        folder = self._folder
        if states.read(folder, states.latest(folder)) is not None:
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)  # it may have been there, open to others
        with _locked(self._storage):
            if states.read(folder, states.latest(folder)) is None:
                self._storage.create_index(make_schema())

    def _sweep(self) -> None:
        """Delete what is in no table of contents: writers left it that were killed, or failed.

        A disk that they filled has room again. While another process writes, it is left to that.
        """
        with suppress(BusyError), _locked(self._storage):
            contents = index.TOC.read(self._storage, _NAME, schema=make_schema())
            clean_files(self._storage, _NAME, contents.generation, contents.segments)

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


def clear(folder: Path) -> None:
    """Delete all that is in the folder of an index. Raises BusyError."""
    with _locked(FileStorage(str(folder))):
        for file in folder.iterdir():
            if file.is_dir():
                shutil.rmtree(file, ignore_errors=True)
            elif file.name != _LOCK:
                file.unlink(missing_ok=True)


@contextmanager
def _locked(storage: FileStorage) -> Iterator[None]:
    lock = storage.lock(_LOCK)
    if not try_for(lock.acquire, timeout=WAIT, delay=0.1):
        raise BusyError(_BUSY)
    try:
        yield
    finally:
        lock.release()
