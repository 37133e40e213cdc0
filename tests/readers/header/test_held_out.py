"""Headers that were written before the reader saw them: it gives no wrong value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.readers.header.test_header import DATA
from tests.readers.reading import article, printed_title

TABLE = (DATA / "held_out_headers.jsonl").read_text("utf-8").splitlines()


def test_a_value_is_right_or_one_of_those_known_to_be_missed() -> None:
    wrong = {
        (number, name): read
        for number, row in enumerate(map(json.loads, TABLE), start=1)
        for name, read, is_right in values(row)
        if not is_right
    }
    assert wrong == {}


def values(row: dict[str, Any]) -> Iterator[tuple[str, object, bool]]:
    """Each value that was expected: its name, what was read, whether that is right or missed."""
    found = article("", row["text"])
    read: dict[str, Any] = {
        "date": found.date and str(found.date),
        "authors": list(found.authors),
        "title": printed_title(found),
        "agency": found.agency,
        "place": found.place,
    }
    for name, true in row["true"].items():
        is_right = read[name] == true
        if name in row["missed"]:
            is_right = set(read[name]) <= set(true) if name == "authors" else read[name] is None
        yield name, read[name], is_right or read[name] == true
