"""Patterns without regard to capitals: quicker than `re.IGNORECASE`, and never of another mind."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.readers.credits.bylines import OPENER, OTHER_OPENER
from newsarchive.readers.header.credit_lines import NOISE
from newsarchive.readers.header.days import DAY_LABEL
from newsarchive.readers.vocabulary import Caseless

PATTERNS = (OPENER, OTHER_OPENER, DAY_LABEL, NOISE)

# Pieces of what the patterns look for, and letters that are one to `re.IGNORECASE` and to no
# other: the dotless i, the long s, the sign of Kelvin.
texts = st.lists(
    st.sampled_from(
        (
            *("by", "photo", "edited by", "written by", "yayın tarihi", "published", "stand"),
            *("updated", "datum", "3 min read", "share", "all rights reserved", "copyright", "di"),
            *(" ", " ", ":", "5", "x", "ı", "İ", "ſ", "\u212a", "Ü", "作者"),
        )
    ).flatmap(lambda piece: st.sampled_from((piece, piece.upper(), piece.title()))),
    max_size=6,
).map("".join)


def span(found: re.Match[str] | None) -> tuple[int, int] | None:
    return found.span() if found else None


@given(texts)
def test_patterns_match_as_with_ignorecase(text: str) -> None:
    for pattern in PATTERNS:
        full = re.compile(pattern.pattern, re.IGNORECASE)
        assert span(pattern.match(text)) == span(full.match(text))
        assert span(pattern.search(text)) == span(full.search(text))
        assert span(pattern.fullmatch(text)) == span(full.fullmatch(text))


def test_a_dotless_i_is_an_i() -> None:
    found = Caseless("yayın").match("YAYIN 2018")
    assert found
    assert found.end() == 5
