"""ALTO: the text of a page that was scanned."""

from __future__ import annotations

import pytest

from newsarchive.model.errors import ReadError
from tests.readers.reading import article, format_of, read


def page(*lines: str) -> str:
    joined = "".join(f"<TextLine>{line}</TextLine>" for line in lines)
    return f'<alto xmlns="http://www.loc.gov/standards/alto/v3#"><TextBlock>{joined}</TextBlock></alto>'


def words(text: str, after: str = "") -> str:
    return "<SP/>".join(f'<String CONTENT="{word}"/>' for word in text.split()) + after


def test_it_is_recognised_by_its_root() -> None:
    assert format_of("a.xml", page()) == "alto"
    assert format_of("a.alto", "") == "alto"


def test_the_lines_of_a_block_are_a_paragraph() -> None:
    assert (
        article("a.xml", page(words("The ferry"), "", words("sails."))).body == "The ferry sails."
    )


def test_hyphens_at_line_ends_are_undone() -> None:
    assert article("a.xml", page(words("The fer", "<HYP/>"), words("ry sails."))).body == (
        "The ferry sails."
    )
    first = '<String CONTENT="fer" SUBS_TYPE="HypPart1" SUBS_CONTENT="ferry"/><HYP/>'
    second = '<String CONTENT="ry" SUBS_TYPE="HypPart2" SUBS_CONTENT="ferry"/>'
    assert article("a.xml", page(words("The") + first, second + words("sails."))).body == (
        "The ferry sails."
    )


def test_a_page_without_a_text_is_refused() -> None:
    with pytest.raises(ReadError, match="no text on this page"):
        read("a.xml", page(""))


def test_a_word_that_is_parted_between_two_blocks_joins_them() -> None:
    first = page(words("The fer", "<HYP/>")).replace("</alto>", "")
    second = page(words("ry sails.")).partition('#">')[2]
    assert article("a.xml", first + second).body == "The ferry sails."
