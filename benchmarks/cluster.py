"""An archive's index on this machine, and on clusters of one and of three nodes, side by side.

    python -m benchmarks.cluster LINES.jsonl --articles 20000 200000

`LINES.jsonl` is what shared/tools/enlarge.py writes, with 100 articles more than the largest
number. Clusters are started here, on loopback, unless `--on NAME=URL` names others. All engines do
the same in turn: they make the index of the whole archive, answer a hundred mixed questions (best
ten, whole articles), answer them to several clients at once, and take in 100 articles more. The
machine's noise is in every number: compare within a row. An index has as many shards as its cluster
has nodes, and one further copy of each if there are several.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks.material import from_lines
from benchmarks.questions import draw
from benchmarks.scratch import scratch_folder
from newsarchive import Archive
from newsarchive.engines.opensearch.cluster import Cluster
from tests.cluster.nodes import Nodes

MORE = 100
"""Articles that are added to an archive that is there."""
BEST = 10
CLIENTS = 4
"""Processes that ask at the same time."""
_SAMPLE = 5_000
"""Articles that questions are drawn from."""


@dataclass(slots=True)
class Side:
    """An engine with an archive of its own. Times are in seconds."""

    name: str
    archive: Path
    indexing: list[float] = field(default_factory=list)
    size: int = 0
    """Bytes of its index."""
    asked: list[list[float]] = field(default_factory=list)
    """For each question, what each round took."""
    rate: float = 0.0
    """Questions a second, of all clients."""
    more: float = 0.0

    @property
    def each(self) -> list[float]:
        """What each question took: the median of its rounds."""
        return [median(rounds) for rounds in self.asked]


def measure(
    lines: Path, articles: int, urls: dict[str, str], given: argparse.Namespace, folder: Path
) -> list[Side]:
    """Every engine, the same in turn; `folder` is empty."""
    first, more = folder / "first.jsonl", folder / "more.jsonl"
    with lines.open("rb") as source:
        for target, count in ((first, articles), (more, MORE)):
            with target.open("wb") as file:
                file.writelines(islice(source, count))
    sides = list(_made(first, urls, folder))
    sample = list(islice(from_lines(first), _SAMPLE))
    asked = [str(one) for one in draw(sample, given.questions)]
    for side in sides * (given.builds - 1):
        _note(f"{side.name}: indexing again")
        side.indexing.append(_timed(side.archive))
    _ask(sides, asked, given.rounds)
    for side in sides:
        _note(f"{side.name}: {CLIENTS} clients")
        side.rate = _rate(side.archive, asked)
        with Archive(side.archive) as archive:
            side.size = archive.status().index_bytes
            began = time.perf_counter()
            archive.ingest(more)
            assert len(archive.search("*", limit=1)) == 1
            side.more = time.perf_counter() - began
            assert archive.search().total == articles + MORE
    return sides


def _made(lines: Path, urls: dict[str, str], folder: Path) -> Iterator[Side]:
    """The archives: copies of one, each with another engine, and indexed once."""
    one = folder / "one.db"
    with Archive(one) as archive:
        archive.ingest(lines)
    for number, (name, url) in enumerate([("Whoosh", ""), *urls.items()]):
        _note(f"{name}: indexing")
        side = Side(name, folder / f"copy{number}.db")
        shutil.copyfile(one, side.archive)
        if url:
            nodes = _nodes(url)
            with Archive(side.archive) as archive:
                began = time.perf_counter()
                archive.index.on_cluster(url, shards=nodes, replicas=int(nodes > 1))
                side.indexing.append(time.perf_counter() - began)
        else:
            side.indexing.append(_timed(side.archive))
        yield side


def _timed(archive: Path) -> float:
    """How long the whole index takes."""
    with Archive(archive) as opened:
        began = time.perf_counter()
        opened.rebuild()
        return time.perf_counter() - began


def _nodes(url: str) -> int:
    """How many nodes of a cluster hold data."""
    with closing(Cluster(url)) as cluster:
        return int(cluster.ask("GET", "/_cluster/health")["number_of_data_nodes"])


def _ask(sides: Sequence[Side], questions: Sequence[str], rounds: int) -> None:
    """Ask every engine every question, in turn; what is done once is not counted."""
    with ExitStack() as stack:
        archives = [stack.enter_context(Archive(side.archive)) for side in sides]
        for side, archive in zip(sides, archives, strict=True):
            _note(f"{side.name}: questions, not counted")
            side.asked = [[] for _ in questions]
            for question in questions:
                list(archive.search(question, limit=BEST))
        for number in range(rounds):
            _note(f"questions, round {number + 1}")
            for place, question in enumerate(questions):
                for side, archive in zip(sides, archives, strict=True):
                    began = time.perf_counter()
                    list(archive.search(question, limit=BEST))
                    side.asked[place].append(time.perf_counter() - began)


def _rate(archive: Path, questions: Sequence[str]) -> float:
    """Questions that clients get answered in a second, each in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ready, go = context.Semaphore(0), context.Event()
    clients = [
        context.Process(target=_client, args=(archive, questions, ready, go))
        for _ in range(CLIENTS)
    ]
    for one in clients:
        one.start()
    for _ in clients:
        ready.acquire()
    began = time.perf_counter()
    go.set()
    for one in clients:
        one.join()
    if any(one.exitcode for one in clients):
        raise SystemExit("a client has failed")
    return CLIENTS * len(questions) / (time.perf_counter() - began)


