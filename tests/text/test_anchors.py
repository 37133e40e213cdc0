"""A passage that was quoted is found again in a text that has changed, or it is gone."""

from __future__ import annotations

import pytest

from newsarchive.text.anchors import holds, paragraph_of

TEXT = "The harbour opened.\n\nA diver will look at the wall on Monday.\n\nNobody was hurt."


@pytest.mark.parametrize(
    ("quote", "paragraph"),
    [
        ("The harbour", 1),
        ("a DIVER\n will look", 2),
        ("on Monday. Nobody was", 2),
        ("Nobody was hurt", 3),
        ("The old diver will look at the wall on Friday", 2),
        ("was hurt nobody", None),
        ("Sugar rose by a third on Tuesday in Baku", None),
        ("harbour opens", None),
        ("…", None),
        ("", None),
    ],
)
def test_the_paragraph_of_a_passage(quote: str, paragraph: int | None) -> None:
    assert paragraph_of(TEXT, quote) == paragraph
    assert paragraph_of("", quote) is None


def test_words_stand_one_after_the_other() -> None:
    assert holds(TEXT, "HARBOUR opened a diver")
    assert not holds(TEXT, "harbour diver")
    assert not holds("oil", "oil oil")
