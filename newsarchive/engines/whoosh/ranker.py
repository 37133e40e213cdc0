"""Ranks the articles of a segment in one pass, which is compiled; `bounds.py` does it in Python.

This module must not know plans.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from newsarchive.engines.whoosh.scorer import Lengths, ScoredWord
from newsarchive.engines.whoosh.segment import Segment
from newsarchive.query.ranking import K1, LEAST_LENGTH, B

Row = tuple[float, int]
"""A score, and the number of an article."""


class Ranker:
    """Finds the best articles for some words."""

    def __init__(self, words: Sequence[ScoredWord], lengths: Lengths, count: int) -> None:
        self._words = words
        self._formula = K1, B, LEAST_LENGTH, lengths.stats.average_length or 1.0
        self._count = count

    def among(
        self, segment: Segment, articles: Sequence[int], least: float
    ) -> Collection[Row] | None:
        """The best `count` of these articles and ties, if they score `least`, in no order.

        None if that is not loaded, or a word comes so often that it cannot tell.
        """
        return self._ranked(segment, articles, least, is_all=False)

    def having(self, segment: Segment, least: float, *, is_all: bool) -> Collection[Row] | None:
        """The same, of those that have any of the words, or all of them, and are not deleted."""
        return self._ranked(segment, None, least, is_all=is_all)

    def _ranked(
        self, segment: Segment, articles: Sequence[int] | None, least: float, *, is_all: bool
    ) -> Collection[Row] | None:
        if segment.core is None:
            return None
        lanes: list[tuple[bytes, float]] = []
        rarest, fewest = None, segment.size + 1
        for word in self._words:
            if found := word.postings(segment):
                if is_all and found.frequency < fewest:
                    rarest, fewest = len(lanes), found.frequency
                lanes.append((found.lane, word.weight))
            elif is_all:
                return ()
        return segment.core.best(
            lanes, articles, rarest, segment.deleted, segment.length_bytes, self._formula,
            self._count, least,
        )  # fmt: skip
