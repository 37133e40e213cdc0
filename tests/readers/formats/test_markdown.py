"""Markdown, with and without front matter."""

from __future__ import annotations

import datetime as dt

import pytest

from newsarchive.model.errors import ReadError
from tests.readers.reading import article, printed_title, read, records

FRONT = "---\ntitle: 'A: new line'\nauthor: [Jane Doe, Ali Veli]\ndate: 2018-04-10\n---\n"


def test_front_matter_and_a_body_kept_as_markdown() -> None:
    found = article("a.md", FRONT + "\nSome *text* [here](x).\n\n- item\n")
    assert (found.title, found.title_source) == ("A: new line", "front matter")
    assert (found.authors, found.authors_source) == (("Jane Doe", "Ali Veli"), "front matter")
    assert (found.date, found.date_source) == (dt.date(2018, 4, 10), "front matter")
    assert found.body == "Some *text* [here](x).\n\n- item"


def test_the_file_is_the_original() -> None:
    data = (FRONT + "Text.\n").replace("\n", "\r\n").encode("utf-8-sig")
    [record] = records("a.markdown", data)
    assert (record.original, record.encoding, record.number) == (data, "utf-8-sig", None)
    assert record.article.title == "A: new line"


def test_a_heading_is_the_title_where_front_matter_has_none() -> None:
    for front in ("", "---\ndate: 2018-04-10\n---\n"):
        found = article("a.md", front + "# A new line #\n\nText.")
        assert (found.title, found.title_source) == ("A new line", "heading")
        assert found.body == "Text."


def test_a_heading_may_lead_to_its_page() -> None:
    found = article("a.md", "# [A new line](https://paper.example/1)\n\nText.")
    assert (found.title, found.body) == ("A new line", "Text.")


def test_a_heading_that_repeats_the_title_is_no_text() -> None:
    for heading in ("# A: new line", "# [A: new line](https://paper.example/1) #"):
        assert article("a.md", f"{FRONT}{heading}\n\nText.").body == "Text."
    assert article("a.md", f"{FRONT}# A: new line\n").body == "# A: new line"


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n\r\n"])
def test_lines_above_the_text_of_a_page(name: str, between: str) -> None:
    lines = (
        "Title: A new line",
        "URL Source: https://paper.example/1",
        "Published Time: 2018-04-10T09:00:00Z",
        "Markdown Content:",
    )
    found = article(name, between.join(lines) + "\nText: of a page.\n\nMore.\n")
    assert (found.title, found.date) == ("A new line", dt.date(2018, 4, 10))
    assert (found.url, found.body) == ("https://paper.example/1", "Text: of a page.\n\nMore.")


def test_a_heading_below_a_title_stays_in_the_body() -> None:
    found = article("a.md", FRONT + "# Heading\n\nText.")
    assert (found.title, found.body) == ("A: new line", "# Heading\n\nText.")


def test_values_are_text() -> None:
    """YAML would make False of Norwegian, 1.1 of a version, and an error of an impossible day."""
    found = article(
        "a.md", "---\ntitle: 1.10\nlanguage: no\ndate: 2018-02-30\nsection: 'null'\n---\nText."
    )
    assert (found.title, found.language, found.date) == ("1.10", "no", None)
    assert found.section == "null"


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_null_is_absent(nothing: str) -> None:
    found = article("a.md", f"---\ntitle: {nothing}\nauthor: {nothing}\n---\nText.")
    assert (printed_title(found), found.authors) == (None, ())


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("a: b\n  c: x: y\n", "broken front matter at line 3: mapping values are not allowed"),
        ("a: b: c\n]\n", "broken front matter at line 2: mapping values are not allowed"),
        ("- a\n", "front matter at line 2 is not of the form name: value"),
        ("words\n", "front matter at line 2 is not of the form name: value"),
        ("a: &x [b]\nc: *x\n", "front matter uses an alias at line 3"),
        ("a: &x [*x]\n", "front matter uses an alias at line 2"),
        ("a: " + "[" * 100_000 + "\n", "front matter is nested too deeply at line 2"),
        ("{" * 100_000 + "\n", "front matter is nested too deeply at line 2"),
        ("a: 'b\n", "broken front matter"),
        ('a: "\x07"\n', "broken front matter: control characters"),
        ("a: b\n]\n", "broken front matter at line 3"),
    ],
)
def test_bad_front_matter_is_refused_with_its_line(front: str, message: str) -> None:
    with pytest.raises(ReadError, match=f"^{message}"):
        records("a.md", f"---\n{front}---\nText.")


