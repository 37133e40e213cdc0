"""Small files, each after a layout that people have, are read as a careful reader would.

In tests/data/cases stands FILE with FILE.expected.json: `{"input": FILE, "articles": [{...}]}`.
An article's keys are those of a record, a derived title counting as none, or of `SAYS`; `NAME_any`
lists what is as good; `{"error": ...}` says that nothing is read and a problem is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsarchive.ingest.discover import Source, find
from newsarchive.ingest.events import Extracted
from newsarchive.ingest.extract import Extractor
from newsarchive.model.article import Problem
from newsarchive.model.record import ReadWarning
from newsarchive.readers.plugins import Plugins
from newsarchive.readers.record import ReadOptions
from newsarchive.store.columns import VERSION

CASES = Path(__file__).parents[1] / "data" / "cases"
EXPECTED = sorted(CASES.glob("*.expected.json"))

SAYS: dict[str, Callable[[str, str, Any], bool]] = {
    "body_starts": lambda flat, _, value: flat.startswith(value),
    "body_ends": lambda flat, _, value: flat.endswith(value),
    "body_starts_any": lambda flat, _, value: any(map(flat.startswith, value)),
    "body_ends_any": lambda flat, _, value: any(map(flat.endswith, value)),
    "body_contains": lambda flat, _, value: all(part in flat for part in value),
    "body_not_contains": lambda _, body, value: not any(part in body for part in value),
    "body_count": lambda flat, _, value: all(flat.count(one) == n for one, n in value.items()),
}
"""What a case can say of a body, with its white space as single blanks, or as it is."""


def read(path: Path, options: ReadOptions) -> tuple[list[dict[str, Any]], list[Problem]]:
    """The records of the file in the form of their JSON, and the problems."""
    [source] = find([path])
    assert isinstance(source, Source)
    records: list[dict[str, Any]] = []
    problems = []
    for event in Extractor(options, Plugins()).events(source):
        if isinstance(event, Extracted):
            columns = event.record.columns
            found = {
                column.name: column.kind.read(value)
                for column, value in zip(VERSION[-len(columns) :], columns, strict=True)
            }
            found["url"] = event.record.url
            if found["title_source"] == "derived":
                found["title"] = None
            for name in ("authors", "tags"):
                found[name] = list(found[name] or ())
            found["date"] = None if found["date"] is None else str(found["date"])
            records.append(found)
        elif isinstance(event, Problem) and not isinstance(event, ReadWarning):
            problems.append(event)
    return records, problems


def differences(record: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """How the record differs from what is wanted."""
    body = record["body"] or ""
    found = []
    for key, value in wanted.items():
        name = key.removesuffix("_any")
        if key in SAYS:
            right = SAYS[key](" ".join(body.split()), body, value)
        elif key == name:
            right = (record[name] or None) == (value or None)
        else:
            right = record[name] in value
        if not right:
            found.append(key if key in SAYS else f"{key}: {record[name]!r}, not {value!r}")
    return found


def _parameter(path: Path) -> Any:
    """The case under its name; a PDF is read in a process of its own."""
    name = path.name.removesuffix(".expected.json")
    marks = (pytest.mark.surroundings,) if name.endswith(".pdf") else ()
    return pytest.param(path, id=name, marks=marks)


@pytest.mark.parametrize("path", [_parameter(one) for one in EXPECTED])
def test_it_is_read_as_a_careful_reader_would(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    records, problems = read(CASES / case["input"], ReadOptions())
    if "error" in case["articles"][0]:
        assert problems
        assert not records
        return
    assert len(records) == len(case["articles"])
    found = [differences(*pair) for pair in zip(records, case["articles"], strict=True)]
    assert found == [[] for _ in found]
