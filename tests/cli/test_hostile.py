"""Articles that try to move the cursor, change colours or forge lines: in no command, in no format.

One archive holds articles whose every value is an attack, in a file whose name is one too. Each
command runs on it as in a pipe and as on a terminal; what it writes must have no control
character but its own, and no line that an article has made up.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.cli import completion, main
from newsarchive.cli.commands import COMMANDS
from newsarchive.text import graphemes

FORGED = "FORGED"
BREAKS = ("\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\0")
ATTACKS = (
    "\x1b[31mred\x1b[0m", "\x1b[2J\x1b[H", "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]0;title\x07", "\x9b2J", "\x90q\x9c", "\x08\x08\x7f", "\u202emirror\u202c",
    "\u2067rtl\u2069",
    "\u2066\u202d", "\t", "zero\u200bwidth\u2060\ufeff", "\ud800", "=cmd|'/C calc'!A0",
)  # fmt: skip
FORGERY = "".join(f"{one}{FORGED}\t0\t" for one in BREAKS)
HOSTILE = "oil " + " ".join(ATTACKS) + FORGERY
BODY = (
    "oil "
    + " ".join(ATTACKS)
    + "".join(f"{one}{FORGED} oil" for one in BREAKS[1:] if "\n" not in one)
)
"""A body has lines of its own, so that "\\n" there forges nothing."""

FORMS = ("", "--json", "--jsonl", "--csv", "--tsv")
RECORDS = {
    "search oil": (*FORMS, "--ids", "--paths", "--body", "--group-by source", "--group-by author",
                   "--kwic", "--explain", "--csv --raw", "--facet author", "--facet tag --csv",
                   "--facet source --json",
               "--format '{title} {path} {authors} {tags} {url!q} {body}'",
                   "--format '{section!c} {source!j}'", "--format '{authors[, ]} {tags[]!q}'",
               "--bibtex --body", "--ris --body", "--csl --body"),
    "sample oil": (*FORMS, "--ids", "--by source", "--by source --csv"),
    "similar ID": (*FORMS, "--explain", "--bibtex"),
    "similar HOSTILE": ("",),
    "keywords oil --against gas --min-count 1": FORMS,
    "collocates FORGED --min-count 1": FORMS,
    "collocates HOSTILE": ("",),
    "list": (*FORMS, "--ids", "--paths", "--group-by month", "--sort title"),
    "show ID": (*FORMS, "--versions", "--provenance", "--provenance --csv", "--query oil"),
    "show ID#p1": ("", "--json"),
    "authors": FORMS,
    "stats": FORMS,
    "timeline oil": FORMS,
    "duplicates": (*FORMS, "--ids"),
    "audit": FORMS,
    "audit any": (*FORMS, "--body"),
    "diff ID": ("", "--full", "--json"),
    "edit ID --title X --dry-run": ("", "--json"),
    "edit ID --log": ("", "--json"),
    "note ID HOSTILE": ("",),
    "note --list ID": ("", "--json"),
    "tag ID +oil --dry-run": ("", "--json"),
    "save court HOSTILE --literal": ("",),
    "save HOSTILE oil": ("",),
    "saved": FORMS,
    "new --peek": (*FORMS, "--ids"),
    "status": ("", "--json"),
    "check": ("", "--json"),
    "config": ("", "--json"),
    "log": FORMS,
    "log --inbox HOSTILE": ("",),
    "--archive HOSTILE config": ("",),
    "ingest NEWS": ("", "--json", "--dry-run"),
    "remove nothing --yes": ("",),
    "search HOSTILE": ("", "--json", "--literal"),
    "search oil --author HOSTILE": ("",),
    "search oil --since HOSTILE": ("",),
    "search oil --format HOSTILE": ("",),
    "search oil --csv --fields HOSTILE": ("",),
    "search oil --sort HOSTILE": ("",),
    "show HOSTILE": ("",),
    "HOSTILE": ("",),
    "help HOSTILE": ("",),
    "ingest HOSTILE": ("",),
    "--archive HOSTILE status": ("",),
    "search --queries QUERIES": (*FORMS, "--ids", "--count"),
    "search HOSTILE --literal --about": ("--csv", "--jsonl", "--bibtex"),
    "rerun KEPT": ("", "--json"),
    "rerun HOSTILE": ("",),
    "compact": ("",),
    "rebuild": ("",),
    "backup HOSTILE": ("", "--json"),
    "restore HOSTILE": ("", "--json"),
    "dossier - oil": ("--html", "--markdown", "--html --full", "--markdown --full"),
    "dossier - oil --heading HOSTILE": ("--html", "--markdown"),
    "dossier HOSTILE HOSTILE": ("--literal", "--html"),
    "export -": ("",),
    "export ORIGINALS": ("", "--json"),
    "export - ID": ("",),
    "completion bash": ("",),
}  # fmt: skip
"""Command → the options with which it runs."""
RUNS = [f"{line} {form}".rstrip() for line, forms in RECORDS.items() for form in forms]


class Terminal(io.TextIOWrapper):
    """A stream that says that it is one."""

    def isatty(self) -> bool:
        return True


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """The environment of a run on the archive."""
    variables = {
        "NEWSARCHIVE": str(folder / "news.db"), "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_DATA_HOME": str(folder / "data"), "COLUMNS": "100", "NEWSARCHIVE_PAGER": "cat",
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(autouse=True)
def _at_home(folder: Path) -> Iterator[None]:
    with at_home(folder):
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive."""
    folder = tmp_path_factory.mktemp("hostile")
    news = folder / "news"
    news.mkdir()
    named = news / ("a\x1b[31m\n" + FORGED + "\u2028\u202e.json")
    one = {
        "title": HOSTILE, "authors": [HOSTILE, "Jane Doe"], "source": HOSTILE, "url": HOSTILE,
        "section": HOSTILE, "tags": [HOSTILE, "=1"], "agency": HOSTILE, "dateline": HOSTILE,
        "language": "en", "date": "2018-04-10", "body": BODY,
    }  # fmt: skip
    words = " ".join(f"word{number}" for number in range(80))
    named.write_text(
        json.dumps(
            [
                one,
                one | {"url": "x", "body": f"{BODY} {words}"},
                one | {"url": "y", "title": "=1+1", "body": f"{BODY} {words}!"},
            ]
        )
    )
    (news / f"bad\x1b[2J\n{FORGED}.json").write_text("{")
    (news / "two.json").write_text(json.dumps({"title": "Oil", "body": f"oil \x1b[1m {FORGED}"}))
    with at_home(folder):
        run(["ingest", str(news)])
        run(["save", "attack", HOSTILE, "--any", "--literal", "--source", "oil"])
        with Archive(folder / "news.db") as archive:
            archive.notes.add([hit.archived for hit in archive.search("oil")], HOSTILE, paragraph=1)
        (news / "two.json").write_text(json.dumps({"title": HOSTILE, "body": "oil \x1b[2m\x9b"}))
        run(["ingest", str(news)])
        about = json.loads(run(["search", "oil", "--jsonl", "--about"])[0].partition("\n")[0])
        about["about"] |= {"program": HOSTILE, "query": HOSTILE, "engine": HOSTILE}
    kept = folder / f"kept\x1b[2J\n{FORGED}"
    kept.write_text(json.dumps(about), encoding="utf-8")
    (folder / "queries").write_text(f"oil\n{HOSTILE}\n(oil\n", "utf-8", "replace")
    return folder


