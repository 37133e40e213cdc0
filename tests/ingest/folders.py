"""How many values of plain texts are right, missing and wrong, as they are read and as settled.

`python -m tests.ingest.folders TABLE [TEXTS [LINE]]`: for each text of a table of headers a folder
is made with so many texts of its layout (5), each with a title of its own, perhaps below a line
that all share. Without a table it is that of the layouts of papers.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from newsarchive import Archive
from newsarchive.model.article import Article
from tests.readers.header.figures import FIELDS, LAYOUTS, OUTCOMES, outcome
from tests.readers.reading import printed_title

_OPENINGS = (
    "Ferry to", "Council may", "Nurses to", "Bees will", "Mayor to", "Schools may", "Bakers to",
    "Students will", "Farmers may", "Swimmers to", "Fishermen will",
)  # fmt: skip
_ENDINGS = (
    "sail again after two winters", "wait for an answer", "go back to work", "open on Monday",
    "lose a long case", "find friends in the capital", "ask for more time",
)  # fmt: skip


class Values(NamedTuple):
    """The true value of a field, and the outcomes as it was read and as it is settled."""

    field: str
    true: Any
    read: str
    settled: str


def folder_of(text: str, true: dict[str, Any], texts: int, line: str) -> Iterator[tuple[str, Any]]:
    """Texts like this one with their values; they differ in their titles and at their ends."""
    title = true.get("title")
    for number in range(texts):
        new = f"{_OPENINGS[number % len(_OPENINGS)]} {_ENDINGS[number % len(_ENDINGS)]}"
        new = new.upper() if title and title.isupper() else new
        known = title if title and text.count(title) == 1 else None
        varied = text.replace(known, new) if known else text
        above = f"{line}\n" if line else ""
        values = true | ({"title": new} if known else {})
        yield f"{above}{varied.rstrip()}\n\nNobody spoke of number {number}.\n", values


def settled(text: str, true: dict[str, Any], texts: int, line: str = "") -> Iterator[Values]:
    """The values of a folder of such texts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "news")
        folder.mkdir()
        truth = {}
        for number, (varied, values) in enumerate(folder_of(text, true, texts, line)):
            (folder / f"{number}.txt").write_text(varied, encoding="utf-8")
            truth[f"{number}.txt"] = values
        with Archive(Path(name, "news.db"), engine="scan", jobs=1) as archive:
            archive.ingest(folder)
            for hit in archive.search(""):
                values = truth[Path(hit.archived.paths[0].partition("#")[0]).name]
                both = archive.versions(hit.archived)[-1].article, hit.article
                for field in values.keys() & set(FIELDS):
                    was, now = (outcome(_value(one, field), values[field]) for one in both)
                    yield Values(field, values[field], was, now)


def _value(article: Article, field: str) -> Any:
    """The value as the tables have it."""
    if field == "title":
        return printed_title(article)
    found = getattr(article, field)
    return list(found) if isinstance(found, tuple) else found and str(found)


def rows(table: Path) -> list[tuple[str, dict[str, Any]]]:
    """The texts of a table and their values."""
    read = map(json.loads, table.read_text("utf-8").splitlines())
    return [(row["text"], row.get("true") or row["expect"]) for row in read]


def main(table: Path = LAYOUTS, texts: int = 5, line: str = "") -> None:
    """Print the figures of a table."""
    counts = Counter[tuple[str, int, str]]()
    for text, true in rows(table):
        for one in settled(text, true, texts, line):
            counts.update([(one.field, 0, one.read), (one.field, 1, one.settled)])
    sys.stdout.write(f"{'':8}" + "".join(f"{each:>18}" for each in OUTCOMES) + "\n")
    for field in FIELDS:
        pairs = [[counts[field, when, each] for when in (0, 1)] for each in OUTCOMES]
        shown = "".join(f"{was:>10} → {now:<5}" for was, now in pairs)
        sys.stdout.write(f"{field:8}{shown}\n")


if __name__ == "__main__":
    table, texts, line, *_ = (*sys.argv[1:], *("", "", "")[len(sys.argv) - 1 :])
    main(Path(table) if table else LAYOUTS, int(texts or 5), line)
