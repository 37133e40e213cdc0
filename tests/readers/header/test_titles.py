"""A title for an article without one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.readers.header.titles import LONGEST_DERIVED, derive_title


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("The grid is open. It was late.\n\nMore.", "The grid is open."),
        ("The grid is\nopen today. It was late.", "The grid is open today."),
        ("No full stop\n\nSecond paragraph.", "No full stop"),
        ("The U.S. and Mr. J. Smith agreed. They left.", "The U.S. and Mr. J. Smith agreed."),
        ("Is it over? No.", "Is it over?"),
        ("正文在此。第二句。", "正文在此。"),
    ],
)
def test_the_first_sentence_is_the_title(body: str, title: str) -> None:
    assert derive_title(body) == title


def test_a_long_sentence_is_cut_between_words() -> None:
    title = derive_title("Villages along the river, " * 10)
    assert title.endswith("along the river, Villages…")
    assert len(title) <= LONGEST_DERIVED


def test_a_long_sentence_without_spaces_is_cut_anywhere() -> None:
    assert derive_title("字" * 200) == "字" * (LONGEST_DERIVED - 1) + "…"


@given(st.text(min_size=1))
def test_a_title_is_one_line_and_not_too_long(body: str) -> None:
    title = derive_title(body)
    assert len(title) <= LONGEST_DERIVED
    assert title == " ".join(title.split())
