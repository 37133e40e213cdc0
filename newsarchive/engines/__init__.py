"""Engines find articles. An engine follows the store: its index can always be rebuilt.

Each implements `Engine`. An engine may find too many articles, never too few, and declares it
(`Matches.exact`); the archive then verifies each by `query.matches`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, runtime_checkable

from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.frozen import frozen
from newsarchive.query.tree import Node

if TYPE_CHECKING:
    from newsarchive.engines.counts import WordCounts

Order = Literal["relevance", "date", "date-asc", "title", "author", "words", "added"]


class Matches(Protocol):
    """The matches of a query. The length is the number of articles."""

    @property
    def exact(self) -> bool:
        """False when some may not match: the archive must verify each."""
        ...

    def __len__(self) -> int: ...

    @property
    def keys(self) -> Collection[int]:
        """The articles' keys, in no order."""
        ...

    @property
    def scores(self) -> dict[int, float]:
        """The articles' keys with their scores, in no order."""
        ...

    def scores_of(self, keys: Collection[int]) -> dict[int, float]:
        """The same of those of these keys that match."""
        ...

    def first(self, order: Order, count: int) -> list[tuple[int, float]] | None:
        """The keys and scores of the first `count`; ties by date, newest first, then by id.

        None if the engine cannot sort them so: the archive then asks the store.
        """
        ...


@frozen
class ScorePart:
    """The share of one word of a query in an article's score."""

    word: str
    articles: int
    """How many articles have it."""
    count: float
    """How often this one has it, weighted by where."""
    score: float


Pair: TypeAlias = tuple[str, str]
"""Two stems, the second right behind the first."""


@runtime_checkable
class Shareable(Protocol):
    """Articles that can be split among processes: shares of them can be pickled."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[ArchivedArticle]: ...

    def part(self, start: int, stop: int) -> Iterable[ArchivedArticle]:
        """The articles from one position in the order up to another."""
        ...

    def others(self, keys: Collection[int]) -> Iterable[ArchivedArticle]:
        """The articles with none of the keys."""
        ...


class Engine(Protocol):
    """Finds articles."""

    def revision(self) -> Revision | None:
        """The state of the archive that it has reached; None if it must start from nothing.

        Later calls answer as of this state, until the next call of this, or of `update`.
        """
        ...

    def update(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        """Add new and changed articles, remove the keys in `gone`, and record the revision.

        All of it becomes visible at once, or nothing does. `advance` is called with the number
        of articles added since the last call (0 during other work), and may raise to end this.
        Several processes may add `Shareable` articles. Raises BusyError while another process
        updates.
        """
        ...

    def reset(self) -> None:
        """Forget everything: the next update starts from nothing.

        Until that is complete, other processes go on with the present state.
        """
        ...

    def search(self, tree: Node, step: Callable[[], None] | None = None) -> Matches:
        """Every article that the tree matches, and perhaps more (`Matches.exact`).

        The matches can be used until the next update. `step` is called every now and then, also
        while they are used, and may raise to end this.
        """
        ...

    def score_parts(
        self, tree: Node, keys: Collection[int], step: Callable[[], None] | None = None
    ) -> dict[int, list[ScorePart]]:
        """The scores of these articles in parts: for each key, one for each word.

        `step` is called every now and then, and may raise to end this.
        """
        ...

    def spellings(self, word: str, step: Callable[[], None] | None = None) -> list[tuple[str, int]]:
        """The folded words in articles most like this one, with the number of articles.

        At most two edits away; the nearest first, among equals the most frequent. `step` is
        called every now and then, and may raise to end this.
        """
        ...

    def word_counts(
        self,
        keys: Collection[int],
        words: Collection[str],
        pairs: Collection[Pair],
        advance: Callable[[int], None],
    ) -> WordCounts | None:
        """How often these stems, and pairs of stems in one sentence, occur in these articles.

        `advance` is called with the number of articles counted since the last call (0 during other
        work), and may raise to end this. None if the engine cannot count them, or reading these
        articles is as quick: the archive then reads them.
        """
        ...

    def holdings(self) -> dict[int, int]:
        """The articles it holds: key → version."""
        ...

    def size(self) -> int:
        """Bytes on disk."""
        ...

    def close(self) -> None:
        """Close all files. Nothing may be called afterwards."""
        ...
