"""Engines find articles. An engine follows the store: what it holds can always be made again.

Each implements `Engine`. An engine may answer with too many articles, never with too few, and
says so (`Matches.exact`); the archive then asks the query itself (`query.matches`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Literal, Protocol, runtime_checkable

from newsarchive.model.article import ArchivedArticle, Revision
from newsarchive.model.frozen import frozen
from newsarchive.query.tree import Node

Order = Literal["relevance", "date", "date-asc"]


class Matches(Protocol):
    """What an engine found. Its length is the number of articles."""

    @property
    def exact(self) -> bool:
        """False when some of these may not match: the archive must verify each."""
        ...

    def __len__(self) -> int: ...

    @property
    def scores(self) -> dict[int, float]:
        """The articles' keys with their scores, in no order."""
        ...

    def first(self, order: Order, count: int) -> list[tuple[int, float]] | None:
        """The keys and scores of the first so many; ties by date, newest first, then by id.

        None if the engine does not know the order by itself: the archive then asks the store.
        """
        ...


@frozen
class ScorePart:
    """What one word of a query adds to an article's score."""

    word: str
    articles: int
    """How many articles have it."""
    count: float
    """How often this one has it, weighted by where."""
    score: float


@runtime_checkable
class Shareable(Protocol):
    """Articles of which other processes can take a share each, as they can be sent to one."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[ArchivedArticle]: ...

    def part(self, start: int, stop: int) -> Iterable[ArchivedArticle]:
        """Those from one place in the order up to another."""
        ...

    def others(self, keys: Collection[int]) -> Iterable[ArchivedArticle]:
        """Those that do not have one of the keys."""
        ...


class Engine(Protocol):
    """Something that finds articles."""

    def revision(self) -> Revision | None:
        """The state of the archive that it has reached; None if it must start from nothing.

        What is asked next is answered as of this state, until this is asked again, or updated.
        """
        ...

    def update(
        self,
        changed: Iterable[ArchivedArticle],
        gone: Sequence[int],
        revision: Revision,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        """Take in new and changed articles, forget the keys that are gone, and note the revision.

        All of it becomes visible at once, or nothing does. `advance` is called with the number
        of articles taken in since the last call (0 in the midst of other work), and may raise to
        end this. Articles that are `Shareable` may be taken in by several processes. Raises
        BusyError while another process updates.
        """
        ...

    def reset(self) -> None:
        """Forget everything: the next update starts from nothing.

        Until that is whole, other processes go on with what is there.
        """
        ...

    def search(self, tree: Node, step: Callable[[], None] | None = None) -> Matches:
        """Every article that the tree matches, and perhaps more (`Matches.exact`).

        What was found may be asked until the next update. `step` is called every now and then, also
        when that is asked for, and may raise to end it.
        """
        ...

    def score_parts(
        self, tree: Node, keys: Collection[int], step: Callable[[], None] | None = None
    ) -> dict[int, list[ScorePart]]:
        """The make-up of the scores of these articles: for each key, a part for each word.

        `step` is called every now and then, and may raise to end it.
        """
        ...

    def spellings(self, word: str, step: Callable[[], None] | None = None) -> list[tuple[str, int]]:
        """The folded words most like this one that articles have, with the number of articles.

        At most two edits away; the nearest first, of equals the most frequent. `step` is called
        every now and then, and may raise to end it.
        """
        ...

    def holdings(self) -> dict[int, int]:
        """The articles it holds: key → version."""
        ...

    def size(self) -> int:
        """Bytes on disk."""
        ...

    def close(self) -> None:
        """Let go of files. Nothing may be called afterwards."""
        ...