@pytest.mark.parametrize("text", ["---\ntitle: x\n", FRONT, "# Only a heading", ""])
def test_a_file_without_text_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match=r"the text is empty|never closed"):
        records("a.md", text)


TOML = """+++
title = "A line"
date = 2018-04-10T09:30:00Z
[taxonomies]
tags = ["a", "b"]
[[extra.authors]]
name = "Jane Doe"
+++

# Heading

Text.
"""


@pytest.mark.parametrize("name", ["a.md", "a.txt", ""])
def test_front_matter_may_be_toml(name: str) -> None:
    found = article(name, TOML)
    assert (found.title, str(found.date), found.tags) == ("A line", "2018-04-10", ("a", "b"))
    assert (found.authors, found.body) == (("Jane Doe",), "# Heading\n\nText.")


def test_what_stands_outside_a_table_goes_before() -> None:
    found = article("a.md", "---\ntags: [a]\nextra:\n  tags: [b]\n  source: Daily\n---\nText.\n")
    assert (found.tags, found.source) == (("a",), "Daily")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('+++\ntitle = "x\n+++\nText.', "broken front matter at line 2: "),
        (
            "+++\na = 1\nText.",
            r"front matter that is never closed: a second line \+\+\+ is missing",
        ),
        ("+++\na = " + "[" * 5000 + "\n+++\nText.", "front matter is nested too deeply"),
        ("+++\na = " + "1" * 5000 + "\n+++\nText.", "broken front matter: "),
    ],
)
def test_broken_toml_is_refused_with_its_line(data: str, message: str) -> None:
    with pytest.raises(ReadError, match=f"^{message}"):
        read("a.md", data)


TEXT = "\n\nThe harbour opened.\n"


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: A line\ndate: 2018-04-10\nauthor:\n  - '[[Jane Doe]]'\n---",
        "---\ntitle: A line\npublished: 2018-04-10\nauthor: [[People/Jane Doe]]\n---",
        "---\ntitle: A line\ndate: 2018-04-10\nauthor: '[[people/doe|Jane Doe]]'\n---",
        "---\ntitle: A line\ndate: 2018-04-10\nauthor: '[Jane Doe](https://x.example/jd)'\n---",
        'title: A line\ndate: 2018/4/10 20:46:25\nauthor: "Jane Doe"\ntags:\n- a\n- b\n---',
        "Title: A line\nDate: 2018-04-10 09:30\nAuthors: Jane Doe\nTags: a, b",
        "Title: A\n    line\r\nDate: 2018-04-10\r\nAuthor: Jane Doe\r\n",
        '{\n  "title": "A line",\n  "date": "2018-04-10",\n  "author": "Jane Doe"\n}',
        '"title": "A line",\n"date": "2018-04-10",\n"author": "Jane Doe"\n;;;',
        "% A line\n% Jane Doe\n% 10 April 2018",
        "% A\n  line\n% Jane Doe\n% April 10, 2018",
        '+++\ntitle = "A line"\ndate = 2018-04-10\n[params]\nauthor = "Jane Doe"\n+++',
    ],
)
def test_front_matter_of_many_programs(front: str) -> None:
    found = article("a.md", front + TEXT)
    assert (found.title, str(found.date), found.authors) == (
        "A line", "2018-04-10", ("Jane Doe",),
    )  # fmt: skip
    assert found.body == "The harbour opened."


def test_a_value_with_a_colon_needs_no_quotation_marks() -> None:
    found = article("a.md", '---\r\ntitle: Harbour: "open" at last\r\ntags: [a, b]\r\n---\r\nText.')
    assert (found.title, found.tags) == ('Harbour: "open" at last', ("a", "b"))


def test_several_authors_above_a_text_of_pandoc() -> None:
    found = article("a.md", "% A line\n% Jane Doe\n  Ali Veli; John Roe" + TEXT)
    assert found.authors == ("Jane Doe", "Ali Veli", "John Roe")


@pytest.mark.parametrize(
    "text",
    [
        "Update: it opened.\n\nThe harbour opened.",
        "Title: not one line\nThe harbour opened.",
        "{% include x %}\n\nThe harbour opened.",
        '{"title": "x"} is JSON.\n\nThe harbour opened.',
        "The harbour\n---\nopened.",
        "100 %\n\nof it.",
        "{" * 1000,
    ],
)
def test_what_only_looks_like_front_matter_is_text(text: str) -> None:
    assert article("a.md", text).body == text


def test_json_above_a_text_that_is_nested_without_end_is_refused() -> None:
    with pytest.raises(ReadError, match="JSON nested too deeply"):
        read("a.md", '{"a": ' + "[" * 200_000)
