"""Lines of a page at their places: columns, heads and paragraphs lose no word."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.readers.documents.columns import Part, bands, regions, with_initials
from newsarchive.readers.documents.printed import paragraphs

PLACES = st.sampled_from([0.0, 5.0, 60.0, 62.0, 200.0, 300.0, -40.0, 1e9]) | st.floats(-50, 900)
TEXTS = st.text("abTé .", min_size=1, max_size=30).filter(str.strip)


@st.composite
def parts(draw: st.DrawFn) -> list[Part]:
    """Pieces of lines anywhere on a page, of any width and height."""
    many = draw(st.integers(1, 40))
    return [
        Part(draw(TEXTS), left := draw(PLACES), bottom := draw(PLACES), left + 150, bottom + 12)
        for _ in range(many)
    ]


def letters(found: list[Part]) -> Counter[str]:
    return Counter("".join("".join(part.text for part in found).split()))


@given(page=parts())
def test_no_letter_of_a_page_is_lost(page: list[Part]) -> None:
    found = [line for region in regions(page) for line in region]
    assert letters(found) == letters(page)
    assert letters(with_initials(page)) == letters(page)
    text = "".join("".join(paragraphs([found])).split())
    assert Counter(text) == letters(page)


def test_a_row_of_many_pieces_is_whole() -> None:
    row = [Part(f"w{n}", 60.0 + 20 * n, 700, 72.0 + 20 * n, 712) for n in range(30)]
    rows = [part._replace(bottom=700 - 12 * n, top=712 - 12 * n) for n in range(5) for part in row]
    assert letters([line for region in regions(rows) for line in region]) == letters(rows)


def test_rows_are_read_from_the_top_and_from_the_left() -> None:
    page = [Part("d", 90, 80, 99, 92), Part("c", 9, 81, 20, 93), Part("a", 9, 99, 20, 111)]
    assert [[part.text for part in row] for row in bands(page)] == [["a"], ["c", "d"]]
