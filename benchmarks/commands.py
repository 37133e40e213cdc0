"""What commands take in archives of several sizes: seconds, and the most memory of any process.

    python -m benchmarks.commands LINES.jsonl --articles 20000 200000 1000000

`LINES.jsonl` is what shared/tools/enlarge.py writes, with 100 more than the largest number.
Each command is run as a person runs it, from start to end. What changes nothing is run `--rounds`
times, in turn, and the median is given. The disk has to hold six times the articles.
"""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks.processes import Ran, run
from benchmarks.scratch import scratch_folder

MORE = 100
"""Articles that are added to an archive that is there."""
WAITED = 0.5
"""Seconds; what a person waits for takes no longer."""

FIRST = ("ingest LINES", "ingest LINES, unchanged", "ingest MORE", "duplicates, first use")
WAITED_FOR = (
    "search oil prices -n 10",
    "search '\"oil prices\"' -n 10",
    "search bank --count",
    "search bank --kwic -n 20",
    "search bank --facet author",
    "search oil --since 1990 --sort date -n 10",
    "show ID",
    "list -n 20",
    "list --author smith -n 20",
    "status",
    "stats",
    "authors",
    "authors bank",
    "timeline",
    "timeline bank",
    "timeline --group-by source",
    "sample -n 20 --by source",
    "similar ID",
    "complete --author s",
)
"""Run in turn. `complete LINE` is what a shell asks for when the Tab key is pressed."""
LONG = (
    "keywords cocoa",
    "collocates cocoa",
    "duplicates",
    "search bank --dups hide -n 10",
    "audit",
    "list --body",
    "export FOLDER/all.jsonl",
    "backup FOLDER/backup.db",
    "check",
    "rebuild",
)
"""Run once, in this order."""


def measure(lines: Path, articles: int, rounds: int, folder: Path) -> dict[str, Ran]:
    """Every command in an archive of so many articles; `folder` is empty."""
    words = {"LINES": folder / "first.jsonl", "MORE": folder / "more.jsonl"}
    with lines.open("rb") as source:
        for target, count in zip(words.values(), (articles, MORE), strict=True):
            with target.open("wb") as file:
                file.writelines(islice(source, count))
    ours = [sys.executable, "-m", "newsarchive", "--archive", str(folder / "news.db")]
    meant = {word: str(path) for word, path in words.items()}
    return dict(_measured(rounds, Session(ours, meant | {"FOLDER": str(folder)})))


@dataclass(frozen=True, slots=True)
class Session:
    """Commands to one archive."""

    ours: list[str]
    meant: dict[str, str]
    """What words in capitals stand for."""

    def run(self, what: str) -> Ran:
        """Run a command as it stands in the tables above, and say what it took."""
        command, _, rest = what.partition(" ")
        if command == "complete":
            line = f"newsarchive --archive {self.ours[-1]} search {rest}"
            ran = run(self.ours[:3], _NEWSARCHIVE_COMPLETE="zsh_complete", _NEWSARCHIVE_LINE=line)
        else:
            said = re.sub(r"\b[A-Z]+\b", lambda one: self.meant[one[0]], what.partition(",")[0])
            ran = run([*self.ours, *shlex.split(said)])
        print(f"{what}: {_cell(what, ran)}", file=sys.stderr, flush=True)
        return ran

    def any_id(self) -> str:
        """The id of an article."""
        return subprocess.check_output([*self.ours, "list", "-n", "1", "--ids"], text=True).strip()


def _measured(rounds: int, session: Session) -> Iterator[tuple[str, Ran]]:
    for what in FIRST:
        yield what, session.run(what)
    session.meant["ID"] = session.any_id()
    taken = [[session.run(what) for what in WAITED_FOR] for _ in range(rounds)]
    for what, rans in zip(WAITED_FOR, zip(*taken, strict=True), strict=True):
        yield what, Ran(median(one.seconds for one in rans), max(one.peak for one in rans))
    for what in LONG:
        yield what, session.run(what)


def table(sizes: Sequence[int], columns: Sequence[dict[str, Ran]]) -> str:
    """A row for each command; what takes a person too long is in bold type."""
    head = [f"| command | {' | '.join(f'{size:,}' for size in sizes)} |"]
    head += [f"|---|{'---:|' * len(sizes)}"]
    rows = [
        f"| `{what}` | {' | '.join(_cell(what, column[what]) for column in columns)} |"
        for what in columns[0]
    ]
    return "\n".join(head + rows)


def _cell(what: str, ran: Ran) -> str:
    seconds = f"{ran.seconds:.2f} s" if ran.seconds < 10 else f"{ran.seconds:,.0f} s"
    if what in WAITED_FOR and ran.seconds > WAITED:
        seconds = f"**{seconds}**"
    return f"{seconds}, {ran.peak / 1e6:,.0f} MB"


def main() -> int:
    """Measure and print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.commands")
    parser.add_argument("lines", type=Path, metavar="LINES.jsonl")
    parser.add_argument("--articles", type=int, nargs="+", default=[20_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    given = parser.parse_args()
    columns = []
    for articles in given.articles:
        with scratch_folder() as folder:
            columns.append(measure(given.lines, articles, given.rounds, folder))
        print(table(given.articles[: len(columns)], columns), end="\n\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
