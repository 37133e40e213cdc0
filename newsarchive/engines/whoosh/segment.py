"""One segment of the index as searches see it: its columns and postings, each read once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from whoosh.reading import SegmentReader

from newsarchive.engines.whoosh.codec import postings
from newsarchive.engines.whoosh.postings import FEW, Stored

MOST_KEPT = 100
"""Terms whose arrays are kept at hand during a search: more than a person asks for."""


class Segment:
    """A segment, for as long as its reader is open."""

    def __init__(self, reader: SegmentReader) -> None:
        self.reader = reader
        self.size: int = reader.doc_count_all()
        """How many articles it has, with those deleted."""
        self.deleted: frozenset[int] = reader.deleted_docs_set
        self._postings: dict[tuple[str, str | bytes], Stored | None] = {}

    def forget(self) -> None:
        """Let go of the arrays: what one search needed is seldom what the next one needs."""
        self._postings.clear()

    def postings(self, field: str, term: str | bytes) -> Stored | None:
        """The arrays of a term; None if the segment does not have it."""
        sought = (field, term)
        if sought not in self._postings:
            if len(self._postings) >= MOST_KEPT:
                self.forget()
            self._postings[sought] = postings(self.reader, field, term)
        return self._postings[sought]

    def frequency(self, field: str, term: str) -> int:
        """How many of the articles that are not deleted have the term."""
        if not self.deleted:
            return int(self.reader.doc_frequency(field, term))
        found = self.postings(field, term)
        if found is None:
            return 0
        if found.dense or len(self.deleted) * FEW < found.frequency:
            return found.frequency - sum(found.index(n) >= 0 for n in self.deleted)
        return len(set(found.articles) - self.deleted)

    def run(self, field: str, low: str | None, high: str | None) -> Sequence[int]:
        """The articles with a term from `low` to `high`, of a field that has them in a run."""
        found: Sequence[int] = self.reader.cursor(field).run(low, high)
        return found

    @cached_property
    def keys(self) -> Sequence[int]:
        """What the store calls each article."""
        return self._column("key")

    @cached_property
    def versions(self) -> Sequence[int]:
        """The version of each article."""
        return self._column("version")

    @cached_property
    def lengths(self) -> Sequence[int]:
        """The length of each article, as it is scored."""
        return self._column("length")

    @cached_property
    def days(self) -> Sequence[int]:
        """The day of each article as an ordinal; 0 for one without a date."""
        return self._column("ordinal")

    @cached_property
    def ids(self) -> Sequence[int]:
        """The id of each article as a number."""
        return self._column("digits")

    @cached_property
    def shortest(self) -> int:
        """The least length of an article."""
        return min(self.lengths)

    @cached_property
    def total_length(self) -> int:
        """The length of all articles that are not deleted."""
        return sum(self.lengths) - sum(self.lengths[number] for number in self.deleted)

    def _column(self, name: str) -> Sequence[int]:
        numbers: Sequence[int] = self.reader.column_reader(name, translate=False).load()
        return numbers
