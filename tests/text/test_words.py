"""Words are found as defined."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text.folding import WRITTEN
from newsarchive.text.splitting import found
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
        ("O'Neill and l'énergie", ["o'neill", "and", "l", "energie"]),
        ("north-south U.S. F16 snake_case", ["north", "south", "u.s", "f16", "snake", "case"]),
        ("Gülşən Məmmədova in İstanbul", ["gulsen", "memmedova", "in", "istanbul"]),
        ("Łódź, Ærø, STRASSE Straße", ["lodz", "aero", "strasse", "strasse"]),
        ("Мой ёж в Йорке", ["мой", "еж", "в", "йорке"]),
        ("作者李明 2018年", ["作", "者", "李", "明", "2018", "年"]),
        ("cafe\u0301 naïve", ["cafe", "naive"]),
        ("news\u00adpaper", ["newspaper"]),
        ("हिन्दी समाचार", ["हिंदी", "समाचार"]),
        ("The U.S. and the U.N.'s J. Doe", ["the", "u.s", "and", "the", "u.n", "j", "doe"]),
        ("end.Begin a.m. J.R.Smith Ph.D. 3.A", "end begin a.m j.r smith ph.d 3 a".split()),
        ("С.С.С.Р., Η.Π.Α. भा.ज.पा.", ["с.с.с.р", "η.π.α", "भा.ज.पा"]),
        ("AT&T's, A.T.&T., Smith&Co R & D", ["at&t", "a.t.&t", "smith", "co", "r", "d"]),
        ("C++, C# F#'s AA+ x+y", ["c++", "c#", "f#", "aa", "x", "y"]),
        ("E-Mail an F-16 a-b e-c", ["e-mail", "an", "f-16", "a", "b", "e", "c"]),
        ("a-t-il dit-il d'Estaing", ["a", "t", "il", "dit", "il", "d", "estaing"]),
        ('צה"ל ב"הארץ" מנכ"לית', ["צה״ל", "ב", "הארץ", "מנכ״לית"]),
        ("国1ｶﾞガ 2၀၁", ["国", "1", "ガ", "ガ", "201"]),
        ("— & … ©", []),
    ],
)
def test_words_are_folded_runs_of_letters_and_digits(said: str, expected: list[str]) -> None:
    assert forms(said) == [unicodedata.normalize("NFC", form) for form in expected]


def test_a_pattern_keeps_its_wildcards_and_is_cut_like_text() -> None:
    assert pattern_words("north-sou*") == ["north", "sou*"]
    assert pattern_words("organi?ation's") == ["organi?ation"]
    assert pattern_words("U.N* u.s.* o'br* e-m* F-1? R&D* a.b") == (
        "U.N* u.s.* o'br* e-m* F-1? R&D* a.b".split()
    )


ANYTHING = st.text() | st.text(
    "aAeOſ1'’.,&-‑+# s\u0301\u200bé日ｶﾞが\u3099\"״צהל'न्दी٢٫ё", max_size=30
)


@given(ANYTHING)
def test_words_forms_and_offsets_go_together(said: str) -> None:
    text = Text(said)
    cut = [said[start:end].translate(WRITTEN) for start, end in text.offsets]
    assert cut == text.words
    assert [fold(word) for word in text.words] == text.forms
    assert len(text.stems) == len(text.forms) == count_words(said)


@given(
    st.text("aB9.,'’sS !?\x01\x02“…_éŁß\n-")
    | st.text("aEo1.&'‘-+#s ", max_size=20)
    | st.text("aEo1.&’-+#s é", max_size=20)
)
def test_the_quick_way_to_the_words_of_plain_text_is_that_of_the_patterns(said: str) -> None:
    text = Text(said)
    assert [said[start:end].translate(WRITTEN) for start, end in text.offsets] == words(said)
    assert found(said) == [said[start:end] for start, end in text.offsets]
    assert forms(said) == [fold(word) for word in words(said)]
    assert outline(said) == (text.forms, text.sentence_bounds, text.paragraph_bounds)


@given(st.text(alphabet="aeOS1's.,_&-+#\n", max_size=20))
def test_words_are_counted_as_they_are_found(said: str) -> None:
    assert count_words(said) == len(words(said))


@given(ANYTHING)
def test_folding_twice_changes_nothing_more(said: str) -> None:
    for word in words(said):
        assert fold(fold(word)) == fold(word)


@given(
    st.text(alphabet="aB3é日ก\u0301 \n.,!?。।۔．…'’s\u201d)&+-", max_size=60)
    | st.text(alphabet="Oil rose. No 5!\n’s", max_size=60),
    st.sampled_from([None, "de", "el"]),
)
def test_the_outline_is_what_the_text_has(said: str, language: str | None) -> None:
    """Words and bounds in one pass: no sentence or paragraph ends within a word."""
    whole = Text(said, language)
    assert outline(said, language) == (whole.forms, whole.sentence_bounds, whole.paragraph_bounds)
