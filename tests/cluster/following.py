"""A small archive that an index on a cluster follows, and clusters that fail at a given request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.engine import OpenSearchEngine
from newsarchive.engines.opensearch.failures import Failure
from newsarchive.engines.opensearch.generations import Generations, IndexSettings
from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.store.follow import follow
from tests.engines.articles import archived

Holdings = dict[int, int]
_numbers = count(1)


class Killed(BaseException):
    """What a process that was killed raises here: it can do nothing more."""


class Watched(Cluster):
    """A cluster whose requests are counted."""

    at = 0
    """The number of the next request."""

    def ask(self, method: str, path: str, *args: Any, **options: Any) -> Any:
        self.at += 1
        return self.watched(lambda: super(Watched, self).ask(method, path, *args, **options))

    def watched(self, request: Callable[[], Any]) -> Any:
        """What becomes of a request."""
        return request()


class Dying(Watched):
    """A process that is killed before it sends a request."""

    def __init__(self, url: str, last: int) -> None:
        super().__init__(url)
        self._last = last

    def watched(self, request: Callable[[], Any]) -> Any:
        if self.at >= self._last:
            raise Killed
        return request()


class Losing(Cluster):
    """A cluster one of whose answers is lost, after it has done what it was asked to do."""

    at = 0

    def __init__(self, url: str, lost: int) -> None:
        super().__init__(url)
        self._lost = lost

    def _once(self, *args: Any, **options: Any) -> Any:
        found = super()._once(*args, **options)
        self.at += 1
        return Failure.way(self.url, "lost", done=True) if self.at == self._lost else found


class Interrupted(Watched):
    """A process to which something happens before each request, or before one."""

    def __init__(self, url: str, happens: Callable[[], None], at: int | None = None) -> None:
        super().__init__(url)
        self._happens, self._only = happens, at

    def watched(self, request: Callable[[], Any]) -> Any:
        if self._only in (None, self.at):
            self._happens()
        return request()


class World:
    """An archive of articles that have a key and a version, and nothing else that differs."""

    path = Path("world")

    def __init__(self, url: str, shards: int = 1) -> None:
        self.url = url
        self.uid = uuid4().hex
        self.name = f"follow-{next(_numbers)}-{self.uid[:8]}"
        self.settings = IndexSettings(shards, 0)
        self.history: list[Holdings] = [{}]
        """What the archive holds at each revision."""
        self.change({1: 1, 2: 1, 3: 1})

    def change(self, versions: Holdings, gone: Iterable[int] = ()) -> Holdings:
        """The archive's next revision."""
        after = {key: one for key, one in self.history[-1].items() if key not in gone} | versions
        self.history.append(after)
        return after

    @property
    def held(self) -> Holdings:
        """What the archive holds now."""
        return self.history[-1]

    def engine(self, cluster: Cluster | None = None) -> OpenSearchEngine:
        """Another process's engine."""
        return OpenSearchEngine(
            cluster or Cluster(self.url), self.name, self.uid, settings=self.settings
        )

    def read(self) -> Holdings:
        """What a reader finds in the index, whatever has been written and when it is searchable."""
        engine = self.engine()
        if view := engine.view():
            engine.cluster.ask("POST", f"/{view.index}/_refresh")
        held = engine.holdings()
        if view := engine.view():
            seen = {"query": {"bool": {"filter": view.filters()}}}
            found = engine.cluster.ask("POST", f"/{view.index}/_count", seen)
            assert found["count"] == len(held), "none is seen twice"
        return held

    def follow(self, engine: OpenSearchEngine | None = None) -> OpenSearchEngine:
        """Bring the index up to date."""
        engine = engine or self.engine()
        assert not follow(engine, self)  # type: ignore[arg-type]  # it has what a follower asks
        return engine

    def clear(self) -> None:
        """Remove all that there is on the cluster."""
        cluster = Cluster(self.url)
        for index in Generations(cluster, self.name, self.uid).all():
            cluster.ask("DELETE", f"/{index}", missing=None)
        with suppress(Exception):
            cluster.ask("DELETE", f"/{self.name}", missing=None)

    # What `follow` asks of a store

    def revision(self) -> Revision:
        return Revision(len(self.history) - 1, "token")

    def has_revision(self, revision: Revision) -> bool:
        return revision.token == "token" and revision.number < len(self.history)

    def changes(self, number: int) -> tuple[list[int], list[int]]:
        old, new = self.history[number], self.held
        return (
            [key for key, version in new.items() if old.get(key) != version],
            [key for key in old if key not in new],
        )

    def changes_since(self, before: Revision | None) -> tuple[Revision, list[int], list[int]]:
        return self.revision(), *self.changes(before.number if before else 0)

    def articles(self, keys: Iterable[int]) -> Iterator[ArchivedArticle]:
        held = self.held
        return (archived(key, f"text {key} {held[key]}", held[key]) for key in keys if key in held)
