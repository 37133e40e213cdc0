"""Paragraphs from lines that were broken to fit a page."""

from __future__ import annotations

import pytest

from newsarchive.readers.paragraphs import rejoined

LONG = "A line that no page could hold. " * 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\nline.\n\nTwo.", ["One line.", "Two."]),
        ("One\nline.\n \t\n\n\nTwo.\n", ["One line.", "Two."]),
        ("  One\nline.\n  Two\nlines.", ["One line.", "Two lines."]),
        ("  One\n  line.\n\n  Two.", ["One line.", "Two."]),
        (f"{LONG}\nShort.\n{LONG}", [LONG.strip(), "Short.", LONG.strip()]),
        ("", []),
        ("\n \n", []),
    ],
)
def test_each_paragraph_is_on_one_line(text: str, expected: list[str]) -> None:
    assert rejoined(text) == "\n\n".join(expected)


def test_one_long_line_does_not_break_a_page_of_short_ones() -> None:
    page = "A line of a page\n" * 20
    assert rejoined(page + LONG) == " ".join((page + LONG).split())
