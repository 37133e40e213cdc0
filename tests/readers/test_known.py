"""The short ways to the reader of a plain text lead to the one that the long way leads to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.readers.hyphens import _CUT, _MAY_BE_CUT
from newsarchive.readers.known import READERS, reader_for

BEGINNINGS = [
    b"",
    b" ",
    b"\n",
    b"\x1c",
    b"\xef\xbb\xbf",
    b'"',
    b"(",
    b"A",
    b"7",
    b"PAR1",
    b"WARC/1.0\r\n",
    b"From jane@x Mon Apr 10 10:00:00 2018\nTo: x\n",
    b"From: jane@example.org\nSubject: a\nDate: x\n",
    b"TY  - NEWS\nTI  - ",
    b"@article{a, title = {x}",
    b"---\ntitle: x\n",
    b"{\\rtf1 ",
    b"%PDF-1.4 ",
    b'{"title": "a"}\n{',
    b"<html>",
]
PARTS = [
    b"title\ttext\tdate\n",
    b"Document 1 of 20\n",
    b"\n1 of 20 DOCUMENTS\n\n          Paper\n",
    b"\nLENGTH: 500 words\n",
    b"\nBody\n",
    b"\nSection: A\n",
    b"\nLength: 300 words\n",
    b"\nLoad-Date: April 10\n",
    b"\nCopyright 2018 X\n",
    b"\nHD Title\nWC 500 words\nPD 10 April 2018\nSN Paper\n",
    b"\n512 words\n10 April 2018\nPaper\nEnglish\nCopyright 2018\n",
    b"\nFull text: a\n",
    b"\nPublication title: b\n",
    b"\nProQuest document ID: 3\n",
    b"The harbour.\n",
    b"\t",
    b"\r\n",
    b"\xff",
]
HEADS = st.builds(
    lambda first, rest: first + b"".join(rest),
    st.sampled_from(BEGINNINGS),
    st.lists(st.sampled_from(PARTS), max_size=6),
)
PIECES = ["ab", "-", "\u2010", "\xad", "¬", "\n", " ", "\t", "1", "_", "é", "C"]


@pytest.mark.parametrize("name", ["a.txt", "a.text", "A.TXT"])
@given(head=HEADS)
def test_a_text_goes_to_the_first_reader_that_claims_it(name: str, head: bytes) -> None:
    first = next((reader for reader in READERS if reader.claims(name, head)), None)
    found = reader_for(name, head)
    assert (found and found.name) == (first and first.name)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_cut_word_is_found_quickly_where_it_is_found_slowly(text: str) -> None:
    assert bool(_MAY_BE_CUT.search(text)) == bool(_CUT.search(text))
