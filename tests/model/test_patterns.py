"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from newsarchive.model.patterns import lazy


def test_a_lazy_pattern_is_used_as_any_other() -> None:
    word = lazy("[A-Z]+", re.IGNORECASE)
    found = word.match("oil 5")
    assert found is not None
    assert (found[0], word.sub("-", "oil 5"), word.pattern) == ("oil", "- 5", "[A-Z]+")


def test_a_pattern_that_is_wrong_fails_where_it_is_used() -> None:
    wrong = lazy("[")
    with pytest.raises(re.error):
        wrong.search("oil")
