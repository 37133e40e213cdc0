"""Does the index find exactly what queries mean, on real articles?

    python -m benchmarks.conformance SHARED [--articles N] [--queries N] [--seed S]
        [--opensearch URL] [--shards N]

Asks hand-written and random queries of the Reuters articles, and of briefs in many languages,
through an archive with its index and by reading every article; prints how long each way took and
every difference. The exit status is 1 if there is one. With --opensearch the index is on a cluster;
its order is then compared with that of the index on this machine, too.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.inventing import Inventor
from benchmarks.queries import NOW, written
from benchmarks.reuters import Reuters
from benchmarks.scratch import scratch_folder
from newsarchive import Archive, parse_query
from newsarchive.model.article import ArchivedArticle
from newsarchive.query.matches import TextDocument, holds
from newsarchive.query.tree import Node

BRIEFS = Path(__file__).parents[1] / "tests" / "data" / "languages.tsv"
CHUNK = 500
"""Articles that a process prepares at a time: their words take much more room than their text."""
MOST_SHOWN = 5
"""Ids that are shown of a difference."""
BEST = 50
"""Articles whose order is compared."""
SAME = 1e-6
"""Scores that differ by no more are equal: a cluster computes with 24 binary digits."""


@dataclass(slots=True)
class Asked:
    """A query and what became of it."""

    query: str
    index_seconds: float = 0.0
    scan_seconds: float = 0.0
    missing: set[str] = field(default_factory=set)
    """Ids that the index should have found."""
    wrong: set[str] = field(default_factory=set)
    """Ids that it should not have found."""
    disordered: bool = False
    """Whether two engines disagree about the best, by more than ties."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a few articles say to every query: the ids that match, and how long that took."""

    ids: list[list[str]]
    seconds: list[float]


def compare(
    shared: Path, articles: int, queries: int, seed: int, folder: Path,
    *, opensearch: str | None = None, shards: int = 1,
) -> list[Asked]:  # fmt: skip
    """Ask at least so many queries of the first articles (0: all) both ways.

    The archive is made below `folder`, which is empty; its index perhaps on a cluster.
    """
    with Archive(folder / "news.db") as archive:
        archive.ingest(Reuters(shared).write(folder, "jsonl", articles), _briefs(folder))
        archived = [hit.archived for hit in archive.search(sort="date")]
        asked = _questions(archived, queries, seed)
        trees = [parse_query(one.query, now=NOW) for one in asked]
        if opensearch:
            here = [_best(archive, one.query) for one in asked]
            archive.index.on_cluster(opensearch, shards=shards)
            for one, best in zip(asked, here, strict=True):
                one.disordered = not _is_alike(best, _best(archive, one.query))
        found = [_ask(archive, one) for one in asked]
        if opensearch:
            archive.index.on_this_machine(remove=True)
    meant: list[set[str]] = [set() for _ in asked]
    chunks = [(archived[n : n + CHUNK], trees) for n in range(0, len(archived), CHUNK)]
    with multiprocessing.get_context("spawn").Pool() as pool:
        for answers in pool.imap_unordered(_scan, chunks):
            for one, ids, more, seconds in zip(
                asked, meant, answers.ids, answers.seconds, strict=True
            ):
                ids.update(more)
                one.scan_seconds += seconds
    for one, ours, theirs in zip(asked, found, meant, strict=True):
        one.missing, one.wrong = theirs - ours, ours - theirs
    return asked


def _briefs(folder: Path) -> Path:
    """A file with the briefs in many languages, on which the tests of languages are made."""
    written = folder / "briefs.jsonl"
    rows = (line.split("\t") for line in BRIEFS.read_text(encoding="utf-8").splitlines())
    lines = (json.dumps({"body": brief}) for _, _, brief in rows)
    written.write_text("\n".join(lines), encoding="utf-8")
    return written


def _questions(archived: Sequence[ArchivedArticle], queries: int, seed: int) -> list[Asked]:
    """The hand-written queries, and random ones up to the number that is wanted."""
    said = written()
    inventor = Inventor(archived, random.Random(seed))
    said += [inventor.query() for _ in range(queries - len(said))]
    return [Asked(query) for query in said]


def _ask(archive: Archive, asked: Asked) -> set[str]:
    began = time.perf_counter()
    found = {hit.id for hit in archive.search(asked.query, now=NOW)}
    asked.index_seconds = time.perf_counter() - began
    return found


Best = list[tuple[str, float]]


def _best(archive: Archive, query: str) -> Best:
    """The ids and scores of the best by relevance."""
    return [(hit.id, hit.score) for hit in archive.search(query, now=NOW, limit=BEST)]


def _is_alike(ours: Best, theirs: Best) -> bool:
    """Whether the scores are the same, and the order but for equal scores."""
    if len(ours) != len(theirs):
        return False
    known = dict(ours)
    return all(
        math.isclose(score, other, rel_tol=SAME, abs_tol=SAME)
        and math.isclose(known.get(id_, score), score, rel_tol=SAME, abs_tol=SAME)
        for (_, score), (id_, other) in zip(ours, theirs, strict=True)
    )


def _scan(work: tuple[Sequence[ArchivedArticle], Sequence[Node]]) -> Answers:
    archived, trees = work
    documents = [TextDocument(one) for one in archived]
    ids: list[list[str]] = []
    seconds: list[float] = []
    for tree in trees:
        began = time.perf_counter()
        ids.append([r.archived.id for r in documents if holds(tree, r, r.passages)])
        seconds.append(time.perf_counter() - began)
    return Answers(ids, seconds)


def report(asked: Sequence[Asked]) -> list[Asked]:
    """Print what came of it; the queries with differences."""
    slowest = max(asked, key=lambda one: one.index_seconds)
    print(f"queries  {len(asked)}")
    print(f"index    median {median(one.index_seconds for one in asked) * 1000:.1f} ms")
    print(f"reading  median {median(one.scan_seconds for one in asked) * 1000:.1f} ms")
    print(f"slowest  {slowest.index_seconds * 1000:.0f} ms  {slowest.query}")
    differing = [one for one in asked if one.missing or one.wrong or one.disordered]
    for one in differing:
        print(f"DIFFERS  {one.query}{' (in its order)' if one.disordered else ''}")
        for what, ids in (("missing", one.missing), ("wrong", one.wrong)):
            if ids:
                print(f"         {len(ids)} {what}: {', '.join(sorted(ids)[:MOST_SHOWN])}")
    print(f"differences: {len(differing)}")
    return differing


def main() -> int:
    """Compare and report; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.conformance")
    parser.add_argument("shared", type=Path, help="a folder with tools/reuters.py and corpora")
    parser.add_argument("--articles", type=int, default=0, metavar="N", help="0: all")
    parser.add_argument("--queries", type=int, default=400, metavar="N")
    parser.add_argument("--seed", type=int, default=1987, metavar="S")
    parser.add_argument("--opensearch", metavar="URL", help="a cluster that has the index")
    parser.add_argument("--shards", type=int, default=1, metavar="N", help="of that index")
    given = parser.parse_args()
    with scratch_folder() as folder:
        asked = compare(
            given.shared, given.articles, given.queries, given.seed, folder,
            opensearch=given.opensearch, shards=given.shards,
        )  # fmt: skip
    return 1 if report(asked) else 0


if __name__ == "__main__":
    sys.exit(main())
