"""Beginnings of texts in the layouts of papers, agencies, databases and web copies."""

from __future__ import annotations

import json
from typing import Any

from tests.readers.header.figures import LAYOUTS, outcome, values

TABLE: list[dict[str, Any]] = list(map(json.loads, LAYOUTS.read_text("utf-8").splitlines()))


def test_a_value_is_right_or_one_of_those_known_to_be_missed() -> None:
    otherwise = []
    for number, row in enumerate(TABLE, start=1):
        for name, read in values(row["text"]).items():
            expected = "missing" if name in row["missed"] else "right"
            if (found := outcome(read, row["true"][name])) != expected:
                otherwise.append((number, row["layout"], name, read, found))
    assert otherwise == []


def test_hardly_a_value_is_missed() -> None:
    missed = sum(len(row["missed"]) for row in TABLE)
    assert missed < sum(len(row["true"]) for row in TABLE) * 0.03
