"""The commands that are run, and how: in this process, on a real pseudo-terminal or in a pipe."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from unittest.mock import patch

import time_machine

from newsarchive.cli import main
from newsarchive.store import runs
from tests.golden.screens import screens
from tests.surroundings import CLOCK, MOMENT, become
from tests.terminals import Terminal

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent
SEED = "f3dbb26f"
"""The id of the project's first article."""
GAZETTE = "77b19844"

PERSON = ("80", "120")
ALL = ("80", "120", "pipe", "json", "csv")
TEXT = ("80", "120", "pipe")
OBJECT = (*TEXT, "json")

RUNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ingest": ("ingest sample_articles", ("pipe", "json")),
    "ingest-dry-run": ("ingest sample_articles --dry-run", ("pipe", "json")),
    "search": ("search cambodia energy", ALL),
    "search-near": ("search 'insur* NEAR/10 flood' --since 2020 --until 2023", ALL),
    "search-body": ("search cambodia solar --body", ALL),
    "search-kwic": ("search flood --kwic", ALL),
    "search-group-by": ("search flood --group-by year", ALL),
    "search-facet": ("search flood --facet author --facet year", ALL),
    "search-dups": ("search harbour --dups hide", ALL),
    "search-explain": ("search '(flood OR drought) insurance' --explain", TEXT),
    "search-nothing": ("search flod", ALL),
    "search-wrong": ("search 'cambodia (energy'", ("pipe",)),
    "search-count": ("search flood --count", ("pipe",)),
    "search-ids": ("search flood --ids", ("pipe",)),
    "search-paths": ("search flood --paths", ("pipe",)),
    "search-format": (r"search flood --format '{date:%d %b %Y|undated} {title:<40.40}|'", TEXT),
    "search-bibtex": ("search flood -n 3 --bibtex", ("pipe",)),
    "search-ris": ("search flood -n 3 --ris", ("pipe",)),
    "search-csl": ("search flood -n 3 --csl", ("pipe",)),
    "search-fields": ("search flood --fields id,date,title", ("json", "csv")),
    "browse": ("browse flood", ("pipe",)),
    "list": ("list", ALL),
    "list-undated": ("list --date none", ALL),
    "list-group-by": ("list --author penhallow --group-by author", ALL),
    "sample": ("sample flood -n 4 --seed 7 --by year", ALL),
    "similar": (f"similar {GAZETTE} -n 3", ALL),
    "similar-explain": (f"similar {SEED} -n 2 --words 5 --explain", TEXT),
    "about": ("search solar -n 2 --since 2018 --fields id,date,title --about", ("json", "csv")),
    "about-bibtex": ("search solar -n 1 --bibtex --about", ("pipe",)),
    "about-file": ("timeline solar --csv --about-file solar.csv.about.json", ("pipe",)),
    "rerun": ("rerun then.csv", ("pipe", "json")),
    "show": (f"show {SEED}", ALL),
    "show-query": (f"show {GAZETTE} --query 'flood insurance'", ALL),
    "show-paragraph": (f"show '{SEED}#p2'", ALL),
    "show-versions": (f"show {SEED} --versions", ALL),
    "show-provenance": (f"show {GAZETTE} --provenance", ALL),
    "show-unknown": ("show ffffffff", ("pipe",)),
    "diff": (f"diff {SEED}", OBJECT),
    "authors": ("authors", ALL),
    "duplicates": ("duplicates", ALL),
    "audit": ("audit", ALL),
    "audit-any": ("audit any", ALL),
    "audit-unread": ("audit unread", ALL),
    "edit": (f"edit {SEED} --title 'A new title' --add-tag power --dry-run", ("pipe", "json")),
    "edit-log": (f"edit {GAZETTE} --log", ("pipe", "json")),
    "stats": ("stats", ALL),
    "timeline": ("timeline flood", ALL),
    "timeline-month": ("timeline --by month --since 2018 --until 2019", ALL),
    "timeline-groups": ("timeline river --by year --group-by source -n 2 --since 2022", ALL),
    "keywords": ("keywords flood --since 2018", ALL),
    "keywords-against": ("keywords energy --against river --min-count 3 -n 5", ALL),
    "collocates": ("collocates river --min-count 2", ALL),
    "status": ("status", OBJECT),
    "log": ("log", OBJECT),
    "remove": ("remove ffffffff --yes", ("pipe",)),
    "backup": ("backup backup.db", ("pipe",)),
    "restore": ("restore none.db", ("pipe",)),
    "export": ("export everything.jsonl", ("pipe",)),
    "export-originals": ("export originals --query flood", ("pipe",)),
    "index": ("index", ("pipe",)),
    "compact": ("compact", ("pipe",)),
    "rebuild": ("rebuild", ("pipe",)),
    "check": ("check", OBJECT),
    "config": ("config", ("pipe", "json")),
    "save": ("save rivers 'river AND (flood OR bridge)' --since 2018 --sort date", ("pipe",)),
    "saved": ("saved", ALL),
    "new": ("new --peek -n 2", ALL),
    "note": ("note 463db474 'Ask who drafted it' --paragraph 2", ("pipe",)),
    "note-list": ("note --list 463db474", ("pipe", "json")),
    "tag": ("tag 463db474 +river -draft --dry-run", ("pipe", "json")),
    "show-noted": ("show 463db474", ("80", "pipe")),
    "dossier": ("dossier rivers.html river --since 2024", ("pipe",)),
    "dossier-html": ("dossier - river --since 2024 --sort date --html", ("pipe",)),
    "dossier-markdown": ("dossier - flood --sort date -n 6 --markdown", ("pipe",)),
    "dossier-full": (f"dossier - id:{SEED} --full --heading Energy --markdown", ("pipe",)),
    "completion": ("completion bash", ("pipe",)),
    "help": ("help", TEXT),
    "help-dates": ("help dates", ("pipe",)),
    "wrong-command": ("serch oil", ("pipe",)),
    "wrong-option": ("search oil --sinse 2018", ("pipe",)),
    "wrong-field": ("search oil --format '{date} {titel}'", ("pipe",)),
    "wrong-fields": ("search oil --csv --fields id,titel", ("pipe",)),
}
"""Name → command line, and the forms in which it is run."""

