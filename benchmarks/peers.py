"""How fast is newsarchive beside other full-text search engines?

    python -m benchmarks.peers FOLDER | --lines FILE.jsonl | --reuters SHARED | --synthetic N
        [--limit N] [--questions N] [--rounds N] [--only KINDS] [--sizes N,N [--plot FILE.svg]]

Gives the same articles to newsarchive and to whichever of these are installed: Whoosh as it
comes, SQLite FTS5, Tantivy and Xapian as libraries; `whoosh` and `recollindex`/`recollq` as
commands. Asks all the same questions, in turn, several rounds, and prints medians as tables in
Markdown. A ratio is worked out question by question, or round by round, and its median is shown:
so it means something even on a machine whose speed changes meanwhile. Only the row "sum" divides
the time of all questions together.

With `--only scale` it shows instead what an archive costs as it grows (`scale.py`), and draws it.

Each program answers by its own rules of what a word is and ranks by its own BM25, so hits differ a
little.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks import scale
from benchmarks.in_process import MAKERS, Peer, installed
from benchmarks.material import Item, from_folder, from_lines, from_reuters, synthetic, write_files
from benchmarks.questions import KINDS, Question, draw
from benchmarks.scratch import scratch_folder
from benchmarks.whole_process import ingest_rows, search_rows

Seconds = dict[str, list[list[float]]]
"""Program → question by question, what each round took."""


def main() -> int:
    """Measure and print."""
    given = _arguments()
    if "scale" in given.only:
        _scale(given)
    if given.only == ["scale"]:
        return 0
    with scratch_folder() as folder:
        items = list(_items(given, folder))
        print(_where(items), end="\n\n")
        if "in-process" in given.only:
            questions = draw(items, given.questions)
            peers = _built(items, folder)
            print(in_process_table(questions, _timed(peers, questions, given.rounds)))
        if "commands" in given.only or "ingest" in given.only:
            files = folder / "articles"
            write_files(items, files)
            if "ingest" in given.only:
                print(_rounds_table("whole process", ingest_rows(files, folder, given.rounds)))
            if "commands" in given.only:
                rows = search_rows(files, folder, given.rounds)
                print(_rounds_table("whole process, processor time", rows))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers")
    parser.add_argument("folder", type=Path, nargs="?", help="articles to measure with")
    parser.add_argument("--lines", type=Path, metavar="FILE.jsonl", help="as JSON lines")
    parser.add_argument("--reuters", type=Path, metavar="SHARED")
    parser.add_argument("--synthetic", type=int, metavar="N", help="make so many articles up")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="articles; 0: all")
    parser.add_argument("--questions", type=int, default=100, metavar="N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument(
        "--only",
        default=["in-process", "commands"],
        type=lambda said: said.split(","),
        help="in-process,commands,ingest,scale (default: the first two)",
    )
    parser.add_argument(
        "--sizes",
        default=[1000, 5000, 20000],
        type=lambda said: [int(size) for size in said.split(",")],
        help="how many articles, in turn, for the scale (default: 1000,5000,20000)",
    )
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="a picture of the scale")
    given = parser.parse_args()
    if sum(map(bool, (given.folder, given.lines, given.reuters, given.synthetic))) != 1:
        parser.error("give one of FOLDER, --lines, --reuters and --synthetic")
    return given


def _items(given: argparse.Namespace, scratch: Path) -> Iterable[Item]:
    if given.reuters:
        return from_reuters(given.reuters, given.limit)
    if given.synthetic:
        return synthetic(given.synthetic)
    items = from_lines(given.lines) if given.lines else from_folder(given.folder, scratch)
    return islice(items, given.limit or None)


def _scale(given: argparse.Namespace) -> None:
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, ", end="")
    print(f"{platform.machine()}, {os.cpu_count()} cores.\n\n{scale.HEAD}", flush=True)
    costs = []
    with scratch_folder() as folder:

        def source(count: int) -> Iterator[Item]:
            return islice(synthetic(count) if given.synthetic else _items(given, folder), count)

        for cost in scale.measure(source, given.sizes, given.questions):
            costs.append(cost)
            print(cost.row, flush=True)
    if given.plot:
        scale.plot(costs, given.plot)


def _where(items: Sequence[Item]) -> str:
    """The machine, the day, the articles and the versions, in a sentence each."""
    said = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    for package in ("newsarchive", "whoosh3", "tantivy"):
        try:
            said.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    size = sum(len(item.body) for item in items) / 1e6
    return (
        f"{dt.date.today()}, {platform.machine()}, {os.cpu_count()} cores. "  # noqa: DTZ011
        f"{len(items):,} articles, {size:.0f} MB of text. {', '.join(said)}."
    )


# Libraries


def _built(items: Sequence[Item], folder: Path) -> list[Peer]:
    peers: list[Peer] = []
    for name in installed():
        place = folder / name.replace(" ", "-").lower()
        place.mkdir()
        began = time.perf_counter()
        peers.append(MAKERS[name][1](items, place))
        print(f"{name}: built in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    return peers


def _timed(peers: Sequence[Peer], questions: Sequence[Question], rounds: int) -> Seconds:
    """What each program took for each question, the programs taking turns."""
    seconds: Seconds = {peer.name: [[] for _ in questions] for peer in peers}
    for peer in peers:
        for question in questions:  # so that nobody pays for what is done once
            peer.ask(question)
    for _ in range(rounds):
        for number, question in enumerate(questions):
            for peer in peers:
                began = time.perf_counter()
                peer.ask(question)
                seconds[peer.name][number].append(time.perf_counter() - began)
    return seconds


def in_process_table(questions: Sequence[Question], seconds: Seconds) -> str:
    """A row for each kind of question: our median, and how many times as long others take.

    Two rows are of all questions. In the median of the ratios each question counts the same; in the
    sum those count most that take longest, as they do for somebody who waits for all answers.
    """
    first, *others = seconds
    best = {name: [median(rounds) for rounds in taken] for name, taken in seconds.items()}
    lines = [
        f"| best 10, in process | {first} | {' | '.join(others)} |",
        f"|---|---|{'---|' * len(others)}",
    ]

    def add(title: str, ours: float, ratios: Iterable[float]) -> None:
        shown = [f"{r:.2g} ×" if r < 100 else f"{r:.0f} ×" for r in ratios]
        lines.append(f"| {title} | {ours * 1000:.2f} ms | {' | '.join(shown)} |")

    for kind in (*KINDS, ""):
        chosen = [n for n, one in enumerate(questions) if kind in (one.kind, "")]
        if chosen:
            ours = median(best[first][n] for n in chosen)
            ratios = [median(best[o][n] / best[first][n] for n in chosen) for o in others]
            add(kind or "all: median of the ratios", ours, ratios)
    total = sum(best[first])
    add("all, one after the other: sum", total, [sum(best[other]) / total for other in others])
    slowest = sorted(best[first])[int(len(questions) * 0.95)] * 1000
    lines += ["", f"95 % of the questions took {first} less than {slowest:.1f} ms.", ""]
    return "\n".join(lines)


# Commands


def _rounds_table(title: str, rows: dict[str, dict[str, list[float]]]) -> str:
    """What → program → what each round took: medians, and ratios to the first program."""
    names = list(dict.fromkeys(name for row in rows.values() for name in row))
    lines = [f"| {title} | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    for what, taken in rows.items():
        ours = next(iter(taken.values()))
        cells = []
        for name in names:
            several = taken.get(name)
            if not several:
                cells.append("")
                continue
            middle = median(several)
            shown = f"{middle:.1f} s" if middle >= 1 else f"{middle * 1000:.0f} ms"
            ratio = median(other / own for other, own in zip(several, ours, strict=True))
            cells.append(shown if several is ours else f"{shown} ({ratio:.2g} ×)")
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
