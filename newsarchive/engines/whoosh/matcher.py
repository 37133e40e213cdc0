"""How Whoosh's queries go through raw arrays: a posting at a time, or by leaps.

Most searches go by whole arrays instead (`evaluate.py`); every other kind of query that Whoosh
has works through this.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator

from whoosh import formats
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.scoring import BaseScorer

from newsarchive.engines.whoosh.postings import Stored


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """Goes through the postings of one term, all of them one block."""

    def __init__(
        self,
        postings: Stored,
        format_: formats.Format,
        term: tuple[str, bytes],
        scorer: BaseScorer | None,
    ) -> None:
        self._postings = postings
        self._articles = postings.articles
        self._term = term
        self._index = 0
        self.format = format_
        self.scorer = scorer

    def is_active(self) -> bool:
        """Whether it stands on a posting."""
        return self._index < len(self._articles)

    def reset(self) -> None:
        """Back to the first posting."""
        self._index = 0

    def copy(self) -> ArrayMatcher:
        """Another on the same posting."""
        other = ArrayMatcher(self._postings, self.format, self._term, self.scorer)
        other._index = self._index
        return other

    def id(self) -> int:
        """The article."""
        return self._articles[self._index]

    def all_ids(self) -> Iterator[int]:
        """The articles from here on."""
        return iter(self._articles[self._index :])

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        """The articles from here on, and their values."""
        while self.is_active():
            yield self.id(), self.value()
            self.next()

    def weight(self) -> float:
        """What the term weighs in the article."""
        return float(self._postings.weights[self._index])

    def value(self) -> bytes:
        """Where the term stands, as the field's format encodes it."""
        places = self._postings.places_in(self._index)
        return array("I", places).tobytes()

    def next(self) -> None:
        """To the next posting."""
        if not self.is_active():
            raise ReadTooFar
        self._index += 1

    def skip_to(self, id: int) -> None:  # noqa: A002  # Whoosh's name for it
        """To the first posting from here on of an article not less than this one."""
        if not self.is_active():
            raise ReadTooFar
        self._index = bisect_left(self._articles, id, self._index)

    def skip_to_quality(self, minquality: float) -> int:
        """To the end if no posting can be worth more; returns how many blocks were skipped."""
        if self.block_quality() > minquality:
            return 0
        self._index = len(self._articles)
        return 1

    def block_min_length(self) -> int:
        """0: the index has no lengths of fields."""
        return 0

    def block_max_length(self) -> int:
        """0: the index has no lengths of fields."""
        return 0

    def block_max_weight(self) -> float:
        """The most that the term weighs in any article."""
        return float(max(self._postings.weights))
