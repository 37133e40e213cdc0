"""What an archive costs as it grows.

For each number of articles: how long taking them in takes, in all and for an article; how long
SQLite takes to fill an FTS5 table with the same text, before and after; the most memory that any
process had; the size of the index beside that of the text; what questions take; and how long it
takes until 100 more articles can be found.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks.material import Item, from_lines, write_lines
from benchmarks.processes import Ran, run
from benchmarks.questions import draw
from benchmarks.scratch import scratch_folder
from newsarchive import Archive

MORE = 100
"""Articles that are added to an archive that is there."""
_SAMPLE = 5_000
"""Articles that questions are drawn from."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one size. Times are in seconds, the rest in bytes."""

    articles: int
    ingest: float
    fill: float
    peak: int
    index: int
    text: int
    asked: list[float]
    more: float

    @property
    def row(self) -> str:
        """The table's."""
        slow = sorted(self.asked)[int(len(self.asked) * 0.95)]
        cells = (
            f"{self.articles:,}",
            f"{self.ingest:.1f} s",
            f"{self.ingest / self.articles * 1e6:.0f} µs",
            f"{self.ingest / self.fill:.1f} ×",
            f"{self.peak / 1e6:.0f} MB",
            f"{self.index / self.text:.2f} ×",
            f"{median(self.asked) * 1000:.1f} ms",
            f"{slow * 1000:.0f} ms",
            f"{self.more:.2f} s",
        )
        return f"| {' | '.join(cells)} |"


HEAD = (
    "| articles | ingest | an article | to filling FTS5 | peak memory | index to text "
    "| question, median | 95 % below | 100 more |\n|" + "---:|" * 9
)


Source = Callable[[int], Iterator[Item]]
"""Gives so many articles, each time the same ones."""


def measure(source: Source, sizes: Sequence[int], questions: int) -> Iterator[Cost]:
    """The cost of each size, in an archive of its own."""
    for size in sizes:
        with scratch_folder() as folder:
            yield _cost(source, size, questions, folder)


def _cost(source: Source, size: int, count: int, folder: Path) -> Cost:
    lines, more = folder / "articles.jsonl", folder / "more.jsonl"
    write_lines(source(size + MORE), lines)
    _split_off(lines, size, more)
    fills = [_fill(lines, folder)]
    ingest, peak = _ingest(lines, folder)
    fills.append(_fill(lines, folder))
    with Archive(folder / "news.db") as archive:
        status = archive.status()
        questions = draw(list(islice(from_lines(lines), _SAMPLE)), count)
        for question in questions:  # so that nothing is counted that is done once
            list(archive.search(str(question), limit=10))
        asked = [_timed(archive, str(question)) for question in questions]
    return Cost(
        size, ingest, median(fills), peak, status.index_bytes, status.text_bytes or 0, asked,
        _ingest(more, folder).seconds,
    )  # fmt: skip


def _split_off(lines: Path, size: int, rest: Path) -> None:
    """Move what comes behind so many lines into another file."""
    with lines.open("rb+") as file:
        for _ in range(size):
            file.readline()
        place = file.tell()
        rest.write_bytes(file.read())
        file.truncate(place)


def _ingest(lines: Path, folder: Path) -> Ran:
    """Take in until all can be found."""
    command = [sys.executable, "-m", "newsarchive", "--archive", str(folder / "news.db")]
    return run([*command, "ingest", "--quiet", str(lines)])


def _fill(lines: Path, folder: Path) -> float:
    """How long SQLite takes for the rows of an FTS5 table; reading them does not count."""
    path = folder / "fts.db"
    path.unlink(missing_ok=True)
    table = sqlite3.connect(path)
    table.execute(
        "CREATE VIRTUAL TABLE found USING fts5(title, body, author, tokenize = 'porter unicode61')"
    )
    taken = 0.0
    items = from_lines(lines)
    while rows := [(item.title, item.body, item.author) for item in islice(items, 2000)]:
        began = time.perf_counter()
        table.executemany("INSERT INTO found VALUES (?, ?, ?)", rows)
        taken += time.perf_counter() - began
    began = time.perf_counter()
    table.commit()
    table.close()
    return taken + time.perf_counter() - began


def _timed(archive: Archive, question: str) -> float:
    began = time.perf_counter()
    list(archive.search(question, limit=10))
    return time.perf_counter() - began


def plot(costs: Sequence[Cost], path: Path) -> None:
    """Draw the cost of an article and of a question against the number of articles."""
    from matplotlib.figure import Figure

    sizes = [cost.articles for cost in costs]
    figure = Figure(figsize=(7, 3.2), layout="constrained")
    article, question = figure.subplots(1, 2)
    article.plot(sizes, [c.ingest / c.articles * 1e6 for c in costs], "o-", label="newsarchive")
    article.plot(sizes, [c.fill / c.articles * 1e6 for c in costs], "o--", label="filling FTS5")
    article.set_ylabel("µs to take in an article")
    question.plot(sizes, [median(c.asked) * 1000 for c in costs], "o-", label="median")
    slow = [sorted(c.asked)[int(len(c.asked) * 0.95)] * 1000 for c in costs]
    question.plot(sizes, slow, "o--", label="95 % below")
    question.set_ylabel("ms for a question, best 10")
    for axes in (article, question):
        axes.set_xscale("log")
        axes.set_ylim(bottom=0)
        axes.set_xlabel("articles")
        axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})
