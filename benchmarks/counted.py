"""What common commands cost in calls, statements, bytes and modules: the same on every machine.

    python -m benchmarks.counted                # compare with the figures noted in counted.json
    python -m benchmarks.counted --accept       # note these figures instead
    python -m benchmarks.counted --calls STEP   # what is called most in a step

No time is read, so a busy machine counts what an idle one does. Each step is a process of its own
on a made-up collection: 250 articles in files of their own, 250 in a file of JSON lines. All steps
are run twice, and the second round counts: Python has kept its byte code by then. Figures belong to
a version of Python, whose library and interpreter call differently; without any for this version
nothing is compared. What grew by more than the margin fails; what shrank so is worth noting.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from benchmarks.material import Item, synthetic, write_files, write_lines
from benchmarks.questions import draw
from benchmarks.scratch import scratch_folder

ROOT = Path(__file__).parent.parent
ARTICLES = 500
NOTED = Path(__file__).with_suffix(".json")
"""Version of Python → step → what is counted → how much."""
MARGINS = {"modules": 0.02}
"""By how much of itself a figure may grow, if not by `MARGIN`."""
MARGIN = 0.05
SLACK = {"KiB read": 8, "KiB written": 8}
"""And these by so much: names of processes and files are not equally long each time."""
CHILD = """
import _lsprof, sqlite3, sys, time  # not cProfile, which loads what a command may not

def connect(*names, open=sqlite3.connect, **options):
    connection = open(*names, **options)
    connection.set_trace_callback(statements.append)
    return connection

statements, status = [], 0
sys.modules["newsarchive.engines.whoosh._compiled"] = None  # what Python does is counted
sqlite3.connect = connect
time.monotonic = lambda: 1.0
profile = _lsprof.Profiler()
profile.enable()
if sys.argv[1] == "ask":
    from newsarchive import Archive
    with Archive(sys.argv[2]) as archive:
        for query in sys.argv[3:]:
            list(archive.search(query, limit=10))
else:
    from newsarchive.__main__ import main
    status = int(main())
profile.disable()
sys.stdout.flush()
calls = {}
for entry in profile.getstats():
    code = entry.code
    if getattr(code, "co_filename", "") == "<string>" or "getrandbits" in str(code):
        continue  # ours, and names that are drawn until they are short enough
    named = hasattr(code, "co_filename")
    name = f"{code.co_filename}:{code.co_name}" if named else code.partition(" at 0x")[0]
    calls[name] = calls.get(name, 0) + entry.callcount
moved = dict(line.split(": ") for line in open("/proc/self/io"))
loaded = len(sys.modules)
import json
found = calls, len(statements), int(moved["rchar"]), int(moved["wchar"]), loaded
sys.stderr.write("\\n" + json.dumps(found))
sys.exit(status)
"""
"""Runs a command, or asks questions, and writes what was counted as the last line to stderr.

