"""Word lists, and patterns for any case: quicker than `re.IGNORECASE`, with the same matches."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import newsarchive.readers
from newsarchive.readers.credits.bylines import OPENER, OTHER_OPENER
from newsarchive.readers.header.credit_lines import NOISE
from newsarchive.readers.header.days import DAY_LABEL
from newsarchive.readers.vocabulary import Caseless, word_lists

READERS = Path(newsarchive.readers.__file__).parent
PATTERNS = (OPENER, OTHER_OPENER, DAY_LABEL, NOISE)

# Words of the patterns, and letters that only `re.IGNORECASE` takes for others: the dotless i, the
# long s, the sign of Kelvin.
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


FILES = sorted(str(file.relative_to(READERS)) for file in READERS.rglob("*.txt"))


@pytest.mark.parametrize("file", FILES)
def test_a_list_of_words_has_entries_and_none_twice(file: str) -> None:
    lists = word_lists(file)
    if len(lists) > 1:
        assert not lists.pop(""), "entries above the first name"
    for name, entries in lists.items():
        assert entries, name
        assert len(set(entries)) == len(entries), name
        assert not [entry for entry in entries if entry != entry.strip()], name
