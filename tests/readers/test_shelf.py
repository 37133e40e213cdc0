"""Every format has a row in docs/formats.md with its reader, a page with an example that is true, a
sample of our own, a hostile file, and a target of the fuzzer.

The row and the page are written; all else is found by asking the reader which files are its own.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from benchmarks.fuzzing.targets import TARGETS
from newsarchive.cli.commands.ingest import command
from newsarchive.readers import READERS, reader_for
from newsarchive.readers.record import Reader
from tests.golden.runs import in_pipe
from tests.hostile.inputs import FILES
from tests.readers.written import WRITE

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "formats.md"
PAGES = sorted((ROOT / "docs" / "formats").glob("*.md"))
NAMES = [reader.name for reader in READERS]
UNWRITTEN = {"pdf", "doc"}
"""Of these nobody writes the articles of a test (`written.py`)."""
UNPACKED = {".wacz", ".zip"}
"""Endings of what ingest unpacks before a reader sees it."""


def rows() -> Iterator[tuple[str, list[str], list[str]]]:
    """The link of each row of the table, its endings, and its readers."""
    table = PAGE.read_text("utf-8").partition("| reader |\n")[2].partition("\n\n")[0]
    for row in table.splitlines()[1:]:
        kind, endings, _, readers = row.strip("| ").split(" | ") if row[-3:] != "| |" else (
            *row.split(" | ")[:2], "", ""
        )  # fmt: skip
        link = re.search(r"\]\((.*?)\)", kind)
        assert link
        yield link[1], re.findall(r"`(\.\w+)`", endings), re.findall(r"`([^`]+)`", readers)


ROWS = list(rows())


def test_the_table_names_every_reader() -> None:
    assert {name for _, _, readers in ROWS for name in readers} == set(NAMES)


@pytest.mark.parametrize("link", sorted({link for link, _, _ in ROWS}))
def test_the_page_of_a_row_is_there(link: str) -> None:
    file, _, anchor = link.partition("#")
    text = (PAGE.parent / file).read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
    assert not anchor or anchor in anchors


def test_every_page_has_a_row() -> None:
    assert {link.partition("#")[0] for link, _, _ in ROWS} == {f"formats/{p.name}" for p in PAGES}


@pytest.mark.parametrize(("link", "endings", "readers"), ROWS, ids=[row[0] for row in ROWS])
def test_a_file_with_an_ending_of_the_row_is_read_by_its_reader(
    link: str, endings: list[str], readers: list[str]
) -> None:
    heads = [seed[:4096] for name in readers for seed in TARGETS[target(name)].seeds()]
    for ending in {*endings} - UNPACKED if readers else ():
        found = (reader_for(f"/a{ending}", head) for head in heads)
        assert any(one and one.name in readers for one in found), ending


def test_the_help_of_ingest_names_every_format() -> None:
    said = {*re.findall(r"\w+", str(command.help).lower())}
    links = re.findall(r"^\| .*?\[(.+?)\]\(formats/", PAGE.read_text("utf-8"), re.MULTILINE)
    names = {name for link in links for name in re.findall(r"\b(?<!-)[A-Z]\w+", link)}
    assert len(names) > 30
    assert {name.lower() for name in names} <= said


@pytest.mark.surroundings
@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_the_example_of_a_page_prints_what_it_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("NEWSARCHIVE", str(tmp_path / "news.db"))
    example = page.read_text("utf-8").partition("## Example\n")[2]
    told = re.findall(r"^\$ newsarchive ((?:.*\\\n)*.*)\n((?:[^$`].*\n)*)", example, re.MULTILINE)
    assert len(told) == 2
    for line, printed in told:
        ran = in_pipe(shlex.split(line.replace("\\\n", "")))
        said = re.sub(r" \(\d+\.\d+ s\)$", "", ran.err + ran.out, flags=re.MULTILINE)
        assert said.replace(f"{ROOT}/", "") == printed


@cache
def hostile() -> set[str]:
    """The readers of the hostile files."""
    found = (reader_for(f"/{name}", data[:4096]) for name, (_, data) in FILES.items())
    return {one.name for one in found if one}


def target(name: str) -> str:
    """What the fuzzer calls the reader of this name."""
    return name.replace(" ", "-")


@pytest.mark.parametrize("reader", READERS, ids=NAMES)
def test_a_reader_has_a_sample_a_hostile_file_and_a_target_of_the_fuzzer(reader: Reader) -> None:
    assert list(TARGETS[target(reader.name)].seeds())
    assert reader.name in hostile()
    assert reader.name in {*WRITE, *UNWRITTEN}
