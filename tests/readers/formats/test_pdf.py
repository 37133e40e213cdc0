"""PDF: pages as paragraphs in reading order. Each test starts the process that reads a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import util

import pytest

from newsarchive.model.errors import NeedsExtraError, ReadError
from newsarchive.model.record import ReadWarning, Record
from newsarchive.readers.documents import pdf as reading
from tests.readers.documents import PICTURE, STORY, at, drawn, pdf
from tests.readers.reading import article, read, records

pytestmark = pytest.mark.surroundings

LEFT = (
    "The harbour of Marlow opened on Tues-", "day after nine years of building, and",
    "the first ship carried bricks for the",
)  # fmt: skip
RIGHT = (
    "market hall, its owner said. Repairs", "to the north quay have cost twice what",
    "was planned, says a well-known report.",
)  # fmt: skip
WHOLE = (
    "The harbour of Marlow opened on Tuesday after nine years of building, and the first ship"
    " carried bricks for the market hall, its owner said. Repairs to the north quay have cost twice"
    " what was planned, says a well-known report."
)


def body(*pages: str) -> str:
    return article("a.pdf", pdf(*pages)).body


def test_a_pdf_is_read_as_the_same_plain_text() -> None:
    title, byline, day, *texts = STORY
    page = at(60, 700, title, size=18) + at(60, 670, byline, day) + at(60, 630, *texts)
    [record] = records("a.pdf", pdf(page))
    found = record.article
    assert (found.title, found.authors, str(found.date)) == (
        title, ("Tessa Brandt",), "2019-03-04",
    )  # fmt: skip
    assert record.original == pdf(page)


@pytest.mark.parametrize("order", ["columns", "rows"])
def test_columns_are_read_one_after_the_other(order: str) -> None:
    if order == "columns":
        page = at(60, 600, *LEFT) + at(300, 600, *RIGHT)
    else:
        rows = zip(LEFT, RIGHT, (600, 588, 576), strict=True)
        page = " ".join(at(60, y, left) + at(300, y, right) for left, right, y in rows)
    assert body(at(60, 640, "Harbour opens after nine years", size=20) + page) == WHOLE


def test_a_paragraph_goes_on_over_a_page_without_heads_feet_and_numbers() -> None:
    def page(number: int, *lines: str) -> str:
        head = at(60, 810, f"The Courier, page {number}", size=8)
        return head + at(60, 600, *lines) + at(290, 50, f"- {number} -", size=8)

    assert body(page(1, *LEFT), page(2, *RIGHT)) == WHOLE


def test_what_a_browser_prints_in_the_margin_is_no_text() -> None:
    margin = at(20, 825, "10/04/2018, 09:12", size=8) + at(20, 12, "https://a.example 1/1", size=8)
    found = article("a.pdf", pdf(margin + at(60, 600, *LEFT) + at(60, 560, *RIGHT)))
    assert found.body.startswith("The harbour")
    assert found.body.endswith("report.")
    assert found.date is None


def test_a_running_title_is_left_out_on_the_pages_that_follow() -> None:
    first = at(60, 780, "Harbour opens after nine years", size=20) + at(60, 700, *LEFT)
    second = at(60, 800, "Harbour opens after nine years", size=8) + at(60, 700, *RIGHT)
    found = article("a.pdf", pdf(first, second))
    assert (found.title, found.body) == ("Harbour opens after nine years", WHOLE)


def test_paragraphs_begin_below_a_gap_and_at_an_indent() -> None:
    short = "Nine ships were waiting."
    page = at(60, 600, *LEFT, "market.") + at(72, 552, RIGHT[0]) + at(60, 540, RIGHT[1], short)
    lines = body(page + at(60, 490, short)).split("\n\n")
    assert [line.split()[0] for line in lines] == ["The", "market", "Nine"]


def test_a_large_initial_belongs_to_its_word() -> None:
    first, second, third = LEFT
    page = at(60, 576, first[0], size=34) + at(86, 600, first[1:], second) + at(60, 576, third)
    assert body(page) == WHOLE.partition(" market")[0]


def test_a_page_on_its_side_is_read_and_a_line_in_its_margin_is_not() -> None:
    page = at(100, 60, *LEFT, turn="0 1 -1 0") + at(60, 20, "Printed by A")
    assert body(page) == WHOLE.partition(" market")[0]


def test_a_pdf_that_is_an_export_is_read_as_one() -> None:
    """Each article begins on a page, so the same lines stand at the same places of many pages."""
    below = (
        "The Courier", "March 4, 2019 Monday", "Copyright 2019 The Courier", "Length: 9 words",
        "Byline: Tessa Brandt", "Body", STORY[3],
    )  # fmt: skip
    pages = [
        " ".join(at(60, 760 - 24 * row, line) for row, line in enumerate((title, *below)))
        + at(60, 500, "End of Document")
        for title in ("Ferry to sail", "Quay to be mended", "Fares to rise")
    ]
    found = records("a.pdf", pdf(*pages))
    assert [(one.number, one.reader) for one in found] == [(n, "nexis") for n in (1, 2, 3)]
    assert {one.article.body for one in found} == {STORY[3]}


def test_a_table_of_labels_and_values_is_read_by_rows() -> None:
    """Factiva prints its tags in a column of their own."""
    values = {
        "HD": ["Ferry to sail"], "WC": ["61 words"], "PD": ["4 March 2019"], "LP": ["It sails."],
        "TD": ["To the north quay the ferry will take an hour", "and a half."],
        "AN": ["Document PELCR00020190304ef3400001"],
    }  # fmt: skip
    page, y = "", 780
    for tag, lines in values.items():
        page += at(60, y, tag) + at(110, y, *lines)
        y -= 12 * len(lines) + 6
    [found] = records("a.pdf", pdf(page))
    assert (found.reader, found.article.title) == ("factiva", "Ferry to sail")
    text = "It sails.\n\nTo the north quay the ferry will take an hour and a half."
    assert found.article.body == text


def test_pages_that_were_scanned_are_named() -> None:
    found = read("a.pdf", pdf(at(60, 600, *LEFT), PICTURE, PICTURE))
    assert isinstance(found[0], Record)
    assert found[1:] == [ReadWarning("a.pdf", "pages without text (they were scanned): 2, 3")]


_PASSWORD = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'41' * 32}>/U<{'42' * 32}>/P -4>>/ID[<41><41>]"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf(PICTURE), "no text in it (it was scanned)"),
        (pdf(""), "no text in it"),
        (pdf(at(60, 600, "Hidden."), trailer=_PASSWORD), "encrypted: save it without its password"),
        (b"%PDF-1.7 nonsense", "damaged: it cannot be opened as a PDF"),
        (pdf("/X Do", extra=drawn(5), use="/X 5 0 R"), "no text in it"),
        (pdf(at(60, 600, "\\001\\002\\003\\004")), "its fonts do not say"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as raised:
        read("a.pdf", data)
    assert reason in str(raised.value)


@pytest.mark.long
def test_a_pdf_that_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form draws ten of another one, each of which draws ten, and so on: 10 to the 30th."""
    monkeypatch.setattr(reading, "_PATIENCE", 1)
    data = pdf("/X Do", extra=drawn(*range(6, 36), 3, times=10), use="/X 5 0 R")
    with pytest.raises(ReadError, match="reading it does not end"):
        read("a.pdf", data)


