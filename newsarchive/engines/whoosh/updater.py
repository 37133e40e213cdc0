"""Changes the index: with Whoosh, under its lock, entirely or not at all.

The files of the index are verified first, and no pickle is read: the state has all that the table
of contents has. A rebuilt index is a new generation beside the present one, which other processes
see until the new one is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from newsarchive.engines import Shareable
from newsarchive.engines.whoosh import state as states
from newsarchive.engines.whoosh.codec import ArrayCodec, ArraySegment
from newsarchive.engines.whoosh.state import SegmentInfo, State
from newsarchive.engines.whoosh.storage import BUSY, PrivateStorage, locked
from newsarchive.engines.whoosh.writer import (
    INDEX,
    ArrayWriter,
    OpenedIndex,
    merge_small,
    read_column,
)
from newsarchive.files import private
from newsarchive.files.private import Folder
from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.errors import BusyError, IndexDamagedError
from newsarchive.parallel.processes import uncollected

SHARED = 4000
"""For so many articles and more, several processes build segments."""


def update(
    path: Path,
    changed: Iterable[ArchivedArticle],
    gone: Sequence[int],
    revision: Revision,
    *,
    seen: State | None,
    base: State | None,
    jobs: int,
    memory: int,
    advance: Callable[[int], None] | None,
) -> None:
    """Update the index in a folder, which is created if missing: see `Engine.update`.

    The caller has `seen` this state there and builds on `base`: the same, or None to begin anew.
    Raises BusyError, IndexDamagedError, OSError.
    """
    with private.made(path, states.is_ours) as folder, locked(folder):
        try:
            _Update(folder, base, jobs, memory).make(changed, gone, revision, seen, advance)
        except FileNotFoundError as error:
            raise IndexDamagedError(f"the index in {path} was removed meanwhile") from error
        finally:
            with suppress(OSError):
                states.sweep(folder)


class _Update:
    """An update, under the lock."""

    def __init__(self, folder: Folder, base: State | None, jobs: int, memory: int) -> None:
        self._folder = folder
        self._base = base
        self._jobs = jobs
        self._memory = memory
        self._storage = PrivateStorage(folder)

    def make(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        seen: State | None,
        advance: Callable[[int], None] | None,
    ) -> None:
        """See `update`."""
        folder, base = self._folder, self._base
        latest = states.latest(folder)
        if states.read(folder, latest) != seen:
            # `changed` lists the changes since the state seen, which is not the latest.
            raise BusyError(BUSY)
        try:
            if base is not None:
                base.check_stemmers()
                base.check(folder)
        except OSError as error:
            raise IndexDamagedError(f"the index cannot be read: {error}") from error
        states.sweep(folder)  # this makes room on a full disk

        def announce(
            generation: int, segments: list[ArraySegment], name: str, contents: bytes
        ) -> None:
            states.write(
                folder,
                generation,
                revision,
                segments=self._described(segments),
                contents=(name, contents),
                before=base,
            )

        known = OpenedIndex(self._storage, latest, map(_segment, base.segments if base else ()))
        step = partial(advance, 0) if advance else None
        writer = ArrayWriter(known, memory=self._memory, announce=announce, step=step)
        with uncollected():
            try:
                replaced = {*gone, *self._add(writer, changed, advance)}
                writer.delete_by_column("key", replaced)
            except BaseException:
                writer.cancel()
                raise
            writer.commit(mergetype=merge_small)

    def _described(self, segments: Iterable[ArraySegment]) -> list[SegmentInfo]:
        """The descriptions of segments for a state."""
        known = {one.name: one for one in self._base.segments} if self._base else {}
        infos: list[SegmentInfo] = []
        for segment in segments:
            name, deleted = segment.segment_id(), tuple(sorted(segment.deleted_docs()))
            one = known.get(name)
            if one is None or one.deleted != deleted:
                lengths = read_column(self._storage, segment, "length")
                length = sum(lengths) - sum(lengths[number] for number in deleted)
                one = SegmentInfo(name, segment.doc_count_all(), length, deleted)
            infos.append(one)
        return infos

    def _add(
        self,
        writer: ArrayWriter,
        changed: Iterable[ArchivedArticle],
        advance: Callable[[int], None] | None,
    ) -> set[int]:
        """Add the articles; their keys."""
        if self._jobs > 1 and isinstance(changed, Shareable) and len(changed) >= SHARED:
            from newsarchive.engines.whoosh.workers import add_shared

            return add_shared(
                writer, self._folder.path, changed,
                jobs=self._jobs, memory=self._memory, advance=advance,
            )  # fmt: skip
        keys: set[int] = set()
        for archived in changed:
            keys.add(archived.key)
            writer.add(archived)
            if advance:
                advance(1)
        return keys


def _segment(info: SegmentInfo) -> ArraySegment:
    """A segment for Whoosh."""
    id_ = info.name.removeprefix(f"{INDEX}_")
    return ArraySegment(ArrayCodec(), INDEX, info.size, id_, set(info.deleted) or None)
