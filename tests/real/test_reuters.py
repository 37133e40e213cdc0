"""Samples of what the benchmarks compare on the whole collection."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import conformance, formats
from benchmarks.queries import written

pytestmark = pytest.mark.long

QUERIES = len(written()) + 60
"""All that are written by hand, and some random ones."""


def test_an_article_is_the_same_in_every_format(shared: Path, tmp_path: Path) -> None:
    outcomes = formats.compare(shared, 100, tmp_path)
    assert [len(outcome.articles) for outcome in outcomes] == [100] * 6
    assert [told for outcome in outcomes for told in outcome.differences] == []


def test_the_index_finds_what_queries_mean(shared: Path, tmp_path: Path) -> None:
    asked = conformance.compare(shared, 300, QUERIES, 1987, tmp_path)
    assert [one.query for one in asked if one.missing or one.wrong] == []
    assert len(asked) == QUERIES
