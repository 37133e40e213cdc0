"""An archive without its file: what reading needs, from the index on a cluster that follows it.

Each question is answered as of the update that is committed when it is asked, and never by loading
everything: articles come in pages, and are counted where they are. Whoever can write to the cluster
can forge all of it, so it is checked as a file is. This module must not know queries.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from newsarchive.engines.opensearch import counting, records, state
from newsarchive.engines.opensearch.answers import object_at, text_at
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.seen import PAGE, Query, Seen, column
from newsarchive.engines.opensearch.state import View
from newsarchive.model import kinds
from newsarchive.model.article import KINDS, ArchivedArticle, Revision
from newsarchive.model.deadline import Deadline, DeadlineError, during
from newsarchive.model.errors import (
    ClusterError,
    DamagedError,
    IndexDamagedError,
    LargeAnswerError,
)
from newsarchive.store import ids
from newsarchive.store.tally import CountedValue, Detail

if TYPE_CHECKING:
    from newsarchive.engines import Engine
    from newsarchive.store.reading import Listing

T = TypeVar("T")
_ARTICLES = 100
"""Whole articles in an answer."""
_SILENCE = 20.0
"""Seconds that a node may be silent about the state of an index."""
_TRIES = 5
"""Readings of an index that changes all the time."""
ADVICE = "whoever keeps the archive can make its index anew with `newsarchive rebuild`"
_NAMED = 5
"""Damaged articles that messages name."""


class RemoteContents:
    """An archive open for reading on a cluster: see `store.Contents` for the methods.

    Each may raise ClusterError, and DamagedError for what cannot be right.
    """

    def __init__(
        self, cluster: Cluster, name: str, tell: Callable[[str], None] = lambda _: None
    ) -> None:
        """`name` is the alias of the index; `tell` is called with messages for the user."""
        self._cluster = cluster
        self._name = name
        self._tell = tell
        self._place = f"the index {name} at {cluster.url}"
        there = self._present().state
        self.title = there.title
        """What people call the archive."""
        self.uid = there.uid
        """32 hexadecimal digits."""
        self.damaged: dict[int, str] = {}
        """Articles that could not be read: key → why."""

    def engine(self, jobs: int) -> Engine:
        """The engine that answers from the index."""
        from newsarchive.engines.opensearch.engine import OpenSearchEngine

        return OpenSearchEngine(self._cluster, self._name, self.uid, title=self.title, jobs=jobs)

    def close(self) -> None:
        """Close all connections."""
        self._cluster.close()

    def missing(self) -> ClusterError:
        """The error where there is no such index."""
        return ClusterError(
            f"there is no archive at {self._cluster.url}/{self._name}, or none that this release "
            "of newsarchive can read; `newsarchive index opensearch` puts one there"
        )

    def revision(self) -> Revision:
        """The state of the archive that the index has reached."""
        return self._view().state.revision

    def has_revision(self, revision: Revision) -> bool:
        """Whether the archive is in this state: an index has no memory of earlier ones."""
        return revision == self.revision()

    def changes(self, since: int) -> tuple[list[int], list[int]]:
        """See `Contents.changes`; none are known since an earlier state."""
        return [], []

    def dates(self, keys: Collection[int]) -> dict[int, tuple[dt.date | None, str]]:
        """Date and id of the articles with these keys."""

        def ask(seen: Seen) -> dict[int, tuple[dt.date | None, str]]:
            return {
                kinds.NUMBER.value(column(hit, "key")): (
                    _day(column(hit, "day")), kinds.ID.value(column(hit, "id"))
                )
                for where in counting.chosen(keys, PAGE)
                for hit in seen.every(*where, columns=["key", "day", "id"])
            }  # fmt: skip

        return self._asked(ask)

    def counts(
        self, details: Sequence[Detail], keys: Collection[int] | None = None,
        advance: Callable[[int], None] | None = None, deadline: Deadline | None = None,
    ) -> dict[Detail, Counter[CountedValue]]:  # fmt: skip
        """See `statistics.counts`. Past the deadline, nothing is counted."""
        found: dict[Detail, Counter[CountedValue]] = {detail: Counter() for detail in details}
        with suppress(DeadlineError), self.ended_by(deadline):
            found |= self._asked(lambda seen: counting.counts(seen, details, keys))
        if advance and "words" in found:
            advance(found["words"].total())
        return found

    def crossed(
        self, details: tuple[Detail, Detail], keys: Collection[int] | None = None,
        advance: Callable[[int], None] | None = None, deadline: Deadline | None = None,
    ) -> Counter[tuple[CountedValue, CountedValue]]:  # fmt: skip
        """See `statistics.crossed`. Past the deadline, nothing is counted."""
        found: Counter[tuple[CountedValue, CountedValue]] = Counter()
        with suppress(DeadlineError), self.ended_by(deadline):
            found |= self._asked(lambda seen: counting.crossed(seen, details, keys))
        if advance:
            advance(found.total())
        return found

    def listed(self, detail: Detail | None, keys: Collection[int]) -> Listing:
        """Articles with a detail that is no list."""
        return self._asked(lambda seen: counting.listed(seen, detail, keys))

    def ids(self, prefix: str, limit: int) -> list[tuple[str, str | None]]:
        """Some ids with this prefix, with their titles; without a prefix the latest ones."""
        part = "record.article.title"

        def ask(seen: Seen) -> list[tuple[str, str | None]]:
            found = seen.hits(
                *[_with_prefix(prefix)] * bool(prefix), size=min(limit, PAGE), columns=["id"],
                source=[part], sort="id" if prefix else "key", down=not prefix,
            )  # fmt: skip
            return [(kinds.ID.value(column(hit, "id")), _title(hit)) for hit in found]

        return self._asked(ask)

    def articles(self, keys: Iterable[int]) -> Iterator[ArchivedArticle]:
        """Those with these keys, in the order of their keys, one at a time.

        A damaged one is left out, reported to `tell`, and added to `damaged`.
        """
        wanted = sorted(set(keys))
        for start in range(0, len(wanted), _ARTICLES):
            yield from self._several(wanted[start : start + _ARTICLES])

    def find(self, prefix: str) -> ArchivedArticle:
        """The one article whose id begins so: see `ids.completed`."""
        id_ = ids.completed(prefix, lambda start: [id_ for id_, _ in self.ids(start, PAGE)])
        for archived in self._page({"term": {"id": id_}}).values():
            if archived is not None and archived.id == id_:
                return archived
        raise DamagedError(f"{self._place} is damaged: the text of {id_} is missing")

    @contextmanager
    def ended_by(self, deadline: Deadline | None) -> Iterator[None]:
        """Requests within raise DeadlineError once the time is up."""
        with during(deadline):
            if deadline:
                deadline.check()
            yield

    def _view(self) -> View:
        """The index as it is now."""
        view = self._present()
        if view.state.uid != self.uid:
            raise ClusterError(f"{self._place} is of another archive now; open it again")
        return view

    def _present(self) -> View:
        path = f"/{self._name}/_doc/{state.ID}"
        found = self._cluster.ask(
            "GET",
            path,
            params={"preference": "_primary"},
            missing={},
            seconds=_SILENCE,
        )
        there = state.read(object_at(found).get("_source"))
        if there is None:
            raise self.missing()
        return View(text_at(found, "_index"), there)

    def _several(self, keys: list[int]) -> Iterator[ArchivedArticle]:
        """The articles with these keys, in smaller pages where they are large."""
        parts = [keys]
        while parts:
            part = parts.pop()
            try:
                page = self._page({"terms": {"key": part}})
            except LargeAnswerError:
                half = len(part) // 2
                if not half:
                    raise
                parts += [part[half:], part[:half]]
            else:
                yield from filter(None, page.values())

    def _page(self, where: Query) -> dict[int, ArchivedArticle | None]:
        """The first articles of these by their keys; None for one that is damaged."""
        hits = self._asked(
            lambda seen: seen.hits(where, size=_ARTICLES, columns=["key"], source=["record"])
        )
        with self._readable():
            return {key: self._article(key, hit) for key, hit in map(_keyed, hits)}

    def _article(self, key: int, hit: dict[str, Any]) -> ArchivedArticle | None:
        try:
            archived = records.decoded(object_at(hit, "_source").get("record"))
        except ValueError as error:
            self._lose(key, str(error))
            return None
        if archived.key != key:
            self._lose(key, f"its key cannot be right: {archived.key}")
            return None
        return archived

    def _lose(self, key: int, reason: str) -> None:
        if key in self.damaged:
            return
        self.damaged[key] = reason
        if len(self.damaged) <= _NAMED:
            self._tell(f"article number {key} is left out: {reason}")
        elif len(self.damaged) == _NAMED + 1:
            self._tell("further articles are left out")

    def _asked(self, question: Callable[[Seen], T]) -> T:
        """The answer of one view. It is asked again if documents may have gone meanwhile."""
        for _ in range(_TRIES):
            view = self._view()
            try:
                with self._readable():
                    answer = question(Seen(self._cluster, view))
            except IndexDamagedError:
                if self._view().index == view.index:
                    raise
                continue
            if self._view().state.kept <= view.state.committed:
                return answer
        raise ClusterError(f"{self._place} changes faster than it can be read; try again")

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Turn errors of impossible values into DamagedError."""
        try:
            yield
        except (ValueError, TypeError, AttributeError) as error:
            raise DamagedError(f"{self._place} is damaged: {error}; {ADVICE}") from error


def _keyed(hit: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return kinds.NUMBER.value(column(hit, "key")), hit


def _day(ordinal: Any) -> dt.date | None:
    try:
        return None if ordinal is None else dt.date.fromordinal(ordinal)
    except (OverflowError, TypeError) as error:
        raise ValueError(f"{str(ordinal)[:40]!r} is no day") from error


def _title(hit: dict[str, Any]) -> str | None:
    source = hit.get("_source")
    record = source.get("record", {}) if isinstance(source, dict) else {}
    article = object_at(record).get("article", {})
    title: str | None = KINDS["title"].value(object_at(article).get("title"))
    return title and kinds.storable(title)


def _with_prefix(prefix: str) -> Query:
    return {"prefix": {"id": {"value": kinds.storable(prefix)}}}
