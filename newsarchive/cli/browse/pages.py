"""The hits of a question, page by page, in an order that is found once.

It belongs to one thread. It must not know the screen, nor rich: the first page is looked for while
the screen is being loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.cli.browse.questions import PAGE, Answer, Question
from newsarchive.model.errors import NewsArchiveError

if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.model.deadline import Deadline
    from newsarchive.model.progress import Advance
    from newsarchive.search.results import Results

FIRST = 20
"""Hits of the first page: more than most screens show."""
NEAR = 5 * PAGE
"""Hits that are found without putting all of them into order."""


class Pages:
    """The hits of the latest question.

    For a page behind the nearest ones, all that was found is put into order and kept until the next
    question: a number and a score of each article, but none of the articles.
    """

    def __init__(self) -> None:
        self._question: Question | None = None
        self._kept: dict[int | None, Results] = {}
        """The results up to `NEAR`, and (None) all of them."""
        self._ahead: tuple[Question, Answer | NewsArchiveError] | None = None
        """What was asked before somebody did, with the outcome."""

    def begin(
        self, archive: Archive, question: Question, deadline: Deadline, advance: Advance
    ) -> None:
        """Ask a question that somebody will ask first of all."""
        try:
            answer = self.first(archive, question, deadline, advance)
        except NewsArchiveError as error:
            self._ahead = question, error
        else:
            self._ahead = None if deadline.ended else (question, answer)

    def first(
        self, archive: Archive, question: Question, deadline: Deadline,
        advance: Advance | None = None,
    ) -> Answer:  # fmt: skip
        """Ask, and give the first page. Raises QueryError, ArchiveError."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead[0] == question:
            if isinstance(ahead[1], NewsArchiveError):
                raise ahead[1]
            return ahead[1]
        results = question.ask(archive, deadline, advance, limit=NEAR)
        self._question, self._kept = question, {NEAR: results}
        return _page(results, deadline, 0, FIRST)

    def page(
        self, archive: Archive, question: Question, deadline: Deadline, first: int,
        advance: Advance | None = None,
    ) -> Answer:  # fmt: skip
        """The page from this place on. Raises QueryError, ArchiveError."""
        if question != self._question:
            self._question, self._kept = question, {}
        limit = NEAR if first + PAGE <= NEAR else None
        results = self._kept.get(limit)
        if results is None or results.cut_short:
            results = self._kept[limit] = question.ask(archive, deadline, advance, limit=limit)
        return _page(results, deadline, first, PAGE)


def _page(results: Results, deadline: Deadline, first: int, most: int) -> Answer:
    results.deadline = deadline
    try:
        hits = results[first : first + most]
        total = results.total if results.exact else None
    finally:
        results.deadline = None  # the errand may be ended, but hits are read later
    if total is None and len(hits) < most:  # to count them, all candidates would have to be read
        total = first + len(hits)
    return Answer(first, hits, total, most)
