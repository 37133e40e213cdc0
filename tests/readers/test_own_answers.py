"""Answers of ours that say how they were made are read as those that do not."""

from __future__ import annotations

import csv
import io

import pytest

from newsarchive.render import about
from tests.readers.reading import format_of, read, records

ABOUT: dict[str, object] = {
    "program": "newsarchive 0.1.0", "understood": 'oil, "a;b"\t@x', "revision": 1, "ids": [],
}  # fmt: skip
ANSWERS = {
    "json": '[\n  {"title": "Oil", "body": "Oil rose."}\n]\n',
    "jsonl": '{"title": "Oil", "body": "Oil rose."}\n{"title": "Gas", "body": "Gas."}\n',
    "csv": "title,body\nOil,Oil rose.\n",
    "tsv": "title\tbody\nOil\tOil rose.\n",
    "bibtex": "@article{a,\n  title = {Oil},\n  abstract = {Oil rose.},\n}\n",
}


@pytest.mark.parametrize("form", ANSWERS)
def test_an_about_is_passed_over(form: str) -> None:
    """The originals are the same, so the ids are; from standard input too."""
    out, answer = io.BytesIO(), ANSWERS[form].encode()
    about.write(form, about.line(form, ABOUT), io.BytesIO(answer), out)
    for name in (f"answer.{form}", ""):
        found, bare = records(name, out.getvalue()), records(name, answer)
        assert [(one.article, one.original) for one in found] == [
            (one.article, one.original) for one in bare
        ]
        assert format_of(name, out.getvalue()) == format_of(name, answer)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("width", [0, 40])
def test_an_about_that_a_spreadsheet_saved_is_too(delimiter: str, width: int) -> None:
    out = io.StringIO()
    answer = [["title", "body"], ["Oil", "Oil rose."]]
    rows = [next(csv.reader([about.line("csv", ABOUT)])), *answer]
    csv.writer(out, delimiter=delimiter).writerows(row + [""] * (width - len(row)) for row in rows)
    for name in ("answer.csv", ""):
        [found] = records(name, out.getvalue())
        assert (found.article.title, found.article.body) == ("Oil", "Oil rose.")


def test_a_file_beside_an_answer_holds_no_article() -> None:
    assert read("answer.csv.about.json", about.file_of(ABOUT)) == []


def test_an_article_with_a_field_of_that_name_is_one() -> None:
    text = '{"about": {"program": "x"}, "title": "Oil", "body": "Oil rose."}'
    assert len(records("a.json", text)) == 1
