"""Sentences and paragraphs are found as defined."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text.sentences import paragraphs, sentences
from newsarchive.text.words import words


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Smith met J. Doe. He left.", ["Dr. Smith met J. Doe.", "He left."]),
        ("The U.S. said no. It was Feb. 3.", ["The U.S. said no.", "It was Feb. 3."]),
        ('"Stop." She left.', ['"Stop."', "She left."]),
        ("It rose 5.93 pct. by noon", ["It rose 5.93 pct. by noon"]),
        ("No stop\n\nNew paragraph", ["No stop", "New paragraph"]),
        ("他来了。她走了。", ["他来了。", "她走了。"]),
        ("Wait... What?", ["Wait...", "What?"]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(said: str, expected: list[str]) -> None:
    assert [said[start:end] for start, end in sentences(said)] == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("a\nb\n\nc", ["a\nb", "c"]),
        ("A wrapped\nline.\nNext one.\n", ["A wrapped\nline.", "Next one."]),
        ("  one  \n \n  two ", ["one", "two"]),
        ("", []),
    ],
)
def test_paragraphs_are_parted_by_blank_lines_else_by_lines_that_end_a_sentence(
    said: str, expected: list[str]
) -> None:
    assert [said[start:end] for start, end in paragraphs(said)] == expected


@given(st.text(alphabet="aB.!? \n\"'。", max_size=60))
def test_sentences_and_paragraphs_lose_no_word(said: str) -> None:
    for parts in (sentences(said), paragraphs(said)):
        assert [w for start, end in parts for w in words(said[start:end])] == words(said)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(parts))
