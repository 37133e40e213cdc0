"""How many values of a table of headers are read right, missed and read wrong, field by field.

`python -m tests.readers.header.figures [TABLE]`; without a table, that of the layouts of papers.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.readers.reading import article, printed_title

LAYOUTS = Path(__file__).parents[2] / "data" / "layouts.jsonl"
FIELDS = ("title", "date", "authors", "agency")
OUTCOMES = ("right", "missing", "wrong")


def values(text: str) -> dict[str, Any]:
    """The values that are read in a text, as the tables have them."""
    found = article("", text)
    return {
        "title": printed_title(found),
        "date": found.date and str(found.date),
        "authors": list(found.authors),
        "agency": found.agency,
    }


def outcome(read: Any, true: Any) -> str:
    """Whether a value is right, missing or wrong; some of several authors are missing ones."""
    if read == true:
        return "right"
    some = isinstance(read, list) and set(read) <= set(true)
    return "missing" if not read or some else "wrong"


def main(table: Path) -> None:
    """Print the figures of a table."""
    counts = {name: Counter[str]() for name in FIELDS}
    for line in table.read_text("utf-8").splitlines():
        row = json.loads(line)
        true = row.get("true") or row["expect"]
        for name, read in values(row["text"]).items():
            if name in true:
                counts[name][outcome(read, true[name])] += 1
    sys.stdout.write(f"{'':8}" + "".join(f"{each:>9}" for each in OUTCOMES) + "\n")
    for name, found in counts.items():
        sys.stdout.write(f"{name:8}" + "".join(f"{found[each]:9}" for each in OUTCOMES) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else LAYOUTS)
