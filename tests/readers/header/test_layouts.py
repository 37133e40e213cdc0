"""Beginnings of texts in the layouts of papers, agencies, databases and web copies."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.readers.header.figures import LAYOUTS, outcome, values

TABLE: list[dict[str, Any]] = list(map(json.loads, LAYOUTS.read_text("utf-8").splitlines()))
ROWS = [
    pytest.param(row, id=f"{number}-{row['layout']}") for number, row in enumerate(TABLE, start=1)
]


@pytest.mark.parametrize("row", ROWS)
def test_a_value_is_right_or_one_of_those_known_to_be_missed(row: dict[str, Any]) -> None:
    found = {name: outcome(read, row["true"][name]) for name, read in values(row["text"]).items()}
    assert found == {name: "missing" if name in row["missed"] else "right" for name in found}


def test_hardly_a_value_is_missed() -> None:
    missed = sum(len(row["missed"]) for row in TABLE)
    assert missed < sum(len(row["true"]) for row in TABLE) * 0.03