def run(words: list[str], *, terminal: bool = False) -> tuple[str, str]:
    """What a run writes to stdout and to stderr."""
    kind = Terminal if terminal else io.TextIOWrapper
    out, err = (kind(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    streams = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    sys.stdout, sys.stderr = out, err
    try:
        main(words)
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
    written = []
    for stream in (out, err):
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        written.append(stream.buffer.getvalue().decode())
    return written[0], written[1]


def words(line: str, folder: Path) -> list[str]:
    import shlex

    def id_of(title: str) -> str:
        found, _ = run(["search", title, "--jsonl"])
        records = map(json.loads, found.splitlines())
        return next(str(one["id"]) for one in records if one["version"] > 1)

    spelt = {"NEWS": str(folder / "news"), "HOSTILE": HOSTILE, "QUERIES": str(folder / "queries"),
             "ORIGINALS": str(folder / "originals"),
             "KEPT": str(folder / f"kept\x1b[2J\n{FORGED}")}  # fmt: skip
    said = [spelt.get(word, word) for word in shlex.split(line)]
    return [re.sub("^ID", id_of("oil"), word) if word.startswith("ID") else word for word in said]


STYLE = re.compile(r"\x1b\[[0-9;]*m")
OURS = graphemes.ISOLATE + graphemes.POP


def harmful(text: str) -> set[str]:
    return {
        char
        for char in text
        if char not in "\n\t"
        and (
            unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
            or "\u202a" <= char <= "\u202e"
            or "\u2066" <= char <= "\u2069"
        )
    }


def forged(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.lstrip(" \t").startswith(FORGED)]


@pytest.mark.parametrize("line", RUNS)
def test_in_a_pipe(folder: Path, line: str) -> None:
    for written in run(words(line, folder)):
        assert harmful(written) == set()
        assert forged(written) == []


@pytest.mark.parametrize("color", ["auto", "always"])
@pytest.mark.parametrize("line", [line for line in RUNS if "--" not in line or "--kwic" in line
                                  or "--group" in line or "--facet" in line or "--body" in line
                                  or "--versions" in line or "--provenance" in line])  # fmt: skip
def test_on_a_terminal(
    folder: Path, line: str, color: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without colours nothing but text; with them our own styles; both with closed isolates."""
    monkeypatch.setenv("TERM", "dumb" if color == "auto" else "xterm")
    if color == "always":
        monkeypatch.setenv("FORCE_COLOR", "1")
    for written in run(words(line, folder), terminal=True):
        bare = STYLE.sub("", written) if color == "always" else written
        for one in bare.split("\n"):
            assert one.count(graphemes.ISOLATE) == one.count(graphemes.POP)
        assert harmful(re.sub(f"[{OURS}]", "", bare)) == set()
        # A long line may break before any word. A title that is read is all there is at the margin.
        if not line.startswith("show"):
            assert [found for found in forged(bare) if not found.startswith(" ")] == []


def test_columns_and_rows_are_ours(folder: Path) -> None:
    total = int(run(["search", "oil", "--count"])[0])
    assert total == 4
    for form, columns in ((), 4), (("--body",), 5), (("--ids",), 1), (("--tsv",), None):
        lines = run(["search", "oil", *form])[0].splitlines()
        assert len(lines) == total + (columns is None)
        assert {line.count("\t") + 1 for line in lines} == {columns or lines[0].count("\t") + 1}
    rows = list(csv.reader(io.StringIO(run(["search", "oil", "--csv", "--body"])[0], newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == total + 1
    cells_ = [cell for row in rows[1:] for cell in row]
    assert [cell for cell in cells_ if cell.lstrip()[:1] in tuple("=+-@")] == []


def test_completion_offers_nothing_that_cannot_be_typed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for line in ("newsarchive list --author ", "newsarchive show ", "newsarchive list --tag "):
        for shell in ("bash", "zsh", "fish"):
            monkeypatch.setenv(completion.VARIABLE, f"{shell}_complete")
            monkeypatch.setenv(completion.LINE, line)
            monkeypatch.setenv(completion.WORD, "")
            written, _ = run([])
            assert harmful(written) == set()
            assert forged(written) == []


def test_every_command_is_attacked() -> None:
    said = {word for line in RECORDS for word in line.split()}
    assert set(COMMANDS) - said == {"browse"}  # by tests/cli/test_browse.py