def test_where_no_process_can_be_started_a_pdf_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/no/such/python")
    with pytest.raises(ReadError, match="no process can be started to read it: no such file"):
        read("a.pdf", pdf(at(60, 600, *LEFT)))


def test_without_the_extra_a_pdf_is_refused_with_the_words_that_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(util, "find_spec", lambda _: None)
    monkeypatch.setattr(reading, "find_spec", util.find_spec)
    with pytest.raises(NeedsExtraError, match=r"pip install 'newsarchive\[documents\]'"):
        read("a.pdf", pdf(at(60, 600, *LEFT)))


def clipping(title: str, day: str, what: str) -> str:
    lines = ("The Bay Courier", day)
    text = (
        f"The {what} will be open through the winter for the first time, its owner",
        f"said, and two men have been hired for the {what} in the town.",
        f"Nobody in the town had thought that the {what} would be needed.",
        f"The council looks for a third one, and the {what} for a roof.",
    )
    return at(60, 780, *lines) + at(60, 730, title, size=18) + at(60, 690, *text)


def marked(*pages: str, titles: Sequence[str], first: int = 0, level: str = "") -> bytes:
    """A PDF with a bookmark of each title, on pages from the first; they have number 6 and more."""
    end = 5 + len(titles)
    bookmarks = [
        f"<</Title({title})/Parent 5 0 R/Dest[{end + 2 * (number + first) + 2} 0 R/Fit]"
        + (f"/Next {number + 7} 0 R>>" if number + 1 < len(titles) else f"{level}>>")
        for number, title in enumerate(titles)
    ]
    root = f"<</Type/Outlines/First 6 0 R/Last {end} 0 R>>"
    return pdf(*pages, extra=(root, *bookmarks), catalog="/Outlines 5 0 R")


TITLES = (
    "Ferry to sail all winter",
    "Harbour opens again after nine years",
    "Choir buys the lighthouse",
)
THINGS = ("ferry", "harbour", "lighthouse")
CLIPPINGS = [
    clipping(title, f"{day} April 2019", what)
    for title, day, what in zip(TITLES, (3, 4, 5), THINGS, strict=True)
]
COVER = at(60, 700, "Press review", "Ferries and harbours") + at(60, 600, *TITLES)


def test_clippings_with_bookmarks_are_articles() -> None:
    for data, first in (
        (marked(*CLIPPINGS, titles=TITLES), 1),
        (marked(COVER, *CLIPPINGS, titles=TITLES, first=1), 2),
    ):
        found = [one for one in read("a.pdf", data) if isinstance(one, Record)]
        assert [(one.number, one.article.title, str(one.article.date)) for one in found] == [
            (first + at, title, f"2019-04-0{3 + at}") for at, title in enumerate(TITLES)
        ]
        assert {one.reader for one in found} == {"text"}
        assert article("a.txt", found[1].original) == found[1].article
    assert ReadWarning("a.pdf", "passed over: the pages before the first article") in read(
        "a.pdf", data
    )


@pytest.mark.parametrize(
    "data",
    [
        pdf(*CLIPPINGS),
        marked(*CLIPPINGS, titles=("Introduction", *TITLES[1:])),
        marked(*(one.replace(" April 2019", "") for one in CLIPPINGS), titles=TITLES),
        marked(*CLIPPINGS, titles=TITLES, first=-1),
        marked(*CLIPPINGS, titles=TITLES, level="/Next 6 0 R"),
    ],
    ids=["no bookmarks", "other titles", "no days", "nowhere", "in a circle"],
)
def test_what_is_not_certainly_several_articles_is_one(data: bytes) -> None:
    [record] = records("a.pdf", data)
    for what in THINGS:
        assert f"The {what} will be open" in record.article.body
    assert record.original == data
