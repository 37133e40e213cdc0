"""The open files of an archive: its store, and what follows the store.

A session opens each of them when it is first needed, keeps the index in step with the store, and
decides what happens if the index is behind, damaged or cannot be written. It must not know what an
archive is asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from newsarchive.engines import Engine
from newsarchive.files import locations
from newsarchive.model.deadline import Deadline, DeadlineError
from newsarchive.model.errors import ArchiveError, BusyError, IndexDamagedError
from newsarchive.model.progress import Advance
from newsarchive.parallel.processes import usable_processors
from newsarchive.store import Contents
from newsarchive.store.follow import follow

if TYPE_CHECKING:
    from newsarchive.likeness import Likeness
    from newsarchive.store import Store
    from newsarchive.store.packed import Packed

T = TypeVar("T")
MEMORY = 512 * 2**20
"""Bytes of an index that are held at once, by all processes, while it is written."""
FEW = 2000
"""The store counts so many articles as quickly as anything else does."""


class Session:
    """The files of an archive. Nothing is opened before it is needed."""

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        engine: Literal["whoosh", "scan"] = "whoosh",
        wait: float = 5.0,
        notify: Callable[[str], None] | None = None,
        jobs: int | None = None,
        memory: int | None = None,
    ) -> None:
        """See `Archive`, whose parameters these are."""
        self.path = Path(path) if path is not None else locations.default_archive()
        self.damaged: dict[int, str] = {}
        """The articles that were asked for and are left out, as they cannot be read: key → why."""
        self.wait = wait
        """Seconds to wait for another process that is writing."""
        self.jobs = jobs or usable_processors()
        """Processes that share long work."""
        self._memory = memory or MEMORY
        self._notify = notify or (lambda _: None)
        self._kind = engine
        self._contents: Contents | None = None
        self._store: Store | None = None
        """The same as `_contents`, if it is open for writing."""
        self._engine: Engine | None = None
        self._likeness: Likeness | None = None
        self._packed: Packed | None = None
        self._said_busy = False
        self._no_index = ""
        """Why the index could not be written; "" if that did not happen."""

    def close(self) -> None:
        """Close all files. The next question opens them again."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None
        self._likeness = self._packed = None
        if self._contents is not None:
            self._contents.close()
            self._contents = self._store = None

    def reading(self) -> Contents:
        """The store, open at least for reading. Raises ArchiveError."""
        if self._contents is None:
            self._contents = Contents.open(
                self.path, readonly=True, wait=self.wait, tell=self._notify
            )
            self._contents.damaged = self.damaged
        return self._contents

    def writing(self, *, create: bool = False) -> Store:
        """The store, open for writing; `create` makes one if there is none. Raises ArchiveError."""
        if self._store is None:
            from newsarchive.store import Store  # loads more than reading needs

            self.close()
            self._contents = self._store = Store.open(
                self.path, create=create, wait=self.wait, tell=self._notify
            )
            self._contents.damaged = self.damaged
        return self._store

    @contextmanager
    def ingesting(self, *, dry_run: bool, advance: Advance | None) -> Iterator[Store]:
        """The store to ingest into, which the index then follows; a copy of it for a `dry_run`."""
        if dry_run:
            from newsarchive.store import Store

            with Store.rehearsing(self.path) as copy:
                yield copy
            return
        store = self.writing(create=True)
        before = store.revision()
        yield store
        self.follow_later(advance)
        if store.revision() != before:
            self.counting(None, advance)
        store.ensure_there()

    def log(self, command: str, since: float, problems: int = 0, **counts: int) -> None:
        """Log a run that has ended, where that can be written; it began `since`, monotonic."""
        with (
            suppress(ArchiveError),
            self.writing().running(command, since=since) as entry,
        ):
            entry.counts, entry.problems = counts, problems

    # The index

    @property
    def engine_name(self) -> str:
        """Which engine answers."""
        return self._kind

    def engine(self) -> Engine:
        """The engine as it is, even if it is behind the store."""
        if self._engine is None:
            if self._kind == "scan":
                from newsarchive.engines.scan import ScanEngine

                self._engine = ScanEngine()
            else:
                from newsarchive.engines.whoosh import WhooshEngine

                self._engine = WhooshEngine(
                    self.index_folder(), jobs=self.jobs, memory=self._memory
                )
        return self._engine

    def index_folder(self) -> Path:
        """Where the index of the archive is."""
        return locations.index_folder(self.path, self.reading().uid)

    def ask(
        self,
        question: Callable[[Engine], T],
        advance: Advance | None = None,
        deadline: Deadline | None = None,
        *,
        up_to_date: bool = True,
    ) -> tuple[T, set[int]]:
        """What the engine answers, up to date, and the keys of which it is not sure.

        An index that turns out to be damaged is rebuilt, and the question is asked once more. If
        no index can be written, an engine answers that needs none. Raises BusyError if another
        process is making the first index, and DeadlineError if the time is up before. Without
        `up_to_date` the engine answers as it is, and is sure.
        """
        engine, unsure = self._follow(advance, deadline) if up_to_date else (self.engine(), set())
        try:
            return question(engine), unsure
        except IndexDamagedError as error:
            self._notify(f"{error}; it is rebuilt")
            engine.reset()
            engine, unsure = self._follow(advance, deadline)
            return question(engine), unsure

    def follow_later(self, advance: Advance | None = None) -> None:
        """Bring the index up to date after a change, or leave that to the next search."""
        try:
            behind = bool(follow(self.engine(), self.reading(), advance))
        except BusyError:
            behind = True
        except OSError as error:
            # The change is kept: a search will find it where an index can be written.
            self._notify(self._unwritable(error))
            return
        if behind:
            self._say_busy("another process is updating the index; the next search will go on")

    def rebuild(self, advance: Advance | None = None) -> int:
        """Make the index anew from the store; how many articles it holds. Raises ArchiveError."""
        with ExitStack() as ending:
            entry = None
            with suppress(ArchiveError):  # an archive that cannot be written has an index too
                entry = ending.enter_context(self.writing().running("rebuild"))
            self.engine().reset()
            held, _ = self.ask(lambda engine: engine.holdings(), advance)
            if self._no_index:
                raise ArchiveError(self._no_index)
            if entry is not None:
                entry.counts = {"indexed": len(held)}
        return len(held)

    def _follow(
        self, advance: Advance | None, deadline: Deadline | None
    ) -> tuple[Engine, set[int]]:
        """The engine, brought up to date, and the keys of which it is not sure: see `ask`."""
        engine, step = self.engine(), deadline.check if deadline else None
        try:
            unsure = follow(
                engine, self.reading(), advance, wait=self.wait, tell=self._notify, step=step
            )
        except DeadlineError:
            self._notify("the index is not up to date yet: a search without a timeout completes it")
            raise
        except OSError as error:
            self._no_index = self._unwritable(error)
            self._notify(f"{self._no_index}; until then each question reads every article")
            engine.close()
            self._engine, self._kind = None, "scan"
            return self._follow(advance, deadline)
        if unsure:
            self._say_busy("another process is updating the index; newest articles are missing")
        return engine, unsure

    def _unwritable(self, error: OSError) -> str:
        return (
            f"the archive is fine, but its index in {self.index_folder()} cannot be written "
            f"({_reason(error)}); set XDG_CACHE_HOME to a folder that can be"
        )

    def _say_busy(self, message: str) -> None:
        """Say so once: one question of a person may be several searches."""
        if not self._said_busy:
            self._said_busy = True
            self._notify(message)

    # Counts and near duplicates

    def counting(
        self,
        keys: Sequence[int] | None,
        advance: Advance | None = None,
        deadline: Deadline | None = None,
    ) -> Contents | Packed:
        """What counts the articles with these keys (None: all): the store, or, of many, `Packed`.

        Raises ArchiveError.
        """
        store = self.reading()
        if keys is not None and len(keys) <= FEW:
            return store
        if self._packed is None:
            from newsarchive.store.packed import Packed

            file = locations.counts_file(self.path, store.uid)
            self._packed = Packed(file, store, kept_from=FEW)
        try:
            step = deadline.check if deadline else None
            follow(self._packed, store, advance, stage="counting", step=step)
        except (ArchiveError, DeadlineError):
            return store
        except OSError:
            pass  # it is in memory all the same
        return self._packed

    def likeness(
        self, advance: Advance | None = None, deadline: Deadline | None = None
    ) -> Likeness:
        """Which articles are alike, brought up to date with the store.

        Raises ArchiveError, and DeadlineError if the time is up before.
        """
        store = self.reading()
        file = locations.likeness_file(self.path, store.uid)
        if self._likeness is None:
            from newsarchive.likeness import Likeness

            self._likeness = Likeness(file, store.get)
        likeness = self._likeness
        try:
            step = deadline.check if deadline else None
            follow(likeness, store, advance, stage="comparing", wait=self.wait, step=step)
        except OSError as error:
            message = (
                f"{file}, which remembers near duplicates, cannot be written ({_reason(error)}); "
                "set XDG_CACHE_HOME to a folder that can be"
            )
            if likeness.revision() is None:
                raise ArchiveError(message) from error
            self._notify(message)
        return likeness


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
