"""Bytes to text, and the one form of text in the archive."""

from __future__ import annotations

import codecs
import os
import random
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.errors import ReadError
from newsarchive.readers.encoding import _ALWAYS_COMPOSED, clean_body, clean_line, decode


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"", "", "utf-8"),
        ("Gülşən".encode(), "Gülşən", "utf-8"),
        (codecs.BOM_UTF8 + "Gülşən".encode(), "Gülşən", "utf-8-sig"),
        ("Gülşən".encode("utf-16"), "Gülşən", "utf-16"),
        (codecs.BOM_UTF16_BE + "Gülşən".encode("utf-16-be"), "Gülşən", "utf-16"),
        ("Gülşən".encode("utf-32"), "Gülşən", "utf-32"),
        (codecs.BOM_UTF32_BE + "Gülşən".encode("utf-32-be"), "Gülşən", "utf-32"),
    ],
)
def test_unicode_is_decoded_without_its_mark(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("El niño cumplió seis años.", "cp1252"),
        ("Die Brücke in Köln wurde größer.", "cp1252"),
        ("“Café” prices rose — again.", "cp1252"),
        ("Związki zawodowe są ostrożne, a opozycja zarzuca rządowi pośpiech.", "cp1250"),
        ("Депутаты обсудили новый закон об энергии.", "cp1251"),
        ("Депутаты обсудили новый закон об энергии.", "koi8_r"),
        ("議員たちは新しい法案について話し合った。", "cp932"),
    ],
)
def test_legacy_encodings_are_recognised_and_named(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


def test_utf8_with_a_damaged_byte_stays_utf8() -> None:
    data = "Sərəncam imzalandı, görüş keçirildi, müqavilə bağlandı".encode()
    assert decode(data + b"\xc9") == (data.decode() + "\ufffd", "utf-8")


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x00\x00",
        b"\xff\xfe\x00\xd8",  # half a surrogate pair in UTF-16
        codecs.BOM_UTF8 + b"a\0b",
        codecs.BOM_UTF8 + b"\xff",
        bytes(random.Random(1).choices(range(1, 256), k=3000)),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"not text|damaged text"):
        decode(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_read_error(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except ReadError:
        return
    assert "\0" not in text
    codecs.lookup(encoding)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc\n", "a\nb\nc"),
        ("a\x85b\u2028c\u2029ü", "a\nb\nc\nü"),
        ("\n \n a  \n\t\n\n\nb\t\n \n", " a\n\nb"),
        ("Cafe\u0301", "Café"),
        ("half a pair: \ud83d", "half a pair: \ufffd"),
    ],
)
def test_bodies_have_one_form(raw: str, clean: str) -> None:
    assert clean_body(raw) == clean


@given(st.text())
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    assert clean_body(clean_body(raw)) == clean_body(raw)
    assert clean_line(clean_line(raw)) == clean_line(raw)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_cleaning_changes_nothing_but_white_space_and_composition(raw: str) -> None:
    wanted = unicodedata.normalize("NFC", raw).split()
    assert "".join(clean_body(raw).split()) == "".join(wanted)
    assert clean_line(raw) == " ".join(wanted)


def test_characters_that_stay_as_they_are_do_so_beside_any_other() -> None:
    """The pattern that lets a text pass holds none that Unicode composes or orders."""
    stay = [char for char in map(chr, range(sys.maxunicode)) if _ALWAYS_COMPOSED.fullmatch(char)]
    assert {"a", "é", "’", "…"} <= {*stay}
    assert not any(map(unicodedata.combining, stay))
    assert all(unicodedata.is_normalized("NFC", char) for char in stay)
    assert unicodedata.is_normalized("NFC", "".join(stay))


def test_a_clean_line_is_one_line() -> None:
    assert clean_line(f" A{os.linesep}  title\t here ") == "A title here"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le ministre français a présenté la crème brûlée à l'été, où les élèves", "cp1252"),
        ("El niño comió piñas en la montaña, según José Núñez.", "cp1252"),
        ("Die Bürgermeisterin sagte, die Straße müsse größer werden.", "cp1252"),
        ("Türkiye'nin güneydoğusunda şiddetli yağışlar, İstanbul'da güneşli.", "cp1254"),
        ("Zażółć gęślą jaźń, powiedział minister", "cp1250"),
        ("Президент сказал, что переговоры прошли хорошо.", "cp1251"),
    ],
)
def test_the_legacy_encoding_is_the_one_whose_letters_belong_to_one_language(
    text: str, encoding: str
) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)
