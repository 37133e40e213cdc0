"""Headers that were written before the reader saw them: it gives no wrong value."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.readers.header.test_header import DATA
from tests.readers.reading import article, printed_title

ROWS = [
    pytest.param(json.loads(line), id=str(number))
    for number, line in enumerate(
        (DATA / "held_out_headers.jsonl").read_text("utf-8").splitlines(), start=1
    )
]


@pytest.mark.parametrize("row", ROWS)
def test_a_value_is_right_or_one_of_those_known_to_be_missed(row: dict[str, Any]) -> None:
    found = article("", row["text"])
    read: dict[str, Any] = {
        "date": found.date and str(found.date),
        "authors": list(found.authors),
        "title": printed_title(found),
        "agency": found.agency,
        "place": found.place,
    }
    for name, true in row["true"].items():
        if name in row["missed"] and name == "authors":
            assert set(read[name]) <= set(true)
        elif name in row["missed"]:
            assert read[name] in (None, true)
        else:
            assert read[name] == true
