"""Hostile text becomes harmless, and stays what it says."""

from __future__ import annotations

import json
import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.render import safe
from newsarchive.render.structured import encoded

BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
any_text = st.text(st.characters() | st.sampled_from("\x1b\x9b\x7f\r\n\t\u2028\u202e\ud800"))


def dangerous(text: str) -> set[str]:
    return {
        char
        for char in text
        if char in BIDI or unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
    }


@given(any_text)
def test_a_line_is_one_line_without_controls(text: str) -> None:
    assert not dangerous(safe.line(text))


@given(any_text)
def test_a_block_has_no_controls_but_lines_and_tabs(text: str) -> None:
    assert dangerous(safe.block(text)) <= {"\n", "\t"}


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert safe.line(text) == safe.block(text) == text


def test_no_dangerous_character_is_overlooked() -> None:
    found = [char for char in map(chr, range(sys.maxunicode + 1)) if dangerous(char)]
    assert [char for char in found if safe.line(f"a{char}") == f"a{char}"] == []
    assert [char for char in found if safe.block(f"a{char}") == f"a{char}"] == ["\t", "\n"]


@given(any_text)
def test_json_is_harmless_and_says_the_same(text: str) -> None:
    written = encoded({"x": text})
    assert not dangerous(written)
    assert json.loads(written) == {"x": text}


def test_what_a_control_looks_like() -> None:
    assert safe.line("a\x1b[2J\tb\nc\x9b\u202e\x7f\ud800") == "a␛[2J b c<U+009B><U+202E>␡\ufffd"
