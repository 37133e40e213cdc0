"""Words are found as defined."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text.words import (
    Text,
    count_words,
    fold,
    forms,
    outline,
    pattern_words,
    words,
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Oil rose 5.93 pct, to 1,200.", ["oil", "rose", "5.93", "pct", "to", "1,200"]),
        ("Azerbaijan’s grid; the company's", ["azerbaijan", "grid", "the", "company"]),
        ("GRAIN'S price, ‘S class", ["grain", "price", "s", "class"]),
        ("O'Neill and l'énergie", ["o", "neill", "and", "l", "energie"]),
        ("north-south U.S. F16 snake_case", ["north", "south", "u", "s", "f16", "snake", "case"]),
        ("Gülşən Məmmədova in İstanbul", ["gulsen", "memmedova", "in", "istanbul"]),
        ("Łódź, Ærø, STRASSE Straße", ["lodz", "aero", "strasse", "strasse"]),
        ("Мой ёж в Йорке", ["мой", "еж", "в", "йорке"]),
        ("作者李明 2018年", ["作", "者", "李", "明", "2018", "年"]),
        ("cafe\u0301 naïve", ["cafe", "naive"]),
        ("news\u00adpaper", ["newspaper"]),
        ("हिन्दी समाचार", ["हिन्दी", "समाचार"]),
        ("— & … ©", []),
    ],
)
def test_words_are_folded_runs_of_letters_and_digits(said: str, expected: list[str]) -> None:
    assert forms(said) == [unicodedata.normalize("NFC", form) for form in expected]


def test_a_pattern_keeps_its_wildcards_and_is_cut_like_text() -> None:
    assert pattern_words("north-sou*") == ["north", "sou*"]
    assert pattern_words("organi?ation's") == ["organi?ation"]


@given(st.text())
def test_words_forms_and_offsets_go_together(said: str) -> None:
    text = Text(said)
    assert [said[start:end] for start, end in text.offsets] == text.words
    assert [fold(word) for word in text.words] == text.forms
    assert len(text.stems) == len(text.forms) == count_words(said)


@given(st.text("aB9.,'’sS !?\x01\x02“…_éŁß\n-"))
def test_the_quick_way_to_the_words_of_plain_text_is_that_of_the_patterns(said: str) -> None:
    text = Text(said)
    assert [said[start:end] for start, end in text.offsets] == words(said)
    assert forms(said) == [fold(word) for word in words(said)]
    assert outline(said) == (text.forms, text.sentence_bounds, text.paragraph_bounds)


@given(st.text(alphabet="aS1's.,_\n", max_size=20))
def test_words_are_counted_as_they_are_found(said: str) -> None:
    assert count_words(said) == len(words(said))


@given(st.text())
def test_folding_twice_changes_nothing_more(said: str) -> None:
    for word in words(said):
        assert fold(fold(word)) == fold(word)


@given(
    st.text(alphabet="aB3é日ก\u0301 \n.,!?。।۔．…'’s\u201d)", max_size=60)
    | st.text(alphabet="Oil rose. No 5!\n’s", max_size=60),
    st.sampled_from([None, "de", "el"]),
)
def test_the_outline_is_what_the_text_has(said: str, language: str | None) -> None:
    """Words and bounds in one pass: no sentence or paragraph ends within a word."""
    whole = Text(said, language)
    assert outline(said, language) == (whole.forms, whole.sentence_bounds, whole.paragraph_bounds)