No time passes meanwhile, or a slow machine would write more and smaller batches.
"""
Figures = dict[str, dict[str, int]]
"""Step → what is counted → how much."""


class Count(NamedTuple):
    """What one process did."""

    calls: Counter[str]
    """Function → how often it was called, C functions too."""
    figures: dict[str, int]


def counted(arguments: Sequence[str], environment: dict[str, str]) -> Count:
    """Run a step. Raises SystemExit if it fails."""
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment,
        check=False,
    )
    messages, _, last = ran.stderr.decode(errors="replace").rpartition("\n")
    if ran.returncode:
        raise SystemExit(f"{' '.join(arguments)[:200]} failed: {messages or last}")
    calls, statements, read, written, modules = json.loads(last)
    return Count(
        Counter(calls),
        {
            "calls": sum(calls.values()),
            "SQL statements": statements,
            "KiB read": round(read / 1024),
            "KiB written": round(written / 1024),
            "modules": modules,
        },
    )


def steps(items: Sequence[Item], archive: Path, material: Path) -> dict[str, list[str]]:
    """Step → its arguments, in the order in which they are run."""
    questions = [*map(str, draw(items, 20))]
    word = questions[0]
    an_id = sha256(min(material.rglob("*.txt")).read_bytes()).hexdigest()[:16]
    ours = ["--archive", str(archive)]
    return {
        "ingest": [*ours, "ingest", "--quiet", str(material)],
        "ingest, nothing changed": [*ours, "ingest", "--quiet", str(material)],
        "search": [*ours, "search", questions[1], "--jsonl"],
        "list": [*ours, "list", "-n", "10"],
        "show": [*ours, "show", an_id, "--jsonl"],
        "facets": [*ours, "search", word, "--facet", "author", "--facet", "year"],
        "timeline": [*ours, "timeline", word, "--by", "year"],
        "status": [*ours, "status"],
        "20 questions": ["ask", str(archive), *questions],
    }


def measured(folder: Path) -> dict[str, Count]:
    """Step → what it did, of the second of two rounds."""
    items = list(synthetic(ARTICLES, 120))
    material = folder / "material"
    material.mkdir()
    write_files(items[: ARTICLES // 2], material)
    write_lines(items[ARTICLES // 2 :], material / "lines.jsonl")
    found: dict[str, Count] = {}
    for number in ("1", "2"):
        home = folder / number
        home.mkdir()
        environment = {
            "PATH": os.environ.get("PATH", ""), "HOME": str(home), "XDG_CACHE_HOME": str(home),
            "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC",
        }  # fmt: skip
        for step, arguments in steps(items, home / "news.db", material).items():
            found[step] = counted(arguments, environment)
    return found


def compared(figures: Figures, noted: Figures) -> Iterator[tuple[bool, str]]:
    """A sentence for each figure that differs by more than the margin, and whether it grew."""
    for step, of_step in figures.items():
        for what, now in of_step.items():
            before = noted.get(step, {}).get(what)
            if before is None:
                yield True, f"{step}: {what} were never noted"
            elif abs(now - before) > max(before * MARGINS.get(what, MARGIN), SLACK.get(what, 0)):
                share = f" ({now / before - 1:+.0%})" if before else ""
                yield now > before, f"{step}: {now:,} {what}, {before:,} noted{share}"


def table(figures: Figures) -> str:
    """The figures, a line for each step."""
    names = list(next(iter(figures.values())))
    rows = [["", *names]]
    rows += [[step, *(f"{of_step[name]:,}" for name in names)] for step, of_step in figures.items()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join([first.ljust(widths[0]), *map(str.rjust, others, widths[1:])])
        for first, *others in rows
    )


def main() -> int:
    """Count, print, and compare or note; 1 if something grew."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--accept", action="store_true", help="note the figures")
    parser.add_argument("--calls", metavar="STEP", help="print what it calls most")
    options = parser.parse_args()
    if not Path("/proc/self/io").exists():
        print("bytes can be counted on Linux only: nothing is compared")
        return 0
    # Not in $TMPDIR: a path with a space in it costs a module more, and a long one some calls.
    with scratch_folder(Path("/tmp")) as folder:
        found = measured(folder)
    if options.calls:
        for name, calls in found[options.calls].calls.most_common(40):
            print(f"{calls:10,}  {name}")
        return 0
    figures = {step: one.figures for step, one in found.items()}
    print(table(figures))
    version = ".".join(platform.python_version_tuple()[:2])
    noted: dict[str, Figures] = json.loads(NOTED.read_text(encoding="utf-8"))
    if options.accept:
        noted[version] = figures
        NOTED.write_text(json.dumps(noted, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(f"noted for Python {version} in {NOTED.name}")
        return 0
    if version not in noted:
        print(f"no figures are noted for Python {version}: `--accept` notes these")
        return 0
    different = list(compared(figures, noted[version]))
    for _, sentence in different:
        print(sentence)
    if any(grew for grew, _ in different):
        print(
            f"too much more than noted for Python {version}. "
            "`python -m benchmarks.counted --calls STEP` prints what is called most; if it has to "
            "cost that, `--accept` notes the new figures, and the commit says why"
        )
        return 1
    if different:
        print("all that differs is less than noted: `--accept` keeps it so")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
