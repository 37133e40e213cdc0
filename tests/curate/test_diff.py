"""How two texts differ: both can be had from the pieces, and what is the same is found."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.curate.diff import Piece, compared


def brief(before: str, after: str) -> str:
    """The pieces as one text."""
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in compared(before, after))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "", ""),
        ("a b", "a b", "a b"),
        ("", "a", "{+a+}"),
        ("a", "", "[-a-]"),
        ("Oil rose today.", "Oil fell today.", "Oil [-rose -]{+fell +}today."),
        ("It was 3.2%.", "It was 3.4%.", "It was [-3.2-]{+3.4+}%."),
        ("He said no.", "He said, no.", "He said{+, +}no."),
        ("a  b\nc", "a b c", "a b c"),
        ("A b.\n\nC d.", "A b. C d.", "A b. [-\n\n-]C d."),
        ("A b.\n\nC d.", "A b.\n\nX y.\n\nC d.", "A b.\n\n{+X y.\n\n+}C d."),
        # A few words that happen to be the same do not cut a new sentence to pieces.
        ("Gas was cheap in May.", "Nobody knew it was raining hard.",
         "[-Gas was cheap in May-]{+Nobody knew it was raining hard+}."),
    ],
)  # fmt: skip
def test_words(before: str, after: str, said: str) -> None:
    assert brief(before, after) == said


texts = st.lists(st.sampled_from(["a", "b", "c", ",", "\n\n", "d e", "f.", " "])).map(" ".join)


@given(texts, texts)
def test_both_texts_can_be_had_from_the_pieces(before: str, after: str) -> None:
    pieces = list(compared(before, after))
    for kind, text in (("gone", before), ("new", after)):
        kept = "".join(piece.text for piece in pieces if piece.kind in {"same", kind})
        assert "".join(kept.split()) == "".join(text.split())
    assert all(one.kind != two.kind for one, two in itertools.pairwise(pieces))


@given(texts)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert {piece.kind for piece in compared(text, text)} <= {"same"}


def test_a_few_changes_are_found_in_a_long_text_of_few_words() -> None:
    dice = random.Random(4)
    text = [dice.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(5_000)]
    changed = [*text]
    for place in (100, 2_000, 4_900):
        changed[place] = "X"
    pieces = list(compared(" ".join(text), " ".join(changed)))
    assert [piece for piece in pieces if piece.kind == "new"] == [Piece("new", "X ")] * 3


@pytest.mark.parametrize(
    ("before", "after"),
    [("x " * 20_000, "x y " * 15_000), ("a b\n\n" * 5_000, "b a\n\n" * 5_000), ("a" * 10**6, "b")],
)
def test_texts_that_repeat_themselves_end_too(before: str, after: str) -> None:
    assert any(piece.kind != "same" for piece in compared(before, after))