STYLES = re.compile(r"\x1b\[([0-9;]*)m")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run printed and returned."""

    status: int
    out: str
    err: str


@contextmanager
def world() -> Iterator[Path]:
    """A folder with the sample articles, archived; the process is in it, and knows no other.

    Its name is always as long, so that lines break in the same places.
    """
    folder = Path(tempfile.mkdtemp(prefix="newsarchive-", dir="/tmp")).resolve()
    before, here = dict(os.environ), Path.cwd()
    clock = time_machine.travel(MOMENT, tick=False)
    who = patch.object(runs, "who", lambda: "ann@desk")
    try:
        who.start()
        clock.start()
        shutil.copytree(ROOT / "sample_articles", folder / "sample_articles")
        become(
            {name: value for name, value in before.items() if CLOCK.fullmatch(name)}
            | {
                "PATH": before["PATH"],
                "HOME": str(folder),
                "XDG_CACHE_HOME": str(folder / "cache"),
                "XDG_DATA_HOME": str(folder / "data"),
                "NEWSARCHIVE": str(folder / "news.db"),
                "NEWSARCHIVE_PAGER": "cat",
                "NO_COLOR": "1",
                "TERM": "xterm",
                "LC_ALL": "C.UTF-8",
                "TZ": "UTC",
            }
        )
        os.chdir(folder)
        assert in_pipe(["ingest", "sample_articles", "--quiet"]) == Ran(0, "", "")
        then = in_pipe(["search", "solar", "--csv", "--about", "--fields", "id,title"])
        (folder / "then.csv").write_text(then.out, encoding="utf-8")
        page = folder / "sample_articles" / SEED_FILE
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("solar", "wind"), encoding="utf-8")
        (folder / "sample_articles" / "minutes.ppt").write_bytes(b"\xd0\xcf\x11\xe0")
        (folder / "sample_articles" / "wire" / "cut_off.json").write_text('{"title": "Rain"')
        assert in_pipe(["ingest", "sample_articles", "--quiet"]).status == 2
        assert in_pipe(["edit", GAZETTE, "--place", "Marlsford"]).status == 0
        yield folder
    finally:
        who.stop()
        clock.stop()  # it takes back the TZ that it has set
        os.chdir(here)
        become(before)
        shutil.rmtree(folder)


SEED_FILE = next(path.name for path in (ROOT / "sample_articles").glob("000*.txt"))


def run(line: str, form: str) -> Ran:
    """Run a command line in one of the forms."""
    words = shlex.split(line)
    if form in PERSON:
        return on_terminal(words, int(form))
    return in_pipe(words if form == "pipe" else [*words, f"--{form}"])


def in_pipe(words: list[str]) -> Ran:
    """Run a command whose streams lead to programs."""
    out, err = _stream(io.BytesIO()), _stream(io.BytesIO())
    status = _main(words, out, err)
    return Ran(status, _written(out), _written(err))


def on_terminal(words: list[str], columns: int) -> Ran:
    """Run a command whose stdout is a pseudo-terminal of so many columns."""
    terminal, err = Terminal(columns), _stream(io.BytesIO())
    os.environ["COLUMNS"] = str(columns)
    try:
        with terminal.stream() as out:
            assert out.isatty()
            status = _main(words, out, err)
    finally:
        del os.environ["COLUMNS"]
        seen = terminal.read()
    return Ran(status, seen.replace("\r\n", "\n"), _written(err))


def _stream(into: io.BytesIO) -> io.TextIOWrapper:
    return io.TextIOWrapper(into, encoding="utf-8", newline="\n")


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    held = stream.buffer
    assert isinstance(held, io.BytesIO)
    return held.getvalue().decode()


def _main(words: list[str], out: TextIO, err: TextIO) -> int:
    streams = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = _stream(io.BytesIO()), out, err
    try:
        return int(main(words))
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams


def files(folder: Path) -> Iterator[tuple[str, str]]:
    """Every golden file's name and content, from real runs in a world."""
    for name, (line, forms) in RUNS.items():
        for form in forms:
            ran = run(line, form)
            ending = f"{form}.txt" if form in TEXT else form
            out, err = (timeless(text, folder) for text in (ran.out, ran.err))
            yield f"{name}.{ending}", out if form in ("json", "csv") else told(line, ran, out, err)
    for name, text in screens(folder):
        yield name, timeless(text, folder)


