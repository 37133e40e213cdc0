"""What a search found, for one that may be ended by somebody's clock.

Finding and scoring go through postings; a segment that has a `step` calls it for each term that it
looks up, and now and then where it goes through articles one by one. It is set while somebody asks,
and only then: segments are shared by all searches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from newsarchive.engines import Order
from newsarchive.engines.whoosh.found import Found
from newsarchive.engines.whoosh.segment import Segment


@contextmanager
def watched(segments: Sequence[Segment], step: Callable[[], None] | None) -> Iterator[None]:
    """Let the segments call `step` every now and then; it may raise to end what is being done."""
    for segment in segments:
        segment.step = step
    try:
        yield
    finally:
        for segment in segments:
            segment.step = None


class Ended:
    """See `engines.Matches`; each question may raise what `step` raises."""

    def __init__(self, found: Found, segments: Sequence[Segment], step: Callable[[], None]) -> None:
        self.exact = found.exact
        self._found = found
        self._segments = segments
        self._step = step

    def __len__(self) -> int:
        with watched(self._segments, self._step):
            return len(self._found)

    @property
    def scores(self) -> dict[int, float]:
        """See `engines.Matches`."""
        with watched(self._segments, self._step):
            return self._found.scores

    def first(self, order: Order, count: int) -> list[tuple[int, float]]:
        """See `engines.Matches`."""
        with watched(self._segments, self._step):
            return self._found.first(order, count)
