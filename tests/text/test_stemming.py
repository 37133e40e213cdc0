"""Stems are those of the language."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text.stemming import SNOWBALL, snowball, stem, stems
from newsarchive.text.words import fold


def test_stems_are_those_of_the_language_and_english_where_it_is_unknown() -> None:
    assert stem("energies") == stem("energy")
    assert stem("energies", "en") == stem("energies")
    assert stem("regierungen", "de") == stem("regierung", "de") != stem("regierungen", "en")
    assert stem("energies", "az") == "energies"


@pytest.mark.parametrize(
    ("form", "language", "like"),
    [
        ("выборов", None, "ru"),  # a Russian word in a text that is too short to be recognised
        ("выборов", "en", "ru"),
        ("выборов", "uk", "uk"),  # Ukrainian has an alphabet of its own, and no algorithm
        ("energies", "ru", "en"),
        ("energies", "el", "en"),
        ("energies", "az", "az"),
        ("الكتاب", None, "ar"),
        ("شهرها", "fa", "fa"),
        ("किताबें", None, "hi"),
        ("किताबें", "mr", "mr"),
        ("대통령은", "en", "ko"),
    ],
)
def test_a_word_in_another_script_is_stemmed_as_by_that_script(
    form: str, language: str | None, like: str
) -> None:
    assert stem(form, language) == stem(form, like)


def test_the_stem_of_an_acronym_has_no_points() -> None:
    for form, expected in {
        "u.n": "un", "ph.d": "phd", "a.t.&t": "at&t", "o'brien": "obrien", "e-mails": "email",
        "5.93": "5.93", "f-16.5": "f16.5", "צה״ל": "צהל", "c++": "c++",
    }.items():  # fmt: skip
        assert stem(form) == stem(form, "az").removesuffix("s") == expected, form


def test_persian_is_stemmed_alike_whatever_the_keyboard() -> None:
    assert stem("كتابهاي", "fa") == stem("کتابهای", "fa") == stem("كتاب", "fa")


@pytest.mark.parametrize(
    ("forms", "noun"),
    [
        ("대통령이 대통령은 대통령의 대통령을 대통령에게 대통령에게서는 대통령이다", "대통령"),
        ("아시아가 아시아를 아시아와 아시아에서도", "아시아"),
        ("서울로 서울에서 서울까지", "서울"),
        ("법은 법을 법으로", "법"),
        ("eu를 eu는", "eu"),
        ("법원", "법원"),
        ("높이", "높이"),
        ("회의 회의를", "회의"),
        ("우리나라", "우리나라"),
    ],
)
def test_a_korean_noun_loses_its_particles(forms: str, noun: str) -> None:
    assert {stem(form, "ko") for form in forms.split()} == {noun}


@given(st.text(alphabet="대통령은는이가의에서로들 a1", max_size=12))
def test_something_stays_of_every_word(form: str) -> None:
    for language in (*SNOWBALL, "ko", "uk", None):
        known = stem(fold(form), language)
        assert bool(known) == bool(form)
        assert known == stems(language)[fold(form)]


@pytest.fixture(scope="module")
def without_the_compiled() -> dict[str, Callable[[str], str]]:
    """The functions of all algorithms as Python has them where there is no Stemmer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "Stemmer", None)
        patch.delitem(sys.modules, "snowballstemmer", raising=False)
        return {name: snowball(name) for name in SNOWBALL.values()}


@given(st.sampled_from(sorted(set(SNOWBALL.values()))), st.text(st.characters(categories=["L"])))
def test_stems_are_the_same_without_the_compiled_stemmer(
    without_the_compiled: dict[str, Callable[[str], str]], algorithm: str, word: str
) -> None:
    compiled = pytest.importorskip("Stemmer", reason="pystemmer is not installed")
    found = without_the_compiled[algorithm](fold(word))
    assert found == compiled.Stemmer(algorithm).stemWord(fold(word))
