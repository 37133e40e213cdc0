"""Words as a whitespace tokenizer takes them, and patterns as Lucene's expressions."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.engines.opensearch import documents, encoded
from newsarchive.engines.opensearch.expand import spelling
from newsarchive.engines.opensearch.mapping import body
from newsarchive.query.patterns import form_test
from newsarchive.query.tree import Fuzzy, Pattern
from newsarchive.text import words
from tests.query.world import archived
from tests.worlds import WORDS, fuzzies, patterns

FORMS = [
    form for word in (*WORDS, "\ufdfa", "\ufc5e", "ol", "o", "x") for form in words.forms(word)
]


def test_places_and_marks_of_a_text() -> None:
    article = archived("A cat. Dogs\n\n* * *\n\nBite.", title="A title")
    assert documents.document(article)["text"]["form"] == [
        "a _ title _p", "_b a _ cat _s dogs _l bite _p",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "* * *"])
def test_a_text_without_words_has_a_lead_without_words(text: str) -> None:
    assert documents.document(archived(text))["text"]["stem"] == ["_b _l"]


def test_counts_are_weighted_as_in_scores() -> None:
    """What `text` has once, `count` has as often as it counts besides."""
    article = archived(f"Strike ends. {'Nothing more. ' * 20}A strike.", title="Strike ends")
    counted = documents.document(article)["count"]["form"].split()
    assert counted.count("strike") == 1
    assert len(counted) == 2 + 28


def test_every_term_is_one_word_and_no_mark() -> None:
    odd = ["\ufdfa", "\ufc5e", "x" * 9000, "\U00020000" * 9000]
    terms = encoded.terms([form for word in odd for form in words.forms(word)])
    assert " ".join(terms).split() == terms
    assert all(len(term.encode()) <= 32_766 for term in terms)
    assert not {encoded.FILLER, *encoded.MARKS} & set(terms)
    assert len({encoded.term("x" * 9000), encoded.term("x" * 9001)}) == 2


@pytest.mark.parametrize("text", ["https://x.example/a_b?c=1", "a b\udc80", "İs", "ﬁ", "_", ""])
def test_an_address_is_its_words_and_other_characters(text: str) -> None:
    terms = encoded.value(text)
    assert " ".join(terms).split() == terms
    kept = [chr(int(one[1:], 16)) if one.startswith("_") else one for one in terms]
    assert "".join(kept) == text.casefold()


@given(leaf=patterns | fuzzies, form=st.sampled_from(FORMS))
def test_an_expression_finds_all_words_of_a_pattern(leaf: Pattern | Fuzzy, form: str) -> None:
    spelled = spelling(leaf)
    found = re.fullmatch(spelled.expression, encoded.term(form), re.DOTALL) is not None
    meant = form_test(leaf)(form)
    assert found or not meant
    if "regexp" in spelled.query("form") and spelled.exact:
        assert found == meant


@pytest.mark.parametrize(
    "leaf",
    [Pattern("a" * 3000 + "*b"), Pattern("*" + "?b" * 900), Fuzzy("ab" * 2000, 2), Fuzzy("a", 3)],
    ids=lambda leaf: str(leaf)[:10],
)
def test_no_expression_is_longer_than_may_be_asked(leaf: Pattern | Fuzzy) -> None:
    assert len(spelling(leaf).expression) < 1000


def test_every_field_of_a_document_is_in_the_mapping() -> None:
    """An index takes no other fields."""
    article = archived(
        "A b.", title="T", date="2018-01-01", authors=("A",), source="S", tags=("t",), url="u",
        language="fr", paths=("/p",),
    )  # fmt: skip
    assert set(documents.document(article)) <= set(body()["mappings"]["properties"])
