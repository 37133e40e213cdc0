"""The engine on an OpenSearch cluster: an index that follows an archive.

`revision` reads the state of the generation in use. Later calls answer as of this state, whatever
is written meanwhile: what an update replaces is removed by the one after it. A question that was
too slow for that, or that lost its generation to a new one, is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from typing import TypeVar

from newsarchive.engines import Matches, Pair, ScorePart
from newsarchive.engines.opensearch.answers import number_at
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.finder import Finder
from newsarchive.engines.opensearch.generations import Generations, IndexSettings, Stored
from newsarchive.engines.opensearch.seen import Seen, column
from newsarchive.engines.opensearch.state import View
from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.deadline import Step
from newsarchive.model.errors import ArchiveError, IndexDamagedError
from newsarchive.query.tree import Node

T = TypeVar("T")
_TRIES = 5
"""Times that a question is asked, where updates outrun it."""


class OpenSearchEngine:
    """An `Engine` on a cluster."""

    def __init__(
        self,
        cluster: Cluster,
        name: str,
        uid: str,
        *,
        title: str = "",
        jobs: int = 1,
        settings: IndexSettings = IndexSettings(),  # noqa: B008 - it does not change
    ) -> None:
        """`name` is the alias of the index, `uid` and `title` are the archive's.

        `jobs` processes write if there are many articles; `settings` are for new generations.
        Raises ClusterError if these can be no names.
        """
        self._generations = Generations(cluster, name, uid)
        self._title = title
        self._jobs = jobs
        self._settings = settings
        self._finder = Finder(cluster, self.view, self._answer)
        self._looked = False
        """Whether `_seen` or `_used` is what `revision` found."""
        self._seen: Stored | None = None
        """What is asked and updated; None if there is nothing that can be."""
        self._used: list[str] = []
        """Then what is in use instead."""
        self._forgotten: list[str] = []
        """Generations that must not be read any more, even if they are still in use."""

    @property
    def cluster(self) -> Cluster:
        """The cluster."""
        return self._generations.cluster

    @property
    def name(self) -> str:
        """The alias of the index."""
        return self._generations.name

    def view(self) -> View | None:
        """What later questions are asked; None if there is no index that can be used."""
        if not self._looked:
            self.revision()
        return self._seen.view if self._seen else None

    def revision(self) -> Revision | None:
        """See `Engine`. None too for an index of another format or another analysis of words."""
        generations = self._generations
        forgotten = self._forgotten and generations.in_use() == self._forgotten
        self._seen = None if forgotten else generations.current()
        self._used = [] if self._seen else generations.in_use()
        self._looked = True
        return self._seen.state.revision if self._seen else None

    def update(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        """See `Engine`. Raises ClusterError too."""
        from newsarchive.engines.opensearch.updater import Update  # readers need none of it

        self.view()
        update = Update(
            self._generations, revision,
            title=self._title, settings=self._settings, jobs=self._jobs, advance=advance,
        )  # fmt: skip
        self._looked = False
        if self._seen:
            update.go_on(self._seen, changed, gone)
        else:
            update.begin(self._used, changed)

    def reset(self) -> None:
        """See `Engine`. The present generation stays, for others, until another is complete.

        It is not read, so that one that cannot be read is replaced, too.
        """
        self._forgotten = self._used = self._generations.in_use()
        self._seen = None
        self._looked = True

    def search(self, tree: Node, step: Step | None = None) -> Matches:
        """See `Engine`."""
        return self._finder.search(tree, step)

    def score_parts(
        self, tree: Node, keys: Collection[int], step: Step | None = None
    ) -> dict[int, list[ScorePart]]:
        """See `Engine`."""
        return self._finder.score_parts(tree, keys, step)

    def spellings(self, word: str, step: Step | None = None) -> list[tuple[str, int]]:
        """See `Engine`."""
        return self._finder.spellings(word, step)

    def word_counts(
        self,
        keys: Collection[int],
        words: Collection[str],
        pairs: Collection[Pair],
        advance: Callable[[int], None],
    ) -> None:
        """None: a cluster counts articles with a word, not words. The archive reads them."""

    def holdings(self) -> dict[int, int]:
        """See `Engine`."""
        return self._answer(self._holdings) if self.view() else {}

    def size(self) -> int:
        """See `Engine`. All copies count."""
        view = self.view()
        found = view and self.cluster.ask("GET", f"/{view.index}/_stats/store", missing=None)
        return number_at(found, "_all", "total", "store", "size_in_bytes") if found else 0

    def close(self) -> None:
        """See `Engine`."""
        self.cluster.close()

    def _answer(self, question: Callable[[View], T]) -> T:
        """The answer to a question, whose documents were all there while it was asked."""
        for _ in range(_TRIES):
            view = self.view()
            if view is None:
                break
            failure: ArchiveError | IndexDamagedError | None = None
            try:
                answer = question(view)
            except (ArchiveError, IndexDamagedError) as error:
                failure = error
            if self._is_whole(view, failure):
                if failure:
                    raise failure
                return answer
            self._looked = False
        raise IndexDamagedError(f"there is no index {self.name} at {self.cluster.url}")

    def _is_whole(self, view: View, failure: Exception | None) -> bool:
        """Whether all that a view sees is still there; also where only the failure is known."""
        with suppress(*([ArchiveError] if failure else [])):
            now = self._generations.current()
            return bool(now and now.index == view.index and now.state.kept <= view.state.committed)
        return True

    def _holdings(self, view: View) -> dict[int, int]:
        found = Seen(self.cluster, view).every(columns=["version"])
        return {number_at(hit, "sort", 0): column(hit, "version") for hit in found}
