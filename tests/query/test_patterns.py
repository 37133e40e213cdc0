"""Wildcards mean what they did with plain regular expressions, and no text makes them slow."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.query import patterns
from newsarchive.query.patterns import form_test, value_test
from newsarchive.query.tree import Pattern

PATTERNS = st.text("ab*?", min_size=1, max_size=8)
TEXTS = st.text("ab/", max_size=12)


def naive(pattern: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern)


@given(PATTERNS, TEXTS)
def test_a_whole_word_fits_as_ever(pattern: str, text: str) -> None:
    found = patterns.whole(pattern, str).fullmatch(text) is not None
    assert found == (re.fullmatch(naive(pattern), text, re.DOTALL) is not None)


@given(PATTERNS, TEXTS)
def test_a_part_of_a_text_is_found_as_ever(pattern: str, text: str) -> None:
    begin = r"(?<![^\W_])" if pattern[:1].isalnum() else ""
    end = r"(?![^\W_])" if pattern[-1:].isalnum() else ""
    found = value_test(pattern)(text)
    assert found == (re.search(begin + naive(pattern) + end, text, re.DOTALL) is not None)


def test_many_stars_and_a_long_text_end() -> None:
    """With `.*` each of these would take practically for ever."""
    stars, text = "a*" * 30 + "b", "a" * 20_000
    assert not form_test(Pattern(stars))(text)
    assert not value_test(stars)(text)
    assert form_test(Pattern("a*" * 30))(text)