def told(line: str, ran: Ran, out: str, err: str) -> str:
    """A run as a person tells of it: the command, what it printed, and where."""
    parts = [f"$ newsarchive {line}\n", plain(out)]
    if err:
        parts.append(f"--- stderr\n{plain(err)}")
    if ran.status:
        parts.append(f"--- exit status {ran.status}\n")
    return "".join(parts)


def plain(text: str) -> str:
    """The text without bold and the like. A colour would be a mistake: NO_COLOR is set."""
    for found in STYLES.finditer(text):
        assert not re.search(r"(^|;)(3\d|4\d|9\d)(;|$)", found[1]), f"a colour: {found[0]!r}"
    return STYLES.sub("", text)


_CHANGES: tuple[tuple[str, str], ...] = (
    (r"\d+\.\d+ s\b", "0.00 s"),
    (r'("seconds": )[\d.]+', r"\g<1>0.0"),
    (r'("(?:archive|index)_bytes": )\d+', r"\g<1>0"),
    (r"\(\d+(\.\d)? [kM]?B\)", "(0 kB)"),
    (r"\d+(\.\d)? [kM]?B before, \d+(\.\d)? [kM]?B now", "0 kB before, 0 kB now"),
    (r'("(?:archive|state|uid)": ")[0-9a-f]{32}', rf"\g<1>{'0' * 32}"),
    (r'("sha256": ")[0-9a-f]{64}', rf"\g<1>{'0' * 64}"),
    (r"(/cache/newsarchive/[\w.-]*?-)[0-9a-f]{6,}", r"\g<1>0000"),
)
"""What differs from run to run → what stands for it."""


def timeless(text: str, folder: Path) -> str:
    """The text without the durations, sizes and names that differ from run to run."""
    text = text.replace(folder.name, "newsarchive-00000000")
    for pattern, instead in _CHANGES:
        text = re.sub(pattern, instead, text)
    return text
