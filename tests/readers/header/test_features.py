"""What is found out once about a line is what each question would have found out for itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.readers.credits.bylines import OPENER, OTHER_OPENER
from newsarchive.readers.header.features import features_of, holds_year
from newsarchive.text.words import count_words

PIECES = [
    "By ",
    "by",
    "Photo: ",
    "Foto: ",
    "Von ",
    "Author: ",
    "作者：",
    "Jane Doe",
    "1",
    "1987",
    "٢٠١٨",
    "昭和62年",
    "Edited by ",
    "Reporting by ",
    "\u0130",
    "ſ",
    "K",
    "-",
    ": ",
    ", ",
    " ",
    "ı",
    "Übersetzt von ",
]
LINES = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=8).map("".join)


def span(match: re.Match[str] | None) -> tuple[int, int] | None:
    return match and match.span()


@given(LINES)
def test_the_features_of_a_line_are_what_the_patterns_say(line: str) -> None:
    features = features_of(line)
    assert features.words == count_words(line)
    assert features.digit == bool(re.search(r"\d", line))
    assert features.year == holds_year(line)
    assert span(features.opener) == span(OPENER.match(line))
    assert span(features.other_opener) == span(OTHER_OPENER.match(line))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 April 2018", True),
        ("April 10", False),
        ("12345", True),
        ("昭和62年4月", True),
        ("٢٠١٨", True),
        ("昭和", False),
        ("", False),
    ],
)
def test_a_year_is_four_digits_or_one_of_an_era(text: str, expected: bool) -> None:
    assert holds_year(text) is expected
