"""Headers of plain texts in all their forms, and prose that only looks like one."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.errors import ReadError
from newsarchive.readers.encoding import clean_body
from tests.readers.reading import article, printed_title

DATA = Path(__file__).parents[2] / "data"
TABLES = ("headers.jsonl", "more_headers.jsonl")
ROWS: dict[str, dict[str, Any]] = {
    f"{table} line {number}": json.loads(line)
    for table in TABLES
    for number, line in enumerate((DATA / table).read_text("utf-8").splitlines(), start=1)
}


def test_the_rows_of_the_tables_of_headers_are_read_as_expected() -> None:
    read = {
        place: {name: value(row, name) for name in row["expect"]} for place, row in ROWS.items()
    }
    otherwise = {place: read[place] for place, row in ROWS.items() if read[place] != row["expect"]}
    assert otherwise == {}


def value(row: dict[str, Any], name: str) -> object:
    """What is read, as the tables have it."""
    found = article("", row["text"])
    match name:
        case "date":
            return found.date and str(found.date)
        case "date_candidates":
            return list(map(str, found.date_candidates))
        case "authors":
            return list(found.authors)
        case "title":
            return printed_title(found)
        case _:
            return getattr(found, name)


def test_the_last_line_of_a_text_is_never_part_of_the_header() -> None:
    for row in ROWS.values():
        *_, last = clean_body(row["text"]).splitlines()
        assert article("", row["text"]).body.endswith(last)


@pytest.mark.parametrize(
    "line",
    [
        " date 2018-04-10 By Jane Doe",
        "date 2018-04-10 By Jane Doe",
        "\t DATE   2018-04-10   BY   Jane Doe  ",
        "Date: 10 April 2018 by: Jane Doe",
        "\ufeff date 2018-04-10 By Jane Doe\r",
        "By Jane Doe - 10 April 2018",
        "10 April 2018 | By Jane Doe",
        "By Jane Doe\nApril 10, 2018",
        "2018-04-10\nBy Jane Doe",
        "Author: Jane Doe\nPublished: 2018-04-10",
        "BYLINE: By Jane Doe\nDATE: 2018-04-10",
    ],
)
def test_one_day_and_one_author_in_many_forms(line: str) -> None:
    found = article("a.txt", f"{line}\n\nFirst paragraph.\n\nSecond.\n")
    assert (found.date, found.authors) == (dt.date(2018, 4, 10), ("Jane Doe",))
    assert found.body == "First paragraph.\n\nSecond."
    assert found.title_source == "derived"


@pytest.mark.parametrize(
    ("head", "date", "authors"),
    [
        (" date 2018-04-10", "2018-04-10", ()),
        ("By Jane Doe", None, ("Jane Doe",)),
        (" date 2018-04-10 By jane doe", "2018-04-10", ("jane doe",)),
        (" date 2018-04-10 By Jane Doe and Kim Sok", "2018-04-10", ("Jane Doe", "Kim Sok")),
        ("By Jane Doe\nBy Kim Sok\n2018-04-10", "2018-04-10", ("Jane Doe", "Kim Sok")),
    ],
)
def test_date_or_author_may_be_missing_or_several(
    head: str, date: str | None, authors: tuple[str, ...]
) -> None:
    found = article("a.txt", f"{head}\n\nText.")
    assert (found.date and str(found.date)) == date
    assert (found.authors, found.body) == (authors, "Text.")


def test_all_labels() -> None:
    found = article(
        "a.txt",
        "Headline: A new line\nAuthors: Jane Doe; Kim Sok\nPublished: 2018-04-10T08:15:00Z\n"
        "Source: Daily Example\nURL: https://news.example/1\nSection: World\nTags: energy, asia\n"
        "Language: EN\nUpdated: 2018-04-11\n\nText.",
    )
    assert (found.title, found.title_source) == ("A new line", "header line 1")
    assert (found.authors, found.authors_source) == (("Jane Doe", "Kim Sok"), "header line 2")
    assert (str(found.date), found.date_source) == ("2018-04-10", "header line 3")
    assert (found.published, found.updated) == ("2018-04-10T08:15:00Z", "2018-04-11")
    assert (found.source, found.url) == ("Daily Example", "https://news.example/1")
    assert (found.section, found.tags, found.language) == ("World", ("energy", "asia"), "en")
    assert found.body == "Text."


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_title_above_byline_and_date(gap: str) -> None:
    found = article("a.txt", f"The grid is agreed.{gap[1:]}\nBy Jane Doe\n2018-04-10\n\nText.")
    if gap == "\n":
        assert (found.title, found.title_source) == ("The grid is agreed.", "header line 1")
        assert (found.authors_source, found.date_source) == ("header line 2", "header line 3")
    else:  # a sentence on its own is a paragraph
        assert found.title_source == "derived"


@pytest.mark.parametrize(
    "text",
    [
        "By the end of April 10 villages had power.\n\nMore.",
        "By John Smith\nwas surprised when it came.\n\nMore.",
        "By popular demand, the show returns\n\nMore.",
        "By pure chance\n\nThe ferry sails again.",
        "Step by Step the plan\nwas made.\n\nMore.",
        "The plan was made by Jane Doe\nin 2018.\n\nMore.",
        "Date palms are grown in Baku and\nelsewhere.\n\nMore.",
        "The plan was agreed on\n10 April 2018\nby both sides.\n\nMore.",
        "10 April 2018 was a day that nobody here will forget.\n\nMore.",
        "A first paragraph, quite short.\n\nBy Jane Doe\n\nMore.",
        "Baku\n\nA single word may be a place.",
        "Short line with nothing under it",
        "One paragraph.\n\nBy the way: Jane Doe\n\n2018-04-10",
    ],
)
def test_prose_is_not_a_header(text: str) -> None:
    found = article("a.txt", text)
    assert (found.date, found.authors, printed_title(found)) == (None, (), None)
    assert found.body == text


def test_only_the_first_lines_can_be_a_header() -> None:
    text = "First paragraph.\n\n date 2018-04-10 By Jane Doe\n\nAuthor: Kim Sok"
    assert article("a.txt", text).body == text


def test_a_byline_that_cannot_be_read_stays_in_the_body() -> None:
    found = article("a.txt", "A new line\nBy the man who saw it\n2018-04-10\n\nText.")
    assert (found.title, str(found.date), found.authors) == ("A new line", "2018-04-10", ())
    assert found.body == "By the man who saw it\n\nText."


@pytest.mark.parametrize("line", ["by noon | 2018-04-10", "By then too late | 2018-04-10"])
def test_a_line_whose_byline_cannot_be_read_stays_though_its_day_is(line: str) -> None:
    found = article("a.txt", f"A new line\n{line}\n\nText.")
    assert (found.title, str(found.date), found.authors) == ("A new line", "2018-04-10", ())
    assert found.body == f"{line}\n\nText."


def test_a_title_may_begin_as_a_byline_of_another_language_does() -> None:
    found = article("a.txt", "Par un temps de chien\n10 avril 2018\n\nTexte ici.")
    assert (printed_title(found), found.authors) == ("Par un temps de chien", ())


@given(
    st.lists(
        st.sampled_from(
            ["By Jane Doe", "2018-04-10", "Title: x", "A line here", "", "By x", "Date: y", "Text."]
        ),
        max_size=8,
    )
)
def test_no_line_is_lost(lines: list[str]) -> None:
    """Every line is in the body or in a field."""
    try:
        found = article("a.txt", "\n".join(lines))
    except ReadError:
        return
    kept = [found.body, found.title or "", str(found.date), *found.authors]
    for line in filter(None, lines):
        value = line.removeprefix("By ").removeprefix("Title: ")
        assert any(value in part for part in kept), line


@pytest.mark.parametrize(
    "line", ["5 min read", "© 2018 Daily Example", "https://news.example/1", "Photo: Kim Sok"]
)
def test_noise_of_a_page_stays_in_the_body(line: str) -> None:
    found = article("a.txt", f"A new line\n{line}\nBy Jane Doe\n2018-04-10\n\nText.")
    assert (found.title, found.authors) == ("A new line", ("Jane Doe",))
    assert found.body == f"{line}\n\nText."


def test_a_dateline_stays_in_the_text() -> None:
    text = "BAKU, April 10, 2018 (Reuters) - The ministry said so.\n\nMore."
    assert article("a.txt", text).body == text


@pytest.mark.parametrize("letter", ["ı", "ſ", "İ"])
def test_a_label_in_letters_that_only_fold_to_its_own_loses_no_line(letter: str) -> None:
    line = f"T{letter}tle: A new line" if letter != "ſ" else "ſource: A paper"
    found = article("", f"{line}\n\nThe ferry sails again.\n")
    assert line in (found.title, found.body.split("\n")[0])


@pytest.mark.parametrize(
    "opener", ["By ", "reporting by: ", "Text: ", "记者 ", "a cura di ", "文/"]
)
def test_a_byline_may_follow_the_date(opener: str) -> None:
    name = "李明" if not opener.isascii() else "Jane Doe"
    found = article("", f"10 April 2018 {opener}{name}\n\nThe ferry sails again.\n")
    assert found.authors == (name,)


def test_a_title_in_capitals_that_ends_with_a_role_is_a_title() -> None:
    found = article("a.txt", "NORTHERN ROPE <NR> NAMES NEW PRESIDENT\n1987-03-02\n\nIt did so.\n")
    assert printed_title(found) == "NORTHERN ROPE <NR> NAMES NEW PRESIDENT"
    assert (found.date, found.authors) == (dt.date(1987, 3, 2), ())


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Headline: A new line\nArticle: ", "The ferry sails again.\n\nMore."),
        ("Headlines:\nA new line\nParagraphs:\n", "The ferry sails again.\n\nMore."),
        ("Media Name - A paper\nHeadline - A new line\nArticle - ", "The ferry sails again."),
        ("-- A new line\n--\n-- Tue Apr 10, 2018 5:19pm EDT\n\n", "The ferry sails again."),
    ],
)
def test_the_text_begins_behind_its_label_and_below_dashes(head: str, body: str) -> None:
    found = article("", f"{head}{body}\n")
    assert (printed_title(found), found.body) == ("A new line", body)


@pytest.mark.parametrize(
    ("label", "value"),
    [("By", "Jane Doe"), ("Published:", "10 April 2018"), ("Author:", "Jane Doe")],
)
def test_a_label_alone_speaks_for_the_line_below_it(label: str, value: str) -> None:
    found = article("", f"A new line\n\n{label}\n\n{value}\n\nThe ferry sails again.\n")
    assert found.authors == ("Jane Doe",) or found.date == dt.date(2018, 4, 10)
    assert printed_title(found) == "A new line"


def test_a_title_may_run_over_two_lines() -> None:
    found = article("", "The ferry sails again\nafter two winters\n\nBy Jane Doe\n\nText.\n")
    assert printed_title(found) == "The ferry sails again after two winters"
    assert found.body == "Text."


def test_of_two_lines_that_may_be_the_title_neither_is_taken() -> None:
    text = "Ferry sails\n\nTwo towns are joined again by a boat\n\nBy Jane Doe\n\nText.\n"
    found = article("", text)
    assert printed_title(found) is None
    assert found.authors == ("Jane Doe",)
    assert found.body == text.replace("By Jane Doe\n\n", "").strip()
