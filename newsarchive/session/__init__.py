"""The open files of an archive: its store, and what follows the store.

A session opens each of them when it is first needed, keeps the index in step with the store, and
decides what happens if the index is behind, damaged or cannot be written. It must not know what an
archive is asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from newsarchive.files import locations
from newsarchive.model.article import Revision
from newsarchive.model.deadline import Deadline, DeadlineError, during
from newsarchive.model.errors import ArchiveError, BusyError, ClusterError, IndexDamagedError
from newsarchive.model.progress import Advance
from newsarchive.parallel.processes import usable_processors
from newsarchive.session.messages import WAY_BACK, likeness_unwritable, unwritable
from newsarchive.store import Contents
from newsarchive.store.follow import follow

if TYPE_CHECKING:
    from newsarchive.engines import Engine
    from newsarchive.engines.opensearch.access import Access
    from newsarchive.engines.opensearch.address import Address
    from newsarchive.engines.opensearch.cluster import Cluster
    from newsarchive.files.choices import Choice
    from newsarchive.likeness import Likeness
    from newsarchive.store import Store
    from newsarchive.store.packed import Packed
    from newsarchive.store.reading import Counting, Reading

T = TypeVar("T")
Clusters: TypeAlias = "Sequence[Access]"
"""How clusters are reached, beside what the environment and ~/.netrc say."""
MEMORY = 512 * 2**20
"""Bytes of an index that are held at once, by all processes, while it is written."""
FEW = 2000
"""The store counts so many articles as quickly as anything else does."""


class Session:
    """The files of an archive. Nothing is opened before it is needed."""

    has_file = True
    """Whether the archive's file is here, so that all can be known of it."""

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        engine: Literal["whoosh", "scan"] | Choice | None = None,
        wait: float = 5.0,
        notify: Callable[[str], None] | None = None,
        jobs: int | None = None,
        memory: int | None = None,
        clusters: Clusters = (),
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
        self._clusters = clusters
        self._notify = notify or (lambda _: None)
        self._kind: Literal["whoosh", "scan"] | Choice | None = engine
        """Which engine answers; None until it has to be known: as was chosen for the archive."""
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

    @property
    def file(self) -> Path:
        """The archive's file. Raises ArchiveError where it is elsewhere."""
        return self.path

    def tell(self, message: str) -> None:
        """Give the user a message of one line."""
        self._notify(message)

    def reading(self) -> Reading:
        """What reading needs, from wherever it comes. Raises ArchiveError."""
        return self.stored()

    def state(self) -> tuple[str, Revision]:
        """The uid of the archive, and its present state. Raises ArchiveError."""
        there = self.reading()
        return there.uid, there.revision()

    def stored(self) -> Contents:
        """The store, open at least for reading. Raises ArchiveError, also where it is elsewhere."""
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

            with Store.rehearsing(self.file) as copy:
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
        kind = self._chosen()
        return kind if isinstance(kind, str) else "opensearch"

    @property
    def choice(self) -> Choice | None:
        """The cluster that the index is on; None if it is on this machine."""
        kind = self._chosen()
        return None if isinstance(kind, str) else kind

    @property
    def address(self) -> Choice | Address | None:
        """Where the index is on a cluster; None if it is on this machine."""
        return self.choice

    def _chosen(self) -> Literal["whoosh", "scan"] | Choice:
        if self._kind is None:
            uid, noted = self.stored().uid, None
            if locations.is_there(locations.choice_file(self.path, uid)):
                from newsarchive.files import choices

                noted = choices.read(self.path, uid)
            self._kind = noted or "whoosh"
        return self._kind

    def engine(self) -> Engine:
        """The engine as it is, even if it is behind the store."""
        if self._engine is None:
            kind = self._chosen()
            if kind == "scan":
                from newsarchive.engines.scan import ScanEngine

                self._engine = ScanEngine()
            elif kind == "whoosh":
                from newsarchive.engines.whoosh import WhooshEngine

                self._engine = WhooshEngine(
                    self.index_folder(), jobs=self.jobs, memory=self._memory
                )
            else:
                self._engine = self._on_cluster(kind)
        return self._engine

    def _on_cluster(self, choice: Choice) -> Engine:
        from newsarchive.engines.opensearch.engine import OpenSearchEngine
        from newsarchive.engines.opensearch.generations import IndexSettings

        return OpenSearchEngine(
            self.cluster(choice.url), choice.name, self.stored().uid,
            title=self.path.name, jobs=self.jobs,
            settings=IndexSettings(choice.shards, choice.replicas),
        )  # fmt: skip

    def cluster(self, url: str) -> Cluster:
        """The cluster with a node, as it is reached from here. Raises ArchiveError."""
        from newsarchive.engines.opensearch.cluster import Cluster

        return Cluster(url, self._clusters, wait=self.wait)

    def choose(self, engine: Literal["whoosh"] | Choice) -> None:
        """Ask another engine from now on."""
        self.close()
        self._kind = engine

    def elsewhere(self, engine: Literal["whoosh"] | Choice) -> Session:
        """The same archive with its index on a cluster, or on this machine."""
        return Session(
            self.file, engine=engine, wait=self.wait, notify=self._notify, jobs=self.jobs,
            memory=self._memory, clusters=self._clusters,
        )  # fmt: skip

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
        try:
            with during(deadline):
                engine, unsure = (
                    self._follow(advance, deadline) if up_to_date else (self.engine(), set[int]())
                )
                try:
                    return question(engine), unsure
                except IndexDamagedError as error:
                    self._notify(f"{error}; it is rebuilt")
                    engine.reset()
                    engine, unsure = self._follow(advance, deadline)
                    return question(engine), unsure
        except ClusterError as error:
            raise self._with_way_back(error) from error

    def _with_way_back(self, error: ClusterError) -> ClusterError:
        """The error with the way back: no other engine steps in, it would take hours."""
        return ClusterError(f"{error}{WAY_BACK if self.choice else ''}")

    def follow_later(self, advance: Advance | None = None) -> None:
        """Bring the index up to date after a change, or leave that to the next search."""
        try:
            behind = bool(follow(self.engine(), self.stored(), advance))
        except BusyError:
            behind = True
        except (ClusterError, OSError) as error:
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
            try:
                self.engine().reset()
            except ClusterError as error:
                raise self._with_way_back(error) from error
            count = self.complete(advance)
            if entry is not None:
                entry.counts = {"indexed": count}
        return count

    def complete(self, advance: Advance | None = None) -> int:
        """Bring the index up to date; how many articles it holds. Raises ArchiveError."""
        self.ask(lambda engine: engine.revision(), advance)
        if self._no_index:
            raise ArchiveError(self._no_index)
        return self.stored().summary().articles

    def _follow(
        self, advance: Advance | None, deadline: Deadline | None
    ) -> tuple[Engine, set[int]]:
        """The engine, brought up to date, and the keys of which it is not sure: see `ask`."""
        engine, step = self.engine(), deadline.check if deadline else None
        try:
            unsure = follow(
                engine, self.stored(), advance, wait=self.wait, tell=self._notify, step=step
            )
        except DeadlineError:
            self._notify("the index is not up to date yet: a search without a timeout completes it")
            raise
        except ClusterError as error:
            reached = engine.revision()
            if reached is None or not self.stored().has_revision(reached):
                raise
            # The cluster takes no changes, but it answers.
            self._notify(self._unwritable(error))
            changed, gone = self.stored().changes(reached.number)
            return engine, {*changed, *gone}
        except OSError as error:
            if self.choice:
                raise ClusterError(self._unwritable(error)) from error
            self._no_index = self._unwritable(error)
            self._notify(f"{self._no_index}; until then each question reads every article")
            engine.close()
            self._engine, self._kind = None, "scan"
            return self._follow(advance, deadline)
        if unsure:
            self._say_busy("another process is updating the index; newest articles are missing")
        return engine, unsure

    def _unwritable(self, error: ClusterError | OSError) -> str:
        return unwritable(error, None if self.choice else self.index_folder())

    def _say_busy(self, message: str) -> None:
        """Say so once: one question of a person may be several searches."""
        if not self._said_busy:
            self._said_busy = True
            self._notify(message)

    # Counts and near duplicates

    def counting(
        self,
        keys: Collection[int] | None,
        advance: Advance | None = None,
        deadline: Deadline | None = None,
    ) -> Counting:
        """What counts the articles with these keys (None: all): the store, or, of many, `Packed`.

        Raises ArchiveError.
        """
        store = self.stored()
        if len(store.keys() if keys is None else keys) <= FEW:
            return store
        if self._packed is None:
            from newsarchive.store.packed import Packed

            file = locations.counts_file(self.path, store.uid)
            self._packed = Packed(file, store)
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
        store = self.stored()
        file = locations.likeness_file(self.path, store.uid)
        if self._likeness is None:
            from newsarchive.likeness import Likeness

            self._likeness = Likeness(file, store.get)
        likeness = self._likeness
        try:
            step = deadline.check if deadline else None
            follow(likeness, store, advance, stage="comparing", wait=self.wait, step=step)
        except OSError as error:
            message = likeness_unwritable(error, file)
            if likeness.revision() is None:
                raise ArchiveError(message) from error
            self._notify(message)
        return likeness
