"""What is asked, and how it is answered: data for the screen and for the threads that ask.

It loads next to nothing: the screen is to be there at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from newsarchive.model.frozen import frozen

if TYPE_CHECKING:
    from rich.text import Text

    from newsarchive.archive import Archive
    from newsarchive.model.deadline import Deadline
    from newsarchive.model.progress import Advance
    from newsarchive.search.facets import Count
    from newsarchive.search.hit import Hit
    from newsarchive.search.order import Sort
    from newsarchive.search.results import Results

Names = Mapping[str, Sequence[str]]
"""Field → the names of it that the archive has, the most frequent first."""
ROWS = 3
"""Lines of a hit."""
PAGE = 40
"""Hits that are asked for at a time."""


@frozen
class Question:
    """A query as somebody typed it, and how it is to be read and answered."""

    text: str
    sort: Sort | None = None
    """None for the usual one: by relevance, or by date where nothing is asked."""
    order: Literal["dmy", "mdy"] | None = None

    @property
    def by(self) -> Sort:
        """The order of the answer."""
        return self.sort or ("relevance" if self.text.strip() else "date")

    def in_next_order(self) -> Question:
        """The same question, to be answered in another order."""
        from newsarchive.search.order import SORTS

        return Question(self.text, SORTS[(SORTS.index(self.by) + 1) % len(SORTS)], self.order)

    def reworded(self, text: str) -> Question:
        """Another query, to be read and answered in the same way."""
        return Question(text, self.sort, self.order)

    def ask(
        self,
        archive: Archive,
        deadline: Deadline,
        advance: Advance | None = None,
        *,
        offset: int = 0,
        limit: int | None = None,
    ) -> Results:
        """Search. Raises QueryError, ArchiveError."""
        return archive.search(
            self.text, sort=self.by, order=self.order, offset=offset, limit=limit,
            deadline=deadline, advance=advance,
        )  # fmt: skip


@frozen
class Answer:
    """Some of the hits of a question."""

    first: int
    """The place of the first of them, from 0."""
    hits: list[Hit]
    total: int | None
    """None where it is not known: there may be more behind these."""
    asked: int
    """How many were asked for. Those that are missing, and not behind the last, are damaged."""


@frozen
class Rows:
    """An answer with the lines of each hit."""

    answer: Answer
    lines: list[list[Text]]


@frozen
class Reading:
    """An article as it is read."""

    lines: list[Text]
    matches: list[tuple[int, int, int]]
    """Line, start and end of each run of matched words."""


@frozen
class Value:
    """A line at the side, and the value that it stands for."""

    line: Text
    count: Count | None = None


@frozen
class Suggestion:
    """A text, and where in the line it may stand."""

    start: int
    text: str