def _client(path: Path, questions: Sequence[str], ready: object, go: object) -> None:
    with Archive(path) as archive:
        list(archive.search(questions[0], limit=BEST))
        ready.release()  # type: ignore[attr-defined]
        go.wait()  # type: ignore[attr-defined]
        for question in questions:
            list(archive.search(question, limit=BEST))


def _note(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def table(articles: int, sides: Sequence[Side]) -> str:
    """A row for each measure: Whoosh's, and how many times as much others need."""
    ours = sides[0]

    def row(what: str, values: Sequence[float], shown: str, times: float = 1.0) -> str:
        cells = [f"{values[0] * times:{shown}}"]
        cells += [f"{one * times:{shown}} ({one / values[0]:.2g} ×)" for one in values[1:]]
        return f"| {what} | {' | '.join(cells)} |"

    def slow(side: Side) -> float:
        return sorted(side.each)[int(len(side.each) * 0.95)]

    indexing = [median(side.indexing) for side in sides]
    return "\n".join(
        [
            f"| {articles:,} articles | {' | '.join(side.name for side in sides)} |",
            f"|---|{'---:|' * len(sides)}",
            row("making the index, s", indexing, ".1f"),
            row("articles a second", [articles / one for one in indexing], ",.0f"),
            row(
                "index with all copies, bytes an article",
                [side.size / articles for side in sides],
                ",.0f",
            ),
            row(f"{MORE} more, until found, s", [side.more for side in sides], ".2f"),
            row("a question, median, ms", [median(side.each) for side in sides], ".1f", 1000),
            row("95 % below, ms", [slow(side) for side in sides], ".1f", 1000),
            row(f"questions a second, {CLIENTS} clients", [side.rate for side in sides], ",.0f"),
            "",
            f"{len(ours.each)} questions in {len(ours.asked[0])} rounds; medians.",
        ]
    )


def main() -> int:
    """Measure and print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster")
    parser.add_argument("lines", type=Path, metavar="LINES.jsonl")
    parser.add_argument("--articles", type=int, nargs="+", default=[20_000], metavar="N")
    parser.add_argument("--questions", type=int, default=100, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="of questions")
    parser.add_argument("--builds", type=int, default=1, metavar="N", help="of the index")
    parser.add_argument("--nodes", type=int, nargs="+", default=[1, 3], metavar="N")
    parser.add_argument("--heap", default="1g", help="memory of each node, in Java's terms")
    parser.add_argument("--on", action="append", default=[], metavar="NAME=URL")
    given = parser.parse_args()
    urls = dict(one.split("=", 1) for one in given.on)
    with ExitStack() as stack:
        if not urls:
            for count in given.nodes:
                name = f"OpenSearch, {count} node{'s' if count > 1 else ''}"
                urls[name] = stack.enter_context(Nodes(count, heap=given.heap)).url
        for articles in given.articles:
            with scratch_folder() as folder:
                sides = measure(given.lines, articles, urls, given, folder)
                print(table(articles, sides), end="\n\n", flush=True)
                for side in sides if given.on else ():  # other clusters go with their nodes
                    with Archive(side.archive) as archive:
                        archive.index.on_this_machine(remove=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
