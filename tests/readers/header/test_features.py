"""What is found out once about a line is what each question would have found out for itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.readers.credits.bylines import OPENER, OTHER_OPENER, may_open
from newsarchive.readers.header.days import _HOLDS_DAY, _MAY_HOLD_DAY
from newsarchive.readers.header.features import ends_sentence, features_of, holds_year
from newsarchive.readers.header.lines import _pieces, _read_piece
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
    "by\t",
    "|",
    "•",
    "Updated ",
    "updated by ",
    "10:30",
    " GMT",
    "April",
    "10 ",
    ". ",
    "/",
    "文｜",
    "记者 ",
    "From ",
    "FRÅN ",
    "DI ",
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
    assert features.sentence == ends_sentence(line)
    assert span(features.opener) == span(OPENER.match(line))
    assert span(features.other_opener) == span(OTHER_OPENER.match(line))


@given(LINES)
def test_nothing_opens_a_byline_where_none_may_be_opened(line: str) -> None:
    behind = re.split(r"(?<=[\s|,•·])", line)
    if any(opener.match(part) for opener in (OPENER, OTHER_OPENER) for part in behind):
        assert may_open(line)


@given(LINES)
def test_no_piece_is_read_without_a_year_or_an_opener(line: str) -> None:
    line = " ".join(line.split())
    features = features_of(line)
    if line and not features.year and not features.may_open:
        assert [_read_piece(piece, None) for piece in _pieces(line)] == [None] * len(_pieces(line))


@given(LINES)
def test_a_day_is_held_where_one_may_be_held(line: str) -> None:
    if _HOLDS_DAY.search(line):
        assert _MAY_HOLD_DAY.search(line)


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
