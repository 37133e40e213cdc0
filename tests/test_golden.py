"""Every command prints on the sample articles what its golden files say, and JSON as documented."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from newsarchive.cli.commands import COMMANDS
from newsarchive.cli.forms import FORMAT_VERSION
from newsarchive.render.record import FIELDS, ON_REQUEST, SCHEMA_VERSION
from tests.golden.runs import FOLDER, RUNS, files, world

pytestmark = pytest.mark.surroundings

DOCS = Path(__file__).parents[1] / "docs"

SCHEMAS = {
    "ingest": "ingest", "ingest-dry-run": "ingest", "status": "status", "authors": "authors",
    "saved": "saved", "note-list": "notes", "tag": "edit",
    "audit": "audit", "audit-unread": "unread", "stats": "counts", "search-facet": "counts",
    "timeline": "timeline", "timeline-month": "timeline", "timeline-groups": "timeline-groups",
    "search-kwic": "occurrences", "edit": "edit",
    "keywords": "keywords", "keywords-against": "keywords", "collocates": "collocates",
    "edit-log": "corrections", "diff": "diff", "check": "check",
    "config": "config", "log": "log", "rerun": "rerun", "about": "about",
}  # fmt: skip
"""Run → the schema of its JSON in docs/schemas; for the others it is records of articles."""


NAMES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".txt", ".json", ".csv"))


def test_every_run_prints_what_its_files_say() -> None:
    """All in one test: what runs see is made once."""
    with world() as folder:
        printed = dict(files(folder))
    assert sorted(printed) == NAMES
    kept = {name: (FOLDER / name).read_bytes().decode() for name in NAMES}
    for name in NAMES:
        assert printed[name] == kept[name], f"{name}; python -m tests.golden writes all of them"


def test_every_command_is_run() -> None:
    assert {line.split()[0] for line, _ in RUNS.values()} - {"serch"} == set(COMMANDS)


def schema(name: str) -> Draft202012Validator:
    path = DOCS / "schemas" / f"{name}.schema.json" if name else DOCS / "record.schema.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".json")])
def test_json_is_as_its_schema_says(name: str) -> None:
    run = name.removesuffix(".json")
    data = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    if run in ("search-fields", "about"):
        if run == "about":
            schema("about").validate(data.pop(0))
        assert {tuple(one) for one in data} == {("id", "date", "title")}
    elif run in SCHEMAS:
        schema(SCHEMAS[run]).validate(data)
    else:
        for one in data:
            schema("").validate(one)
            assert tuple(one)[: len(FIELDS)] == FIELDS


def test_a_schema_says_no_more_and_no_less_than_what_is_printed() -> None:
    """What is not described is a mistake of the schema, although readers have to pass over it."""
    for run, name in SCHEMAS.items():
        data = json.loads((FOLDER / f"{run}.json").read_text(encoding="utf-8"))
        described: dict[str, Any] = json.loads(
            (DOCS / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
        )
        if name == "about":
            data, described = data[0]["about"], described["properties"]["about"]
        for one in data if isinstance(data, list) else [data]:
            assert list(one) == list(described.get("items", described)["properties"])


def test_every_schema_is_used() -> None:
    kept = {path.name.removesuffix(".schema.json") for path in (DOCS / "schemas").iterdir()}
    assert kept == set(SCHEMAS.values())


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".csv")])
def test_csv_says_what_json_says(name: str) -> None:
    """As many rows, with the same names; lists joined, nothing for null, numbers as they are."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    records = json.loads((FOLDER / name.replace(".csv", ".json")).read_text(encoding="utf-8"))
    if name == "about.csv":
        head, text = text.split("\n", 1)
        about, of_json = json.loads(head.removeprefix("# newsarchive: ")), records.pop(0)["about"]
        assert about | {"options": about["options"] | {"json": True}} == of_json | {
            "options": of_json["options"] | {"csv": True}
        }
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(records)
    for row, one in zip(rows, records, strict=True):
        of_groups = {field: row.pop(field) for field in list(row) if ": " in field}
        groups = one.pop("groups", [])
        assert [int(number) for number in of_groups.values()] == [g["articles"] for g in groups]
        assert list(row) == list(one)
        for field, value in one.items():
            if field == "snippet":
                assert row[field].removeprefix("'") == value
            elif not isinstance(value, list) and field != "body":
                assert row[field] == ("" if value is None else str(value))


def test_names_of_fields_and_versions_agree() -> None:
    described = json.loads((DOCS / "record.schema.json").read_text(encoding="utf-8"))
    assert set(described["properties"]) >= {*FIELDS, *ON_REQUEST}
    assert described["required"] == list(FIELDS)
    assert FORMAT_VERSION == SCHEMA_VERSION
