"""An archive that is open: its store, and what follows the store.

Which of them is opened when, and what is told where an index is behind, damaged or cannot be. It
must not know what an archive is asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypeVar

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

T = TypeVar("T")
MEMORY = 512 * 2**20
"""Bytes of an index that are held at once, by all processes, while it is written."""


class Opened:
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
        """An archive at `path` (default: where the platform keeps a user's data).

        `engine` finds articles: "whoosh" with an index, "scan" by reading every one. `wait` is
        how many seconds to wait for another process that is writing. `notify` is called with
        things worth telling a person, one line each. Where there is much to do, it is done by
        `jobs` processes (as many as there are processors), which hold about `memory` bytes of the
        index together (512 MiB) before they write it.
        """
        self.path = Path(path) if path is not None else locations.default_archive()
        self._kind = engine
        self.damaged: dict[int, str] = {}
        """The articles that were asked for and could not be read, and so left out: key → why."""
        self._wait = wait
        self._notify = notify or (lambda _: None)
        self._jobs = jobs or usable_processors()
        self._memory = memory or MEMORY
        self._opened: Contents | None = None
        self._writable: Store | None = None
        """The same, if it is open for writing."""
        self._engine: Engine | None = None
        self._told_busy = False
        self._no_room = ""
        """Why an index could not be written; "" if nobody tried in vain."""
        self._alike: Likeness | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all files."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None
        self._alike = None
        if self._opened is not None:
            self._opened.close()
            self._opened = self._writable = None

    def _reading(self) -> Contents:
        if self._opened is None:
            self._opened = Contents.open(
                self.path, readonly=True, wait=self._wait, tell=self._notify
            )
            self._opened.damaged = self.damaged
        return self._opened

    def _writing(self, *, create: bool = False) -> Store:
        if self._writable is None:
            from newsarchive.store import Store  # more than who reads needs

            self.close()
            self._opened = self._writable = Store.open(
                self.path, create=create, wait=self._wait, tell=self._notify
            )
            self._opened.damaged = self.damaged
        return self._writable

    def _engine_of(self, store: Contents) -> Engine:
        if self._engine is None:
            if self._kind == "scan":
                from newsarchive.engines.scan import ScanEngine

                self._engine = ScanEngine()
            else:
                from newsarchive.engines.whoosh import WhooshEngine

                self._engine = WhooshEngine(
                    locations.index_folder(self.path, store.uid),
                    jobs=self._jobs,
                    memory=self._memory,
                )
        return self._engine

    def _follow(
        self, store: Contents, advance: Advance | None = None, deadline: Deadline | None = None
    ) -> tuple[Engine, set[int]]:
        """The engine, brought up to date with the store, and the keys of which it is not sure.

        If no index can be written, it is one that needs none. Raises BusyError if there is no index
        to make do with, and DeadlineError if the time was up before.
        """
        engine, step = self._engine_of(store), deadline.check if deadline else None
        try:
            unsure = follow(engine, store, advance, wait=self._wait, tell=self._notify, step=step)
        except DeadlineError:
            self._notify("the index is not up to date yet: a search without a timeout completes it")
            raise
        except OSError as error:
            return self._without_index(store, error, advance, deadline)
        if unsure:
            self._tell_busy("another process is updating the index; newest articles are missing")
        return engine, unsure

    def _asked(
        self,
        store: Contents,
        question: Callable[[Engine], T],
        advance: Advance | None = None,
        deadline: Deadline | None = None,
    ) -> tuple[T, set[int]]:
        """What the engine answers, up to date, and the keys of which it is not sure: `_follow`."""
        engine, unsure = self._follow(store, advance, deadline)
        try:
            return question(engine), unsure
        except IndexDamagedError:
            engine, unsure = self._anew(store, advance, deadline)
            return question(engine), unsure

    def _anew(
        self, store: Contents, advance: Advance | None, deadline: Deadline | None
    ) -> tuple[Engine, set[int]]:
        """As `_follow`, once more, because the index was found to be damaged."""
        self._notify("the index was damaged; it is made anew")
        self._engine_of(store).reset()
        return self._follow(store, advance, deadline)

    def _without_index(
        self, store: Contents, error: OSError, advance: Advance | None, deadline: Deadline | None
    ) -> tuple[Engine, set[int]]:
        """As `_follow`, with an engine that reads every article, as no index can be written."""
        self._no_room = self._no_index(store, error)
        self._notify(f"{self._no_room}; until then each question reads every article")
        if self._engine is not None:
            self._engine.close()
        self._engine, self._kind = None, "scan"
        return self._follow(store, advance, deadline)

    def _likeness(
        self, store: Contents, advance: Advance | None = None, deadline: Deadline | None = None
    ) -> Likeness:
        """What is known of which articles are alike, brought up to date with the store.

        Raises DeadlineError if the time was up before, ArchiveError.
        """
        if self._alike is None:
            from newsarchive.likeness import Likeness

            self._alike = Likeness(locations.likeness_file(self.path, store.uid), store.get)
        alike = self._alike
        try:
            step = deadline.check if deadline else None
            follow(alike, store, advance, stage="comparing", wait=self._wait, step=step)
        except OSError as error:
            file = locations.likeness_file(self.path, store.uid)
            told = (
                f"{file}, which remembers near duplicates, cannot be written ({_reason(error)}); "
                "set XDG_CACHE_HOME to a folder that can be"
            )
            if alike.revision() is None:
                raise ArchiveError(told) from error
            self._notify(told)
        return alike

    def _follow_later(self, store: Contents, advance: Advance | None = None) -> None:
        """Bring the engine up to date after a change, or leave that to the next search."""
        try:
            behind = bool(follow(self._engine_of(store), store, advance))
        except BusyError:
            behind = True
        except OSError as error:
            # What was archived is archived: a search will find it where it can have an index.
            self._notify(self._no_index(store, error))
            return
        if behind:
            self._tell_busy("another process is updating the index; the next search will go on")

    def _no_index(self, store: Contents, error: OSError) -> str:
        folder = locations.index_folder(self.path, store.uid)
        return (
            f"the archive is fine, but its index in {folder} cannot be written ({_reason(error)}); "
            "set XDG_CACHE_HOME to a folder that can be"
        )

    def _tell_busy(self, message: str) -> None:
        """Say so, but once: a person's question may be several searches."""
        if not self._told_busy:
            self._told_busy = True
            self._notify(message)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
