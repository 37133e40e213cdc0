"""The record, and the formats that carry it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.article import Article
from newsarchive.render import plain
from newsarchive.render.record import FIELDS, Record, fields, record
from newsarchive.render.structured import FORMATS, Format, Shape, write
from tests.render.hits import ARTICLE, hit


def written(records: list[Record], form: Format) -> str:
    stream = io.StringIO()
    assert write(records, tuple(records[0]) if records else ("a",), form, stream) == len(records)
    return stream.getvalue()


def test_version_1_of_the_record() -> None:
    assert FIELDS == (
        "id", "title", "title_source", "date", "published", "updated", "authors", "agency",
        "source", "url", "language", "section", "tags", "words", "path", "score", "snippet",
        "date_source", "date_candidates", "authors_source", "language_source", "place", "version",
        "alike", "added", "notes",
    )  # fmt: skip
    found = record(hit(ARTICLE, "baku", score=1.23456))
    assert tuple(found) == FIELDS
    assert found["id"] == "00000001deadbeef"
    assert found["date"] == "2018-04-10"
    assert found["authors"] == ["Jane Doe", "Ali Veli"]
    assert found["score"] == 1.2346
    assert found["url"] is None


def test_the_body_comes_last_and_only_when_asked_for() -> None:
    assert fields(body=True) == tuple(record(hit(ARTICLE), body=True)) == (*FIELDS, "body")


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"))
lines = st.text(st.characters(categories=["L", "N", "P", "Zs"]) | st.just("\n"))


@given(st.lists(st.fixed_dictionaries({"a": texts | st.none(), "b": st.lists(texts)})))
def test_json_says_what_the_record_says(records: list[Record]) -> None:
    assert json.loads(written(records, "json")) == records
    assert [json.loads(line) for line in written(records, "jsonl").split("\n")[:-1]] == records


@given(st.lists(st.fixed_dictionaries({"a": lines, "body": lines}), min_size=1))
def test_csv_says_what_the_record_says(records: list[dict[str, str]]) -> None:
    """A body keeps its lines; that nothing is a formula is tested in test_guard."""
    stream = io.StringIO()
    assert write(records, ("a", "body"), Shape("csv", raw=True), stream) == len(records)  # type: ignore[arg-type]
    assert list(csv.DictReader(io.StringIO(stream.getvalue(), newline=""))) == [
        {"a": one["a"].replace("\n", " "), "body": one["body"]} for one in records
    ]


def test_cells_of_what_is_missing_and_of_lists() -> None:
    records: list[Record] = [{"a": None, "b": ["x", "y;z"], "c": 0.5, "body": 'say "hi",\nyou'}]
    assert written(records, "csv") == 'a,b,c,body\n,x; y;z,0.5,"say ""hi"",\nyou"\n'
    assert written(records, "tsv") == 'a\tb\tc\tbody\n\tx; y;z\t0.5\tsay "hi", you\n'


@pytest.mark.parametrize(
    ("form", "text"), [("json", "[]\n"), ("jsonl", ""), ("csv", "a\n"), ("tsv", "a\n")]
)
def test_no_record_is_valid_too(form: Format, text: str) -> None:
    assert written([], form) == text


def test_records_are_written_as_they_come() -> None:
    for form in FORMATS:
        stream = io.StringIO()

        def records(stream: io.StringIO = stream) -> Iterator[Record]:
            yield {"a": "first"}
            assert "first" in stream.getvalue()

        assert write(records(), ("a",), form, stream) == 1


def test_plain_lines_have_four_columns() -> None:
    stream = io.StringIO()
    assert plain.hits([hit(ARTICLE), hit(Article(body="x\ty"), rank=2)], stream) == 2
    assert stream.getvalue() == (
        "00000001\t2018-04-10\tJane Doe; Ali Veli\tOil prices rise\n00000002\t-         \t-\t-\n"
    )
