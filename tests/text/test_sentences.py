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
    ("language", "said", "expected"),
    [
        ("de", "Am 3. Mai kam der 1. FC. Er gewann.", ["Am 3. Mai kam der 1. FC.", "Er gewann."]),
        ("de", "Er wurde 3. Der Rest ging.", ["Er wurde 3.", "Der Rest ging."]),
        ("de", "König Ludwig XIV. Bourbon kam.", ["König Ludwig XIV. Bourbon kam."]),
        (
            "de",
            "Ca. 5 Mio. Euro. Das ist der Test. Gut.",
            ["Ca. 5 Mio. Euro.", "Das ist der Test.", "Gut."],
        ),
        (
            "da",
            "Den 3. maj kom 1. FC Nord. Han er 43. Han gik.",
            ["Den 3. maj kom 1. FC Nord.", "Han er 43.", "Han gik."],
        ),
        ("fi", "Se on 3. toukokuuta. Hyvä.", ["Se on 3. toukokuuta.", "Hyvä."]),
        (
            "en",
            "World War II. The end. Born on 3. May came.",
            ["World War II.", "The end.", "Born on 3.", "May came."],
        ),
        (
            "fr",
            "Mme. Roux, le 3 janv. 2018. Il va à la mer. Bien.",
            ["Mme. Roux, le 3 janv. 2018.", "Il va à la mer.", "Bien."],
        ),
        ("ru", "А. Пушкин, ул. Ленина. Да.", ["А. Пушкин, ул. Ленина.", "Да."]),
        ("hi", "यह एक है। यह दो है।। डॉ. राव आए।", ["यह एक है।", "यह दो है।।", "डॉ. राव आए।"]),
        ("ur", "یہ ایک ہے۔ کیا؟ ہاں۔", ["یہ ایک ہے۔", "کیا؟", "ہاں۔"]),
        ("hy", "Սա մեկ է։ Սա երկու է։", ["Սա մեկ է։", "Սա երկու է։"]),
        ("am", "አንድ ነው።ሁለት ነው፧ ሦስት", ["አንድ ነው።", "ሁለት ነው፧", "ሦስት"]),
        ("km", "មួយ។ពីរ", ["មួយ។", "ពីរ"]),
        ("my", "တစ်။ နှစ်။", ["တစ်။", "နှစ်။"]),
        ("el", "Τι έγινε; Τίποτα.", ["Τι έγινε;", "Τίποτα."]),
        (None, "Τι έγινε\u037e Τίποτα; Όχι.", ["Τι έγινε\u037e", "Τίποτα; Όχι."]),
        ("ja", "３．５倍だ．次は", ["３．５倍だ．", "次は"]),
    ],
)
def test_sentences_end_as_in_their_language(
    language: str | None, said: str, expected: list[str]
) -> None:
    assert [said[start:end] for start, end in sentences(said, language)] == expected


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


@given(
    st.text(alphabet="aB3.!? \n\"'。।۔؟；;．II", max_size=60),
    st.sampled_from([None, "de", "el", "hi"]),
)
def test_sentences_and_paragraphs_lose_no_word(said: str, language: str | None) -> None:
    for parts in (sentences(said, language), paragraphs(said)):
        assert [w for start, end in parts for w in words(said[start:end])] == words(said)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(parts))
