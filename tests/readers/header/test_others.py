"""A header is read with what the other texts of its collection say."""

from __future__ import annotations

from newsarchive.readers.header.header import Others, read_header

TEXT = "The council met on Monday and agreed on the plan for the grid of the old town.\n"
PAPER = "The Harlow and District Weekly of the Vale"


def mark_of(row: str) -> str:
    """The mark of a row, wherever it stands."""
    return read_header(f"{row}\n\n{TEXT}").marks.split()[0].rpartition(":")[2]


def test_rows_have_labels_and_marks() -> None:
    marks = read_header(f"SPORT\nHarbour Fog\nBy Jane Doe\n10 April 2018\n\n{TEXT}").marks
    assert [one.partition(":")[0] for one in marks.split()] == [
        "section", "title?", "byline", "day", "text"
    ]  # fmt: skip
    assert marks.split()[0] == f"section:{mark_of('SPORT')}"


def test_a_text_without_a_header_has_marks_too() -> None:
    assert read_header(TEXT).marks.startswith("text:")


def test_a_text_begins_below_the_rows_that_others_share() -> None:
    others = Others(frozenset((mark_of(PAPER), mark_of("Vale and hill"))))
    text = f"{PAPER}\n\nVale and hill\nFerry to sail again\nBy Jane Doe\n\n{TEXT}"
    header = read_header(text, None, others)
    assert header.values["title"] == "Ferry to sail again"
    assert header.sources["title"] == "header line 4"
    assert header.unread == [PAPER, "Vale and hill"]
    assert header.body == TEXT


def test_a_shared_row_above_plain_text_is_no_part_of_it() -> None:
    header = read_header(f"{PAPER}\n{TEXT}", None, Others(frozenset((mark_of(PAPER),))))
    assert (header.values, header.unread, header.body) == ({}, [PAPER], TEXT)


def test_a_shared_row_below_a_date_is_no_title() -> None:
    text = f"10 April 2018\n{PAPER}\nFerry to sail again\nBy Jane Doe\n\n{TEXT}"
    assert read_header(text).values.get("title") != "Ferry to sail again"
    header = read_header(text, None, Others(frozenset((mark_of(PAPER),))))
    assert header.values["title"] == "Ferry to sail again"


def test_a_layout_decides_only_where_a_text_is_uncertain() -> None:
    layout = Others(layout=("section", "title", "byline", "day"))
    uncertain = f"SPORT\nHarbour Fog\nBy Jane Doe\n10 April 2018\n\n{TEXT}"
    assert "title" not in read_header(uncertain).values
    assert read_header(uncertain, None, layout).values["title"] == "Harbour Fog"
    certain = f"Ferry to sail again after two winters\nBy Jane Doe\n10 April 2018\n\n{TEXT}"
    assert read_header(certain, None, layout).values == read_header(certain).values


def test_a_text_of_nothing_but_shared_rows_is_read_as_ever() -> None:
    text = f"{PAPER}\nBy Jane Doe\n"
    marks = read_header(text).marks.split()
    others = Others(frozenset(one.rpartition(":")[2] for one in marks))
    header = read_header(text, None, others)
    assert "".join((*header.unread, header.body)).split() == text.split()
